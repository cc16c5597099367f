"""Casework: cases, exhibits, searches and judgements beside the register, every action with its entry in the ledger."""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from sqlalchemy import select

from artmatch.casework import audit, schema
from artmatch.casework.alerts import Alerts
from artmatch.casework.audit import Audit
from artmatch.casework.cases import Cases
from artmatch.casework.checkpoint import Checkpoint, SigningKey
from artmatch.casework.findings import Findings
from artmatch.casework.ledger import Action, Circumstances, Ledger
from artmatch.casework.schema import ledger as entries
from artmatch.casework.upgrade import make_tables, upgrade
from artmatch.errors import RegistryError
from artmatch.messages import _
from artmatch.registry.backup import Part
from artmatch.registry.database import Database
from artmatch.registry.files import HashedFiles

_OPENING_SECONDS = 120.0


class Casework:
    """The cases of one register: tables in its database, ``exhibits/ab/<sha256>`` in its folder.

    May be used from any thread and by any number of processes. Every method that writes takes the name of the person
    who acts, stores its rows and its ledger entry in one transaction, and raises InputError where nobody is named;
    every method raises RegistryError if database or folder cannot be used. Nothing is ever deleted.
    """

    def __init__(self, folder: Path, database: Database, ledger: Ledger) -> None:
        """Use :meth:`open`."""
        originals = HashedFiles(folder / "exhibits")
        self.ledger = ledger
        self.cases = Cases(database, ledger, originals)
        self.findings = Findings(database, ledger)
        self.alerts = Alerts(database, ledger)
        self._database = database
        self._folders = {"exhibits": originals, "photographs": HashedFiles(folder / "photographs")}
        self._key = SigningKey(folder / "ledger-key.pem")

    @classmethod
    def open(cls, folder: Path, database: Database, circumstances: Callable[[], Circumstances]) -> Self:
        """Open the cases of the register in ``folder``, whose database is open; the tables are made if need be."""
        try:
            with FileLock(folder / "lock", timeout=_OPENING_SECONDS):
                upgrade(database)
        except Timeout as error:
            raise RegistryError(
                _("Another program has been opening {folder} for long: try again later.").format(folder=folder)
            ) from error
        return cls(folder, database, Ledger(database, circumstances))

    def verify(self, *, against: Checkpoint | None = None, with_files: bool = True) -> Audit:
        """Look for the first thing that is not as the ledger says, or not as ``against`` says of the ledger."""
        found = audit.verify(self._database, self._folders, with_files=with_files)
        return found if against is None else audit.compared(found, against, self._hash_of(against.number))

    def checkpoint(self, *, by: str) -> bytes:
        """A signed file that says what the ledger's last entry is: the one on this very export."""
        key = self.public_key()
        entry = self.ledger.note(Action.CHECKPOINT, by=by, details={"public_key": key.decode()})
        return self._key.sign(entry)

    def public_key(self) -> bytes:
        """What checkpoints are verified with, as a PEM file."""
        return self._key.public_key()

    def backup_part(self) -> Part:
        """What a backup has of the cases; the key that signs checkpoints stays out of it."""
        return Part(
            name="casework",
            metadata=schema.metadata,
            version=schema.version,
            make_tables=make_tables,
            upgrade=upgrade,
            told=entries,
            folders={"exhibits": (schema.exhibit_photographs, self._folders["exhibits"])},
        )

    def _hash_of(self, number: int) -> str | None:
        with self._database.reading() as connection:
            return connection.scalar(select(entries.c.hash).where(entries.c.number == number))
