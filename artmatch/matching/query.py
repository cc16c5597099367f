"""A photograph asked about, and what is searched for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import crop, quarter_turns, rectify
from artmatch.records import Outline

TURNS = 4
"""Quarter turns in which a photograph is searched."""
MIDDLE = (0.15, 0.15, 0.85, 0.85)
"""The part of a query that is searched beside the whole, left, top, right, bottom: objects are often small in the
picture. benchmarks/query_views.py chose it on objects held out from training.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A photograph asked about."""

    pixels: NDArray[np.uint8]
    """(H, W, 3) RGB, upright as far as known, perhaps cropped."""
    sha256: str
    """Of the original bytes."""
    name: str


def views(pixels: NDArray[np.uint8], region: Outline | None) -> list[NDArray[np.uint8]]:
    """What is searched for one query photograph: the whole and ``region`` in four orientations, and its middle.

    The middle is tried as it is, since in four orientations it finds no more (benchmarks/query_views.py); where nothing
    stands out, it takes the place of the region.
    """
    middle = crop(pixels, MIDDLE)
    turned = [pixels, middle if region is None else rectify(pixels, region)]
    views = [quarter_turns(part, turns) for part in turned for turns in range(TURNS)]
    return views if region is None else [*views, middle]
