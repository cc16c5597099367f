"""Human figures modelled in the round."""

import numpy as np

from artmatch.rendering.clay import Clay, Place


def _head(clay: Clay, rng: np.random.Generator, at: Place, size: float, style: str) -> None:
    """A head of half height ``size`` with its middle at ``at``, looking to +z."""
    x, y, z = at
    clay.lump((x, y + 0.1 * size, z - 0.05 * size), (0.76 * size, 0.95 * size, 0.86 * size), 0.01)
    clay.lump((x, y - 0.42 * size, z + 0.12 * size), (0.52 * size, 0.56 * size, 0.6 * size), 0.25 * size)
    clay.limb(
        (x, y + 0.12 * size, z + 0.72 * size),
        (x, y - 0.26 * size, z + 0.96 * size),
        0.07 * size,
        0.15 * size,
        0.12 * size,
    )
    for side in (-1, 1):
        clay.hollow((x + side * 0.32 * size, y + 0.05 * size, z + 0.86 * size), (0.2 * size, 0.13 * size, 0.2 * size))
        clay.lump(
            (x + side * 0.32 * size, y + 0.04 * size, z + 0.62 * size), (0.15 * size, 0.1 * size, 0.15 * size), 0.01
        )
        clay.lump(
            (x + side * 0.8 * size, y - 0.02 * size, z - 0.05 * size),
            (0.1 * size, 0.24 * size, 0.15 * size),
            0.04 * size,
        )
    clay.lump((x, y - 0.52 * size, z + 0.66 * size), (0.24 * size, 0.06 * size, 0.1 * size), 0.03 * size)
    clay.lump((x, y - 0.66 * size, z + 0.62 * size), (0.19 * size, 0.07 * size, 0.1 * size), 0.03 * size)
    match style:
        case "curly hair":
            for _ in range(70):
                away = rng.normal(0, 1, 3)
                away /= np.linalg.norm(away)
                if away[1] > -0.2 and (away[2] < 0.35 or away[1] > 0.7):
                    clay.lump(
                        (
                            x + 0.82 * size * away[0],
                            y + (0.2 + 0.9 * away[1]) * size,
                            z + (0.88 * away[2] - 0.08) * size,
                        ),
                        (0.17 * size,) * 3,
                        0.02,
                    )
        case "a crown":
            for turn in np.arange(9) * 2 * np.pi / 9:
                place = (x + 0.72 * size * np.cos(turn), y + 0.7 * size, z + 0.72 * size * np.sin(turn))
                clay.limb(place, (place[0] * 1.0, y + 1.35 * size, place[2]), 0.14 * size, 0.07 * size, 0.02)
        case "a topknot":
            clay.lump((x, y + 0.75 * size, z - 0.1 * size), (0.8 * size, 0.45 * size, 0.8 * size), 0.02)
            clay.lump((x, y + 1.2 * size, z - 0.1 * size), (0.34 * size, 0.36 * size, 0.34 * size), 0.03)
        case "a tall cap":
            clay.limb(
                (x, y + 0.6 * size, z - 0.05 * size), (x, y + 1.7 * size, z - 0.1 * size), 0.76 * size, 0.4 * size, 0.02
            )
        case "long hair":
            clay.lump((x, y + 0.3 * size, z - 0.25 * size), (0.95 * size, 0.98 * size, 0.9 * size), 0.02)
            for side in (-1, 1):
                clay.limb(
                    (x + side * 0.7 * size, y, z - 0.3 * size),
                    (x + side * 0.75 * size, y - 1.3 * size, z - 0.2 * size),
                    0.33 * size,
                    0.18 * size,
                    0.04,
                )
        case "a veil":
            clay.lump((x, y + 0.2 * size, z - 0.25 * size), (0.98 * size, 1.08 * size, 0.95 * size), 0.02)
            clay.limb(
                (x, y - 0.3 * size, z - 0.5 * size), (x, y - 1.5 * size, z - 0.4 * size), 0.85 * size, 0.9 * size, 0.06
            )
        case _:
            clay.lump((x, y + 0.35 * size, z - 0.2 * size), (0.84 * size, 0.82 * size, 0.86 * size), 0.02)


_HAIR = ("curly hair", "a crown", "a topknot", "a tall cap", "long hair", "a veil", "short hair")


