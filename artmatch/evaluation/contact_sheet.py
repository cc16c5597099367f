"""Answers to look at: one row each of query, first answer and right answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from artmatch.imaging import shrink

Pixels = NDArray[np.uint8]

_CELL = 220
_TEXT = 34
_GAP = 8
_INK, _PAPER, _EMPTY = (20, 20, 20), (255, 255, 255), (228, 228, 228)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A photograph with two lines below it; no photograph leaves the place empty."""

    pixels: Pixels | None
    lines: tuple[str, str]


def contact_sheet(rows: Sequence[Sequence[Cell]], *, columns: int = 2) -> Pixels:
    """Rows of one length, ``columns`` of them side by side, to (H, W, 3) uint8 RGB; ValueError without rows."""
    if not rows:
        raise ValueError("there is nothing to show")
    across, down = len(rows[0]) * (_CELL + _GAP) + _GAP, _CELL + _TEXT + _GAP
    sheet = Image.new("RGB", (columns * (across + _GAP), -(-len(rows) // columns) * down + _GAP), _PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for number, row in enumerate(rows):
        left, top = number % columns * (across + _GAP) + _GAP, number // columns * down + _GAP
        for position, cell in enumerate(row):
            x = left + position * (_CELL + _GAP)
            if cell.pixels is None:
                pen.rectangle((x, top, x + _CELL - 1, top + _CELL - 1), _EMPTY)
            else:
                small = shrink(cell.pixels, _CELL)
                height, width = small.shape[:2]
                sheet.paste(Image.fromarray(small), (x + (_CELL - width) // 2, top + (_CELL - height) // 2))
            for line, text in enumerate(cell.lines):
                pen.text((x, top + _CELL + 2 + 15 * line), _fitting(text, font), _INK, font)
    return np.asarray(sheet).copy()


def _fitting(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """As much of the end of ``text`` as fits: names of one kind differ at their ends."""
    shown = "".join(character if character.isprintable() else "�" for character in text)
    while len(shown) > 1 and font.getlength(shown) > _CELL:
        shown = "…" + shown.lstrip("…")[1:]
    return shown
