"""Small statues: figures standing and sitting, busts, beasts and idols."""

from collections.abc import Callable

import numpy as np

from artmatch.rendering.clay import Clay, Place
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.rendered import Depiction, RenderedObject
from artmatch.rendering.shading import Texture
from artmatch.rendering.textures import Floats, cracks, jitter, mix, noise, streaks

_STUFFS: tuple[tuple[Material, Colour, Colour], ...] = (
    (Material("marble", 0.22, 30), (0.88, 0.86, 0.82), (0.62, 0.6, 0.58)),
    (Material("bronze", 0.42, 22, 1.0), (0.54, 0.4, 0.24), (0.24, 0.34, 0.28)),
    (Material("gilt bronze", 0.65, 24, 1.0), (0.88, 0.68, 0.3), (0.4, 0.26, 0.12)),
    (Material("limestone", 0.05, 9), (0.76, 0.7, 0.58), (0.55, 0.49, 0.39)),
    (Material("terracotta", 0.07, 11), (0.72, 0.44, 0.29), (0.5, 0.29, 0.19)),
    (Material("carved wood", 0.18, 20), (0.47, 0.31, 0.18), (0.24, 0.15, 0.09)),
    (Material("ivory", 0.35, 55), (0.92, 0.86, 0.72), (0.72, 0.58, 0.38)),
    (Material("green stone", 0.5, 70), (0.3, 0.45, 0.35), (0.14, 0.24, 0.19)),
    (Material("basalt", 0.25, 26), (0.27, 0.27, 0.28), (0.13, 0.13, 0.14)),
    (Material("glazed earthenware", 0.75, 150), (0.3, 0.5, 0.42), (0.62, 0.5, 0.25)),
)


