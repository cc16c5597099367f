"""Cases, their exhibits and the exhibits' photographs, every change with its entry in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, Table, select

from artmatch.casework import rows
from artmatch.casework.derivation import Derivation, pixels_hash, working_side
from artmatch.casework.ledger import Action, Ledger
from artmatch.casework.schema import (
    case_of,
    cases,
    derived_of,
    derived_pictures,
    exhibit_of,
    exhibit_photographs,
    exhibits,
    photograph_of,
    stored,
)
from artmatch.casework.values import Case, DerivedPicture, Exhibit, ExhibitPhotograph, NewExhibitPhotograph
from artmatch.errors import ConflictError, InputError, NotFoundError, RegistryError
from artmatch.imaging import Limits, decode, sha256
from artmatch.messages import _
from artmatch.registry.database import Database, storable
from artmatch.registry.files import HashedFiles


class Cases:
    """Part of :class:`~artmatch.casework.store.Casework`, whose promises hold here too."""

    def __init__(self, database: Database, ledger: Ledger, originals: HashedFiles) -> None:
        """Use :meth:`artmatch.casework.store.Casework.open`."""
        self._database, self._ledger, self._originals = database, ledger, originals

    def open_case(self, number: str, *, by: str, agency: str = "", officer: str = "", notes: str = "") -> Case:
        """Open a case. Raises ConflictError if its number is taken, InputError for a number that is none."""
        values = _texts(number=_numbered("case", number), agency=agency, officer=officer, notes=notes)
        with self._database.writing() as connection:
            if connection.scalar(select(cases.c.case_id).where(cases.c.number == values["number"])) is not None:
                raise ConflictError(
                    _("The case {number} is open already: choose another number, or go on with it.").format(
                        number=number
                    )
                )
            row, told = rows.add(connection, cases, values | _now(by))
            self._ledger.append(connection, Action.CASE, by=by, details={"case": row.number} | values, rows=told)
            return case_of(row)

    def case(self, number: str) -> Case:
        """The case of that number. Raises NotFoundError if there is none."""
        with self._database.reading() as connection:
            return _case(connection, number)

    def all(self) -> list[Case]:
        """All cases, the newest first."""
        with self._database.reading() as connection:
            return [case_of(row) for row in connection.execute(select(cases).order_by(cases.c.case_id.desc()))]

    def edit_case(self, number: str, *, by: str, **changes: str) -> Case:
        """Correct agency, officer or notes of a case; the ledger keeps the former ones."""
        with self._database.writing() as connection:
            found = _case(connection, number)
            row = self._correct(connection, cases, found.case_id, changes, {"case": found.number}, by)
            return case_of(row)

    def add_exhibit(
        self, case_number: str, number: str, *, by: str, place: str = "", date: str = "", notes: str = ""
    ) -> Exhibit:
        """Add an exhibit to a case. Raises NotFoundError without the case, ConflictError for a number that it has."""
        values = _texts(number=_numbered("exhibit", number), place=place, date=date, notes=notes)
        with self._database.writing() as connection:
            case = _case(connection, case_number)
            same = (exhibits.c.case_id == case.case_id) & (exhibits.c.number == values["number"])
            if connection.scalar(select(exhibits.c.exhibit_id).where(same)) is not None:
                raise ConflictError(
                    _("The case {case_number} has an exhibit {number} already: choose another number.").format(
                        case_number=case_number, number=number
                    )
                )
            row, told = rows.add(connection, exhibits, values | {"case_id": case.case_id} | _now(by))
            details = {"case": case.number, "exhibit": row.number} | values
            self._ledger.append(connection, Action.EXHIBIT, by=by, details=details, rows=told)
            return exhibit_of(row)

    def exhibit(self, case_number: str, number: str) -> Exhibit:
        """The exhibit of that number in that case. Raises NotFoundError if there is none."""
        with self._database.reading() as connection:
            case = _case(connection, case_number)
            wanted = (exhibits.c.case_id == case.case_id) & (exhibits.c.number == storable(number).strip())
            row = connection.execute(select(exhibits).where(wanted)).one_or_none()
        if row is None:
            raise NotFoundError(
                _("The case {case_number} has no exhibit {number!r}: check its number.").format(
                    case_number=case_number, number=number
                )
            )
        return exhibit_of(row)

    def exhibits(self, case_number: str) -> list[Exhibit]:
        """The exhibits of a case in the order in which they came."""
        with self._database.reading() as connection:
            wanted = exhibits.c.case_id == _case(connection, case_number).case_id
            found = connection.execute(select(exhibits).where(wanted).order_by(exhibits.c.exhibit_id))
            return [exhibit_of(row) for row in found]

    def names(self, exhibit_id: int) -> dict[str, str]:
        """``case`` and ``exhibit``: the numbers of an exhibit, as people and the ledger call it."""
        with self._database.reading() as connection:
            return names_of(connection, exhibit_id)

    def edit_exhibit(self, exhibit_id: int, *, by: str, **changes: str) -> Exhibit:
        """Correct place, date or notes of an exhibit; the ledger keeps the former ones."""
        with self._database.writing() as connection:
            names = names_of(connection, exhibit_id)
            return exhibit_of(self._correct(connection, exhibits, exhibit_id, changes, names, by))

    def add_photographs(
        self, exhibit_id: int, given: Sequence[NewExhibitPhotograph], *, by: str
    ) -> list[ExhibitPhotograph]:
        """Add photographs to an exhibit, their originals first; those that it has already stay as they are.

        Returns those given as they are stored. Raises RegistryError for bytes that are not those that were decoded.
        """
        for new in given:
            if sha256(new.data) != new.image.sha256:
                raise RegistryError(
                    _("The photograph {file_name!r} changed while it was read: add it again.").format(
                        file_name=new.file_name
                    )
                )
        names = self.names(exhibit_id)
        self._originals.write({new.image.sha256: new.data for new in given})
        with self._database.writing() as connection:
            of_exhibit = exhibit_photographs.c.exhibit_id == exhibit_id
            known = {row.sha256: row for row in connection.execute(select(exhibit_photographs).where(of_exhibit))}
            added: list[Row[Any]] = []
            told: rows.Told = {}
            for new in given:
                if new.image.sha256 not in known:
                    row, hashed = rows.add(connection, exhibit_photographs, _photograph(exhibit_id, new) | _now(by))
                    known[row.sha256] = row
                    added.append(row)
                    told |= hashed
            if added:
                listed = [{"file_name": row.file_name, "sha256": row.sha256, "bytes": row.byte_count} for row in added]
                files = {"exhibits": [row.sha256 for row in added]}
                details = names | {"photographs": listed}
                self._ledger.append(connection, Action.UPLOAD, by=by, details=details, rows=told, files=files)
            return [photograph_of(known[new.image.sha256]) for new in given]

    def photographs(self, exhibit_id: int) -> list[ExhibitPhotograph]:
        """An exhibit's photographs in the order in which they came."""
        with self._database.reading() as connection:
            return photographs_of(connection, exhibit_id)

    def original(self, photograph: ExhibitPhotograph) -> bytes:
        """The untouched bytes of a photograph. Raises RegistryError if they are gone or not what was added."""
        path = self._originals.path(photograph.sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RegistryError(
                _(
                    "The exhibit's photograph {file_name!r} cannot be read from {path} ({reason}): restore it "
                    "from a backup."
                ).format(file_name=photograph.file_name, path=path, reason=error.strerror)
            ) from error
        if sha256(data) != photograph.sha256:
            raise RegistryError(
                _(
                    "The exhibit's photograph {file_name!r} in {path} is not the one that was added: restore it "
                    "from a backup."
                ).format(file_name=photograph.file_name, path=path)
            )
        return data

    def picture(self, photograph: ExhibitPhotograph, derivation: Derivation) -> NDArray[np.uint8]:
        """(H, W, 3) RGB: ``photograph`` with ``derivation`` applied; raises as :meth:`original` does."""
        # Of the limits only those count that it was added under.
        limits = Limits(max_bytes=photograph.byte_count, max_pixels=photograph.width * photograph.height)
        data = self.original(photograph)
        image = decode(data, name=photograph.file_name, limits=limits, longest_side=working_side)
        return derivation.apply(image.pixels)

    def derive(self, photograph: ExhibitPhotograph, derivation: Derivation, *, by: str) -> DerivedPicture:
        """Have ``photograph`` searched and shown as ``derivation`` makes it from now on; the original stays."""
        pixels_sha256 = pixels_hash(self.picture(photograph, derivation))
        parameters = derivation.parameters()
        values = {
            "photograph_id": photograph.photograph_id,
            "parameters": stored(parameters),
            "pixels_sha256": pixels_sha256,
        }
        with self._database.writing() as connection:
            row, told = rows.add(connection, derived_pictures, values | _now(by))
            details = names_of(connection, photograph.exhibit_id) | {
                "parent": photograph.sha256,
                "parameters": parameters,
                "pixels_sha256": pixels_sha256,
            }
            self._ledger.append(connection, Action.DERIVE, by=by, details=details, rows=told)
            return derived_of(row)

    def derivations(self, exhibit_id: int) -> dict[int, Derivation]:
        """How each photograph of an exhibit is searched, by its number: as last derived, or as it came."""
        with self._database.reading() as connection:
            found = {one.photograph_id: Derivation() for one in photographs_of(connection, exhibit_id)}
            wanted = derived_pictures.c.photograph_id.in_(list(found))
            made = connection.execute(select(derived_pictures).where(wanted).order_by(derived_pictures.c.derived_id))
            return found | {row.photograph_id: derived_of(row).derivation for row in made}

    def _correct(
        self, connection: Connection, table: Table, key: int, changes: Mapping[str, str], names: dict[str, str], by: str
    ) -> Row[Any]:
        """The row ``key`` of ``table`` with ``changes``, and their entry, unless they change nothing."""
        former, hashed = rows.read(connection, table, (key,))
        new = {name: text for name, text in _texts(**changes).items() if former._mapping[name] != text}
        if not new:
            return former
        row, hashed = rows.correct(connection, table, key, new)
        details = names | {"former": {name: former._mapping[name] for name in new}, "now": new}
        self._ledger.append(connection, Action.EDIT, by=by, details=details, rows=hashed)
        return row


def names_of(connection: Connection, exhibit_id: int) -> dict[str, str]:
    """``case`` and ``exhibit``: the numbers of an exhibit. Raises NotFoundError if there is none."""
    query = select(cases.c.number.label("case"), exhibits.c.number.label("exhibit")).join_from(cases, exhibits)
    row = connection.execute(query.where(exhibits.c.exhibit_id == exhibit_id)).one_or_none()
    if row is None:
        raise NotFoundError(
            _("There is no exhibit with the internal number {exhibit_id}.").format(exhibit_id=exhibit_id)
        )
    return {"case": row.case, "exhibit": row.exhibit}


def photographs_of(connection: Connection, exhibit_id: int) -> list[ExhibitPhotograph]:
    """An exhibit's photographs in the order in which they came."""
    query = select(exhibit_photographs).where(exhibit_photographs.c.exhibit_id == exhibit_id)
    return [photograph_of(row) for row in connection.execute(query.order_by(exhibit_photographs.c.photograph_id))]


def _case(connection: Connection, number: str) -> Case:
    row = connection.execute(select(cases).where(cases.c.number == storable(number).strip())).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no case {number!r}: open it first, or check its number.").format(number=number))
    return case_of(row)


def _numbered(what: str, number: str) -> str:
    text = storable(number).strip()
    if not text or not text.isprintable():
        raise InputError(
            _("The {what} has no number that can be used: give printable text, as on the file or the bag.").format(
                what=what
            )
        )
    return text


def _texts(**values: str) -> dict[str, str]:
    return {name: storable(text).strip() for name, text in values.items()}


def _now(by: str) -> dict[str, Any]:
    return {"at": datetime.now(UTC), "by": storable(by).strip()}


def _photograph(exhibit_id: int, new: NewExhibitPhotograph) -> dict[str, Any]:
    return {
        "exhibit_id": exhibit_id,
        "sha256": new.image.sha256,
        "file_name": storable(new.file_name),
        "media_type": new.image.media_type,
        "width": new.image.full_width,
        "height": new.image.full_height,
        "byte_count": len(new.data),
    }
