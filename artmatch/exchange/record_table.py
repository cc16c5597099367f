"""A table, read cell by cell, to objects with their photographs and everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from artmatch.errors import InputError, RecordError
from artmatch.exchange.cells import cell_text, is_included, value_fault
from artmatch.exchange.mapping import ColumnMapping
from artmatch.exchange.photograph_folder import PhotographFolder
from artmatch.exchange.problems import Problem, Reading, Weight
from artmatch.exchange.relation_cells import read_links, read_statuses
from artmatch.exchange.tables import Row, Table, column_letter
from artmatch.matching.intake import DESCRIPTIONS, TABLE_COLUMNS, Entry, Intake, PhotographInput, Refused
from artmatch.messages import _
from artmatch.records import ArtworkRecord, ViewLabel, record_fields

_UNCLAIMED_SHOWN = 5


@dataclass(slots=True)
class _Line:
    """A row on its way: its texts by our columns, and what is wrong with it."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def refused(self) -> Refused:
        """What the batch has to account for instead of this row."""
        reason = " ".join(one.problem for one in self.errors)
        return Refused(self["photograph"] or f"row {self.number}", self["object_id"], reason, self.number)


class _Columns:
    """Where our columns stand in a table, and what the table calls them."""

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        """Raises InputError if the header cannot be used."""
        self.names = table.columns
        self.ours = [mapping.column(name) for name in table.columns]
        self.place = {name: index for index, name in reversed(list(enumerate(self.ours))) if name in TABLE_COLUMNS}
        if "object_id" not in self.place:
            raise InputError(
                _(
                    "The table {file} lacks the column object_id: its first row must name the columns, or a "
                    "mapping file must say which one it is."
                ).format(file=table.file)
            )
        twice = sorted({name for name in self.place if self.ours.count(name) > 1})
        if twice:
            raise InputError(
                _("The table {file} names the column {twice} twice: remove one of the two.").format(
                    file=table.file, twice=twice[0]
                )
            )
        self.unknown = [
            name for name, ours in zip(self.names, self.ours, strict=True) if ours and ours not in TABLE_COLUMNS
        ]

    def problem(self, row: int, column: str, value: str, text: str, weight: Weight = Weight.ERROR) -> Problem:
        """A problem of our ``column`` in ``row``, called as the table does."""
        return Problem(text, row, *self.called(column), value, weight)

    def called(self, column: str) -> tuple[str, str]:
        """What the table calls our ``column``, and its letter; it may lack it."""
        index = self.place.get(column)
        return (column, "") if index is None else (self.names[index], column_letter(index))


def read_objects(table: Table, mapping: ColumnMapping | None = None, folder: Path | None = None) -> Reading:
    """The objects of ``table``: one row a photograph or one row an object; rows of one object_id belong together.

    ``photograph`` is a path relative to the table; a table without that column, or with ``folder``, has its
    photographs found by number (:class:`PhotographFolder`) there, otherwise beside the table. Later rows of an object
    may leave its fields empty. Without a column ``title`` the object_id stands in for it. A wrong row is refused and
    the others go on. Raises InputError if the table has no usable header, NotFoundError without such a folder.
    """
    mapping = mapping or ColumnMapping()
    columns = _Columns(table, mapping)
    lines = [_line(row, columns, mapping) for row in table.rows]
    _mark_duplicates(lines, columns)
    grouped: dict[str, list[_Line]] = {}
    for line in lines:
        if not line.errors:
            grouped.setdefault(line["object_id"], []).append(line)
    found: dict[str, list[PhotographInput]] = {}
    notes: list[Problem] = []
    if folder is not None or "photograph" not in columns.place:
        found, notes = _found(folder or table.file.parent, [line["object_id"] for line in lines])
    entries = []
    for object_id, members in grouped.items():
        record = _record(members, columns)
        if record is not None:
            photographs = (*_given_photographs(members, table.file.parent), *found.get(object_id, ()))
            if not photographs:
                members[0].remarks.append(_without_photograph(members[0].number, columns))
            named = frozenset(name for line in members for name in record_fields if line[name])
            links = {one.object_id: one for line in reversed(members) for one in read_links(line["links"])}
            statuses = read_statuses(_first(members, "statuses"))
            row = members[0].number
            entries.append(Entry(record, photographs, named, row, tuple(links.values()), statuses))
    if columns.unknown:
        text = _("These columns are no fields of a record and were left alone: {unknown}.").format(
            unknown=", ".join(columns.unknown)
        )
        notes.append(Problem(text, 1, weight=Weight.REMARK))
    problems = [*notes, *(problem for line in lines for problem in (*line.errors, *line.remarks))]
    refused = tuple(line.refused() for line in lines if line.errors)
    return Reading(Intake(tuple(entries), refused), tuple(problems), columns.called("photograph"))


def _line(row: Row, columns: _Columns, mapping: ColumnMapping) -> _Line:
    line = _Line(row.number)
    surplus = next((cell for cell in row.cells[len(columns.names) :] if cell), None)
    if surplus is not None:
        text = _("The row has more than the {count} cells that the first row names: quote cells with commas.").format(
            count=len(columns.names)
        )
        line.errors.append(Problem(text, row.number, "", column_letter(len(columns.names)), str(surplus.value)))
        return line
    for column, index in columns.place.items():
        cell = row.cells[index] if index < len(row.cells) else None
        if cell is None:
            continue
        text, fault = cell_text(cell, column)
        if fault:
            line.errors.append(
                columns.problem(
                    row.number,
                    column,
                    text,
                    _("The {column} {text!r} {fault}.").format(column=column, text=text, fault=fault),
                )
            )
            continue
        line.texts[column] = mapping.value(column, text)
        fault = value_fault(column, line[column])
        if fault:
            line.errors.append(columns.problem(row.number, column, text, fault))
    if "object_id" not in line.texts and not line.errors:
        line.errors.append(
            columns.problem(row.number, "object_id", "", _("The object_id is empty: give every row one."))
        )
    return line


