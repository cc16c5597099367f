"""Dropping a table with its photographs: what would happen is shown first, then it is registered as by the command."""

import io
import zipfile

import pytest
from openpyxl import load_workbook
from simulated import opened, press, running, shown

from artmatch.config import Settings
from artmatch.imaging import encode_jpeg
from artmatch.matching.intake import TABLE_COLUMNS
from artmatch.registry import Stage
from artmatch.wiring import Workspace


def import_page():
    from artmatch.web import import_page

    import_page.show()


@pytest.fixture
def workspace(home):
    with Workspace.open(Settings.load(home, env={})) as opened_one:
        yield opened_one


@pytest.fixture
def photographs(drawn):
    """Three photographs in a ZIP, in a folder as people zip them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(3):
            archive.writestr(f"Photographs/{number}.jpg", encode_jpeg(drawn[number].registered[0]))
    return buffer.getvalue()


def table(*rows):
    return ("\n".join(["object_id,title,status,photograph", *rows]) + "\n").encode()


GOOD = table("K1,Cup,stolen,0.jpg", "K1,,,1.jpg", "K2,Vase,missing,2.jpg")


def dropped(test, *files):
    """The page after files were dropped on it and checked."""
    test.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files])
    return press(running(test.run()), "Check these files")


def imported(test, label, *, by="Miller", stage=None):
    test.text_input[0].set_value(by)
    if stage is not None:
        test.radio[0].set_value(stage is Stage.DRAFT)
    return press(test, label)


def test_a_dropped_table_is_shown_first_and_registered_as_drafts_under_a_name(workspace, photographs):
    test = dropped(opened(import_page, register="register"), ("objects.csv", GOOD), ("p.zip", photographs))
    assert "3 new, 0 updated, 0 unchanged; 0 cannot be used." in shown(test)
    assert workspace.registry.object_ids() == []
    imported(test, "Import 2 records")
    assert "Imported: 3 new, 0 updated, 0 unchanged, 0 failed." in shown(test)
    register = workspace.registry
    assert {number: len(register.photographs_of(number)) for number in register.object_ids()} == {"K1": 2, "K2": 1}
    assert {one.stage for one in register.standings(["K1", "K2"]).values()} == {Stage.DRAFT}
    assert {one.by for one in register.dossier("K1").revisions} == {"Miller"}
    [entry] = [one for one in workspace.casework.ledger.entries(limit=9) if one.action == "register"]
    assert (entry.by, [one["object"] for one in entry.details["objects"]]) == ("Miller", ["K1", "K2"])


def test_what_is_imported_at_once_is_found_by_a_photograph(workspace, photographs, drawn):
    test = dropped(opened(import_page, register="register"), ("objects.csv", GOOD), ("p.zip", photographs))
    imported(test, "Import 2 records", stage=Stage.LIVE)
    found = workspace.match([encode_jpeg(drawn[2].registered[0])]).matches
    assert found[0].record.title == "Vase"


def test_the_same_files_again_change_nothing_and_a_corrected_table_updates(workspace, photographs):
    for rows, said in (
        (GOOD, "3 new, 0 updated, 0 unchanged"),
        (GOOD, "0 new, 0 updated, 3 unchanged"),
        (GOOD.replace(b"Vase", b"Bowl"), "0 new, 1 updated, 2 unchanged"),
    ):
        test = dropped(opened(import_page, register="register"), ("objects.csv", rows), ("p.zip", photographs))
        assert f"{said}; 0 cannot be used." in shown(test)
        imported(test, "Import 2 records")
        assert f"Imported: {said}, 0 failed." in shown(test)
    assert workspace.registry.record("K2").title == "Bowl"
    assert len(workspace.registry.dossier("K1").revisions) == 1


def test_every_problem_is_shown_by_row_and_column_and_the_other_rows_are_imported(workspace, photographs):
    wrong = table("K1,Cup,stollen,0.jpg", "K2,Vase,stolen,gone.jpg", "K3,Mask,stolen,2.jpg", "K4,<b>,lost,1.jpg")
    test = dropped(opened(import_page, register="register"), ("objects.csv", wrong), ("p.zip", photographs))
    page = shown(test)
    assert "1 new, 0 updated, 0 unchanged; 3 cannot be used." in page
    places = [cell.partition("</td>")[0] for cell in page.split("<tr><td>")[1:]]
    assert places == ["C2", "D3", "C5"]
    assert "<td>status</td>" in page
    assert "<td>photograph</td>" in page
    assert "artmatch-import-" not in page  # the temporary folder is nobody's business
    imported(test, "Import 1 record")
    page = shown(test)
    assert "Imported: 1 new, 0 updated, 0 unchanged, 3 failed." in page
    assert [cell.partition("</td>")[0] for cell in page.split("<tr><td>")[1:]] == places
    assert workspace.registry.object_ids() == ["K3"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("p.zip", b"no ZIP"), ("objects.csv", GOOD)], "p.zip cannot be unpacked"),
        ([("a.jpg", b"x")], "There is no file of records"),
        ([("objects.xlsx", b"no workbook")], "The table objects.xlsx is no Excel workbook"),
        ([("objects.csv", b"title\nCup\n")], "The table objects.csv lacks the column object_id"),
    ],
)
def test_what_cannot_be_read_is_answered_by_a_sentence(workspace, files, said):
    test = dropped(opened(import_page, register="register"), *files)
    assert said in shown(test)
    assert not [button for button in test.button if button.label.startswith("Import ")]


def test_nobody_imports_without_a_name(workspace, photographs):
    test = dropped(opened(import_page, register="register"), ("objects.csv", GOOD), ("p.zip", photographs))
    imported(test, "Import 2 records", by=" ")
    assert "Say who you are" in shown(test)
    assert workspace.registry.object_ids() == []


def test_the_template_can_be_taken_away_and_dropped_again(workspace):
    from artmatch.web.import_page import _template

    book = load_workbook(io.BytesIO(_template()))
    assert [cell.value for cell in book["objects"][1]] == list(TABLE_COLUMNS)
    book["objects"].append({1: "K7", 2: "Seal"})
    filled = io.BytesIO()
    book.save(filled)
    test = dropped(opened(import_page, register="register"), ("objects.xlsx", filled.getvalue()))
    imported(test, "Import 1 record")
    assert workspace.registry.record("K7").title == "Seal"
