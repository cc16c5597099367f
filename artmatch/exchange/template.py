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
    "object_id": "Needed. The register's own number; rows with the same one belong to one object.",
    "title": "The name that it is known by.",
    "object_type": "Two levels, general first: sculpture > reliquary bust",
    "materials": "What it is made of.",
    "techniques": "How it was made.",
    "measurements": "With dimension and unit: height 41 cm, width 22 cm",
    "inscriptions": "Inscriptions and markings, as written and where.",
    "distinguishing_features": "Damage, repairs: what no other one of its kind has.",
    "subject": "What it shows.",
    "date_or_period": "When it was made, in words.",
    "earliest_year": "The first year that date_or_period means; 0 is 1 BC, -1 is 2 BC.",
    "latest_year": "The last year that date_or_period means.",
    "maker": "Person, company or cultural group.",
    "description": "Anything else.",
    "inventory_number": "The owner's number.",
    "related_material": "What was written about it.",
    "place_of_origin": "Where it was made or discovered.",
    "related_objects": "Objects that belong to it.",
    "date_documented": "When this was recorded.",
    "status": "Choose from the list; stolen where nothing stands.",
    "event_kind": "Choose from the list.",
    "event": "Theft, loss or excavation in words.",
    "event_place": "Where that was.",
    "event_earliest": "When at the earliest: 2004, 2004-03 or 2004-03-12",
    "event_latest": "When at the latest: 2004, 2004-03 or 2004-03-12",
    "owner": "Whom it belongs to.",
    "contact": "Whom to ask before a match is used.",
    "source": "The register that the record comes from.",
    "source_number": "The object's number there.",
    "collection": "Choose from the list; objects where nothing stands.",
    "sensitivity": "Who may see the photographs; public where nothing stands.",
    "consultation_contact": "The community or office to consult before a photograph is shown.",
    "links": "Objects that belong with it: pair KBI-2; set KBI-3. Pair, set, cast, edition, replica or other.",
    "statuses": "The statuses it has had, oldest first: stolen 2004-03-12; recovered 2026. The last one is its status.",
    "photograph": "Path of the file, relative to this table. One row a photograph: further rows of an object need only "
    "its object_id.",
    "view": "Choose from the list; overall where nothing stands.",
    "credit": "Who made the photograph, or whom it was had from.",
    "taken": "When the photograph was made: 2004, 2004-03 or 2004-03-12",
    "included": "no: the photograph is kept, but queries are not compared with it.",
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
        raise ConfigurationError(f"The template {file} needs the ending .xlsx.")
    try:
        with file.open("xb") as stream:
            stream.write(template())
    except FileExistsError as error:
        raise ConfigurationError(f"{file} is there already: give another name.") from error
    except OSError as error:
        raise InputError(f"The template cannot be written to {file}: {error.strerror}.") from error


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
        error=f"Choose one of: {', '.join(words)}",
    )
    validation.add(f"{letter}2:{letter}{_ROWS}")
    return validation
