"""Motifs that do not move by themselves: ships, plants, things."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from artmatch.rendering.pen import Pen, smooth, trace


def draw_ship(pen: Pen, rng: np.random.Generator) -> str:
    """A ship under oars and sail."""
    pen.blob(trace("0.1,0.56 0.2,0.62 0.5,0.65 0.78,0.62 0.92,0.46 0.86,0.7 0.7,0.78 0.3,0.78 0.18,0.7"))
    pen.bar((0.5, 0.66), (0.5, 0.12), 0.012)
    if rng.random() < 0.5:
        pen.blob(trace("0.32,0.2 0.5,0.17 0.7,0.2 0.74,0.38 0.7,0.52 0.5,0.48 0.34,0.52 0.38,0.36"))
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


def draw_plant(pen: Pen, rng: np.random.Generator) -> str:
    """A palm, an ear of grain or a rosette."""
    style = int(rng.integers(3))
    if style == 0:
        pen.bar((0.5, 0.9), (0.5, 0.36), 0.035, 0.02)
        for number in range(9):
            turn = np.pi * (0.02 + number * 0.12)
            tip = (0.5 + 0.36 * np.cos(turn), 0.36 - 0.25 * np.sin(turn) + 0.14 * abs(np.cos(turn)) ** 2)
            pen.fill(
                smooth(
                    [
                        (0.5, 0.36),
                        (0.5 + 0.2 * np.cos(turn), 0.3 - 0.22 * np.sin(turn)),
                        tip,
                        (0.5 + 0.18 * np.cos(turn), 0.36 - 0.15 * np.sin(turn)),
                    ]
                )
            )
        return "palm tree"
    if style == 1:
        pen.bar((0.5, 0.92), (0.5, 0.3), 0.012)
        for number in range(6):
            y = 0.36 + number * 0.075
            for side in (-1, 1):
                pen.blob(
                    [
                        (0.5, y),
                        (0.5 + side * 0.08, y - 0.09),
                        (0.5 + side * 0.13, y - 0.14),
                        (0.5 + side * 0.05, y - 0.02),
                    ]
                )
        pen.blob([(0.5, 0.34), (0.54, 0.24), (0.5, 0.12), (0.46, 0.24)])
        return "ear of grain"
    petals = int(rng.integers(5, 13))
    for number in range(petals):
        turn = 2 * np.pi * number / petals
        away = np.array([np.cos(turn), np.sin(turn)])
        across = np.array([-away[1], away[0]]) * 0.7 / petals
        outline = [
            0.5 + away * 0.08,
            0.5 + away * 0.28 + across,
            0.5 + away * 0.4,
            0.5 + away * 0.28 - across,
        ]
        pen.fill(smooth([(float(p[0]), float(p[1])) for p in outline]))
        pen.incise(np.stack([0.5 + away * 0.14, 0.5 + away * 0.34]))
    pen.disc((0.5, 0.5), 0.1)
    pen.ring((0.5, 0.5), 0.07)
    return "rosette"


def _fish(pen: Pen, rng: np.random.Generator) -> None:
    pen.blob(trace("0.12,0.5 0.3,0.36 0.55,0.35 0.78,0.48 0.9,0.36 0.86,0.52 0.92,0.66 0.78,0.55 0.5,0.66 0.28,0.62"))
    pen.disc((0.24, 0.47), 0.018, 0)
    for number in range(12):
        pen.ring((0.4 + 0.07 * (number % 5), 0.44 + 0.06 * (number // 5)), 0.024, 0.006)


def _amphora(pen: Pen, rng: np.random.Generator) -> None:
    pen.blob(trace("0.43,0.12 0.57,0.12 0.54,0.24 0.68,0.4 0.6,0.7 0.53,0.88 0.47,0.88 0.4,0.7 0.32,0.4 0.46,0.24"))
    for side in (-1, 1):
        path = smooth([(0.5 + side * 0.06, 0.16), (0.5 + side * 0.2, 0.18), (0.5 + side * 0.16, 0.38)], closed=False)
        for first, second in pairwise(path):
            pen.bar((float(first[0]), float(first[1])), (float(second[0]), float(second[1])), 0.016)
    pen.incise([(0.34, 0.45), (0.66, 0.45)], 0.012)
    pen.incise([(0.37, 0.6), (0.63, 0.6)], 0.012)


def _temple(pen: Pen, rng: np.random.Generator) -> None:
    pen.fill([(0.12, 0.36), (0.5, 0.12), (0.88, 0.36)])
    pen.fill([(0.16, 0.37), (0.84, 0.37), (0.84, 0.44), (0.16, 0.44)])
    columns = int(rng.integers(4, 7))
    for x in np.linspace(0.22, 0.78, columns):
        pen.bar((float(x), 0.46), (float(x), 0.8), 0.026)
    pen.fill([(0.1, 0.8), (0.9, 0.8), (0.9, 0.88), (0.1, 0.88)])
    pen.incise([(0.2, 0.34), (0.5, 0.16), (0.8, 0.34)], 0.008, closed=True)


def _crescent(pen: Pen, rng: np.random.Generator) -> None:
    pen.disc((0.46, 0.52), 0.34)
    pen.disc((0.55, 0.47), 0.29, 0)
    points = int(rng.integers(5, 9))
    turn = np.arange(points * 2) * np.pi / points
    radius = np.where(np.arange(points * 2) % 2, 0.06, 0.16)
    pen.fill(np.stack([0.6 + radius * np.cos(turn), 0.46 + radius * np.sin(turn)], -1))


def _lyre(pen: Pen, rng: np.random.Generator) -> None:
    for side in (-1, 1):
        path = smooth(
            [
                (0.5 + side * 0.1, 0.8),
                (0.5 + side * 0.24, 0.55),
                (0.5 + side * 0.12, 0.35),
                (0.5 + side * 0.2, 0.14),
            ],
            closed=False,
        )
        for first, second in pairwise(path):
            pen.bar((float(first[0]), float(first[1])), (float(second[0]), float(second[1])), 0.028)
    pen.bar((0.28, 0.3), (0.72, 0.3), 0.02)
    pen.blob([(0.36, 0.78), (0.64, 0.78), (0.58, 0.9), (0.42, 0.9)])
    for number in range(5):
        pen.bar((0.42 + number * 0.04, 0.3), (0.42 + number * 0.04, 0.78), 0.006)


def _cross(pen: Pen, rng: np.random.Generator) -> None:
    for number in range(4):
        turn = number * np.pi / 2
        away, side = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
        pen.fill(
            np.stack(
                [
                    0.5 + side * 0.04,
                    0.5 + away * 0.38 + side * 0.12,
                    0.5 + away * 0.38 - side * 0.12,
                    0.5 - side * 0.04,
                ]
            )
        )
        pen.disc((float(0.5 + (away + side)[0] * 0.22), float(0.5 + (away + side)[1] * 0.22)), 0.03)
    pen.disc((0.5, 0.5), 0.08)
    pen.ring((0.5, 0.5), 0.05)


def _serpent(pen: Pen, rng: np.random.Generator) -> None:
    y = np.linspace(0.15, 0.85, 26)
    x = 0.5 + rng.uniform(0.12, 0.24) * np.sin(y * rng.uniform(12, 20))
    for number in range(25):
        pen.bar((x[number], y[number]), (x[number + 1], y[number + 1]), 0.05 - 0.0016 * number)
    pen.disc((x[0], y[0]), 0.065)


def _wheel(pen: Pen, rng: np.random.Generator) -> None:
    spokes = int(rng.integers(4, 11))
    pen.disc((0.5, 0.5), 0.38)
    pen.disc((0.5, 0.5), 0.3, 0)
    for turn in np.arange(spokes) * 2 * np.pi / spokes:
        pen.bar((0.5, 0.5), (0.5 + 0.34 * float(np.cos(turn)), 0.5 + 0.34 * float(np.sin(turn))), 0.022)
    pen.disc((0.5, 0.5), 0.09)


_THINGS: dict[str, Callable[[Pen, np.random.Generator], None]] = {
    "fish": _fish,
    "amphora": _amphora,
    "temple": _temple,
    "star and crescent": _crescent,
    "lyre": _lyre,
    "cross": _cross,
    "serpent": _serpent,
    "wheel": _wheel,
}


def draw_thing(pen: Pen, rng: np.random.Generator) -> str:
    """An animal, a building or a tool that stands for something."""
    name = str(rng.choice(list(_THINGS)))
    _THINGS[name](pen, rng)
    return name
