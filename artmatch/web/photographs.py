"""A photograph in somebody's hands: decoded once, then turned and cropped until the object fills it. Pure."""

from dataclasses import dataclass, replace
from typing import Self

from artmatch.imaging import Limits, UprightImage, crop, decode, quarter_turns
from artmatch.web.pictures import Box, Pixels, whole
from artmatch.web.words import file_name

working_side = 1600
"""Longer side in pixels kept for searching: half of it cropped away still exceeds what the network sees."""


@dataclass(frozen=True, slots=True)
class Edit:
    """How a photograph was turned, then cropped."""

    turns: int = 0
    """Quarter turns anticlockwise, 0 to 3."""
    box: Box = whole
    """What is kept of the turned photograph: left, top, right, bottom as fractions."""

    def turned(self, quarters: int) -> Self:
        """Turn further by ``quarters`` anticlockwise; the box stays on the same part of the object."""
        box = self.box
        for _ in range(quarters % 4):
            left, top, right, bottom = box
            box = (top, 1 - right, bottom, 1 - left)
        return replace(self, turns=(self.turns + quarters) % 4, box=box)


@dataclass(frozen=True, slots=True, eq=False)
class HeldPhotograph:
    """An uploaded or chosen photograph with its original bytes."""

    name: str
    """As it is shown; escape it still."""
    data: bytes
    image: UprightImage

    def turned(self, edit: Edit) -> Pixels:
        """Return the pixels turned but not cropped."""
        return quarter_turns(self.image.pixels, edit.turns)

    def edited(self, edit: Edit) -> Pixels:
        """Return the pixels turned and cropped, as they are searched."""
        return crop(self.turned(edit), edit.box)


def hold(data: bytes, name: str, limits: Limits) -> HeldPhotograph:
    """Decode ``data``; raise :class:`~artmatch.errors.ImageError` with one sentence if it is no photograph."""
    shown = file_name(name)
    image = decode(data, name=shown, limits=limits, longest_side=working_side)
    return HeldPhotograph(shown, data, image)
