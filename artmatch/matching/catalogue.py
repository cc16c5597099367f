"""What is to be compared with the register: the lots of a folder, a table or a PDF, in an order that never changes."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from artmatch.errors import InputError, NotFoundError
from artmatch.imaging import Limits, read_bytes
from artmatch.imaging.pdf import PdfPictures
from artmatch.matching.intake import read_folder as read_intake
from artmatch.messages import _

_PHOTOGRAPH, _LOT = "photograph", "lot"


@dataclass(frozen=True, slots=True)
class LotPhotograph:
    """A photograph of a lot, read when it is its turn."""

    name: str
    """Its path within the folder, as the table gives it, or its place in the PDF."""
    load: Callable[[], bytes]
    """Its bytes; raises ImageError or NotFoundError."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One thing for sale; its photographs are searched together."""

    name: str
    photographs: tuple[LotPhotograph, ...]
    details: Mapping[str, str] = field(default_factory=dict)
    """What else the catalogue says of it, by the names of the table's columns."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that gives no lot, with its reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that a comparison has to account for."""

    name: str
    lots: tuple[Lot, ...]
    unreadable: tuple[Unreadable, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left alone, in plain sentences."""


def read_catalogue(path: Path, limits: Limits) -> Catalogue:
    """The lots of a folder of photographs, of a PDF, or of a table.

    Raises NotFoundError, or InputError if there is no lot in it or it cannot be read.
    """
    if path.is_dir():
        return _folder(path, limits)
    if path.suffix.lower() == ".pdf":
        return _pdf(path, limits)
    return _table(path, limits)


def _folder(folder: Path, limits: Limits) -> Catalogue:
    """Every photograph is a lot; files that differ in their ending only are photographs of one."""
    intake = read_intake(folder)
    lots = (
        Lot(
            entry.record.object_id,
            tuple(
                LotPhotograph(one.name, partial(read_bytes, folder / one.name, limits=limits))
                for one in entry.photographs
            ),
        )
        for entry in intake.entries
    )
    refused = tuple(Unreadable(one.name, one.reason) for one in intake.refused)
    return Catalogue(folder.resolve().name, tuple(lots), refused, intake.notes)


def _pdf(file: Path, limits: Limits) -> Catalogue:
    """Every picture is a lot, called after its page."""
    document = PdfPictures(file)
    lots = []
    for picture in document.listed():
        name = f"page {picture.page}, picture {picture.number}"
        photograph = LotPhotograph(name, partial(document.data, picture, limits=limits))
        lots.append(Lot(name, (photograph,), {"page": str(picture.page)}))
    damaged = tuple(
        Unreadable(f"page {page}", _("The page is damaged and cannot be opened.")) for page in document.damaged
    )
    if not lots and not damaged:
        raise InputError(
            _(
                "The PDF {file} holds no photograph: if its pages are drawn, save them as photographs and "
                "give the folder."
            ).format(file=file)
        )
    small = _("Small pictures left alone, such as logos and rules: {small:,}.").format(small=document.small)
    return Catalogue(file.name, tuple(lots), damaged, (small,) if document.small else ())


def _table(file: Path, limits: Limits) -> Catalogue:
    """One row a photograph; rows with the same lot belong together, and the first of them describes it."""
    photographs: dict[str, list[LotPhotograph]] = {}
    details: dict[str, dict[str, str]] = {}
    unreadable = []
    for number, row in _rows(file):
        path = row.pop(_PHOTOGRAPH)
        name = row.pop(_LOT, "") or path
        if not path or "://" in path:
            reason = (
                _("Row {number}: it is an address: artmatch reads nothing from the network.")
                if path
                else _("Row {number}: photograph is empty.")
            )
            called = name or _("row {number}").format(number=number)
            unreadable.append(Unreadable(called, reason.format(number=number)))
            continue
        photograph = LotPhotograph(path, partial(read_bytes, file.parent / path, limits=limits))
        photographs.setdefault(name, []).append(photograph)
        details.setdefault(name, row)
    if not photographs and not unreadable:
        raise InputError(_("The table {file} has no rows: give one for each photograph.").format(file=file))
    lots = tuple(Lot(name, tuple(of_lot), details[name]) for name, of_lot in photographs.items())
    return Catalogue(file.name, lots, tuple(unreadable))


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows that are not blank, numbered as a spreadsheet does, with the cells that are not empty by column."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        reader = csv.reader(lines, delimiter=";" if lines and ";" in lines[0] else ",", strict=True)
        columns = [name.strip() for name in next(reader, [])]
        rows = [[cell.strip() for cell in cells] for cells in reader]
    except FileNotFoundError as error:
        raise NotFoundError(
            _("There is no catalogue {file}: give a folder, a CSV or a PDF.").format(file=file)
        ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            _("The catalogue {file} cannot be read as CSV in UTF-8: {error}.").format(file=file, error=error)
        ) from error
    if _PHOTOGRAPH not in columns:
        raise InputError(
            _("The table {file} lacks the column {photograph}: its first row must name the columns.").format(
                file=file, photograph=_PHOTOGRAPH
            )
        )
    numbered = ((number, dict(zip(columns, cells, strict=False))) for number, cells in enumerate(rows, start=2))
    return [
        (number, {_PHOTOGRAPH: ""} | {name: cell for name, cell in row.items() if cell})
        for number, row in numbered
        if any(row.values())
    ]
