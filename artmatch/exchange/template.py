"""An empty Excel table with every column, lists to choose from, and cells that Excel leaves as they are typed."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from artmatch.errors import ConfigurationError, InputError
from artmatch.matching.intake import PHOTOGRAPH_COLUMNS, TABLE_COLUMNS
from artmatch.messages import _
from artmatch.records import Collection, EventKind, Sensitivity, Status, ViewLabel

CHOICES: Mapping[str, tuple[str, ...]] = {
    "status": tuple(Status),
    "event_kind": tuple(EventKind),
    "collection": tuple(Collection),
    "sensitivity": tuple(Sensitivity),
    "view": tuple(ViewLabel),
    "included": ("yes", "no"),
}
"""The columns in which only these words are allowed."""

_ROWS = 10_000
"""That have lists to choose from."""
_WIDTH = 22
_NEEDED = "FFD9E8D2"
_OTHERS = "FFE7E6E6"
_PHOTOGRAPH = "FFDCE6F1"
HINTS: Mapping[str, str] = {
    "object_id": _("Needed. The register's own number; rows with the same one belong to one object."),
    "title": _("The name that it is known by."),
    "object_type": _("Two levels, general first: sculpture > reliquary bust"),
    "materials": _("What it is made of."),
    "techniques": _("How it was made."),
    "measurements": _("With dimension and unit: height 41 cm, width 22 cm"),
    "inscriptions": _("Inscriptions and markings, as written and where."),
    "distinguishing_features": _("Damage, repairs: what no other one of its kind has."),
    "subject": _("What it shows."),
    "date_or_period": _("When it was made, in words."),
    "earliest_year": _("The first year that date_or_period means; 0 is 1 BC, -1 is 2 BC."),
    "latest_year": _("The last year that date_or_period means."),
    "maker": _("Person, company or cultural group."),
    "description": _("Anything else."),
    "inventory_number": _("The owner's number."),
    "related_material": _("What was written about it."),
    "place_of_origin": _("Where it was made or discovered."),
    "related_objects": _("Objects that belong to it."),
    "date_documented": _("When this was recorded."),
    "status": _("Choose from the list; stolen where nothing stands."),
    "event_kind": _("Choose from the list."),
    "event": _("Theft, loss or excavation in words."),
    "event_place": _("Where that was."),
    "event_earliest": _("When at the earliest: 2004, 2004-03 or 2004-03-12"),
    "event_latest": _("When at the latest: 2004, 2004-03 or 2004-03-12"),
    "owner": _("Whom it belongs to."),
    "contact": _("Whom to ask before a match is used."),
    "source": _("The register that the record comes from."),
    "source_number": _("The object's number there."),
    "collection": _("Choose from the list; objects where nothing stands."),
    "sensitivity": _("Who may see the photographs; public where nothing stands."),
    "consultation_contact": _("The community or office to consult before a photograph is shown."),
    "links": _("Objects that belong with it: pair KBI-2; set KBI-3. Pair, set, cast, edition, replica or other."),
    "statuses": _(
        "The statuses it has had, oldest first: stolen 2004-03-12; recovered 2026. The last one is its status."
    ),
    "photograph": _(
        "Path of the file, relative to this table. One row a photograph: further rows of an object need only its "
        "object_id."
    ),
    "view": _("Choose from the list; overall where nothing stands."),
    "credit": _("Who made the photograph, or whom it was had from."),
    "taken": _("When the photograph was made: 2004, 2004-03 or 2004-03-12"),
    "included": _("no: the photograph is kept, but queries are not compared with it."),
}
"""What each column is for, in a comment on its name."""


def template() -> bytes:
    """The table as an XLSX file."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "objects"
    lists = workbook.create_sheet("lists")
    for number, name in enumerate(TABLE_COLUMNS, start=1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, name)
        head.font = Font(bold=True)
        colour = _NEEDED if name == "object_id" else _PHOTOGRAPH if name in PHOTOGRAPH_COLUMNS else _OTHERS
        head.fill = PatternFill("solid", fgColor=colour)
        head.comment = Comment(HINTS[name], "artmatch")
        sheet.column_dimensions[letter].width = _WIDTH
        sheet.column_dimensions[letter].number_format = "@"  # text: Excel turns nothing into dates
        if name in CHOICES:
            sheet.add_data_validation(_validation(name, letter, lists))
    sheet.freeze_panes = "C2"
    lists.sheet_state = "hidden"
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def write_template(file: Path) -> None:
    """Write the table to ``file``.

    Raises ConfigurationError for another ending than .xlsx or if the file is there, InputError if it cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise ConfigurationError(_("The template {file} needs the ending .xlsx.").format(file=file))
    try:
        with file.open("xb") as stream:
            stream.write(template())
    except FileExistsError as error:
        raise ConfigurationError(_("{file} is there already: give another name.").format(file=file)) from error
    except OSError as error:
        raise InputError(
            _("The template cannot be written to {file}: {reason}.").format(file=file, reason=error.strerror)
        ) from error


def _validation(name: str, letter: str, lists: Worksheet) -> DataValidation:
    """A list to choose from in a column, whose words stand in a column of the sheet ``lists``."""
    column = lists.max_column + 1 if lists.max_row > 1 else 1
    words = CHOICES[name]
    for row, word in enumerate((name, *words), start=1):
        lists.cell(row, column, word)
    at = get_column_letter(column)
    validation = DataValidation(
        type="list",
        formula1=f"lists!${at}$2:${at}${len(words) + 1}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=name,
        error=_("Choose one of: {words}").format(words=", ".join(words)),
    )
    validation.add(f"{letter}2:{letter}{_ROWS}")
    return validation
