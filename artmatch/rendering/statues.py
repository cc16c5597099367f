"""Small statues: figures standing and sitting, busts, beasts and idols."""

from collections.abc import Callable

import numpy as np

from artmatch.rendering.clay import Clay
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.rendered import Depiction, RenderedObject, with_article
from artmatch.rendering.sculpted_beasts import model_beast, model_idol
from artmatch.rendering.sculpted_people import model_bust, model_seated, model_standing
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
        period=str(
            rng.choice(
                [
                    "3rd millennium BC",
                    "5th century BC",
                    "2nd century",
                    "9th century",
                    "13th century",
                    "17th century",
                    "about 1890",
                ]
            )
        ),
        maker=str(
            rng.choice(
                [
                    "Halyan culture",
                    "Orm kingdom",
                    "Workshop of Sey-Lan",
                    "unknown sculptor",
                    "Carvers of Oumbe",
                    "Foundry of Verano",
                ]
            )
        ),
        origin=str(rng.choice(["Theros", "Orm", "Sey-Lan", "Isle of Hal", "Oumbe plateau"])),
        description=f"{with_article(name).capitalize()} of {material.name}"
        + (f", {', '.join(remarks)}." if remarks else "."),
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


_MODELS: tuple[Callable[[Clay, np.random.Generator], tuple[str, list[str]]], ...] = (
    model_standing,
    model_standing,
    model_seated,
    model_bust,
    model_beast,
    model_beast,
    model_idol,
)
