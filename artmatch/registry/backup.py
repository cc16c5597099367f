"""Backups: a register with its cases in one folder that other programs can read and check, from either database.

::

    SHA256SUMS                  a line for every other file, as ``sha256sum`` writes and checks them; written last
    backup.json                 format, versions of the tables, time, rows, and originals that were lost before
    tables/objects.jsonl        every row as a line of JSON; bytes are {"base64": ...} and moments {"utc": ...}
    photographs/ab/abcdef...    originals of registered objects, under their SHA-256
    exhibits/ab/abcdef...       those of exhibits

What is derived from these, thumbnails and saved indexes, is left out. A folder has its name only once it is complete.
Which tables and originals there are is told by the parts that a backup is made of.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from hashlib import sha256 as new_sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, MetaData, Row, Table, select

from artmatch.errors import ConfigurationError, RegistryError
from artmatch.imaging import sha256
from artmatch.messages import _
from artmatch.registry.database import MANY_BYTES, Database
from artmatch.registry.files import HashedFiles, sync_folder, write_durably

FORMAT = 1
_SUMS = "SHA256SUMS"
_ABOUT = "backup.json"
_UNFINISHED = ".unfinished"
_NAME = re.compile(rf"{re.escape(_ABOUT)}|tables/[a-z_]+\.jsonl|[a-z]+/[0-9a-f]{{2}}/[0-9a-f]{{64}}")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_Original = Row[Any, Any, Any]
"""sha256, file_name, byte_count."""
_ROWS_AT_A_TIME = 500
_FILES_AT_A_TIME = 32
_BYTES_AT_A_TIME = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Checked:
    """A file of a backup, or a photograph that should have become one."""

    name: str
    reason: str = ""
    """Why it is not, or no longer, what was registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a backup says about itself."""

    versions: dict[str, int]
    """Of the tables of each part."""
    created: datetime
    rows: dict[str, int]
    """By table."""
    lost: list[str]
    """Names of originals that were damaged or gone when the backup was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Tables that belong together, and the originals that they tell of."""

    name: str
    metadata: MetaData
    version: int
    make_tables: Callable[[Database, int], None]
    """Make the tables of an older version in a database without them."""
    upgrade: Callable[[Database], None]
    """Bring these to ``version``."""
    told: Table
    """Without any row in this one the part holds nothing."""
    folders: Mapping[str, tuple[Table, HashedFiles]]
    """Originals by the name of their folder, and the table with their ``sha256``, ``file_name`` and ``byte_count``."""


def write(database: Database, parts: Sequence[Part], folder: Path) -> Iterator[Checked]:
    """Make the backup ``folder``; yields every original as soon as it is in there, or why it cannot be.

    Rows are those of one moment. Killed at any time, it leaves ``folder.unfinished``, which the same call goes on with.
    Raises ConfigurationError if there is such a folder already, RegistryError if it cannot be written.
    """
    if folder.exists():
        raise ConfigurationError(
            _("{folder} exists already, and a backup never replaces one: name another folder.").format(folder=folder)
        )
    unfinished = folder.with_name(folder.name + _UNFINISHED)
    lock = unfinished / "lock"
    with _clear_errors(folder):
        (unfinished / "tables").mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            rows, sums, originals = _write_tables(database, parts, unfinished)
            lost = yield from _copy_originals(originals, unfinished)
            sums |= {name: Path(name).name for name in originals if name not in lost}
            about = {
                "format": FORMAT,
                "versions": {part.name: part.version for part in parts},
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "rows": rows,
                "lost": sorted(lost),
            }
            text = json.dumps(about, indent=2).encode() + b"\n"
            write_durably(unfinished / _ABOUT, [text])
            sums[_ABOUT] = sha256(text)
            _remove_others(unfinished, {*sums, lock.name})
            write_durably(unfinished / _SUMS, [f"{sums[name]}  {name}\n".encode() for name in sorted(sums)])
            sync_folder(unfinished)
            lock.unlink()
            unfinished.rename(folder)
            sync_folder(folder.parent)


def verify(folder: Path) -> Iterator[Checked]:
    """Every file of a backup, with what is wrong with it.

    Raises RegistryError if ``folder`` is no backup or a backup that never was completed.
    """
    sums = read_sums(folder)
    for name, expected in sums.items():
        yield check(folder, name, expected)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in sums and name != _SUMS:
            yield Checked(name, _("is not in {sums}").format(sums=_SUMS))


def read_sums(folder: Path) -> dict[str, str]:
    """SHA-256 by file name. Raises RegistryError as :func:`verify`, and for a line that is none."""
    try:
        lines = (folder / _SUMS).read_bytes().decode().removesuffix("\n").split("\n")
    except FileNotFoundError as error:
        raise RegistryError(
            _("{folder} is no complete backup, it has no {list}: make or name another one.").format(
                folder=folder, list=_SUMS
            )
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(
            _("{folder} cannot be read ({error}): name another backup.").format(folder=folder / _SUMS, error=error)
        ) from error
    sums = {}
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if found is None or not _NAME.fullmatch(found[2]):
            raise RegistryError(
                _("Line {number} of {folder} has changed: name another backup.").format(
                    number=number, folder=folder / _SUMS
                )
            )
        sums[found[2]] = found[1]
    return sums


def read_about(folder: Path) -> About:
    """Raises RegistryError if it cannot be read, or a newer artmatch made the backup."""
    try:
        about = json.loads((folder / _ABOUT).read_text("utf-8"))
        form, versions = int(about["format"]), {name: int(version) for name, version in about["versions"].items()}
        created = datetime.fromisoformat(about["created"])
        rows, lost = dict(about["rows"]), list(about["lost"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegistryError(
            _("{folder} has changed or is gone: name another backup.").format(folder=folder / _ABOUT)
        ) from error
    if form > FORMAT:
        raise newer(folder)
    return About(versions=versions, created=created, rows=rows, lost=lost)


def newer(folder: Path) -> RegistryError:
    """Return the error for a backup that this version does not understand."""
    return RegistryError(_("The backup {folder} was made by a newer artmatch: install that one.").format(folder=folder))


def check(folder: Path, name: str, expected: str) -> Checked:
    """Whether the file ``name`` is what it was."""
    try:
        with (folder / name).open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Checked(name, _("cannot be read ({reason})").format(reason=error.strerror))
    return Checked(name, "" if found == expected else _("has changed"))


def table_file(folder: Path, name: str) -> Path:
    """Where the rows of a table are."""
    return folder / "tables" / f"{name}.jsonl"


def in_batches(sizes: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Hashes with the bytes of their files, as many at a time as fit into memory."""
    batch: list[str] = []
    total = 0
    for name, size in sizes:
        if batch and (len(batch) == _FILES_AT_A_TIME or total + size > _BYTES_AT_A_TIME):
            yield batch
            batch, total = [], 0
        batch.append(name)
        total += size
    if batch:
        yield batch


