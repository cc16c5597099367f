"""Objects to a table as people work with it: one row a photograph, read back by ``artmatch import``."""

import csv
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell

from artmatch.errors import InputError
from artmatch.exchange.cells import NO_TEXT
from artmatch.exchange.relation_cells import links_cell, statuses_cell
from artmatch.exchange.relations import NO_RELATIONS, Relations
from artmatch.matching.intake import TABLE_COLUMNS
from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry import arranged

if TYPE_CHECKING:
    from artmatch.exchange.exporting import Link

_BEGINS_A_FORMULA = ("=", "+", "-", "@")
_LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds; openpyxl and Excel drop the rest without a word."""


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
        """Add an object. Raises InputError, and adds nothing, if one of its texts is longer than a cell may be."""
        rows = list(_rows_of(record, links, relations))
        for name, text in zip(TABLE_COLUMNS, rows[0], strict=True):
            if len(text) > _LONGEST_CELL:
                raise InputError(
                    _(
                        "Object {object_id} is left out: its {name} has {length:,} characters, and a cell of Excel "
                        "holds {longest:,}. Export it as CSV, LIDO or JSON lines."
                    ).format(object_id=record.object_id, name=name, length=len(text), longest=_LONGEST_CELL)
                )
        for row in rows:
            self._sheet.append([self._cell(text) if text else None for text in row])

    def _cell(self, text: str) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"  # also what begins like a formula
        cell.number_format = "@"
        return cell


def _rows_of(record: ArtworkRecord, links: "Sequence[Link]", relations: Relations) -> Iterator[list[str]]:
    """The rows of an object: its fields stand in the first, and there is one for each photograph, its face first.

    A table has no column for the place of a photograph; whoever registers from it has them in the order of its rows.
    """
    texts = record.texts() | {"links": links_cell(relations.links), "statuses": statuses_cell(relations.statuses)}
    files = {link.photograph: link for link in links}
    for link in [files[one] for one in arranged(list(files))] or (None,):
        if link is not None:
            one = link.photograph
            included = "yes" if one.included else "no"
            texts |= {"photograph": link.file, "view": one.view, "credit": one.credit, "taken": one.taken}
            texts |= {"included": included}
        yield [NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", texts.get(name, "")) for name in TABLE_COLUMNS]
        texts = {"object_id": record.object_id}
