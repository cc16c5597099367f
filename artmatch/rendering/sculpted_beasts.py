"""Beasts and idols modelled in the round."""

import numpy as np

from artmatch.rendering.clay import Clay, Place

_BUILDS = {
    "horse": (0.095, 0.36, 0.24),
    "bull": (0.125, 0.27, 0.06),
    "lion": (0.105, 0.27, 0.14),
    "ram": (0.11, 0.26, 0.14),
    "hippopotamus": (0.15, 0.18, 0.04),
}
"""Half the body's thickness, the legs' length, how far the head stands above the back."""


def model_beast(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    """A beast of some kind. Returns its name and remarks."""
    name = str(rng.choice(["cat", *_BUILDS]))
    return _cat(clay) if name == "cat" else _four_legged(clay, rng, name)


def _cat(clay: Clay) -> tuple[str, list[str]]:
    clay.block((0, 0.03, 0.02), (0.14, 0.03, 0.2), 0.008)
    clay.limb((0, 0.17, -0.08), (0, 0.5, 0.05), 0.14, 0.085, 0.05)
    for side in (-1, 1):
        clay.lump((side * 0.1, 0.15, -0.02), (0.065, 0.1, 0.13), 0.04)
        clay.limb((side * 0.05, 0.45, 0.1), (side * 0.05, 0.08, 0.15), 0.04, 0.03, 0.03)
    clay.lump((0, 0.64, 0.1), (0.1, 0.095, 0.1), 0.03)
    clay.lump((0, 0.61, 0.18), (0.045, 0.035, 0.04), 0.02)
    for side in (-1, 1):
        clay.limb((side * 0.06, 0.7, 0.08), (side * 0.08, 0.79, 0.07), 0.04, 0.014, 0.02)
        clay.hollow((side * 0.045, 0.66, 0.195), (0.02, 0.014, 0.02))
    clay.limb((0, 0.1, -0.2), (0.16, 0.09, 0.1), 0.03, 0.025, 0.02)
    return "seated cat", []


def _four_legged(clay: Clay, rng: np.random.Generator, name: str) -> tuple[str, list[str]]:
    heavy, leg, rise = _BUILDS[name]
    base = 0.05
    if rng.random() < 0.7:
        clay.block((0, 0.025, 0), (0.36, 0.025, 0.14), 0.006)
    y = base + leg + heavy * 0.5
    front, back = (0.2, y + 0.02, 0.0), (-0.2, y, 0.0)
    clay.limb(front, back, heavy, heavy * 0.95, 0.04)
    lifted = int(rng.integers(0, 3))
    for number, (x, side) in enumerate(((0.22, 1), (0.2, -1), (-0.23, 1), (-0.21, -1))):
        lean = float(rng.normal(0, 0.03))
        knee = (x + lean + (0.07 if number == lifted else 0), base + leg * 0.52, side * heavy * 0.62)
        foot = (
            x + lean * 1.4 + (0.02 if number == lifted else 0),
            base + (0.12 if number == lifted and name == "horse" else 0.02),
            side * heavy * 0.62,
        )
        clay.limb((x, y - 0.02, side * heavy * 0.5), knee, heavy * 0.55, heavy * 0.32, 0.04)
        clay.limb(knee, foot, heavy * 0.32, heavy * 0.24, 0.02)
        clay.lump(foot, (heavy * 0.32, 0.025, heavy * 0.28), 0.015)
    turn = float(rng.normal(0, 0.05))
    poll = (0.33, y + rise, turn)
    clay.limb(front, poll, heavy * 0.85, heavy * 0.6, 0.05)
    muzzle = (poll[0] + 0.13, poll[1] - 0.08, turn * 1.6)
    thick = {"hippopotamus": 0.085, "lion": 0.055}.get(name, 0.045)
    clay.lump(poll, (heavy * 0.65,) * 3, 0.03)
    clay.limb(poll, muzzle, heavy * 0.52, thick, 0.03)
    remarks = []
    _trimmings(clay, rng, name, poll, heavy)
    if name == "horse":
        for t in np.linspace(0, 1, 12):
            clay.lump((0.14 + 0.17 * t, y + heavy + (rise - 0.01) * t, turn * t), (0.032, 0.036, 0.02), 0.012)
    clay.limb(
        (-0.28, y + 0.04, 0), (-0.36, y - rng.uniform(0.05, 0.25), float(rng.normal(0, 0.05))), 0.028, 0.018, 0.02
    )
    if rng.random() < 0.3 and name in {"horse", "bull"}:
        clay.block((0.0, y + heavy * 0.45, 0), (0.1, heavy * 0.68, heavy * 1.02), 0.02)
        remarks.append("with a saddle cloth")
    return f"{'walking' if lifted < 2 else 'standing'} {name}", remarks


def _trimmings(clay: Clay, rng: np.random.Generator, name: str, poll: Place, heavy: float) -> None:
    """Eyes and ears, horns, a mane, about the top of the head at ``poll``."""
    turn = poll[2]
    for side in (-1, 1):
        clay.hollow((poll[0] + 0.055, poll[1] + 0.012, turn + side * heavy * 0.55), (0.014, 0.012, 0.014))
        ear = (poll[0] - 0.02, poll[1] + heavy * 0.6, turn + side * heavy * 0.4)
        clay.limb(ear, (ear[0] - 0.01, ear[1] + 0.05, ear[2] + side * 0.02), 0.022, 0.01, 0.015)
        if name == "bull":
            clay.limb(
                (poll[0], poll[1] + 0.05, turn + side * 0.06),
                (poll[0] + 0.04, poll[1] + 0.16, turn + side * 0.13),
                0.022,
                0.008,
                0.01,
            )
        if name == "ram":
            for angle in np.linspace(0.4, 5.2, 14):
                clay.lump(
                    (
                        poll[0] - 0.02 - 0.075 * float(np.cos(angle)) * 0.9,
                        poll[1] + 0.075 * float(np.sin(angle)),
                        turn + side * (0.085 + 0.008 * angle),
                    ),
                    (0.026, 0.026, 0.026),
                    0.01,
                )
    if name == "lion":
        for _ in range(60):
            angle, back_by = rng.uniform(0, 2 * np.pi), rng.uniform(-0.02, 0.13)
            radius = heavy * (0.95 + back_by * 2)
            clay.lump(
                (
                    poll[0] - back_by,
                    poll[1] - back_by * 0.7 + radius * float(np.cos(angle)),
                    turn + radius * float(np.sin(angle)),
                ),
                (0.034, 0.034, 0.034),
                0.015,
            )


def model_idol(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    """A flat figure with hardly a face. Returns its name and remarks."""
    wide, thin = rng.uniform(0.16, 0.24), rng.uniform(0.045, 0.07)
    clay.lump((0, 0.56, 0), (wide, 0.15, thin), 0.03)
    clay.lump((0, 0.36, 0), (wide * rng.uniform(0.65, 1.1), 0.14, thin), 0.05)
    for side in (-1, 1):
        clay.limb((side * wide * 0.42, 0.3, 0), (side * wide * 0.36, 0.04, 0.01), 0.062, 0.036, 0.02)
        if rng.random() < 0.8:
            clay.limb(
                (side * wide * 0.95, 0.58, 0.01), (side * -0.02, 0.5 - 0.035 * side, thin + 0.005), 0.032, 0.024, 0.012
            )
        clay.lump((side * wide * 0.42, 0.6, thin * 0.75), (0.035, 0.035, 0.03), 0.012)
    clay.limb((0, 0.66, 0), (0, 0.77, 0), 0.055, 0.048, 0.02)
    shape = int(rng.integers(3))
    if shape == 0:
        clay.lump((0, 0.86, 0.01), (0.095, 0.115, 0.04), 0.01)
    elif shape == 1:
        clay.block((0, 0.86, 0.0), (0.085, 0.1, 0.035), 0.03)
    else:
        clay.lump((0, 0.83, 0.0), (0.075, 0.075, 0.05), 0.01)
        clay.lump((0, 0.93, -0.01), (0.12, 0.04, 0.035), 0.015)
    clay.limb((0, 0.885, 0.045), (0, 0.825, 0.07), 0.014, 0.02, 0.012)
    remarks = ["folded arms"] if rng.random() < 0.5 else []
    if rng.random() < 0.5:
        clay.ripple(0.3, 0.45, float(rng.uniform(120, 200)), 0.004)
        remarks.append("incised skirt")
    return "idol", remarks