def _write_tables(
    database: Database, parts: Sequence[Part], folder: Path
) -> tuple[dict[str, int], dict[str, str], dict[str, tuple[_Original, Path]]]:
    """Write the rows of one moment; returns their numbers and the files' SHA-256, and the originals' rows and paths."""
    counts: dict[str, int] = {}
    sums: dict[str, str] = {}
    originals: dict[str, tuple[_Original, Path]] = {}
    with database.reading() as connection:
        for part in parts:
            for table in part.metadata.sorted_tables:
                counts[table.name], sums[f"tables/{table.name}.jsonl"] = _write_table(connection, table, folder)
            for name, (table, files) in part.folders.items():
                query = select(table.c.sha256, table.c.file_name, table.c.byte_count).order_by(table.c.sha256)
                for row in connection.execute(query):
                    originals[f"{name}/{row.sha256[:2]}/{row.sha256}"] = row, files.path(row.sha256)
    return counts, sums, originals


def _write_table(connection: Connection, table: Table, folder: Path) -> tuple[int, str]:
    """Write the rows by their key; returns their number and the SHA-256 of the file."""
    query = select(table).order_by(*table.primary_key.columns)
    rows = connection.execute(query, execution_options={"yield_per": _ROWS_AT_A_TIME, **MANY_BYTES})
    digest, count = new_sha256(), 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for row in rows:
            line = json.dumps(dict(row._mapping), ensure_ascii=False, default=_as_json).encode() + b"\n"
            digest.update(line)
            count += 1
            yield line

    write_durably(table_file(folder, table.name), lines())
    return count, digest.hexdigest()


def _as_json(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"utc": value.astimezone(UTC).isoformat()}
    return {"base64": b64encode(value).decode()}


def _copy_originals(
    originals: Mapping[str, tuple[_Original, Path]], folder: Path
) -> Generator[Checked, None, set[str]]:
    """Yields every original; returns the names of those that are lost."""
    lost: set[str] = set()
    for batch in in_batches((name, row.byte_count) for name, (row, _path) in originals.items()):
        found: dict[str, dict[str, bytes]] = {}
        checked = []
        for name in batch:
            row, path = originals[name]
            reason = ""
            try:
                data = path.read_bytes()
            except OSError as error:
                reason = _("cannot be read from {path} ({reason})").format(path=path, reason=error.strerror)
            else:
                if sha256(data) == row.sha256:
                    found.setdefault(name.partition("/")[0], {})[row.sha256] = data
                else:
                    reason = _("in {path} is not the one that was registered").format(path=path)
            checked.append(Checked(f"{name} ({row.file_name})", reason))
            lost.update({name} if reason else ())
        for of_part, files in found.items():
            HashedFiles(folder / of_part).write(files)
        yield from checked
    return lost


def _remove_others(folder: Path, names: set[str]) -> None:
    """Remove what is not to be in the backup: the means of writing it, and what an older attempt copied."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in names:
            path.unlink()
    for path in folder.glob("*/*"):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


@contextmanager
def _clear_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise RegistryError(
            _("Another program is making the backup {folder}: wait, or name another folder.").format(folder=folder)
        ) from error
    except OSError as error:
        raise RegistryError(
            _(
                "The backup {folder} cannot be written ({reason}): make room or check the permissions "
                "there, then start again to go on."
            ).format(folder=folder, reason=error.strerror)
        ) from error
