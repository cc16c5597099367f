"""Backups: complete or not there, checked to the byte, and the same register again on either database."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backing_up import back_up, faults, made, restore
from sqlalchemy import select

from artmatch.errors import ConfigurationError, RegistryError
from artmatch.records import ArtworkRecord
from artmatch.registry import NewPhotograph, Registry, backup
from artmatch.registry.database import Database
from artmatch.registry.schema import metadata

MakePhotograph = Callable[..., NewPhotograph]


def rows(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {table.name: connection.execute(select(table)).all() for table in metadata.sorted_tables}


def test_a_backup_restored_on_the_other_database_is_the_same_register(
    filled: Registry,
    database: Database,
    other_place: tuple[Path, str | None],
    tmp_path: Path,
    photograph: MakePhotograph,
) -> None:
    folder = made(filled, tmp_path / "backups" / "monday")
    with Registry.open(*other_place) as restored:
        assert not any(one.reason for one in restore(restored, folder))
        other = Database(other_place[0] / "registry.sqlite", other_place[1])
        assert {name: sorted(map(repr, found)) for name, found in rows(other).items()} == {
            name: sorted(map(repr, found)) for name, found in rows(database).items()
        }
        other.close()
        for number, photograph_ in filled.photographs(range(9)).items():
            assert restored.original(restored.photographs([number])[number]) == filled.original(photograph_)
        (new,) = restored.register([(ArtworkRecord(object_id="E", title="Cup"), [photograph(9)])], model_id="m")
        assert new.photographs[0].photograph_id == 5


def test_a_backup_of_a_restored_register_is_the_same_to_the_byte(
    filled: Registry, other_place: tuple[Path, str | None], tmp_path: Path
) -> None:
    first = made(filled, tmp_path / "first")
    with Registry.open(*other_place) as restored:
        list(restore(restored, first))
        second = made(restored, tmp_path / "second")
    sums = [(folder / "SHA256SUMS").read_text().splitlines() for folder in (first, second)]
    assert len(sums[0]) == 3 + 1 + len(metadata.tables)
    assert [line for line in sums[0] if "backup.json" not in line] == [
        line for line in sums[1] if "backup.json" not in line
    ]


def test_other_programs_can_read_and_check_a_backup(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    titles = [json.loads(line)["title"] for line in (folder / "tables" / "objects.jsonl").open(encoding="utf-8")]
    assert sorted(titles) == ["Coin", "Masque « d’Agnès »\n", "Relief", "Seal"]
    assert {path.name for path in folder.iterdir()} == {"SHA256SUMS", "backup.json", "tables", "photographs"}
    assert not (tmp_path / "backup.unfinished").exists()


def test_a_register_that_holds_objects_is_not_overwritten(filled: Registry, database: Database, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    before = rows(database)
    with pytest.raises(RegistryError, match=r"is in use .*, and a backup never overwrites one"):
        list(restore(filled, folder))
    assert rows(database) == before


def test_a_register_that_came_to_hold_objects_while_files_were_copied_is_not_overwritten(
    filled: Registry, other_place: tuple[Path, str | None], tmp_path: Path
) -> None:
    folder = made(filled, tmp_path / "backup")
    with Registry.open(*other_place) as other:
        restoring = restore(other, folder)
        next(restoring)
        other.register([(ArtworkRecord(object_id="F", title="Ring"), [])], model_id="m")
        with pytest.raises(RegistryError, match="is in use"):
            list(restoring)
        assert other.counts().objects == 1


@pytest.mark.parametrize("database_url", [None])
def test_a_backup_never_replaces_what_is_there(filled: Registry, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="exists already"):
        list(back_up(filled, tmp_path))


@pytest.mark.parametrize("database_url", [None])
def test_originals_that_are_damaged_or_gone_are_named_and_the_rest_is_saved(filled: Registry, tmp_path: Path) -> None:
    (gone, changed, _) = [filled.photographs([number])[number] for number in (1, 2, 4)]
    for photograph, data in ((gone, None), (changed, b"other")):
        path = filled.folder / "photographs" / photograph.sha256[:2] / photograph.sha256
        path.unlink()
        if data:
            path.write_bytes(data)
    reasons = [f"{one.name} {one.reason}" for one in back_up(filled, tmp_path / "backup") if one.reason]
    names = {one.sha256: f"photographs/{one.sha256[:2]}/{one.sha256} ({one.file_name})" for one in (gone, changed)}
    assert sorted(reason.partition(") ")[0] + ")" for reason in reasons) == sorted(names.values())
    for reason in reasons:
        if reason.startswith(names[gone.sha256]):
            assert "cannot be read from" in reason
        else:
            assert "is not the one that was registered" in reason
    assert faults(tmp_path / "backup") == []
    assert backup.read_about(tmp_path / "backup").lost == sorted(name.partition(" ")[0] for name in names.values())
    with Registry.open(tmp_path / "new") as restored:
        list(restore(restored, tmp_path / "backup"))
        assert restored.counts() == filled.counts()
        with pytest.raises(RegistryError, match="cannot be read"):
            restored.original(gone)


def test_a_photograph_registered_meanwhile_is_not_half_in_a_backup(
    filled: Registry, photograph: MakePhotograph, tmp_path: Path
) -> None:
    saving = back_up(filled, tmp_path / "backup")
    next(saving)
    filled.register([(ArtworkRecord(object_id="F", title="Ring"), [photograph(7)])], model_id="m")
    list(saving)
    assert faults(tmp_path / "backup") == []
    with Registry.open(tmp_path / "new") as restored:
        list(restore(restored, tmp_path / "backup"))
        assert restored.counts().objects == 4


@pytest.mark.parametrize("database_url", [None])
def test_a_backup_killed_at_any_line_does_not_look_complete_and_is_completed_by_the_next(
    filled: Registry, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KILLED, str(filled.folder)]
    counted = tmp_path / "counted"
    done = subprocess.run([*command, str(counted), "0"], capture_output=True, text=True, check=True)
    lines = int(done.stdout)
    assert lines > 100
    for line in range(1, lines + 1, lines // 3):
        folder = tmp_path / f"killed at {line}"
        killed = subprocess.run([*command, str(folder), str(line)], check=False)
        assert killed.returncode == -signal.SIGKILL
        if folder.exists():  # killed after it was complete
            assert faults(folder) == []
            continue
        for name in (folder, folder.with_name(f"{folder.name}.unfinished")):
            with pytest.raises(RegistryError, match="no complete backup"):
                list(backup.verify(name))
        made(filled, folder)
        assert faults(folder) == []
        assert {path.name for path in folder.rglob("*")} == {path.name for path in counted.rglob("*")}


KILLED = textwrap.dedent("""
    import os, signal, sys, threading
    from pathlib import Path
    from artmatch.registry import Registry, backup, files

    lines, kill_at = 0, int(sys.argv[3])
    watched = {backup.__file__, files.__file__}

    def count(frame, event, _):
        global lines
        if frame.f_code.co_filename not in watched:
            return None
        if event == "line":
            lines += 1
            if lines == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    with Registry.open(Path(sys.argv[1])) as registry:
        sys.settrace(count)
        list(backup.write(registry.database, [registry.backup_part()], Path(sys.argv[2])))
        sys.settrace(None)
    print(lines)