def _plinth(clay: Clay, rng: np.random.Generator, wide: float, high: float) -> None:
    if rng.random() < 0.5:
        clay.block((0, high / 2, 0), (wide, high / 2, wide * rng.uniform(0.7, 1.0)), 0.006)
    else:
        clay.lump((0, high * 0.4, 0), (wide * 1.1, high * 0.75, wide), 0.01)
        clay.field[:, :2] = np.maximum(clay.field[:, :2], clay.cell * 0.5)


def model_standing(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    """A figure on its feet, robed or not. Returns its name and remarks."""
    _plinth(clay, rng, rng.uniform(0.14, 0.2), 0.06)
    sway = float(rng.normal(0, 0.025))
    hip, chest, neck = (sway, 0.48, 0.0), (sway * 0.4, 0.68, 0.005), (0.0, 0.79, 0.0)
    robed = rng.random() < 0.65
    size = float(rng.uniform(0.062, 0.078))
    remarks = []
    if robed:
        hem = rng.uniform(0.1, 0.15)
        clay.limb((0, 0.08 + hem * 0.6, 0), hip, hem, 0.085, 0.04)
        clay.limb((0.02, 0.08, 0.02), (sway, 0.3, 0.02), hem * 0.95, 0.09, 0.04)
        clay.groove(
            0.05, 0.55, int(rng.integers(9, 22)), float(rng.uniform(0.003, 0.007)), slant=float(rng.normal(0, 14))
        )
        remarks.append("in a long pleated robe")
    else:
        step = rng.uniform(-0.06, 0.06)
        for side in (-1, 1):
            foot = (side * 0.065, 0.075, side * step)
            knee = (side * 0.062 + sway * 0.5, 0.27, side * step * 0.6 + 0.015)
            clay.limb((hip[0] + side * 0.05, 0.46, 0), knee, 0.062, 0.042, 0.03)
            clay.limb(knee, foot, 0.042, 0.026, 0.02)
            clay.limb(foot, (foot[0], 0.068, foot[2] + 0.06), 0.026, 0.018, 0.02)
    clay.limb(hip, chest, 0.078, 0.082, 0.04)
    clay.lump((chest[0], 0.69, 0.01), (0.115, 0.075, 0.07), 0.04)
    clay.limb(chest, neck, 0.05, 0.035, 0.03)
    for side in (-1, 1):
        shoulder = (chest[0] + side * 0.12, 0.735, 0.0)
        elbow = (shoulder[0] + side * rng.uniform(0.01, 0.09), 0.735 - rng.uniform(0.1, 0.17), rng.uniform(-0.02, 0.06))
        raised = rng.random() < 0.35
        hand = (
            elbow[0] + side * rng.uniform(-0.09, 0.07),
            elbow[1] + (rng.uniform(0.06, 0.18) if raised else rng.uniform(-0.13, 0.02)),
            elbow[2] + rng.uniform(0.02, 0.12),
        )
        clay.limb(shoulder, elbow, 0.04, 0.031, 0.025)
        clay.limb(elbow, hand, 0.031, 0.022, 0.015)
        clay.lump(hand, (0.026, 0.028, 0.026), 0.01)
        if rng.random() < 0.4:
            held = int(rng.integers(4))
            if held == 0:
                clay.limb((hand[0], 0.07, hand[2]), (hand[0], min(hand[1] + 0.25, 0.94), hand[2]), 0.012, 0.012, 0.01)
                remarks.append("holding a staff")
            elif held == 1:
                clay.lump((hand[0], hand[1] + 0.035, hand[2] + 0.02), (0.05, 0.025, 0.05), 0.01)
                remarks.append("holding a bowl")
            elif held == 2:
                clay.lump((hand[0], hand[1] + 0.03, hand[2] + 0.02), (0.035, 0.035, 0.035), 0.008)
                remarks.append("holding a fruit")
            else:
                clay.lump((hand[0], hand[1] + 0.06, hand[2]), (0.035, 0.075, 0.03), 0.01)
                remarks.append("holding a jar")
    hair = str(rng.choice(_HAIR))
    _head(clay, rng, (0.0, 0.79 + size * 1.15, 0.015), size, hair)
    remarks.append(f"with {hair}")
    return ("standing robed figure" if robed else "standing youth"), remarks


def model_seated(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    """A figure with crossed legs. Returns its name and remarks."""
    clay.lump((0, 0.07, 0), (0.36, 0.085, 0.27), 0.01)
    lotus = rng.random() < 0.6
    if lotus:
        clay.groove(0.0, 0.17, int(rng.integers(12, 26)), 0.013)
    for side in (-1, 1):
        knee = (side * rng.uniform(0.26, 0.32), 0.2, 0.1)
        clay.limb((side * 0.1, 0.21, 0.0), knee, 0.09, 0.065, 0.03)
        clay.limb(knee, (side * -0.06, 0.2, 0.19), 0.06, 0.042, 0.02)
    clay.limb((0, 0.24, -0.02), (0, 0.52, -0.01), 0.13, 0.12, 0.05)
    clay.lump((0, 0.55, -0.01), (0.18, 0.1, 0.1), 0.05)
    gestures = ("hands in the lap", "right hand raised", "right hand touching the ground", "hands before the chest")
    gesture = int(rng.integers(4))
    for side in (-1, 1):
        shoulder, elbow = (side * 0.18, 0.58, -0.01), (side * 0.25, 0.38, 0.02)
        hand = (side * 0.04, 0.27, 0.18)
        if gesture == 1 and side == 1:
            hand = (0.2, 0.56, 0.15)
        elif gesture == 2 and side == 1:
            hand = (0.26, 0.18, 0.2)
        elif gesture == 3:
            hand = (side * 0.03, 0.47, 0.17)
        clay.limb(shoulder, elbow, 0.06, 0.048, 0.03)
        clay.limb(elbow, hand, 0.046, 0.03, 0.015)
        clay.lump(hand, (0.036, 0.036, 0.036), 0.01)
    clay.limb((0, 0.6, 0), (0, 0.7, 0), 0.06, 0.055, 0.03)
    hair = str(rng.choice(["a topknot", "a crown", "a tall cap", "curly hair"]))
    size = float(rng.uniform(0.108, 0.125))
    _head(clay, rng, (0, 0.78, 0.02), size, hair)
    remarks = [gestures[gesture], f"with {hair}"]
    if rng.random() < 0.35:
        turn = np.arange(28) * np.pi / 14
        for angle in turn:
            clay.lump((float(0.2 * np.cos(angle)), float(0.76 + 0.2 * np.sin(angle)), -0.1), (0.03, 0.03, 0.018), 0.015)
        remarks.append("before a halo")
    return "seated figure on a lotus base" if lotus else "seated figure", remarks


def model_bust(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    """Head and shoulders on a socle. Returns its name and remarks."""
    clay.block((0, 0.03, 0), (0.14, 0.03, 0.12), 0.008)
    clay.limb((0, 0.05, 0), (0, 0.16, 0), 0.055, 0.07, 0.02)
    wide = rng.uniform(0.2, 0.27)
    clay.lump((0, 0.25, 0.0), (wide, 0.11, 0.13), 0.03)
    for side in (-1, 1):
        clay.lump((side * wide * 0.75, 0.29, -0.01), (0.1, 0.09, 0.1), 0.05)
    remarks = []
    if rng.random() < 0.55:
        clay.ripple(0.17, 0.34, float(rng.uniform(90, 150)), 0.006)
        remarks.append("in a draped cloak")
    clay.limb((0, 0.3, -0.01), (float(rng.normal(0, 0.015)), 0.48, 0.01), 0.085, 0.075, 0.05)
    hair = str(rng.choice(_HAIR))
    size = float(rng.uniform(0.19, 0.215))
    _head(clay, rng, (0, 0.62, 0.03), size, hair)
    remarks.append(f"with {hair}")
    if rng.random() < 0.4:
        for _ in range(38):
            angle = rng.uniform(-1.1, 1.1)
            clay.lump(
                (
                    float(0.55 * size * np.sin(angle)),
                    float(0.62 - size * rng.uniform(0.55, 1.15)),
                    float(0.03 + 0.62 * size * np.cos(angle)),
                ),
                (0.026, 0.032, 0.026),
                0.01,
            )
        remarks.append("bearded")
    return f"bust of a {rng.choice(['ruler', 'philosopher', 'woman', 'saint', 'youth'])}", remarks
