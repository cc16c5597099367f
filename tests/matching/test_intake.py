import errno
import os
from pathlib import Path

import pytest

from artmatch.errors import InputError, NotFoundError
from artmatch.matching.intake import read_folder


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
