"""Seascapes."""

import numpy as np

from artmatch.rendering.easel import Easel
from artmatch.rendering.figures import draw_figure
from artmatch.rendering.landscapes import brightness, paint_sky
from artmatch.rendering.pen import smooth
from artmatch.rendering.textures import noise, streaks


def paint_seascape(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    hour = str(rng.choice(["morning", "noon", "evening", "storm", "night"]))
    dim = brightness(hour)
    horizon = float(rng.uniform(0.4, 0.68))
    sky = paint_sky(easel, hour, horizon)
    shape = (easel.height, easel.width)
    rows = np.arange(easel.height, dtype=np.float32) / easel.height
    depth = np.clip((rows - horizon) / (1 - horizon), 0, 1)[:, None]
    tone = np.asarray([(0.12, 0.3, 0.38), (0.16, 0.26, 0.42), (0.2, 0.36, 0.32)][rng.integers(3)], np.float32) * dim
    rough = rng.uniform(0.2, 1.0) if hour != "storm" else 1.0
    fine, broad = streaks(rng, shape, 5, 60), streaks(rng, shape, 4, 14)
    wave = fine * (1 - depth) + broad * depth
    mirrored = sky[np.clip((2 * horizon * easel.height - np.arange(easel.height)).astype(int), 0, easel.height - 1)]
    sea = mirrored * 0.45 + tone * 0.55 + (wave[..., None] - 0.5) * 0.35 * rough
    foam = np.clip((wave - 0.8 + 0.12 * rough) * 9, 0, 1) * depth * rough
    sea = sea + (0.9 * dim - sea) * foam[..., None]
    easel.wash(sea.astype(np.float32), np.clip((rows - horizon) * easel.height + 0.5, 0, 1)[:, None])
    seen = []
    if rng.random() < 0.45:
        seen += _cliffs(easel, horizon, dim)
    ships = int(rng.integers(1, 5))
    for foot in sorted(rng.uniform(horizon + 0.005, 0.88, ships)):
        figure = draw_figure(rng, "ship", 128)
        high = 0.1 + 0.75 * (foot - horizon) + rng.uniform(0, 0.08)
        at = float(rng.uniform(0.12, 0.88))
        colour = np.array([235, 225, 200]) * rng.uniform(0.35, 1) * dim
        easel.shadow((at, foot + 0.02), high * 0.45, high * 0.06, 0.5)
        easel.stamp(figure.body, (at, float(foot - high * 0.32)), float(high), colour)
    seen.append("ships" if ships > 1 else "a ship")
    for _ in range(int(rng.integers(0, 9))):
        gull = (float(rng.uniform(0.05, 0.95)), float(rng.uniform(0.05, horizon)))
        wings = easel.around(gull, float(rng.uniform(0.01, 0.03)), "-1,0 -0.5,-0.5 0,0 0.5,-0.5 1,0")
        easel.line(smooth(wings, closed=False), (40, 40, 45), 0.004)
    kind = {"storm": "Stormy sea", "night": "Moonlit sea", "evening": "Evening at sea"}.get(hour, "Calm sea")
    return f"{kind} with {seen[-1]}" + (f" off {seen[0]}" if len(seen) > 1 else ""), ", ".join(dict.fromkeys(seen))


def _cliffs(easel: Easel, horizon: float, dim: float) -> list[str]:
    """Rocks on one side, perhaps with a lighthouse."""
    rng, shape = easel.rng, (easel.height, easel.width)
    rows = np.arange(easel.height, dtype=np.float32) / easel.height
    seen = ["cliffs"]
    side = 1 if rng.random() < 0.5 else -1
    x = np.arange(easel.width) / easel.width
    away = x if side < 0 else 1 - x
    profile = rng.uniform(0.12, 0.38) * np.clip(1 - away / rng.uniform(0.2, 0.5), 0, 1) ** 0.5
    crest = horizon + 0.05 - profile * (0.75 + 0.5 * noise(rng, (2, easel.width), 9, 4)[0])
    cover = np.clip((rows[:, None] - crest[None]) * easel.height, 0, 1) * (
        rows[:, None] < horizon + 0.03 + 0.12 * profile[None]
    )
    rock = np.array([0.5, 0.43, 0.36], np.float32) * dim * (0.6 + 0.7 * noise(rng, shape, 10, 5, 0.65))[..., None]
    easel.wash(rock, cover * (profile[None] > 0.01))
    if rng.random() < 0.5:
        seen.append("lighthouse")
        at = 0.1 if side < 0 else 0.9
        top = float(crest[int(at * easel.width)])
        easel.fill(
            [(at - 0.02, top + 0.02), (at - 0.012, top - 0.16), (at + 0.012, top - 0.16), (at + 0.02, top + 0.02)],
            np.array([225, 220, 210]) * dim,
        )
        easel.fill([(at - 0.016, top - 0.16), (at, top - 0.2), (at + 0.016, top - 0.16)], np.array([160, 50, 40]) * dim)
    return seen
