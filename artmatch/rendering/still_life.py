"""Still lifes."""

import numpy as np

from artmatch.rendering.easel import Easel, cloth_colours, paint_wall
from artmatch.rendering.pen import Point, smooth
from artmatch.rendering.textures import Floats, streaks


def paint_still_life(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    paint_wall(easel, np.asarray(rng.choice(cloth_colours), np.float32) / 255 * rng.uniform(0.4, 1.0))
    edge = float(rng.uniform(0.5, 0.66))
    shape = (easel.height, easel.width)
    board = np.asarray(
        rng.choice([(0.4, 0.25, 0.15), (0.75, 0.72, 0.66), (0.3, 0.3, 0.32), (0.5, 0.15, 0.14)]), np.float32
    )
    rows = np.arange(easel.height, dtype=np.float32)[:, None] / easel.height
    tone = 0.75 + 0.4 * streaks(rng, shape, 6, 16)
    easel.wash(board * tone[..., None], np.broadcast_to(np.clip((rows - edge) * easel.height, 0, 1), shape))
    front = edge + (1 - edge) * rng.uniform(0.62, 0.9)
    easel.wash(board * 0.45 * tone[..., None], np.broadcast_to(np.clip((rows - front) * easel.height, 0, 1), shape))
    if rng.random() < 0.4:
        left = rng.uniform(0.05, 0.6)
        fall = [
            (left, edge + 0.03),
            (left + 0.3, edge + 0.02),
            (left + 0.36, front),
            (left + 0.3, 0.99),
            (left + 0.12, 0.93),
            (left - 0.03, front),
        ]
        easel.model(easel.shape(smooth(fall)), np.asarray(rng.choice(cloth_colours)) * 1.3, depth=0.4)
    seen = []
    big = int(rng.integers(2, 5))
    for at in np.linspace(0.18, 0.82, big) + rng.normal(0, 0.05, big):
        seen.append(_large_thing(easel, float(at), edge + 0.06 + rng.uniform(0, 0.06)))
    for _ in range(int(rng.integers(4, 10))):
        seen.append(_small_thing(easel, float(rng.uniform(0.12, 0.88)), float(rng.uniform(edge + 0.1, front))))
    names = list(dict.fromkeys(seen))
    return f"Still life with {names[0]} and {names[-1]}", ", ".join(names)


def _turned(easel: Easel, x: float, foot: float, profile: list[Point], colour: Floats, shine: float) -> None:
    """A vessel from its half profile: (radius, height), parts of the picture's height."""
    outline = [(x - r / easel.aspect, foot - h) for r, h in profile] + [
        (x + r / easel.aspect, foot - h) for r, h in reversed(profile)
    ]
    easel.shadow((x + 0.05 * -easel.light, foot), profile[0][0] * 1.8, 0.025, 0.55)
    easel.model(easel.shape(smooth(outline)), colour, depth=0.95, shine=shine, darkest=0.12)
    mouth = profile[-1]
    easel.model(easel.oval((x, foot - mouth[1] + 0.004), mouth[0] * 0.9, mouth[0] * 0.2), colour * 0.3)


def _large_thing(easel: Easel, x: float, foot: float) -> str:
    rng = easel.rng
    name = str(rng.choice(["bottle", "jug", "vase of flowers", "candlestick", "books", "glass"]))
    s = float(rng.uniform(1.0, 1.5))
    colour = rng.uniform(40, 215, 3)
    match name:
        case "bottle":
            _turned(
                easel,
                x,
                foot,
                [
                    (0.06 * s, 0),
                    (0.065 * s, 0.2 * s),
                    (0.05 * s, 0.27 * s),
                    (0.02 * s, 0.32 * s),
                    (0.019 * s, 0.42 * s),
                ],
                colour * 0.5,
                0.9,
            )
        case "glass":
            easel.shadow((x, foot), 0.06, 0.02)
            easel.line([(x, foot), (x, foot - 0.12 * s)], (190, 190, 180), 0.008)
            easel.model(easel.oval((x, foot), 0.05 * s, 0.014 * s), np.array([170, 170, 165]))
            easel.model(
                easel.oval((x, foot - 0.19 * s), 0.055 * s, 0.08 * s),
                np.array([130, 40, 40]) * rng.uniform(0.5, 1.5),
                shine=0.8,
            )
        case "candlestick":
            _turned(
                easel,
                x,
                foot,
                [(0.07 * s, 0), (0.03 * s, 0.03), (0.018, 0.1 * s), (0.026, 0.13 * s), (0.016, 0.2 * s)],
                np.array([175, 140, 60]),
                0.8,
            )
            easel.model(
                easel.shape(
                    [
                        (x - 0.012, foot - 0.2 * s),
                        (x - 0.012, foot - 0.36 * s),
                        (x + 0.012, foot - 0.36 * s),
                        (x + 0.012, foot - 0.2 * s),
                    ]
                ),
                np.array([235, 225, 195]),
            )
            easel.disc((x, foot - 0.39 * s), 0.016, (255, 215, 120))
        case "books":
            for level in range(int(rng.integers(2, 5))):
                left, wide, y = x - rng.uniform(0.1, 0.14), rng.uniform(0.2, 0.28), foot - 0.045 * level
                easel.fill(
                    [(left, y), (left, y - 0.04), (left + wide, y - 0.04), (left + wide, y)], rng.uniform(40, 180, 3)
                )
                easel.fill(
                    [
                        (left + wide, y - 0.004),
                        (left + wide, y - 0.036),
                        (left + wide + 0.03, y - 0.045),
                        (left + wide + 0.03, y - 0.01),
                    ],
                    (215, 205, 180),
                )
        case _:
            _turned(
                easel,
                x,
                foot,
                [(0.06 * s, 0), (0.1 * s, 0.09 * s), (0.08 * s, 0.17 * s), (0.04 * s, 0.22 * s), (0.055 * s, 0.26 * s)],
                colour,
                0.7,
            )
            if name == "jug":
                easel.line(
                    smooth(
                        [
                            (x + 0.06 / easel.aspect, foot - 0.22 * s),
                            (x + 0.15 / easel.aspect, foot - 0.2 * s),
                            (x + 0.1 / easel.aspect, foot - 0.08 * s),
                        ],
                        closed=False,
                    ),
                    colour * 0.6,
                    0.016,
                )
            else:
                for _ in range(int(rng.integers(7, 20))):
                    place = (x + rng.normal(0, 0.09) / easel.aspect, foot - 0.26 * s - abs(rng.normal(0.12, 0.08)))
                    easel.line([(x, foot - 0.24 * s), place], (50, 80, 40), 0.005)
                    _flower(easel, place, float(rng.uniform(0.028, 0.055)))
    return name


def _flower(easel: Easel, place: Point, size: float) -> None:
    rng = easel.rng
    petals = int(rng.integers(5, 10))
    colour = np.asarray(
        rng.choice([(220, 60, 60), (240, 200, 90), (230, 225, 215), (150, 90, 170), (235, 140, 150)])
    ) * rng.uniform(0.7, 1.05)
    start = rng.uniform(0, 6)
    for number in range(petals):
        turn = start + number * 2 * np.pi / petals
        at = (place[0] + size * np.cos(turn) / easel.aspect, place[1] + size * np.sin(turn))
        easel.disc(at, size * 0.62, colour * rng.uniform(0.7, 1.1))
    easel.disc(place, size * 0.5, (200, 160, 50))


def _small_thing(easel: Easel, x: float, foot: float) -> str:
    rng = easel.rng
    name = str(rng.choice(["apple", "lemon", "pear", "grapes", "bread", "oranges", "knife", "plums"]))
    size = float(rng.uniform(0.05, 0.078))
    easel.shadow((x - 0.03 * easel.light, foot), size * 1.5, size * 0.4, 0.5)
    hue = {"apple": (190, 50, 40), "lemon": (235, 205, 70), "oranges": (230, 130, 40), "plums": (75, 40, 85)}
    if name in hue:
        for number in range(1 if name in {"apple", "lemon"} else int(rng.integers(2, 4))):
            at = (x + (number - 0.5) * size * 1.5 / easel.aspect, foot - size * 0.8)
            stretch = 1.35 if name == "lemon" else 1.0
            mask = easel.oval(at, size * stretch, size * 0.95, float(rng.uniform(-30, 30)))
            easel.model(mask, np.asarray(hue[name]) * rng.uniform(0.8, 1.1), depth=1, shine=0.5, darkest=0.15)
            if name == "apple":
                easel.line([(at[0], at[1] - size * 0.8), (at[0] + 0.008, at[1] - size * 1.25)], (60, 45, 25), 0.006)
    elif name == "pear":
        outline = [
            (x - size / easel.aspect, foot - size),
            (x, foot),
            (x + size / easel.aspect, foot - size),
            (x + size * 0.45 / easel.aspect, foot - size * 2.1),
            (x, foot - size * 2.7),
            (x - size * 0.45 / easel.aspect, foot - size * 2.1),
        ]
        easel.model(easel.shape(smooth(outline)), np.array([185, 170, 70]) * rng.uniform(0.8, 1.1), depth=1, shine=0.4)
    elif name == "grapes":
        colour = np.asarray([(70, 40, 80), (150, 165, 70)][rng.integers(2)])
        for _ in range(24):
            at = (x + rng.normal(0, 0.035) / easel.aspect, foot - 0.02 - abs(rng.normal(0, 0.03)))
            easel.model(easel.oval(at, 0.016, 0.016), colour * rng.uniform(0.7, 1.2), depth=1, shine=0.9)
    elif name == "bread":
        easel.model(easel.oval((x, foot - size * 0.6), size * 1.9, size * 0.85), np.array([185, 125, 60]), depth=0.9)
        for number in range(4):
            easel.line(
                [(x - 0.05 + number * 0.03, foot - size * 1.1), (x - 0.03 + number * 0.03, foot - size * 0.7)],
                (225, 185, 120),
                0.008,
            )
    else:
        easel.line([(x, foot), (x + 0.09, foot - 0.015)], (60, 40, 30), 0.016)
        easel.line([(x + 0.09, foot - 0.015), (x + 0.22, foot - 0.035)], (190, 190, 190), 0.012)
    return name
