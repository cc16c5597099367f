"""Silhouettes with incised lines: the motifs of coins, friezes, reliefs and paintings.

Everything is drawn in a unit square, x to the right and y down, about its middle.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from artmatch.rendering.textures import Floats, Mask

Point = tuple[float, float]
_SHIFT = 4
"""Fraction bits of OpenCV's drawing coordinates."""


def smooth(points: Sequence[Point], steps: int = 6, *, closed: bool = True) -> Floats:
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
    curve = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return curve.reshape(-1, 2)


class Pen:
    """Draws a silhouette and the lines cut into it on square masks of ``size`` pixels."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.body: Mask = np.zeros((size, size), np.uint8)
        self.lines: Mask = np.zeros((size, size), np.uint8)

    def _pixels(self, points: Iterable[Point] | Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        scaled = np.asarray(list(points), np.float64) * self.size * (1 << _SHIFT)
        return np.round(scaled).astype(np.int32).reshape(-1, 1, 2)

    def fill(self, points: Iterable[Point] | Floats, value: int = 255) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.body, [self._pixels(points)], value, cv2.LINE_AA, _SHIFT)

    def blob(self, points: Sequence[Point], value: int = 255) -> None:
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
        self.incise(np.stack([middle[0] + radius * np.cos(turn), middle[1] + radius * np.sin(turn)], -1), width, closed=True)


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A motif: its silhouette and its inner lines, both (S, S) uint8 from 0 to 255."""

    name: str
    body: Mask
    lines: Mask


def _head(pen: Pen, rng: np.random.Generator) -> str:
    nose, brow, chin, back = rng.normal(0, 0.014, 4)
    pen.blob(
        [
            (0.36, 0.2), (0.31 + brow, 0.32), (0.3 + brow, 0.39), (0.225 + nose, 0.5), (0.285, 0.525), (0.27, 0.57),
            (0.285, 0.595), (0.275, 0.64), (0.3 + chin, 0.72), (0.42, 0.73), (0.45, 0.8), (0.42, 0.93), (0.68, 0.93),
            (0.63, 0.8), (0.66, 0.68), (0.77 + back, 0.5), (0.76 + back, 0.3), (0.6, 0.15), (0.45, 0.14),
        ]
    )  # fmt: skip
    pen.incise(smooth([(0.33, 0.4), (0.37, 0.385), (0.41, 0.41)], closed=False))
    pen.incise(smooth([(0.33, 0.42), (0.37, 0.435), (0.41, 0.415)], closed=False))
    pen.incise([(0.28, 0.585), (0.34, 0.58)])
    pen.incise(smooth([(0.55, 0.44), (0.58, 0.42), (0.595, 0.47), (0.56, 0.53), (0.545, 0.48)], closed=True))
    style = int(rng.integers(4))
    if rng.random() < 0.4:
        for _ in range(26):
            x, y = rng.uniform(0.3, 0.46), rng.uniform(0.62, 0.76)
            pen.disc((x, y), 0.022)
            pen.ring((x, y), 0.018, 0.006)
    if style == 0:
        for number in range(13):
            turn = -2.6 + number * 0.24
            x, y = 0.53 + 0.24 * np.cos(turn), 0.38 + 0.23 * np.sin(turn)
            pen.bar((x, y), (x - 0.05 * np.sin(turn + 0.5), y - 0.07), 0.02, 0.006)
    elif style == 1:
        pen.incise(smooth([(0.33, 0.3), (0.5, 0.29), (0.76, 0.36)], closed=False), 0.02)
        pen.bar((0.75, 0.36), (0.86, 0.5), 0.014, 0.006)
        pen.bar((0.75, 0.36), (0.82, 0.58), 0.014, 0.006)
    elif style == 2:
        for number in range(5):
            x = 0.38 + number * 0.075
            pen.fill([(x - 0.03, 0.2), (x, 0.05), (x + 0.03, 0.2)])
        pen.incise([(0.35, 0.23), (0.7, 0.23)], 0.015)
    else:
        pen.blob([(0.68, 0.45), (0.8, 0.42), (0.86, 0.52), (0.78, 0.6), (0.7, 0.56)])
    for _ in range(30):
        x, y = rng.uniform(0.42, 0.74), rng.uniform(0.16, 0.42)
        pen.incise(smooth([(x, y), (x + 0.03, y - 0.01), (x + 0.05, y + 0.025)], closed=False), 0.006)
    pen.incise([(0.44, 0.84), (0.64, 0.84)])
    return "head"


