"""CSV and Excel files to rows of cells, each as it was typed or as the spreadsheet turned it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from artmatch.errors import InputError, NotFoundError
from artmatch.messages import _

Value = str | int | float | bool | datetime | date | time | timedelta

_MAX_BYTES = 2**30
"""Of a table, uncompressed; a million rows of a thousand characters."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell that is not empty."""

    value: Value
    fault: str = ""
    """Why the value is not what was typed, whatever the column; empty if it may be."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, numbered as a spreadsheet does: the header is row 1."""

    number: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the names of its columns and the rows that are not blank."""

    file: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(file: Path) -> Table:
    """Read a CSV (UTF-8; commas, semicolons or tabs) or the first sheet of an XLSX file, by the ending.

    Bytes that are no UTF-8 and an Excel cell with a formula or an error have a ``fault``. Raises NotFoundError, or
    InputError if the file is no table at all.
    """
    read = _read_xlsx if file.suffix.lower() in (".xlsx", ".xlsm") else _read_csv
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise InputError(
                _("The table {file} is larger than {max_bytes:,} MB: cut it into several.").format(
                    file=file, max_bytes=_MAX_BYTES // 2**20
                )
            )
        rows = [row for row in read(file) if any(row.cells)]
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no table {file}: check the path.").format(file=file)) from error
    except OSError as error:
        raise InputError(
            _("The table {file} cannot be read from disk ({reason}).").format(file=file, reason=error.strerror)
        ) from error
    header = rows.pop(0).cells if rows and rows[0].number == 1 else ()
    return Table(file, tuple(str(cell.value).strip() if cell else "" for cell in header), tuple(rows))


def column_letter(index: int) -> str:
    """How spreadsheets call the column at ``index`` (from 0): A to Z, then AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_csv(file: Path) -> Iterator[Row]:
    data = file.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(_("The table {file} is in UTF-16: save it as CSV UTF-8.").format(file=file))
    # What is no UTF-8 is kept as halves of characters, so that the cell it stands in can be named.
    text = data.decode("utf-8-sig", "surrogateescape")
    first = text.partition("\n")[0]
    delimiter = next((mark for mark in ";\t" if mark in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield Row(number, tuple(_csv_cell(cell) for cell in cells))
    except csv.Error as error:
        raise InputError(
            _("The table {file} cannot be read as CSV in UTF-8: line {line_num}: {error}.").format(
                file=file, line_num=reader.line_num, error=error
            )
        ) from error


def _csv_cell(text: str) -> Cell | None:
    if not text.strip():
        return None
    if any("\ud800" <= character <= "\udfff" for character in text):
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return Cell(shown, _("holds bytes that are not UTF-8: save the table as CSV UTF-8"))
    return Cell(text)


def _read_xlsx(file: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    _check_unpacked_size(file)
    try:
        with file.open("rb") as stream:
            workbook = load_workbook(stream, read_only=True)
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # what some programs write there is wrong
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield Row(number, tuple(_xlsx_cell(cell.value, cell.data_type) for cell in cells))
    except (InputError, OSError):
        raise
    except Exception as error:  # on damaged files openpyxl raises whatever it stumbles over
        raise InputError(
            _("The table {file} cannot be read as an Excel workbook: save it again as XLSX.").format(file=file)
        ) from error


def _check_unpacked_size(file: Path) -> None:
    try:
        with ZipFile(file) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except BadZipFile as error:
        raise InputError(
            _("The table {file} is no Excel workbook: save it again as XLSX.").format(file=file)
        ) from error
    if size > _MAX_BYTES:
        raise InputError(
            _("The table {file} unpacks to {size:,} MB: cut it into several.").format(file=file, size=size // 2**20)
        )


def _xlsx_cell(value: object, data_type: str) -> Cell | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if data_type == "f":
        return Cell(str(getattr(value, "text", value)), _("holds a formula: copy the column and paste its values"))
    if data_type == "e":
        return Cell(str(value), _("holds an error of the spreadsheet: correct it"))
    if isinstance(value, str | int | float | bool | datetime | date | time | timedelta):
        return Cell(value)
    return Cell(str(value))
