"""Objects to a table as people work with it: one row a photograph, read back by ``artmatch import``."""

import csv
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell

from artmatch.exchange.cells import NO_TEXT
from artmatch.exchange.relation_cells import links_cell, statuses_cell
from artmatch.exchange.relations import NO_RELATIONS, Relations
from artmatch.matching.intake import TABLE_COLUMNS
from artmatch.records import ArtworkRecord

if TYPE_CHECKING:
    from artmatch.exchange.exporting import Link

_BEGINS_A_FORMULA = ("=", "+", "-", "@")
_LONGEST_CELL = 32_767
"""Characters that Excel keeps of a cell."""


class CsvWriter:
    """Writes objects to a binary stream as CSV in UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self._text = TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        self._rows = csv.writer(self._text)

    def __enter__(self) -> Self:
        self._rows.writerow(TABLE_COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.detach()  # the stream is the caller's to close

    def write(self, record: ArtworkRecord, links: "Sequence[Link]", relations: Relations = NO_RELATIONS) -> None:
        """Add an object."""
        # A spreadsheet that opens the file would compute what begins like a formula; an import takes the space off.
        for row in _rows_of(record, links, relations):
            self._rows.writerow([f" {cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell for cell in row])


class ExcelWriter:
    """Writes objects to a binary stream as the first sheet of an XLSX file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("objects")
        self._sheet.freeze_panes = "C2"

    def __enter__(self) -> Self:
        self._sheet.append(TABLE_COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._book.save(self._stream)
        else:
            self._book.close()

    def write(self, record: ArtworkRecord, links: "Sequence[Link]", relations: Relations = NO_RELATIONS) -> None:
        """Add an object."""
        for row in _rows_of(record, links, relations):
            self._sheet.append([self._cell(text[:_LONGEST_CELL]) if text else None for text in row])

    def _cell(self, text: str) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"  # also what begins like a formula
        cell.number_format = "@"
        return cell


def _rows_of(record: ArtworkRecord, links: "Sequence[Link]", relations: Relations) -> Iterator[list[str]]:
    """The rows of an object: its fields stand in the first, and there is one for each photograph."""
    texts = record.texts() | {"links": links_cell(relations.links), "statuses": statuses_cell(relations.statuses)}
    for link in links or (None,):
        if link is not None:
            one = link.photograph
            included = "yes" if one.included else "no"
            texts |= {"photograph": link.file, "view": one.view, "credit": one.credit, "taken": one.taken}
            texts |= {"included": included}
        yield [NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", texts.get(name, "")) for name in TABLE_COLUMNS]
        texts = {"object_id": record.object_id}