def make_statue(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """A small sculpture in the round."""
    material, light, dark = _STUFFS[rng.integers(len(_STUFFS))]
    clay = Clay()
    model = _MODELS[rng.integers(len(_MODELS))]
    name, remarks = model(clay, rng)
    breaks = np.random.default_rng([71, wear.seed])
    for _ in range(round(5 * wear.chips * breaks.random())):
        inside = np.argwhere(np.abs(clay.field) < clay.cell)
        at = clay.low + clay.cell * inside[breaks.integers(len(inside))]
        size = float(breaks.uniform(0.015, 0.03))
        clay.hollow((float(at[0]), float(at[1]), float(at[2])), (size, size, size))
    mesh = clay.surface()
    colour, relief = _skin(rng, material.name, jitter(rng, light, 0.04), jitter(rng, dark, 0.03), wear)
    texture = Texture.of(colour, 0.75 + 0.25 * relief, relief, relief=1.5)
    extent = np.ptp(mesh.vertices, axis=0) * rng.uniform(9, 60)
    words = Depiction(
        title=f"{material.name.capitalize()} {name}",
        object_type=f"sculpture > {'bust' if 'bust' in name else 'statuette'}",
        materials=material.name,
        measurements=f"height {extent[1]:.0f} cm, width {extent[0]:.0f} cm",
        subject=name,
        period=str(rng.choice(["3rd millennium BC", "5th century BC", "2nd century", "9th century", "13th century", "17th century", "about 1890"])),
        maker=str(rng.choice(["Halyan culture", "Orm kingdom", "Workshop of Sey-Lan", "unknown sculptor", "Carvers of Oumbe", "Foundry of Verano"])),
        origin=str(rng.choice(["Theros", "Orm", "Sey-Lan", "Isle of Hal", "Oumbe plateau"])),
        description=f"A {name} of {material.name}" + (f", {', '.join(remarks)}." if remarks else "."),
        features="; ".join(
            remark
            for remark, said in (
                ("small losses", wear.chips > 0.4),
                ("worn surface", wear.abrasion > 0.45),
                ("fine cracks", wear.cracks > 0.45),
                ("dark deposits in the folds", wear.dirt > 0.45),
            )
            if said
        ),
    )
    return RenderedObject(ObjectKind.STATUE, mesh, texture, material, True, words)


def _skin(rng: np.random.Generator, name: str, light: Colour, dark: Colour, wear: Wear) -> tuple[Floats, Floats]:
    """(H, W, 3) colour and (H, W) height of the material."""
    shape = (320, 320)
    aged = np.random.default_rng([73, wear.seed])
    grain = streaks(rng, shape, 10, 40).T if "wood" in name else noise(rng, shape, 20, 5, 0.65)
    if name in {"marble", "green stone"}:
        veins = np.abs(noise(rng, shape, 4, 5, 0.6) - 0.5)
        tone = 0.35 * noise(rng, shape, 3, 4) + 0.65 * np.exp(-veins * rng.uniform(18, 50))
    elif name == "glazed earthenware":
        tone = np.clip((streaks(rng, shape, 0.4, 6).T - 0.5) * 4 + 0.5, 0, 1)
    else:
        tone = noise(rng, shape, 5, 5, 0.6)
    colour = mix(light, dark, np.clip(tone * 0.7 + wear.dirt * (noise(aged, shape, 6, 5) - 0.3), 0, 1))
    colour = colour * (0.9 + 0.2 * np.asarray(grain, np.float32))[..., None]
    relief = np.asarray(grain, np.float32) * (0.9 if name in {"limestone", "carved wood", "terracotta"} else 0.35)
    if wear.cracks > 0.35:
        net = cracks(aged, shape, 5, 1.2)
        colour = colour * (1 - 0.6 * wear.cracks * net[..., None])
        relief = relief - 0.8 * wear.cracks * net
    return colour.astype(np.float32), np.clip(relief, -1, 1).astype(np.float32)


def _head(clay: Clay, rng: np.random.Generator, at: Place, size: float, style: str) -> None:
    """A head of half height ``size`` with its middle at ``at``, looking to +z."""
    x, y, z = at
    clay.lump((x, y + 0.1 * size, z - 0.05 * size), (0.76 * size, 0.95 * size, 0.86 * size), 0.01)
    clay.lump((x, y - 0.42 * size, z + 0.12 * size), (0.52 * size, 0.56 * size, 0.6 * size), 0.25 * size)
    clay.limb((x, y + 0.12 * size, z + 0.72 * size), (x, y - 0.26 * size, z + 0.96 * size), 0.07 * size, 0.15 * size, 0.12 * size)
    for side in (-1, 1):
        clay.hollow((x + side * 0.32 * size, y + 0.05 * size, z + 0.86 * size), (0.2 * size, 0.13 * size, 0.2 * size))
        clay.lump((x + side * 0.32 * size, y + 0.04 * size, z + 0.62 * size), (0.15 * size, 0.1 * size, 0.15 * size), 0.01)
        clay.lump((x + side * 0.8 * size, y - 0.02 * size, z - 0.05 * size), (0.1 * size, 0.24 * size, 0.15 * size), 0.04 * size)
    clay.lump((x, y - 0.52 * size, z + 0.66 * size), (0.24 * size, 0.06 * size, 0.1 * size), 0.03 * size)
    clay.lump((x, y - 0.66 * size, z + 0.62 * size), (0.19 * size, 0.07 * size, 0.1 * size), 0.03 * size)
    match style:
        case "curly hair":
            for _ in range(70):
                away = rng.normal(0, 1, 3)
                away /= np.linalg.norm(away)
                if away[1] > -0.2 and (away[2] < 0.35 or away[1] > 0.7):
                    clay.lump((x + 0.82 * size * away[0], y + (0.2 + 0.9 * away[1]) * size, z + (0.88 * away[2] - 0.08) * size), (0.17 * size,) * 3, 0.02)
        case "a crown":
            for turn in np.arange(9) * 2 * np.pi / 9:
                place = (x + 0.72 * size * np.cos(turn), y + 0.7 * size, z + 0.72 * size * np.sin(turn))
                clay.limb(place, (place[0] * 1.0, y + 1.35 * size, place[2]), 0.14 * size, 0.07 * size, 0.02)
        case "a topknot":
            clay.lump((x, y + 0.75 * size, z - 0.1 * size), (0.8 * size, 0.45 * size, 0.8 * size), 0.02)
            clay.lump((x, y + 1.2 * size, z - 0.1 * size), (0.34 * size, 0.36 * size, 0.34 * size), 0.03)
        case "a tall cap":
            clay.limb((x, y + 0.6 * size, z - 0.05 * size), (x, y + 1.7 * size, z - 0.1 * size), 0.76 * size, 0.4 * size, 0.02)
        case "long hair":
            clay.lump((x, y + 0.3 * size, z - 0.25 * size), (0.95 * size, 0.98 * size, 0.9 * size), 0.02)
            for side in (-1, 1):
                clay.limb((x + side * 0.7 * size, y, z - 0.3 * size), (x + side * 0.75 * size, y - 1.3 * size, z - 0.2 * size), 0.33 * size, 0.18 * size, 0.04)
        case "a veil":
            clay.lump((x, y + 0.2 * size, z - 0.25 * size), (0.98 * size, 1.08 * size, 0.95 * size), 0.02)
            clay.limb((x, y - 0.3 * size, z - 0.5 * size), (x, y - 1.5 * size, z - 0.4 * size), 0.85 * size, 0.9 * size, 0.06)
        case _:
            clay.lump((x, y + 0.35 * size, z - 0.2 * size), (0.84 * size, 0.82 * size, 0.86 * size), 0.02)


_HAIR = ("curly hair", "a crown", "a topknot", "a tall cap", "long hair", "a veil", "short hair")


def _plinth(clay: Clay, rng: np.random.Generator, wide: float, high: float) -> None:
    if rng.random() < 0.5:
        clay.block((0, high / 2, 0), (wide, high / 2, wide * rng.uniform(0.7, 1.0)), 0.006)
    else:
        clay.lump((0, high * 0.4, 0), (wide * 1.1, high * 0.75, wide), 0.01)
        clay.field[:, : 2] = np.maximum(clay.field[:, : 2], clay.cell * 0.5)


def _standing(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
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
        clay.groove(0.05, 0.55, int(rng.integers(9, 22)), float(rng.uniform(0.003, 0.007)), slant=float(rng.normal(0, 14)))
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
        hand = (elbow[0] + side * rng.uniform(-0.09, 0.07), elbow[1] + (rng.uniform(0.06, 0.18) if raised else rng.uniform(-0.13, 0.02)), elbow[2] + rng.uniform(0.02, 0.12))
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


def _seated(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
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


def _bust(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
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
            clay.lump((float(0.55 * size * np.sin(angle)), float(0.62 - size * rng.uniform(0.55, 1.15)), float(0.03 + 0.62 * size * np.cos(angle))), (0.026, 0.032, 0.026), 0.01)
        remarks.append("bearded")
    return f"bust of a {rng.choice(['ruler', 'philosopher', 'woman', 'saint', 'youth'])}", remarks


def _beast(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    name = str(rng.choice(["horse", "bull", "lion", "ram", "cat", "hippopotamus"]))
    if name == "cat":
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
    heavy = {"horse": 0.095, "bull": 0.125, "lion": 0.105, "ram": 0.11, "hippopotamus": 0.15}[name]
    leg = {"horse": 0.36, "bull": 0.27, "lion": 0.27, "ram": 0.26, "hippopotamus": 0.18}[name]
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
        foot = (x + lean * 1.4 + (0.02 if number == lifted else 0), base + (0.12 if number == lifted and name == "horse" else 0.02), side * heavy * 0.62)
        clay.limb((x, y - 0.02, side * heavy * 0.5), knee, heavy * 0.55, heavy * 0.32, 0.04)
        clay.limb(knee, foot, heavy * 0.32, heavy * 0.24, 0.02)
        clay.lump(foot, (heavy * 0.32, 0.025, heavy * 0.28), 0.015)
    rise = {"horse": 0.24, "bull": 0.06, "lion": 0.14, "ram": 0.14, "hippopotamus": 0.04}[name]
    turn = float(rng.normal(0, 0.05))
    poll = (0.33, y + rise, turn)
    clay.limb(front, poll, heavy * 0.85, heavy * 0.6, 0.05)
    muzzle = (poll[0] + 0.13, poll[1] - 0.08, turn * 1.6)
    thick = {"hippopotamus": 0.085, "lion": 0.055}.get(name, 0.045)
    clay.lump(poll, (heavy * 0.65,) * 3, 0.03)
    clay.limb(poll, muzzle, heavy * 0.52, thick, 0.03)
    remarks = []
    for side in (-1, 1):
        clay.hollow((poll[0] + 0.055, poll[1] + 0.012, turn + side * heavy * 0.55), (0.014, 0.012, 0.014))
        ear = (poll[0] - 0.02, poll[1] + heavy * 0.6, turn + side * heavy * 0.4)
        clay.limb(ear, (ear[0] - 0.01, ear[1] + 0.05, ear[2] + side * 0.02), 0.022, 0.01, 0.015)
        if name == "bull":
            clay.limb((poll[0], poll[1] + 0.05, turn + side * 0.06), (poll[0] + 0.04, poll[1] + 0.16, turn + side * 0.13), 0.022, 0.008, 0.01)
        if name == "ram":
            for angle in np.linspace(0.4, 5.2, 14):
                clay.lump((poll[0] - 0.02 - 0.075 * float(np.cos(angle)) * 0.9, poll[1] + 0.075 * float(np.sin(angle)), turn + side * (0.085 + 0.008 * angle)), (0.026, 0.026, 0.026), 0.01)
    if name == "lion":
        for _ in range(60):
            angle, back_by = rng.uniform(0, 2 * np.pi), rng.uniform(-0.02, 0.13)
            radius = heavy * (0.95 + back_by * 2)
            clay.lump((poll[0] - back_by, poll[1] - back_by * 0.7 + radius * float(np.cos(angle)), turn + radius * float(np.sin(angle))), (0.034, 0.034, 0.034), 0.015)
    if name == "horse":
        for t in np.linspace(0, 1, 12):
            clay.lump((0.14 + 0.17 * t, y + heavy + (rise - 0.01) * t, turn * t), (0.032, 0.036, 0.02), 0.012)
    clay.limb((-0.28, y + 0.04, 0), (-0.36, y - rng.uniform(0.05, 0.25), float(rng.normal(0, 0.05))), 0.028, 0.018, 0.02)
    if rng.random() < 0.3 and name in {"horse", "bull"}:
        clay.block((0.0, y + heavy * 0.45, 0), (0.1, heavy * 0.68, heavy * 1.02), 0.02)
        remarks.append("with a saddle cloth")
    return f"{'walking' if lifted < 2 else 'standing'} {name}", remarks


def _idol(clay: Clay, rng: np.random.Generator) -> tuple[str, list[str]]:
    wide, thin = rng.uniform(0.16, 0.24), rng.uniform(0.045, 0.07)
    clay.lump((0, 0.56, 0), (wide, 0.15, thin), 0.03)
    clay.lump((0, 0.36, 0), (wide * rng.uniform(0.65, 1.1), 0.14, thin), 0.05)
    for side in (-1, 1):
        clay.limb((side * wide * 0.42, 0.3, 0), (side * wide * 0.36, 0.04, 0.01), 0.062, 0.036, 0.02)
        if rng.random() < 0.8:
            clay.limb((side * wide * 0.95, 0.58, 0.01), (side * -0.02, 0.5 - 0.035 * side, thin + 0.005), 0.032, 0.024, 0.012)
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


_MODELS: tuple[Callable[[Clay, np.random.Generator], tuple[str, list[str]]], ...] = (_standing, _standing, _seated, _bust, _beast, _beast, _idol)
