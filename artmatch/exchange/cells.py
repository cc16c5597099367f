"""What stands in a cell to the text of a field; what a spreadsheet has spoilt is told apart from what was typed."""

import re
from datetime import date, datetime, time, timedelta

from artmatch.errors import RecordError
from artmatch.exchange.relation_cells import read_links, read_statuses
from artmatch.exchange.tables import Cell, Value
from artmatch.messages import _
from artmatch.records import ArtworkRecord, ViewLabel, check_date, field_value

ISO_DATES = frozenset({"event_earliest", "event_latest", "taken"})
"""Columns of dates as precise as known, which a spreadsheet's own dates may stand in too."""
NUMBERS = frozenset({"earliest_year", "latest_year"})
_YES_AND_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_EXACT_DIGITS = 15
"""A spreadsheet keeps no more of a number."""
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
"""Numbers that spreadsheets keep the days from 1927 to 2119 as."""
NO_TEXT = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 cannot hold: control characters and halves of characters."""
_SHORTENED = re.compile(r"[+-]?\d([.,]\d+)?E\+\d+")


def cell_text(cell: Cell, column: str) -> tuple[str, str]:
    """The text that ``cell`` gives the ``column``, and what is wrong with it; of the two one may be empty."""
    if cell.fault:
        return str(cell.value), cell.fault
    if isinstance(cell.value, str):
        text = cell.value.replace("\r\n", "\n").replace("\r", "\n").strip()
        return text, _typed_fault(text, column)
    return _turned(cell.value, column)


def value_fault(column: str, text: str) -> str:
    """Why ``column`` cannot have ``text``, which is not empty; a whole sentence, empty if it can."""
    try:
        if column == "view":
            if text not in list(ViewLabel):
                return _("The view {text!r} is none of {views}.").format(text=text, views=", ".join(ViewLabel))
        elif column == "included":
            if text.casefold() not in _YES_AND_NO:
                return _("The included {text!r} is neither yes nor no.").format(text=text)
        elif column == "object_id":
            ArtworkRecord(object_id=text, title=text)
        elif column in ISO_DATES:
            check_date(text, column)
        elif column == "links":
            read_links(text)
        elif column == "statuses":
            read_statuses(text)
        elif column not in ("photograph", "credit"):
            field_value(column, text)
    except RecordError as error:
        return str(error)
    return ""


def is_included(text: str) -> bool:
    """What the column ``included`` says; yes where it says nothing."""
    return _YES_AND_NO.get(text.casefold(), True)


def _typed_fault(text: str, column: str) -> str:
    if NO_TEXT.search(text):
        return _("holds control characters: type it again")
    if column in ("object_id", "inventory_number", "source_number") and _SHORTENED.fullmatch(text):
        return _("is a number that a spreadsheet has shortened: format the column as text and type it again")
    if column in ISO_DATES and text.isdecimal() and len(text) == 5:
        return _as_serial(int(text))
    return ""


def _turned(value: Value, column: str) -> tuple[str, str]:
    """For what a spreadsheet does not keep as text."""
    if isinstance(value, bool):
        return ("yes" if value else "no") if column == "included" else str(value).upper(), ""
    if isinstance(value, int | float):
        return _number(value, column)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    shown = str(value)
    if isinstance(value, date) and not isinstance(value, datetime) and column in ISO_DATES:
        return value.isoformat(), ""
    if isinstance(value, timedelta):
        said = _("was turned into the duration {shown} by the spreadsheet: format the column as text and type it again")
    elif isinstance(value, time):
        said = _("was turned into the time {shown} by the spreadsheet: format the column as text and type it again")
    else:
        said = _("was turned into the date {shown} by the spreadsheet: format the column as text and type it again")
    return shown, said.format(shown=shown)


def _number(value: int | float, column: str) -> tuple[str, str]:
    whole = float(value).is_integer()
    text = str(int(value)) if whole else repr(value)
    if abs(value) >= 10**_EXACT_DIGITS:
        return text, _(
            "is a number of more than {digits} digits, of which a spreadsheet forgets the last: format the column as "
            "text and type it again"
        ).format(digits=_EXACT_DIGITS)
    is_a_date = column in ISO_DATES or column in ("date_or_period", "date_documented")
    if is_a_date and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return text, _as_serial(value)
    return text, ""


def _as_serial(number: float) -> str:
    day = (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()
    return _(
        "is the number that a spreadsheet keeps the date {day} as: format the column as text and type the date"
    ).format(day=day)
