"""Damaged backups are named to the file and never restored; which database they came from does not matter any more."""

import json
from functools import partial
from pathlib import Path

import pytest
from backing_up import faults, made, restore, said_of

from artmatch.errors import RegistryError
from artmatch.registry import Registry, backup
from artmatch.registry.schema import version

pytestmark = pytest.mark.parametrize("database_url", [None])


def test_a_changed_byte_is_named_wherever_it_is_and_nothing_is_restored(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    assert faults(folder) == []
    for path in files:
        data = path.read_bytes()
        path.chmod(0o644)
        for place in {0, len(data) // 2, len(data) - 1} if data else ():
            changed = bytearray(data)
            changed[place] ^= 1
            path.write_bytes(changed)
            name = path.relative_to(folder).as_posix()
            assert faults(folder) == [f"{name} has changed"]
            with Registry.open(tmp_path / "new") as registry:
                with pytest.raises(RegistryError, match=path.name):
                    list(restore(registry, folder))
                assert registry.counts().objects == 0
        path.write_bytes(data)
    with Registry.open(tmp_path / "new") as registry:
        list(restore(registry, folder))
        assert registry.counts() == filled.counts()


def test_a_changed_byte_of_the_sums_is_noticed(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    sums = folder / "SHA256SUMS"
    data = sums.read_bytes()
    for place in range(0, len(data), 5):
        changed = bytearray(data)
        changed[place] ^= 1
        sums.write_bytes(changed)
        assert said_of(folder), place


def test_a_file_that_is_gone_or_came_later_is_named(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    [first, *_] = sorted((folder / "photographs").glob("*/*"))
    first.unlink()
    (folder / "tables" / "notes.txt").touch()
    assert faults(folder) == [
        f"{first.relative_to(folder).as_posix()} cannot be read (No such file or directory)",
        "tables/notes.txt is not in SHA256SUMS",
    ]


def test_a_name_that_leads_out_of_the_backup_is_refused(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    with (folder / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  photographs/../../secret\n")
    with pytest.raises(RegistryError, match="has changed"):
        faults(folder)


def test_a_folder_without_sums_is_no_complete_backup(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    (folder / "SHA256SUMS").unlink()
    for use in (backup.verify, partial(restore, filled)):
        with pytest.raises(RegistryError, match="no complete backup"):
            list(use(folder))


def test_a_backup_of_a_newer_artmatch_is_refused(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    about = json.loads((folder / "backup.json").read_text())
    (folder / "backup.json").write_text(json.dumps(about | {"versions": {"register": version + 1}}))
    with pytest.raises(RegistryError, match="made by a newer artmatch"):
        list(restore(filled, folder))
