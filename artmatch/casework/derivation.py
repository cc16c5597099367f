"""Derived pictures: what was done to a photograph before it was searched or shown, and how it is done again. Pure."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import InputError
from artmatch.imaging import crop, quarter_turns, stretch_contrast
from artmatch.messages import _

Box = tuple[float, float, float, float]

working_side = 1600
"""Longer side in pixels to which a photograph is decoded first; half of it cropped away still exceeds what is
searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """Steps in their order. Raises InputError for a box that is none."""

    turns: int = 0
    """Quarter turns anticlockwise, 0 to 3."""
    box: Box = (0.0, 0.0, 1.0, 1.0)
    """What is kept of the turned photograph: left, top, right, bottom as fractions."""
    enhancement: Literal["none", "contrast"] = "none"
    """``contrast`` stretches the middle 98 of 100 parts of the brightness over the whole range."""

    def __post_init__(self) -> None:
        left, top, right, bottom = self.box
        if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
            raise InputError(
                _("The crop {box} is none: give left, top, right, bottom from 0 to 1, left < right.").format(
                    box=self.box
                )
            )
        if self.turns not in range(4):
            raise InputError(_("{turns} quarter turns are none: give 0 to 3.").format(turns=self.turns))
        if self.enhancement not in ("none", "contrast"):
            raise InputError(
                _("There is no enhancement {enhancement!r}: give none or contrast.").format(
                    enhancement=self.enhancement
                )
            )

    def apply(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The derived picture of upright (H, W, 3) RGB ``pixels``, decoded to at most :data:`working_side`."""
        derived = crop(quarter_turns(pixels, self.turns), self.box)
        return stretch_contrast(derived) if self.enhancement == "contrast" else derived

    def parameters(self) -> dict[str, Any]:
        """The steps as they are stored."""
        return asdict(self) | {"box": [float(edge) for edge in self.box]}

    @classmethod
    def of(cls, parameters: dict[str, Any]) -> Self:
        """The steps from what :meth:`parameters` gave."""
        return cls(**parameters | {"box": tuple(parameters["box"])})


def pixels_hash(pixels: NDArray[np.uint8]) -> str:
    """SHA-256 of ``height x width``, a line break, then the RGB bytes row by row."""
    height, width = pixels.shape[:2]
    counted = hashlib.sha256(f"{height}x{width}\n".encode())
    counted.update(np.ascontiguousarray(pixels).tobytes())
    return counted.hexdigest()
