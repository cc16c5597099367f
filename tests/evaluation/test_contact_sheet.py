"""The sheet of failures: every photograph is on it, at its place."""

import numpy as np
import pytest

from artmatch.evaluation.contact_sheet import Cell, contact_sheet

RED, GREEN, BLUE = (200, 30, 30), (30, 200, 30), (30, 30, 200)


def cell(colour, *lines):
    pixels = None if colour is None else np.full((90, 400, 3), colour, np.uint8)
    return Cell(pixels, lines or ("a", "b"))


def places(sheet, colour):
    """Centre (x, y) of what has this colour on the sheet."""
    y, x = np.nonzero((sheet == colour).all(2))
    return x.mean(), y.mean()


def test_a_row_is_read_from_left_to_right_and_rows_from_above():
    sheet = contact_sheet([[cell(RED), cell(GREEN)], [cell(BLUE), cell(None)]], columns=1)
    red, green, blue = (places(sheet, colour) for colour in (RED, GREEN, BLUE))
    assert red[0] < green[0]
    assert red[1] == green[1]
    assert red[0] == blue[0]
    assert red[1] < blue[1]


def test_rows_stand_side_by_side_in_columns():
    sheet = contact_sheet([[cell(RED)], [cell(GREEN)], [cell(BLUE)]], columns=2)
    red, green, blue = (places(sheet, colour) for colour in (RED, GREEN, BLUE))
    assert red[1] == green[1] < blue[1]
    assert red[0] == blue[0] < green[0]


def test_photographs_keep_their_shape():
    sheet = contact_sheet([[cell(RED)]])
    y, x = np.nonzero((sheet == RED).all(2))
    assert np.ptp(x) + 1 == pytest.approx(400 / 90 * (np.ptp(y) + 1), rel=0.03)


def test_a_name_of_any_length_and_script_is_written_within_its_cell():
    named = contact_sheet([[cell(RED, "museum/" * 40 + "最後\x1b[31m", ""), cell(BLUE, "", "")]], columns=1)
    plain = contact_sheet([[cell(RED, "", ""), cell(BLUE, "", "")]], columns=1)
    written = np.nonzero((named != plain).any((0, 2)))[0]
    blue = np.nonzero((named == BLUE).all(2).any(0))[0]
    assert np.ptp(written) > 100
    assert written.max() < blue.min()


def test_without_rows_there_is_no_sheet():
    with pytest.raises(ValueError, match="nothing"):
        contact_sheet([])
