"""Drawing of motifs: outlines by their points, limbs, and the lines cut into them.

Everything is drawn in a unit square, x to the right and y down, about its middle.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.textures import Floats, Mask

Point = tuple[float, float]
_SHIFT = 4
"""Fraction bits of OpenCV's drawing coordinates."""


@lru_cache(maxsize=256)
def trace(points: str) -> tuple[Point, ...]:
    """The places of an outline from a line of text, ``"0.1,0.2 0.3,0.4"``."""
    pairs = (pair.split(",") for pair in points.split())
    return tuple((float(x), float(y)) for x, y in pairs)


def smooth(points: Sequence[Point] | Floats, steps: int = 6, *, closed: bool = True) -> Floats:
    """(N, 2) points of a Catmull-Rom curve through ``points``."""
    control = np.asarray(points, np.float32)
    if closed:
        before, after, beyond = (np.roll(control, shift, 0) for shift in (1, -1, -2))
        here = control
    else:
        padded = np.concatenate([control[:1], control, control[-1:]])
        before, here, after, beyond = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    p0, p1, p2, p3 = (each[:, None] for each in (before, here, after, beyond))
    curve = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    return np.asarray(curve.reshape(-1, 2))


class Pen:
    """Draws a silhouette and the lines cut into it on square masks of ``size`` pixels."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.body: Mask = np.zeros((size, size), np.uint8)
        self.lines: Mask = np.zeros((size, size), np.uint8)

    def _pixels(self, points: Iterable[Point] | Floats) -> NDArray[np.int32]:
        scaled = np.asarray(list(points), np.float64) * self.size * (1 << _SHIFT)
        return np.round(scaled).astype(np.int32).reshape(-1, 1, 2)

    def fill(self, points: Iterable[Point] | Floats, value: int = 255) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.body, [self._pixels(points)], value, cv2.LINE_AA, _SHIFT)

    def blob(self, points: Sequence[Point] | Floats, value: int = 255) -> None:
        """Fill the smooth curve through points."""
        self.fill(smooth(points), value)

    def bar(self, start: Point, end: Point, first: float, last: float | None = None) -> None:
        """A limb of radius ``first`` at its start and ``last`` at its end."""
        last = first if last is None else last
        a, b = np.asarray(start), np.asarray(end)
        away = b - a
        side = np.array([-away[1], away[0]]) / max(float(np.hypot(*away)), 1e-6)
        self.fill(np.stack([a + side * first, b + side * last, b - side * last, a - side * first]))
        self.disc(start, first)
        self.disc(end, last)

    def disc(self, middle: Point, radius: float, value: int = 255) -> None:
        """A filled circle."""
        scale = self.size * (1 << _SHIFT)
        place = (round(float(middle[0]) * scale), round(float(middle[1]) * scale))
        cv2.circle(self.body, place, max(1, round(radius * scale)), value, -1, cv2.LINE_AA, _SHIFT)

    def incise(self, points: Sequence[Point] | Floats, width: float = 0.008, *, closed: bool = False) -> None:
        """Cut a line."""
        thickness = max(1, round(width * self.size))
        cv2.polylines(self.lines, [self._pixels(points)], closed, 255, thickness, cv2.LINE_AA, _SHIFT)

    def ring(self, middle: Point, radius: float, width: float = 0.008) -> None:
        """Cut a circle."""
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        self.incise(
            np.stack([middle[0] + radius * np.cos(turn), middle[1] + radius * np.sin(turn)], -1), width, closed=True
        )