""")


@pytest.mark.parametrize("database_url", [None])
def test_two_backups_to_one_place_do_not_disturb_each_other(filled: Registry, tmp_path: Path) -> None:
    first = back_up(filled, tmp_path / "backup")
    next(first)
    with pytest.raises(RegistryError, match="Another program is making the backup"):
        list(back_up(filled, tmp_path / "backup"))
    list(first)
    assert faults(tmp_path / "backup") == []


@pytest.mark.parametrize("database_url", [None])
def test_what_an_older_attempt_left_and_the_register_does_not_hold_is_not_in_the_backup(
    filled: Registry, tmp_path: Path
) -> None:
    stranger = tmp_path / "backup.unfinished" / "photographs" / "00" / ("0" * 64)
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"half")
    folder = made(filled, tmp_path / "backup")
    assert faults(folder) == []
    assert not (folder / "photographs" / "00").exists()


@pytest.mark.parametrize("database_url", [None])
@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_sha256sum_agrees(filled: Registry, tmp_path: Path) -> None:
    folder = made(filled, tmp_path / "backup")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


@pytest.mark.parametrize("database_url", [None])
def test_a_disk_that_refuses_a_backup_is_named(
    filled: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(RegistryError, match=r"backup cannot be written \(No space left on device\): make room"):
            list(back_up(filled, tmp_path / "backup"))
    made(filled, tmp_path / "backup")
