"""Looking for the first thing that is not as the ledger says: an entry, a stored row, a photograph."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, Table, select
from sqlalchemy.exc import SQLAlchemyError

from artmatch.casework.canonical import canonical, content_hash
from artmatch.casework.checkpoint import Checkpoint
from artmatch.casework.ledger import BEGINNING, Entry
from artmatch.casework.schema import key_of, ledger, metadata
from artmatch.messages import _
from artmatch.registry.database import Database
from artmatch.registry.files import HashedFiles


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the ledger says."""

    entry: int | None
    """The entry that is broken, or that tells of what is; None for a row that no entry tells of."""
    sentence: str
    in_chain: bool = False
    """Whether the entry itself is broken; what it and later ones tell of rows and photographs is then worth little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What a verification found."""

    entries: int
    head: str
    """Hash of the last entry, as it is stored."""
    rows: int
    """Stored rows compared with their hashes."""
    files: int
    """Photographs read and compared with their hashes; 0 if they were not asked for."""
    faults: tuple[Fault, ...]
    """Broken entries first, the first one at the head; then rows and photographs by the entry that tells of them."""


@dataclass(slots=True)
class _Told:
    """What the entries read so far tell."""

    count: int = 0
    head: str = BEGINNING
    faults: list[Fault] = field(default_factory=list)
    rows: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The newest hash of each row, and the entry that has it."""
    files: dict[tuple[str, str], int] = field(default_factory=dict)
    """The first entry for each folder and hash."""


def verify(database: Database, folders: Mapping[str, HashedFiles], *, with_files: bool = True) -> Audit:
    """Compare every entry with the one before, every stored row and every photograph with the entry that tells of it.

    ``folders``: the photographs' by the names that entries call them. Raises RegistryError if the database cannot be
    read at all.
    """
    with database.reading() as connection:
        told = _read_entries(connection)
        tables = [table for table in metadata.sorted_tables if table is not ledger]
        rows = dict(row for table in tables for row in _stored_rows(connection, table))
    told.faults += _row_faults(told.rows, rows)
    if with_files:
        told.faults += _file_faults(told.files, folders)
    return Audit(
        entries=told.count,
        head=told.head,
        rows=len(rows),
        files=len(told.files) if with_files else 0,
        faults=_ordered(told.faults),
    )


def compared(found: Audit, checkpoint: Checkpoint, hashed: str | None) -> Audit:
    """``found`` with what contradicts ``checkpoint``, whose entry has the hash ``hashed`` here, None if it is gone."""
    if hashed == checkpoint.hash:
        return found
    if hashed is None:
        cut = _("The ledger ends at entry {entries}, but entry {number} was signed: its tail was cut.").format(
            entries=found.entries, number=checkpoint.number
        )
        fault = Fault(found.entries + 1, cut, in_chain=True)
    else:
        fault = Fault(
            checkpoint.number,
            _("Entry {number} is not the one that was signed.").format(number=checkpoint.number),
            in_chain=True,
        )
    return replace(found, faults=_ordered([*found.faults, fault]))


def _ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (not fault.in_chain, fault.entry is None, fault.entry or 0)))


def _read_entries(connection: Connection) -> _Told:
    told = _Told()
    number = 0
    for row in connection.execute(select(ledger).order_by(ledger.c.number)):
        if row.number != number + 1:
            gone = (
                _("Entry {number} is gone.").format(number=number + 1)
                if row.number > number + 1
                else _("An entry's number is not one.")
            )
            told.faults.append(Fault(number + 1, gone, in_chain=True))
        else:
            told.faults += _entry_fault(row, told.head)
        number, told.head = row.number, row.hash
        told.count += 1
        _remember(row, told)
    return told


def _entry_fault(row: Row[Any], previous: str) -> list[Fault]:
    """What is wrong with one entry that follows the one with the hash ``previous``; at most one thing."""
    number, said = row.number, ""
    try:
        if hashlib.sha256(row.entry).hexdigest() != row.hash:
            said = _("Entry {number} was changed: it is not what its hash was taken of.")
        elif canonical(json.loads(row.entry)) != row.entry or Entry.read(row).number != number:
            said = _("Entry {number} is not as entries are written.")
        elif Entry.read(row).previous != previous:
            said = _("Entry {number} does not follow the one before: one of the two was replaced.")
    except (ValueError, TypeError):
        said = _("Entry {number} cannot be read.")
    return [Fault(number, said.format(number=number), in_chain=True)] if said else []


def _remember(row: Row[Any], told: _Told) -> None:
    try:
        entry = Entry.read(row)
    except (ValueError, TypeError, AttributeError):
        return  # a fault already
    for key, hashed in entry.rows.items():
        told.rows[key] = (hashed, row.number)
    for folder, hashes in entry.files.items():
        for sha256 in hashes:
            told.files.setdefault((folder, sha256), row.number)


def _stored_rows(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    """Name and hash of every row; one that cannot be read has none that fits."""
    keys = table.primary_key.columns
    for key in connection.execute(select(*keys)).all():
        wanted = select(table).where(*(column == value for column, value in zip(keys, key, strict=True)))
        try:
            yield key_of(table, key), content_hash(dict(connection.execute(wanted).one()._mapping))
        except (SQLAlchemyError, ValueError, TypeError):
            yield key_of(table, key), "unreadable"


def _row_faults(told: Mapping[str, tuple[str, int]], stored: Mapping[str, str]) -> Iterator[Fault]:
    for key, (hashed, entry) in told.items():
        if key not in stored:
            yield Fault(entry, _("{key}, which entry {entry} tells of, is gone.").format(key=key, entry=entry))
        elif stored[key] != hashed:
            yield Fault(entry, _("{key} is not what entry {entry} tells of.").format(key=key, entry=entry))
    for key in stored.keys() - told.keys():
        yield Fault(None, _("No entry tells of {key}.").format(key=key))


def _file_faults(told: Mapping[tuple[str, str], int], folders: Mapping[str, HashedFiles]) -> Iterator[Fault]:
    for (folder, sha256), entry in told.items():
        path = folders[folder].path(sha256) if folder in folders else None
        try:
            if path is None:
                raise FileNotFoundError(folder)
            with path.open("rb") as file:
                is_it = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            yield Fault(
                entry,
                _("The photograph {folder}/{sha256}, which entry {entry} tells of, cannot be read.").format(
                    folder=folder, sha256=sha256, entry=entry
                ),
            )
        else:
            if not is_it:
                yield Fault(
                    entry,
                    _("The photograph {folder}/{sha256} is not the one that entry {entry} tells of.").format(
                        folder=folder, sha256=sha256, entry=entry
                    ),
                )
