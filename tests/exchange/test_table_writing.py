"""Tables that are written: read back as they were by an import, and harmless in a spreadsheet."""

import csv
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from artmatch.errors import InputError
from artmatch.exchange.exporting import Link
from artmatch.exchange.reading import read_records
from artmatch.exchange.relations import Relations
from artmatch.exchange.table_writing import CsvWriter, ExcelWriter
from artmatch.matching.intake import TABLE_COLUMNS
from artmatch.records import ArtworkRecord, record_fields
from artmatch.registry import Link as Belonging
from artmatch.registry import LinkKind

HOSTILE = ("=1+1", "+49 89 123", "-5 °C", "@SUM(A1)", 'he said "no"; then, left', "two\nlines", "  =cmd|'/c calc'!A0")


@pytest.fixture(params=[("objects.csv", CsvWriter), ("objects.xlsx", ExcelWriter)], ids=["csv", "xlsx"])
def write(request, tmp_path):
    """Write objects to a table and return its file."""
    name, writer = request.param

    def written(*objects):
        with (tmp_path / name).open("wb") as stream, writer(stream) as opened:
            for record, links, relations in objects:
                opened.write(record, links, relations)
        return tmp_path / name

    return written


def test_every_field_comes_back(write, full_record, full_photograph, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"1")
    (tmp_path / "b.jpg").write_bytes(b"2")
    links = [Link(full_photograph, "a.jpg"), Link(replace(full_photograph, included=True, credit="-"), "b.jpg")]
    relations = Relations(links=(Belonging("K;2", LinkKind.PAIR), Belonging("3", LinkKind.SET)))
    reading = read_records(write((full_record, links, relations)))
    assert [one for one in reading.problems if one.weight == "error"] == []
    [entry] = reading.intake.entries
    assert entry.record == full_record
    assert set(entry.links) == set(relations.links)
    assert [(one.view, one.credit, one.taken, one.included) for one in entry.photographs] == [
        (full_photograph.view, "Studio Rossi", "2001-05", False),
        (full_photograph.view, "-", "2001-05", True),
    ]


def test_what_looks_like_a_formula_stays_text_and_comes_back(write):
    records = [
        ArtworkRecord(object_id=f"K{number}", title=text.strip(), owner=text.strip(), description=text.strip())
        for number, text in enumerate(HOSTILE)
    ]
    file = write(*((record, [], Relations()) for record in records))
    assert [entry.record for entry in read_records(file).intake.entries] == records
    if file.suffix == ".xlsx":
        cells = [cell for row in load_workbook(file)["objects"].iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
    else:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            assert not [cell for row in csv.reader(lines) for cell in row if cell[:1] in {*"=+-@"}]


def test_what_no_cell_can_hold_is_replaced(write):
    record = ArtworkRecord(object_id="K1", title="a\x07b")
    file = write((record, [], Relations()))
    [entry] = read_records(file).intake.entries
    assert entry.record.title == "a\ufffdb"


def test_the_columns_are_those_of_the_template(write):
    file = write((ArtworkRecord(object_id="K1", title="Cup"), [], Relations()))
    if file.suffix == ".xlsx":
        assert [cell.value for cell in load_workbook(file)["objects"][1]] == list(TABLE_COLUMNS)
    else:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            assert next(csv.reader(lines)) == list(TABLE_COLUMNS)
    assert set(record_fields) < set(TABLE_COLUMNS)


def test_the_rows_of_an_object_begin_with_its_face(write, full_record, full_photograph, tmp_path):
    links = []
    for number, place in ((1, 3), (2, 1), (3, 2)):
        (tmp_path / f"{number}.jpg").write_bytes(b"%d" % number)
        one = replace(full_photograph, photograph_id=number, included=True, place=place)
        links.append(Link(one, f"{number}.jpg"))
    [entry] = read_records(write((full_record, links, Relations()))).intake.entries
    assert [one.name for one in entry.photographs] == ["2.jpg", "3.jpg", "1.jpg"]


def test_a_text_that_excel_would_cut_is_told_and_the_other_objects_are_written(tmp_path, full_record):
    """A cell holds 32,767 characters (Microsoft, "Excel specifications and limits")."""
    with (tmp_path / "objects.xlsx").open("wb") as stream, ExcelWriter(stream) as opened:
        with pytest.raises(InputError, match=r"LONG is left out: its description has 32,768 characters"):
            opened.write(replace(full_record, object_id="LONG", description="x" * 32_768), [], Relations())
        opened.write(replace(full_record, object_id="FULL", description="x" * 32_767), [], Relations())
    [entry] = read_records(tmp_path / "objects.xlsx").intake.entries
    assert (entry.record.object_id, len(entry.record.description)) == ("FULL", 32_767)