def _beast(pen: Pen, rng: np.random.Generator) -> str:
    name = str(rng.choice(["horse", "bull", "lion", "stag"]))
    back, lift = rng.uniform(-0.02, 0.02), rng.uniform(0, 0.1)
    deep = 0.1 if name in {"horse", "stag"} else 0.125
    pen.blob(
        [(0.28, 0.42), (0.45, 0.4 + back), (0.68, 0.4), (0.78, 0.46), (0.76, 0.56), (0.6, 0.42 + 1.6 * deep), (0.35, 0.44 + 1.7 * deep), (0.25, 0.54)]
    )
    for x, forward in ((0.3, 1), (0.37, 0), (0.68, 0), (0.74, 1)):
        bend = rng.uniform(-0.05, 0.05)
        knee = (x + bend - 0.08 * forward * lift * 5, 0.7 - lift * forward)
        pen.bar((x, 0.54), knee, 0.045, 0.025)
        pen.bar(knee, (x + bend + rng.uniform(-0.04, 0.04), 0.88 - lift * forward), 0.024, 0.017)
    pen.bar((0.77, 0.45), (0.88, rng.uniform(0.3, 0.75)), 0.018, 0.01)
    if name == "lion":
        for _ in range(26):
            turn = rng.uniform(0, 2 * np.pi)
            pen.bar((0.26, 0.4), (0.26 + 0.15 * np.cos(turn), 0.4 + 0.16 * np.sin(turn)), 0.03, 0.015)
        pen.disc((0.2, 0.36), 0.075)
        pen.bar((0.2, 0.38), (0.12, 0.4), 0.045, 0.035)
        pen.ring((0.26, 0.4), 0.12)
    else:
        neck = (0.2, 0.24) if name != "bull" else (0.18, 0.38)
        pen.bar((0.32, 0.48), neck, 0.085, 0.05)
        pen.bar(neck, (neck[0] - 0.1, neck[1] + 0.1), 0.05, 0.03)
        pen.bar((neck[0] + 0.02, neck[1]), (neck[0] + 0.04, neck[1] - 0.08), 0.018, 0.006)
    if name == "stag":
        for side in (0.0, 0.07):
            pen.bar((0.2 + side, 0.2), (0.27 + side, 0.04), 0.012, 0.007)
            pen.bar((0.225 + side, 0.14), (0.17 + side, 0.06), 0.01, 0.006)
            pen.bar((0.25 + side, 0.1), (0.31 + side, 0.08), 0.01, 0.006)
    if name == "bull":
        pen.incise(smooth([(0.3, 0.42), (0.26, 0.55), (0.33, 0.62)], closed=False))
        pen.bar((0.2, 0.34), (0.13, 0.27), 0.016, 0.006)
        pen.bar((0.21, 0.34), (0.24, 0.24), 0.016, 0.006)
    if name == "horse":
        for number in range(7):
            x, y = 0.23 + number * 0.018, 0.2 + number * 0.04
            pen.bar((x, y), (x + 0.07, y + 0.02), 0.018, 0.008)
    pen.disc((0.16, 0.37) if name == "bull" else (0.17, 0.27), 0.012, 0)
    pen.incise(smooth([(0.64, 0.42), (0.6, 0.52), (0.66, 0.58)], closed=False))
    pen.incise(smooth([(0.4, 0.42), (0.37, 0.52), (0.42, 0.6)], closed=False))
    return name


