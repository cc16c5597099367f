"""The ledger: who did what, when, with which model and index. Each entry holds the hash of the one before.

An entry is canonical JSON (RFC 8785) in UTF-8 with these keys::

    number            from 1, without gaps
    previous          hash of the entry before, 64 zeros in the first
    at, by, action    moment in UTC, a person's name, one of :class:`Action`
    software          version of artmatch
    model_id          the embedding model in use
    index_generation  of the saved index
    settings          what else an outcome depends on
    details           what was done, in words and numbers that depend on the action
    rows              hash of the canonical content of each row that was stored or changed, by table and key
    files             hashes of the photographs that were stored, by folder

Its hash is the SHA-256 of these very bytes.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from artmatch.casework.canonical import canonical, moment
from artmatch.casework.schema import ledger
from artmatch.errors import InputError
from artmatch.messages import _
from artmatch.registry.database import Database, storable

BEGINNING = "0" * 64
"""What stands in the first entry for the hash of the one before."""


class Action(StrEnum):
    """What an entry tells."""

    LOGIN = "login"
    CASE = "case opened"
    EXHIBIT = "exhibit added"
    UPLOAD = "upload"
    DERIVE = "picture derived"
    EDIT = "edit"
    SEARCH = "search"
    ALERT = "alert"
    JUDGEMENT = "judgement"
    WITHDRAWAL = "withdrawal"
    VIEW = "view of a sensitive picture"
    REGISTER = "register"
    IMPORT = "import"
    EXPORT = "export"
    REPLAY = "replay"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What every entry tells of the program that wrote it."""

    model_id: str = ""
    index_generation: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it was written; the keys are explained above."""

    number: int
    hash: str
    previous: str
    at: datetime
    by: str
    action: str
    software: str
    model_id: str
    index_generation: int
    settings: Mapping[str, Any]
    details: Mapping[str, Any]
    rows: Mapping[str, str]
    files: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, row: Row[Any]) -> "Entry":
        """The entry in ``row`` of the ledger's table. Raises ``ValueError`` or ``TypeError`` if it is none."""
        values = json.loads(row.entry)
        return cls(**values | {"at": datetime.fromisoformat(values["at"])}, hash=row.hash)


class Ledger:
    """The ledger of one register. May be used from any thread and by any number of processes."""

    def __init__(self, database: Database, circumstances: Callable[[], Circumstances]) -> None:
        """Write into ``database``; ``circumstances`` are asked for anew for every entry."""
        self._database, self._circumstances = database, circumstances

    def append(
        self,
        connection: Connection,
        action: str,
        *,
        by: str,
        details: Mapping[str, Any],
        rows: Mapping[str, str] | None = None,
        files: Mapping[str, Sequence[str]] | None = None,
        circumstances: Circumstances | None = None,
    ) -> Entry:
        """Add an entry in the writing transaction of ``connection``: it stands if and only if that is stored.

        The chain cannot fork: no two such transactions run side by side, and a number is given once. Raises
        InputError if nobody is named.
        """
        person = storable(by).strip()
        if not person:
            raise InputError(_("Nobody is named who does this: give a name, or set ARTMATCH_USER."))
        now = circumstances or self._circumstances()
        newest = select(ledger.c.number, ledger.c.hash).order_by(ledger.c.number.desc()).limit(1)
        number, previous = connection.execute(newest).one_or_none() or (0, BEGINNING)
        entry = {
            "number": number + 1,
            "previous": previous,
            "at": moment(datetime.now(UTC)),
            "by": person,
            "action": str(action),
            "software": version("artmatch"),
            "model_id": now.model_id,
            "index_generation": now.index_generation,
            "settings": dict(now.settings),
            "details": dict(details),
            "rows": dict(rows or {}),
            "files": {folder: list(hashes) for folder, hashes in (files or {}).items()},
        }
        data = canonical(entry)
        row = {"number": number + 1, "entry": data, "hash": hashlib.sha256(data).hexdigest()}
        connection.execute(insert(ledger).values(row))
        return Entry.read(connection.execute(select(ledger).where(ledger.c.number == number + 1)).one())

    def note(
        self, action: str, *, by: str, details: Mapping[str, Any], circumstances: Circumstances | None = None
    ) -> Entry:
        """Add an entry on what stores nothing here: a login, a view, an export."""
        with self._database.writing() as connection:
            return self.append(connection, action, by=by, details=details, circumstances=circumstances)

    def __len__(self) -> int:
        """How many entries there are."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(ledger)) or 0

    def entries(self, *, limit: int, before: int | None = None) -> list[Entry]:
        """The newest ``limit`` entries, newest first; with ``before``, those numbered below it."""
        query = select(ledger).order_by(ledger.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(ledger.c.number < before)
        with self._database.reading() as connection:
            return [Entry.read(row) for row in connection.execute(query)]
