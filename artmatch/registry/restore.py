"""From a backup to a register again: on either database, from any version of the tables up to this one."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, MetaData, Table, bindparam, delete, insert, select, update

from artmatch.errors import RegistryError
from artmatch.imaging import sha256
from artmatch.messages import _
from artmatch.registry import backup, postgresql
from artmatch.registry.backup import Checked, Part
from artmatch.registry.database import MANY_BYTES, Database
from artmatch.registry.files import HashedFiles

_ROWS_AT_A_TIME = 500

Rows = Iterator[dict[str, Any]]


def restore(folder: Path, database: Database, parts: Sequence[Part]) -> Iterator[Checked]:
    """Fill an empty register from the backup ``folder``; yields every file, checked.

    All of it or nothing: the originals are on disk before the one transaction with all rows, and if any file is not
    what it was there is no such transaction. The same call after a kill goes on. Raises RegistryError if the register
    holds anything, or the backup is damaged, incomplete or made by a newer artmatch.
    """
    about, sums = backup.read_about(folder), backup.read_sums(folder)
    known = {part.name: part for part in parts}
    if any(name not in known or version > known[name].version for name, version in about.versions.items()):
        raise backup.newer(folder)
    with database.reading() as connection:
        _refuse_to_overwrite(connection, parts, database.name)
    damaged: list[Checked] = []
    for checked in _checked(
        folder, sums, {name: files for part in parts for name, (_folder, files) in part.folders.items()}
    ):
        yield checked
        if checked.reason:
            damaged.append(checked)
    if damaged:
        first = f"{folder / damaged[0].name} {damaged[0].reason}"
        others = f", and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        raise RegistryError(
            _("Nothing was restored, the backup is damaged ({first}{others}): use another backup.").format(
                first=first, others=others
            )
        )
    room = next(files.folder.parent for part in parts for _, files in part.folders.values())
    with (
        TemporaryDirectory(prefix="restoring-", dir=room) as scratch,
        ExitStack() as older,
        database.writing() as connection,
    ):
        _refuse_to_overwrite(connection, parts, database.name)
        for part in parts:
            if part.name in about.versions:
                names = [name for name in about.rows if f"tables/{name}.jsonl" in sums]
                version = about.versions[part.name]
                _fill(connection, part, older.enter_context(_rows(folder, names, part, version, Path(scratch))))


def _refuse_to_overwrite(connection: Connection, parts: Sequence[Part], name: str) -> None:
    for part in parts:
        if connection.execute(select(part.told).limit(1)).first() is not None:
            raise RegistryError(
                _(
                    "The register {name} is in use ({told} holds something already), and a backup never "
                    "overwrites one: restore to another home or database."
                ).format(name=name, told=part.told.name)
            )


def _checked(folder: Path, sums: Mapping[str, str], folders: Mapping[str, HashedFiles]) -> Iterator[Checked]:
    """Every file; the originals that are what they were are stored on the way."""
    sizes = {}
    for name, expected in sums.items():
        path = folder / name
        if name.count("/") == 2:
            sizes[name] = path.stat().st_size if path.is_file() else 0
        else:
            yield backup.check(folder, name, expected)
    for batch in backup.in_batches(sizes.items()):
        found: dict[str, dict[str, bytes]] = {}
        checked = []
        for name in batch:
            try:
                data = (folder / name).read_bytes()
            except OSError as error:
                checked.append(Checked(name, _("cannot be read ({reason})").format(reason=error.strerror)))
                continue
            of_part, _prefix, digest = name.split("/")
            is_same = of_part in folders and sha256(data) == sums[name] == digest
            if is_same:
                found.setdefault(of_part, {})[digest] = data
            checked.append(Checked(name, "" if is_same else _("has changed")))
        for of_part, files in found.items():
            folders[of_part].write(files)
        yield from checked


def _fill(connection: Connection, part: Part, rows: Mapping[str, Rows]) -> None:
    """Insert rows by the names of their tables."""
    brought = [table for table in part.metadata.sorted_tables if table.name in rows]
    _clear(connection, brought)
    for table in brought:
        _insert(connection, table, rows[table.name])
        if connection.dialect.name == "postgresql" and table.autoincrement_column is not None:
            postgresql.count_on(connection, table.autoincrement_column)


@contextmanager
def _rows(folder: Path, names: Sequence[str], part: Part, version: int, scratch: Path) -> Iterator[dict[str, Rows]]:
    """Rows as ``part`` has them now, by table: older ones come out of a database in ``scratch`` of their version, where
    the migrations do their work.
    """
    if version == part.version:
        yield {name: _rows_of(folder, name) for name in names}
        return
    older = Database(scratch / f"{part.name}.sqlite")
    older.prepare()
    part.make_tables(older, version)
    with older.writing() as connection:
        tables = MetaData()
        tables.reflect(connection)
        present = [table for table in tables.sorted_tables if table.name in names]
        _clear(connection, present)
        for table in present:
            _insert(connection, table, _rows_of(folder, table.name))
    part.upgrade(older)
    with older.reading() as connection:
        yield {table.name: _rows_in(connection, table) for table in part.metadata.sorted_tables}
    older.close()


def _clear(connection: Connection, tables: Sequence[Table]) -> None:
    """Remove what a migration put into tables; everything else belongs to an object, and there is none."""
    for table in reversed(tables):
        if connection.execute(select(table).limit(1)).first() is not None:
            connection.execute(delete(table))


def _insert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert ``rows``; what refers to other rows of the table is set once all are there."""
    own = {key.parent.name for key in table.foreign_keys if key.column.table is table}
    keys = [column.name for column in table.primary_key.columns]
    referring = update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
    later: list[dict[str, Any]] = []
    while portion := list(islice(rows, _ROWS_AT_A_TIME)):
        for row in portion:
            values = {name: row[name] for name in own if row.get(name) is not None}
            if values:
                later.append({f"key_{name}": row[name] for name in keys} | values)
                row.update(dict.fromkeys(values))
        connection.execute(insert(table), portion)
    for row in later:
        connection.execute(referring.values({name: row[name] for name in own if name in row}), row)


def _rows_of(folder: Path, name: str) -> Rows:
    """The rows in a table's file."""
    with backup.table_file(folder, name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line, object_hook=_from_json)


def _rows_in(connection: Connection, table: Table) -> Rows:
    options = {"yield_per": _ROWS_AT_A_TIME, **MANY_BYTES}
    for row in connection.execute(select(table), execution_options=options):
        yield dict(row._mapping)


def _from_json(value: dict[str, Any]) -> Any:
    match value:
        case {"base64": str(text), **others} if not others:
            return b64decode(text)
        case {"utc": str(text), **others} if not others:
            return datetime.fromisoformat(text)
    return value