def _mark_duplicates(lines: Sequence[_Line], columns: _Columns) -> None:
    """Refuse rows that say nothing that an earlier one does not; remark on a photograph of two objects."""
    firsts: dict[tuple[str, str], _Line] = {}
    holders: dict[str, _Line] = {}
    for line in lines:
        if line.errors:
            continue
        photograph = line["photograph"]
        first = firsts.setdefault((line["object_id"], photograph), line)
        if first is not line and line.texts.items() <= first.texts.items():
            text = _("Row {number} says the same: remove one of the two.").format(number=first.number)
            line.errors.append(columns.problem(line.number, "object_id", line["object_id"], text))
        holder = holders.setdefault(photograph, line)
        if photograph and holder["object_id"] != line["object_id"]:
            text = _("Row {number} gives the same photograph to object {object_id}: is that right?").format(
                number=holder.number, object_id=holder["object_id"]
            )
            line.remarks.append(columns.problem(line.number, "photograph", photograph, text, Weight.REMARK))


def _record(members: Sequence[_Line], columns: _Columns) -> ArtworkRecord | None:
    """The record that the rows of one object give together, or None and an error in each of them."""
    texts: dict[str, str] = {}
    errors: dict[int, Problem] = {}
    for line in members:
        told = read_statuses(line["statuses"])
        if told:
            line.texts.setdefault("status", told[-1].status.value)
            if line["status"] != told[-1].status:
                text = _("The status is {status}, but the last of the statuses is {last}: make them equal.").format(
                    status=line["status"], last=told[-1].status
                )
                line.errors.append(columns.problem(line.number, "statuses", line["statuses"], text))
                errors.setdefault(line.number, line.errors[0])
    for name in (*record_fields, "statuses"):
        given = [line for line in members if line[name]]
        for line in given[1:]:
            if line[name] != given[0][name]:
                text = _(
                    "The {name} of object {line} is {given!r} in row {given_row} but {found!r} in row {number}: "
                    "make them equal."
                ).format(
                    name=name,
                    line=line["object_id"],
                    given=given[0][name],
                    given_row=given[0].number,
                    found=line[name],
                    number=line.number,
                )
                line.errors.append(columns.problem(line.number, name, line[name], text))
                errors.setdefault(line.number, line.errors[0])
        if given and name in record_fields:
            texts[name] = given[0][name]
    if "title" not in columns.place:
        texts["title"] = texts["object_id"]
    if not errors:
        try:
            return ArtworkRecord.from_texts(texts)
        except RecordError as error:
            name = _blamed(texts)
            line = next((line for line in members if line[name]), members[0])
            line.errors.append(columns.problem(line.number, name, line[name], str(error)))
            errors[line.number] = line.errors[0]
    reason = next(iter(errors.values())).problem
    for line in members:
        if not line.errors:
            line.errors.append(Problem(reason, line.number))
    return None


def _blamed(texts: Mapping[str, str]) -> str:
    """The last field without which ``texts`` would make a record."""
    for name in reversed(list(texts)):
        try:
            ArtworkRecord.from_texts({other: text for other, text in texts.items() if other != name})
        except RecordError:
            continue
        return name
    return "title"


def _first(members: Sequence[_Line], column: str) -> str:
    return next((line[column] for line in members if line[column]), "")


def _given_photographs(members: Sequence[_Line], folder: Path) -> list[PhotographInput]:
    return [
        PhotographInput(
            folder / line["photograph"].replace("\\", "/"),  # as Windows writes paths
            line["photograph"],
            ViewLabel(line["view"] or ViewLabel.OVERALL),
            line["credit"],
            line["taken"],
            is_included(line["included"]),
            frozenset(name for name in DESCRIPTIONS if line[name]),
            row=line.number,
        )
        for line in members
        if line["photograph"]
    ]


def _found(folder: Path, object_ids: Sequence[str]) -> tuple[dict[str, list[PhotographInput]], list[Problem]]:
    """The photographs in ``folder`` by object, and a remark on those that belong to none."""
    photographs = PhotographFolder(folder)
    claimed = photographs.claim(object_id for object_id in object_ids if object_id)
    found = {
        object_id: [PhotographInput(folder / file, file.as_posix()) for file in files]
        for object_id, files in claimed.items()
    }
    left = photographs.unclaimed
    if not left:
        return found, []
    shown = ", ".join(file.as_posix() for file in left[:_UNCLAIMED_SHOWN]) + (", …" if left[_UNCLAIMED_SHOWN:] else "")
    text = _("Photographs in {folder} whose names are no object's number ({count:,}) were left alone: {shown}.").format(
        folder=folder, count=len(left), shown=shown
    )
    return found, [Problem(text, weight=Weight.REMARK)]


def _without_photograph(row: int, columns: _Columns) -> Problem:
    text = _("The object has no photograph: it is registered, but no photograph of it will find it.")
    return columns.problem(row, "photograph", "", text, Weight.REMARK)
