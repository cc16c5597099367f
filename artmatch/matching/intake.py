"""What is to be registered: objects with their photographs, from a folder or a CSV, in an order that never changes.

The order decides the photographs' numbers, so that a batch that was killed and resumed ends like an unbroken one.
"""

import csv
import io
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from artmatch.errors import InputError, NotFoundError, RecordError
from artmatch.imaging import supported_suffixes
from artmatch.records import ArtworkRecord, ViewLabel, field_value, record_fields

_PHOTOGRAPH_COLUMNS = ("photograph", "view")
CSV_COLUMNS = (*record_fields, *_PHOTOGRAPH_COLUMNS)
_NEEDED_COLUMNS = ("object_id", "photograph")


@dataclass(frozen=True, slots=True)
class PhotographInput:
    """A photograph to be registered."""

    content: Path | bytes
    """The original file, or its bytes."""
    name: str
    """What it is called in messages and in the register."""
    view: ViewLabel = ViewLabel.OVERALL
    credit: str = ""
    taken: str = ""
    """ISO 8601, as precise as known."""
    included: bool = True
    """Whether queries are compared with it."""
    row: int | None = None
    """Row of the CSV that it came from; the header is row 1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object with its photographs; several entries may add to one object."""

    record: ArtworkRecord
    photographs: tuple[PhotographInput, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that cannot be registered, with its reason."""

    name: str
    object_id: str
    reason: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that a batch has to account for."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left alone, in plain sentences."""

    def __len__(self) -> int:
        """How many inputs there are, those refused included."""
        return sum(len(entry.photographs) for entry in self.entries) + len(self.refused)


def read_folder(folder: Path, *, group_by_folder: bool = False) -> Intake:
    """Every photograph under ``folder``, by the endings of their names, sorted by path.

    Each is an object of its own whose object_id is its path within ``folder`` without the ending; files that differ
    in their ending only belong to one object. With ``group_by_folder`` the photographs of a sub-folder belong to one
    object that is called like the sub-folder. Hidden files are left alone. Raises NotFoundError, or InputError if
    there is no photograph.
    """
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder {folder}: check the path.")
    visible, refused = _visible_files(folder)
    photographs = [file for file in visible if file.suffix.lower() in supported_suffixes]
    if not photographs and not refused:
        raise InputError(f"There is no photograph in {folder}: give a folder with files such as JPEG, PNG or TIFF.")
    grouped: dict[str, list[PhotographInput]] = {}
    for file in photographs:
        by_folder = group_by_folder and len(file.parts) > 1
        object_id = file.parent.as_posix() if by_folder else file.with_suffix("").as_posix()
        grouped.setdefault(object_id, []).append(PhotographInput(folder / file, file.as_posix()))
    entries: list[Entry] = []
    for object_id, members in grouped.items():
        try:
            entries.append(
                Entry(ArtworkRecord(object_id=object_id, title=object_id.rpartition("/")[2]), tuple(members))
            )
        except RecordError as error:
            refused += [Refused(member.name, object_id, str(error)) for member in members]
    return Intake(tuple(entries), tuple(refused), _left_alone(len(visible) - len(photographs)))


def _visible_files(folder: Path) -> tuple[list[Path], list[Refused]]:
    """Files under ``folder``, relative to it and sorted, and the sub-folders that cannot be opened.

    Hidden files, pipes and devices are left out.
    """
    closed: list[OSError] = []
    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found = (Path(parent, name) for name in names if not name.startswith("."))
        files += (file.relative_to(folder) for file in found if _may_hold_a_photograph(file))
    refused = []
    for error in closed:
        name = Path(error.filename).relative_to(folder).as_posix()
        refused.append(Refused(name, "", f"The folder {name} cannot be opened ({error.strerror}): allow reading it."))
    return sorted(files, key=Path.as_posix), refused


def _may_hold_a_photograph(file: Path) -> bool:
    """Whether ``file`` is a regular one, or a link to nowhere or out of reach, which then fails with its reason."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return True


def _left_alone(count: int) -> tuple[str, ...]:
    """What to say of files that are no photographs by their names."""
    if count == 0:
        return ()
    if count == 1:
        return ("1 file was left alone: its name does not end like a photograph's.",)
    return (f"{count:,} files were left alone: their names do not end like a photograph's.",)


def read_csv(file: Path) -> Intake:
    """The objects of a table in UTF-8: one row a photograph, rows of one object_id belong together.

    Cells are parted by commas or semicolons. Columns are ``CSV_COLUMNS``; object_id and photograph (a path relative
    to the table) are needed. Later rows of an object may leave its fields empty. Without a title column the object_id
    stands in for the title. A wrong row is refused by its number and the others go on. Raises NotFoundError, or
    InputError if the file is no such table.
    """
    columns, rows = _rows(file)
    grouped: dict[str, list[_Row]] = {}
    refused: list[Refused] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["object_id"], row["photograph"])
        problem = row.problem(columns) or (f"row {seen[key]} says the same" if key in seen else "")
        if problem:
            refused.append(row.refused(problem))
        else:
            seen[key] = row.number
            grouped.setdefault(row["object_id"], []).append(row)
    entries: list[Entry] = []
    for members in grouped.values():
        try:
            record = _record(members, columns)
        except RecordError as error:
            refused += [row.refused(str(error)) for row in members]
            continue
        photographs = (
            PhotographInput(
                file.parent / row["photograph"], row["photograph"], ViewLabel(row["view"] or "overall"), row=row.number
            )
            for row in members
        )
        entries.append(Entry(record, tuple(photographs)))
    unknown = [name for name in columns if name not in CSV_COLUMNS]
    notes = (f"These columns are no fields of a record and were left alone: {', '.join(unknown)}.",) if unknown else ()
    return Intake(tuple(entries), tuple(sorted(refused, key=lambda one: one.row or 0)), notes)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table, numbered as a spreadsheet does: the header is row 1."""

    number: int
    cells: Mapping[str, str]
    surplus: bool
    """Whether it has cells beyond the last column."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, columns: Sequence[str]) -> str:
        """Why this row cannot be used whatever the others say; empty if it can."""
        if self.surplus:
            return f"it has more than the {len(columns)} cells that the first row names: quote cells with commas"
        empty = [name for name in _NEEDED_COLUMNS if not self[name]]
        if empty:
            return f"{empty[0]} is empty"
        if self["view"] and self["view"] not in list(ViewLabel):
            return f"the view {self['view']!r} is none of {', '.join(ViewLabel)}"
        try:
            for name in record_fields:
                if self[name]:
                    field_value(name, self[name])
        except RecordError as error:
            return str(error)
        return ""

    def refused(self, reason: str) -> Refused:
        return Refused(self["photograph"] or f"row {self.number}", self["object_id"], reason, self.number)


def _record(rows: Sequence[_Row], columns: Sequence[str]) -> ArtworkRecord:
    """The record that the ``rows`` of one object give together; RecordError if they contradict each other."""
    values: dict[str, str] = {}
    for name in record_fields:
        given = [row for row in rows if row[name]]
        if not given:
            continue
        other = next((row for row in given if row[name] != given[0][name]), None)
        if other is not None:
            raise RecordError(
                f"{name} of object {rows[0]['object_id']} is {given[0][name]!r} in row {given[0].number} "
                f"but {other[name]!r} in row {other.number}: make them equal."
            )
        values[name] = given[0][name]
    if "title" not in columns:
        values["title"] = values["object_id"]
    return ArtworkRecord.from_texts(values)


def _rows(file: Path) -> tuple[list[str], list[_Row]]:
    """Column names and the rows that are not blank."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
        columns = [name.strip() for name in next(reader, [])]
        rows = [
            _Row(number, dict(zip(columns, (cell.strip() for cell in cells), strict=False)), any(cells[len(columns) :]))
            for number, cells in enumerate(reader, start=2)
            if any(cells)
        ]
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no table {file}: check the path.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"The table {file} cannot be read as CSV in UTF-8: {error}.") from error
    missing = [name for name in _NEEDED_COLUMNS if name not in columns]
    if missing:
        raise InputError(f"The table {file} lacks the column {missing[0]}: its first row must name the columns.")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise InputError(f"The table {file} names the column {twice[0]} twice: remove one of the two.")
    return columns, rows
