"""Motifs that live: heads, beasts, birds, people."""

import numpy as np

from artmatch.rendering.pen import Pen, smooth, trace


def draw_head(pen: Pen, rng: np.random.Generator) -> str:
    """A head in profile."""
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
    pen.incise(smooth(trace("0.55,0.44 0.58,0.42 0.595,0.47 0.56,0.53 0.545,0.48"), closed=True))
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
        pen.blob(trace("0.68,0.45 0.8,0.42 0.86,0.52 0.78,0.6 0.7,0.56"))
    for _ in range(30):
        x, y = rng.uniform(0.42, 0.74), rng.uniform(0.16, 0.42)
        pen.incise(smooth([(x, y), (x + 0.03, y - 0.01), (x + 0.05, y + 0.025)], closed=False), 0.006)
    pen.incise([(0.44, 0.84), (0.64, 0.84)])
    return "head"


def draw_beast(pen: Pen, rng: np.random.Generator) -> str:
    """A beast on four legs."""
    name = str(rng.choice(["horse", "bull", "lion", "stag"]))
    back, lift = rng.uniform(-0.02, 0.02), rng.uniform(0, 0.1)
    deep = 0.1 if name in {"horse", "stag"} else 0.125
    pen.blob(
        [
            (0.28, 0.42),
            (0.45, 0.4 + back),
            (0.68, 0.4),
            (0.78, 0.46),
            (0.76, 0.56),
            (0.6, 0.42 + 1.6 * deep),
            (0.35, 0.44 + 1.7 * deep),
            (0.25, 0.54),
        ]
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


def draw_bird(pen: Pen, rng: np.random.Generator) -> str:
    """An owl or an eagle."""
    if rng.random() < 0.35:
        pen.blob(trace("0.35,0.2 0.65,0.2 0.7,0.38 0.68,0.62 0.54,0.84 0.44,0.84 0.31,0.6 0.3,0.38"))
        pen.fill([(0.33, 0.22), (0.35, 0.1), (0.45, 0.2)])
        pen.fill([(0.67, 0.22), (0.65, 0.1), (0.55, 0.2)])
        for x in (0.42, 0.58):
            pen.ring((x, 0.3), 0.065, 0.012)
            pen.disc((x, 0.3), 0.025, 0)
            pen.bar((x, 0.82), (x - 0.03, 0.91), 0.014)
            pen.bar((x, 0.82), (x + 0.03, 0.91), 0.014)
        pen.incise(trace("0.5,0.33 0.475,0.39 0.5,0.42 0.525,0.39 0.5,0.33"), 0.008)
        for row in range(6):
            for column in range(5 - row // 2):
                pen.ring((0.4 + column * 0.05 + 0.025 * (row % 2), 0.5 + row * 0.05), 0.012, 0.006)
        return "owl"
    spread = rng.uniform(0.05, 0.3)
    pen.blob(trace("0.42,0.3 0.55,0.3 0.62,0.5 0.55,0.7 0.45,0.7 0.38,0.5"))
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


def draw_person(pen: Pen, rng: np.random.Generator) -> str:
    """A standing or striding figure."""
    robed = rng.random() < 0.6
    lean = rng.uniform(-0.03, 0.03)
    pen.disc((0.5 + lean, 0.15), 0.07)
    pen.bar((0.44 + lean, 0.15), (0.42 + lean, 0.165), 0.02, 0.012)
    pen.bar((0.5 + lean, 0.2), (0.5, 0.28), 0.03)
    pen.blob(trace("0.4,0.27 0.5,0.25 0.6,0.27 0.58,0.42 0.57,0.54 0.43,0.54 0.42,0.42"))
    if robed:
        flare = rng.uniform(0.08, 0.17)
        pen.blob([(0.43, 0.5), (0.57, 0.5), (0.5 + flare, 0.9), (0.5, 0.92), (0.5 - flare, 0.9)])
        for number in range(6):
            x = 0.44 + number * 0.024
            pen.incise(
                smooth([(x, 0.52), (x + (x - 0.5) * 0.6, 0.7), (0.5 + (x - 0.5) * flare * 16, 0.9)], closed=False),
                0.006,
            )
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
