import errno
import os
from pathlib import Path

import pytest

from artmatch.errors import InputError, NotFoundError
from artmatch.matching.intake import read_csv, read_folder
from artmatch.records import Status, ViewLabel


def touch(folder, *names):
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def objects(intake):
    return {entry.record.object_id: [one.name for one in entry.photographs] for entry in intake.entries}


def test_each_photograph_of_a_folder_is_an_object_of_its_own(tmp_path):
    touch(tmp_path, "b.JPG", "a.png", "icons/agnes.tif", "notes.txt", ".hidden.jpg", ".cache/c.jpg")
    intake = read_folder(tmp_path)
    assert objects(intake) == {"a": ["a.png"], "b": ["b.JPG"], "icons/agnes": ["icons/agnes.tif"]}
    assert [entry.record.title for entry in intake.entries] == ["a", "b", "agnes"]
    assert len(intake) == 3
    assert intake.notes == ("1 file was left alone: its name does not end like a photograph's.",)


def test_files_that_differ_in_their_ending_only_belong_to_one_object(tmp_path):
    touch(tmp_path, "a.jpg", "a.tif")
    assert objects(read_folder(tmp_path)) == {"a": ["a.jpg", "a.tif"]}


def test_a_sub_folder_is_one_object_where_that_is_asked_for(tmp_path):
    touch(tmp_path, "agnes/1.jpg", "agnes/2.jpg", "vase.jpg")
    assert objects(read_folder(tmp_path, group_by_folder=True)) == {
        "agnes": ["agnes/1.jpg", "agnes/2.jpg"],
        "vase": ["vase.jpg"],
    }


def test_a_file_name_that_cannot_be_an_object_number_is_refused_alone(tmp_path):
    touch(tmp_path, "a.jpg", "line\nbreak.jpg")
    intake = read_folder(tmp_path)
    assert objects(intake) == {"a": ["a.jpg"]}
    assert [(one.name, one.object_id) for one in intake.refused] == [("line\nbreak.jpg", "line\nbreak")]
    assert len(intake) == 2


def test_a_link_to_nowhere_is_accounted_for_like_a_photograph(tmp_path):
    touch(tmp_path, "a.jpg")
    (tmp_path / "moved.jpg").symlink_to(tmp_path / "gone.jpg")
    assert objects(read_folder(tmp_path)) == {"a": ["a.jpg"], "moved": ["moved.jpg"]}


def test_a_sub_folder_that_cannot_be_opened_is_refused_by_its_name(tmp_path, monkeypatch):
    touch(tmp_path, "a.jpg", "locked/b.jpg")
    scandir = os.scandir

    def guarded(path):  # rights cannot be taken away from root
        if Path(path) == tmp_path / "locked":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    intake = read_folder(tmp_path)
    assert objects(intake) == {"a": ["a.jpg"]}
    [refused] = intake.refused
    assert refused.name == "locked"
    assert refused.reason == "The folder locked cannot be opened (Permission denied): allow reading it."


def test_a_folder_without_photographs_is_refused(tmp_path):
    touch(tmp_path, "notes.txt")
    with pytest.raises(InputError, match="no photograph in"):
        read_folder(tmp_path)


def test_a_missing_folder_is_not_found(tmp_path):
    with pytest.raises(NotFoundError):
        read_folder(tmp_path / "gone")


def table(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "objects.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_rows_of_one_object_belong_together_and_later_ones_may_be_short(tmp_path):
    intake = read_csv(
        table(
            tmp_path,
            "object_id,title,maker,status,photograph,view\n"
            'K1,"Bust, gilded",Anon,missing,k1.jpg,\n'
            "K2,Cup,,,k2.jpg,mark\n"
            "K1,,,,k1b.jpg,verso\n",
        )
    )
    first, second = intake.entries
    assert (first.record.title, first.record.maker, first.record.status) == ("Bust, gilded", "Anon", Status.MISSING)
    assert [(one.name, one.view, one.row) for one in first.photographs] == [
        ("k1.jpg", ViewLabel.OVERALL, 2),
        ("k1b.jpg", ViewLabel.VERSO, 4),
    ]
    assert first.photographs[0].content == tmp_path / "k1.jpg"
    assert (second.record.status, second.photographs[0].view) == (Status.STOLEN, ViewLabel.MARK)
    assert not intake.refused


def test_a_table_with_semicolons_and_a_byte_order_mark_is_read(tmp_path):
    intake = read_csv(table(tmp_path, "object_id;title;photograph\r\nK1;Bust, gilded;k1.jpg\r\n", "utf-8-sig"))
    assert intake.entries[0].record.title == "Bust, gilded"


def test_without_a_title_column_the_object_number_stands_in(tmp_path):
    assert read_csv(table(tmp_path, "object_id,photograph\nK1,k1.jpg\n")).entries[0].record.title == "K1"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Cup,c.jpg,,", "object_id is empty"),
        ("K9,Cup,,,", "photograph is empty"),
        ("K9,,c.jpg,,", "has no title"),
        ("K9,Cup,c.jpg,side,", "the view 'side' is none of overall, detail"),
        ("K9,Cup,c.jpg,,lost", "The status 'lost' is none of stolen"),
        ("K9,Cup,c.jpg,,,extra", "more than the 5 cells"),
        ("K1,Other,c.jpg,,", r"title of object K1 is 'Bust' in row 2 but 'Other' in row 4"),
        ("K1,,k1.jpg,,", "row 2 says the same"),
    ],
)
def test_a_wrong_row_is_refused_by_its_number_and_the_others_go_on(tmp_path, row, reason):
    intake = read_csv(
        table(tmp_path, f"object_id,title,photograph,view,status\nK1,Bust,k1.jpg,,\nK2,Vase,k2.jpg,,\n{row}\n")
    )
    refused = {one.row: one.reason for one in intake.refused}
    assert reason in refused[4]
    assert "K2" in objects(intake)
    assert len(intake) == 3


def test_blank_rows_are_no_inputs_but_count_as_rows(tmp_path):
    intake = read_csv(table(tmp_path, "object_id,photograph\n\nK1,k1.jpg\n,\n"))
    assert intake.entries[0].photographs[0].row == 3
    assert len(intake) == 1


def test_columns_that_are_no_fields_are_named(tmp_path):
    intake = read_csv(table(tmp_path, "object_id,photograph,tilte\nK1,k1.jpg,Cup\n"))
    assert "tilte" in intake.notes[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("object_id,title\nK1,Cup\n", "lacks the column photograph"),
        ("", "lacks the column object_id"),
        ("object_id,photograph,photograph\nK1,a,b\n", "names the column photograph twice"),
        ('object_id,photograph\nK1,"a\n', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_csv(table(tmp_path, text))


def test_a_table_in_another_encoding_is_refused_as_a_whole(tmp_path):
    with pytest.raises(InputError, match="UTF-8"):
        read_csv(table(tmp_path, "object_id,photograph\nÉ,k.jpg\n", "latin-1"))


def test_a_missing_table_is_not_found(tmp_path):
    with pytest.raises(NotFoundError):
        read_csv(tmp_path / "gone.csv")
