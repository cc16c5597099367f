"""The empty Excel table: complete, with lists, and read back as it was typed."""

from enum import StrEnum
from typing import get_args, get_type_hints

import pytest
from openpyxl import load_workbook

from artmatch.exchange.reading import read_records
from artmatch.exchange.template import CHOICES, HINTS, write_template
from artmatch.matching.intake import TABLE_COLUMNS, PhotographInput
from artmatch.records import ArtworkRecord, Status


@pytest.fixture
def template(tmp_path):
    file = tmp_path / "objects.xlsx"
    write_template(file)
    return file


def test_it_has_every_column_with_an_explanation(template):
    sheet = load_workbook(template).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(TABLE_COLUMNS)
    assert [cell.comment.text for cell in sheet[1]] == [HINTS[name] for name in TABLE_COLUMNS]


def test_every_column_with_certain_words_has_them_in_a_list(template):
    workbook = load_workbook(template)
    sheet = workbook.worksheets[0]
    lists = {}
    for validation in sheet.data_validations.dataValidation:
        name = sheet.cell(1, next(iter(validation.sqref.ranges)).min_col).value
        page, _, cells = validation.formula1.partition("!")
        lists[name] = [row[0].value for row in workbook[page][cells.replace("$", "")]]
    expected = {"included": ["yes", "no"]}
    for kind in (ArtworkRecord, PhotographInput):
        for name, hint in get_type_hints(kind).items():
            for one in (hint, *get_args(hint)):
                if isinstance(one, type) and issubclass(one, StrEnum):
                    expected[name] = [value.value for value in one]
    assert lists == expected == {name: list(words) for name, words in CHOICES.items()}


def test_its_cells_are_text_so_that_nothing_is_turned_into_dates(template):
    sheet = load_workbook(template).worksheets[0]
    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}


def test_what_is_filled_in_is_read(template):
    workbook = load_workbook(template)
    sheet = workbook.worksheets[0]
    for name, value in {"object_id": "K1", "title": "Cup", "status": "missing", "photograph": "a.jpg"}.items():
        sheet.cell(2, TABLE_COLUMNS.index(name) + 1, value)
    workbook.save(template)
    reading = read_records(template)
    assert not reading.problems
    [entry] = reading.intake.entries
    assert (entry.record.title, entry.record.status, len(entry.photographs)) == ("Cup", Status.MISSING, 1)