def _bird(pen: Pen, rng: np.random.Generator) -> str:
    if rng.random() < 0.35:
        pen.blob([(0.35, 0.2), (0.65, 0.2), (0.7, 0.38), (0.68, 0.62), (0.54, 0.84), (0.44, 0.84), (0.31, 0.6), (0.3, 0.38)])
        pen.fill([(0.33, 0.22), (0.35, 0.1), (0.45, 0.2)])
        pen.fill([(0.67, 0.22), (0.65, 0.1), (0.55, 0.2)])
        for x in (0.42, 0.58):
            pen.ring((x, 0.3), 0.065, 0.012)
            pen.disc((x, 0.3), 0.025, 0)
            pen.bar((x, 0.82), (x - 0.03, 0.91), 0.014)
            pen.bar((x, 0.82), (x + 0.03, 0.91), 0.014)
        pen.incise([(0.5, 0.33), (0.475, 0.39), (0.5, 0.42), (0.525, 0.39), (0.5, 0.33)], 0.008)
        for row in range(6):
            for column in range(5 - row // 2):
                pen.ring((0.4 + column * 0.05 + 0.025 * (row % 2), 0.5 + row * 0.05), 0.012, 0.006)
        return "owl"
    spread = rng.uniform(0.05, 0.3)
    pen.blob([(0.42, 0.3), (0.55, 0.3), (0.62, 0.5), (0.55, 0.7), (0.45, 0.7), (0.38, 0.5)])
    for side in (-1, 1):
        for number in range(7):
            turn = -0.55 + spread + number * 0.24
            start = (0.5 + side * (0.1 + 0.03 * number % 3 * 0.01), 0.36)
            end = (0.5 + side * (0.1 + 0.34 * np.cos(turn)), 0.36 + 0.34 * np.sin(turn))
            pen.bar(start, end, 0.03, 0.014)
            pen.incise([start, end], 0.006)
    pen.disc((0.46, 0.24), 0.065)
    pen.bar((0.42, 0.23), (0.34, 0.27), 0.028, 0.008)
    for x in (0.42, 0.5, 0.58):
        pen.bar((0.5, 0.68), (x, 0.86), 0.03, 0.024)
    for x in (0.44, 0.56):
        pen.bar((x, 0.66), (x + (x - 0.5), 0.8), 0.016, 0.012)
    pen.disc((0.44, 0.23), 0.012, 0)
    return "eagle"


def _person(pen: Pen, rng: np.random.Generator) -> str:
    robed = rng.random() < 0.6
    lean = rng.uniform(-0.03, 0.03)
    pen.disc((0.5 + lean, 0.15), 0.07)
    pen.bar((0.44 + lean, 0.15), (0.42 + lean, 0.165), 0.02, 0.012)
    pen.bar((0.5 + lean, 0.2), (0.5, 0.28), 0.03)
    pen.blob([(0.4, 0.27), (0.5, 0.25), (0.6, 0.27), (0.58, 0.42), (0.57, 0.54), (0.43, 0.54), (0.42, 0.42)])
    if robed:
        flare = rng.uniform(0.08, 0.17)
        pen.blob([(0.43, 0.5), (0.57, 0.5), (0.5 + flare, 0.9), (0.5, 0.92), (0.5 - flare, 0.9)])
        for number in range(6):
            x = 0.44 + number * 0.024
            pen.incise(smooth([(x, 0.52), (x + (x - 0.5) * 0.6, 0.7), (0.5 + (x - 0.5) * flare * 16, 0.9)], closed=False), 0.006)
    else:
        stride = rng.uniform(0.04, 0.15)
        for side in (-1, 1):
            pen.bar((0.5 + side * 0.03, 0.53), (0.5 + side * stride * 0.8 - 0.02, 0.71), 0.05, 0.032)
            pen.bar((0.5 + side * stride * 0.8 - 0.02, 0.71), (0.5 + side * stride, 0.91), 0.032, 0.022)
            pen.bar((0.5 + side * stride, 0.91), (0.45 + side * stride, 0.925), 0.02, 0.014)
    for side in (-1, 1):
        elbow = (0.5 + side * rng.uniform(0.14, 0.2), rng.uniform(0.3, 0.46))
        hand = (elbow[0] + side * rng.uniform(-0.05, 0.14), elbow[1] + rng.uniform(-0.2, 0.12))
        pen.bar((0.5 + side * 0.085, 0.3), elbow, 0.03, 0.024)
        pen.bar(elbow, hand, 0.024, 0.018)
        if side == 1 or rng.random() < 0.3:
            held = int(rng.integers(4))
            if held == 0:
                pen.bar((hand[0], 0.04), (hand[0], 0.92), 0.01)
                pen.fill([(hand[0] - 0.025, 0.06), (hand[0], 0.0), (hand[0] + 0.025, 0.06)])
            elif held == 1:
                pen.disc(hand, 0.05)
                pen.ring(hand, 0.035)
            elif held == 2:
                for number in range(5):
                    pen.bar(hand, (hand[0] + 0.05 * (number - 2), hand[1] - 0.11), 0.008)
    pen.incise(smooth([(0.42, 0.3), (0.5, 0.4), (0.58, 0.3)], closed=False))
    pen.incise([(0.43, 0.52), (0.57, 0.52)], 0.012)
    pen.disc((0.47 + lean, 0.14), 0.01, 0)
    return "robed figure" if robed else "warrior"


def _ship(pen: Pen, rng: np.random.Generator) -> str:
    pen.blob([(0.1, 0.56), (0.2, 0.62), (0.5, 0.65), (0.78, 0.62), (0.92, 0.46), (0.86, 0.7), (0.7, 0.78), (0.3, 0.78), (0.18, 0.7)])
    pen.bar((0.5, 0.66), (0.5, 0.12), 0.012)
    if rng.random() < 0.5:
        pen.blob([(0.32, 0.2), (0.5, 0.17), (0.7, 0.2), (0.74, 0.38), (0.7, 0.52), (0.5, 0.48), (0.34, 0.52), (0.38, 0.36)])
        for x in (0.42, 0.5, 0.58):
            pen.incise(smooth([(x, 0.19), (x + 0.03, 0.34), (x, 0.49)], closed=False))
    else:
        pen.fill([(0.49, 0.14), (0.49, 0.58), (0.2, 0.58)])
        pen.fill([(0.52, 0.2), (0.52, 0.58), (0.76, 0.58)])
    for number in range(int(rng.integers(5, 10))):
        x = 0.26 + number * 0.055
        pen.bar((x, 0.72), (x - 0.05, 0.88), 0.008)
    pen.incise(smooth([(0.16, 0.64), (0.5, 0.7), (0.85, 0.62)], closed=False))
    return "ship"


def _plant(pen: Pen, rng: np.random.Generator) -> str:
    style = int(rng.integers(3))
    if style == 0:
        pen.bar((0.5, 0.9), (0.5, 0.36), 0.035, 0.02)
        for number in range(9):
            turn = np.pi * (0.02 + number * 0.12)
            tip = (0.5 + 0.36 * np.cos(turn), 0.36 - 0.25 * np.sin(turn) + 0.14 * abs(np.cos(turn)) ** 2)
            pen.fill(smooth([(0.5, 0.36), (0.5 + 0.2 * np.cos(turn), 0.3 - 0.22 * np.sin(turn)), tip, (0.5 + 0.18 * np.cos(turn), 0.36 - 0.15 * np.sin(turn))]))
        return "palm tree"
    if style == 1:
        pen.bar((0.5, 0.92), (0.5, 0.3), 0.012)
        for number in range(6):
            y = 0.36 + number * 0.075
            for side in (-1, 1):
                pen.blob([(0.5, y), (0.5 + side * 0.08, y - 0.09), (0.5 + side * 0.13, y - 0.14), (0.5 + side * 0.05, y - 0.02)])
        pen.blob([(0.5, 0.34), (0.54, 0.24), (0.5, 0.12), (0.46, 0.24)])
        return "ear of grain"
    petals = int(rng.integers(5, 13))
    for number in range(petals):
        turn = 2 * np.pi * number / petals
        away = np.array([np.cos(turn), np.sin(turn)])
        side = np.array([-away[1], away[0]])
        wide = 0.7 / petals
        outline = [0.5 + away * 0.08, 0.5 + away * 0.28 + side * wide, 0.5 + away * 0.4, 0.5 + away * 0.28 - side * wide]
        pen.fill(smooth([(float(p[0]), float(p[1])) for p in outline]))
        pen.incise(np.stack([0.5 + away * 0.14, 0.5 + away * 0.34]))
    pen.disc((0.5, 0.5), 0.1)
    pen.ring((0.5, 0.5), 0.07)
    return "rosette"


def _thing(pen: Pen, rng: np.random.Generator) -> str:
    name = str(rng.choice(["fish", "amphora", "temple", "star and crescent", "lyre", "cross", "serpent", "wheel"]))
    match name:
        case "fish":
            pen.blob([(0.12, 0.5), (0.3, 0.36), (0.55, 0.35), (0.78, 0.48), (0.9, 0.36), (0.86, 0.52), (0.92, 0.66), (0.78, 0.55), (0.5, 0.66), (0.28, 0.62)])
            pen.disc((0.24, 0.47), 0.018, 0)
            for number in range(12):
                pen.ring((0.4 + 0.07 * (number % 5), 0.44 + 0.06 * (number // 5)), 0.024, 0.006)
        case "amphora":
            pen.blob([(0.43, 0.12), (0.57, 0.12), (0.54, 0.24), (0.68, 0.4), (0.6, 0.7), (0.53, 0.88), (0.47, 0.88), (0.4, 0.7), (0.32, 0.4), (0.46, 0.24)])
            for side in (-1, 1):
                path = smooth([(0.5 + side * 0.06, 0.16), (0.5 + side * 0.2, 0.18), (0.5 + side * 0.16, 0.38)], closed=False)
                for first, second in zip(path[:-1], path[1:], strict=True):
                    pen.bar((float(first[0]), float(first[1])), (float(second[0]), float(second[1])), 0.016)
            pen.incise([(0.34, 0.45), (0.66, 0.45)], 0.012)
            pen.incise([(0.37, 0.6), (0.63, 0.6)], 0.012)
        case "temple":
            pen.fill([(0.12, 0.36), (0.5, 0.12), (0.88, 0.36)])
            pen.fill([(0.16, 0.37), (0.84, 0.37), (0.84, 0.44), (0.16, 0.44)])
            columns = int(rng.integers(4, 7))
            for x in np.linspace(0.22, 0.78, columns):
                pen.bar((float(x), 0.46), (float(x), 0.8), 0.026)
            pen.fill([(0.1, 0.8), (0.9, 0.8), (0.9, 0.88), (0.1, 0.88)])
            pen.incise([(0.2, 0.34), (0.5, 0.16), (0.8, 0.34)], 0.008, closed=True)
        case "star and crescent":
            pen.disc((0.46, 0.52), 0.34)
            pen.disc((0.55, 0.47), 0.29, 0)
            points = int(rng.integers(5, 9))
            turn = np.arange(points * 2) * np.pi / points
            radius = np.where(np.arange(points * 2) % 2, 0.06, 0.16)
            pen.fill(np.stack([0.6 + radius * np.cos(turn), 0.46 + radius * np.sin(turn)], -1))
        case "lyre":
            for side in (-1, 1):
                path = smooth([(0.5 + side * 0.1, 0.8), (0.5 + side * 0.24, 0.55), (0.5 + side * 0.12, 0.35), (0.5 + side * 0.2, 0.14)], closed=False)
                for first, second in zip(path[:-1], path[1:], strict=True):
                    pen.bar((float(first[0]), float(first[1])), (float(second[0]), float(second[1])), 0.028)
            pen.bar((0.28, 0.3), (0.72, 0.3), 0.02)
            pen.blob([(0.36, 0.78), (0.64, 0.78), (0.58, 0.9), (0.42, 0.9)])
            for number in range(5):
                pen.bar((0.42 + number * 0.04, 0.3), (0.42 + number * 0.04, 0.78), 0.006)
        case "cross":
            for number in range(4):
                turn = number * np.pi / 2
                away, side = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
                pen.fill(np.stack([0.5 + side * 0.04, 0.5 + away * 0.38 + side * 0.12, 0.5 + away * 0.38 - side * 0.12, 0.5 - side * 0.04]))
                pen.disc((float(0.5 + (away + side)[0] * 0.22), float(0.5 + (away + side)[1] * 0.22)), 0.03)
            pen.disc((0.5, 0.5), 0.08)
            pen.ring((0.5, 0.5), 0.05)
        case "serpent":
            y = np.linspace(0.15, 0.85, 26)
            x = 0.5 + rng.uniform(0.12, 0.24) * np.sin(y * rng.uniform(12, 20))
            for number in range(25):
                pen.bar((x[number], y[number]), (x[number + 1], y[number + 1]), 0.05 - 0.0016 * number)
            pen.disc((x[0], y[0]), 0.065)
        case _:
            spokes = int(rng.integers(4, 11))
            pen.disc((0.5, 0.5), 0.38)
            pen.disc((0.5, 0.5), 0.3, 0)
            for turn in np.arange(spokes) * 2 * np.pi / spokes:
                pen.bar((0.5, 0.5), (0.5 + 0.34 * float(np.cos(turn)), 0.5 + 0.34 * float(np.sin(turn))), 0.022)
            pen.disc((0.5, 0.5), 0.09)
    return name


_MAKERS: dict[str, Callable[[Pen, np.random.Generator], str]] = {
    "head": _head,
    "beast": _beast,
    "bird": _bird,
    "person": _person,
    "ship": _ship,
    "plant": _plant,
    "thing": _thing,
}
families = tuple(_MAKERS)
"""The kinds of motif that can be drawn."""


def draw_figure(rng: np.random.Generator, family: str, size: int) -> Figure:
    """A motif of one of the :data:`families` on masks of ``size`` pixels, facing either way."""
    pen = Pen(size)
    name = _MAKERS[family](pen, rng)
    body, lines = pen.body, cv2.min(pen.lines, pen.body)
    if rng.random() < 0.5:
        body, lines = np.ascontiguousarray(body[:, ::-1]), np.ascontiguousarray(lines[:, ::-1])
    return Figure(name, body, lines)
