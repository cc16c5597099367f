"""Skies and landscapes."""

import cv2
import numpy as np

from artmatch.rendering.easel import Easel
from artmatch.rendering.figures import draw_figure
from artmatch.rendering.parameters import Colour
from artmatch.rendering.pen import smooth
from artmatch.rendering.textures import Floats, noise, ramp, streaks

_SKIES: dict[str, list[Colour]] = {
    "morning": [(0.55, 0.68, 0.85), (0.85, 0.85, 0.82), (0.96, 0.87, 0.72)],
    "noon": [(0.28, 0.5, 0.78), (0.55, 0.72, 0.88), (0.85, 0.9, 0.92)],
    "evening": [(0.3, 0.32, 0.5), (0.78, 0.5, 0.4), (0.98, 0.78, 0.42)],
    "storm": [(0.2, 0.23, 0.27), (0.38, 0.41, 0.43), (0.68, 0.67, 0.58)],
    "night": [(0.03, 0.05, 0.14), (0.08, 0.12, 0.27), (0.25, 0.3, 0.42)],
    "autumn": [(0.62, 0.66, 0.7), (0.8, 0.77, 0.7), (0.9, 0.83, 0.68)],
}


def brightness(hour: str) -> float:
    """How bright everything under a sky of that hour is."""
    return {"night": 0.38, "storm": 0.68, "evening": 0.8}.get(hour, 1.0)


def paint_sky(easel: Easel, hour: str, horizon: float) -> Floats:
    """Paint the sky down to ``horizon`` and return its (H, W, 3) colours."""
    rng, shape = easel.rng, (easel.height, easel.width)
    fall = np.clip(np.linspace(0, 1 / max(horizon, 0.1), easel.height, dtype=np.float32), 0, 1)
    colours = ramp(np.broadcast_to(fall[:, None], shape), _SKIES[hour])
    clouds = streaks(rng, shape, rng.uniform(1.2, 3), rng.uniform(3, 7))
    cover = np.clip((clouds - rng.uniform(0.35, 0.7)) * 3.5, 0, 1)
    lit = np.clip(0.6 + 3 * (clouds - cv2.GaussianBlur(clouds, (0, 0), easel.height / 40)), 0.2, 1)
    white = np.asarray(_SKIES[hour][2], np.float32) * 0.6 + 0.35 * brightness(hour)
    colours = colours + (white * lit[..., None] - colours) * (0.85 * cover)[..., None]
    easel.wash(colours)
    if hour in {"evening", "night"} or rng.random() < 0.25:
        place = (float(rng.uniform(0.15, 0.85)), float(horizon * rng.uniform(0.2, 0.85)))
        glow = np.asarray((1.0, 0.93, 0.75) if hour != "evening" else (1.0, 0.72, 0.35), np.float32)
        halo = cv2.GaussianBlur(easel.oval(place, 0.1, 0.1), (0, 0), 0.06 * easel.height)
        easel.wash(np.broadcast_to(glow, colours.shape), halo.astype(np.float32) / 255 * 0.6)
        easel.disc(place, float(rng.uniform(0.02, 0.045)), glow * 255)
    return easel.picture.astype(np.float32) / 255


def _ridge(easel: Easel, base: float, rise: float, rough: float) -> Floats:
    """(W,) heights of a skyline as parts of the picture's height from the top."""
    line = noise(easel.rng, (2, easel.width), rough, 6, 0.5)[0]
    return np.asarray(base - rise * line)


def _land(easel: Easel, skyline: Floats, colour: Floats, grain: float) -> None:
    rows = np.arange(easel.height, dtype=np.float32)[:, None]
    cover = np.clip(rows - skyline[None] * easel.height + 0.5, 0, 1)
    depth = np.clip((rows / easel.height - skyline[None]) * 4, 0, 1)
    tone = 1 + grain * (noise(easel.rng, (easel.height, easel.width), 14, 5, 0.6) - 0.5) - 0.25 * depth
    easel.wash(colour * tone[..., None], cover)


def _tree(easel: Easel, x: float, foot: float, high: float, colour: Floats) -> None:
    rng = easel.rng
    narrow = rng.random() < 0.3
    easel.line([(x, foot), (x + rng.normal(0, 0.01), foot - high * 0.6)], (60, 45, 35), high * 0.06)
    wide = high * (0.13 if narrow else 0.34)
    count = int(30 + 90 * high)
    height = rng.uniform(0.25, 1.0, count)
    height.sort()
    for level in height:
        spread = wide * (np.sin(np.pi * np.clip((level - 0.15) / 0.95, 0, 1)) ** 0.6)
        across = rng.normal(0, 0.5) * spread
        side = np.sign(across) * easel.light > 0
        tone = (0.55 + 0.55 * level) * (1.2 if side else 0.8) * rng.uniform(0.8, 1.2)
        easel.disc(
            (x + across / easel.aspect, foot - high * level), high * rng.uniform(0.03, 0.07), colour * 255 * tone
        )


def _building(easel: Easel, x: float, foot: float, size: float, dim: float) -> str:
    rng = easel.rng
    name = str(rng.choice(["house", "church", "mill", "castle", "barn"]))
    wall = np.array([215, 200, 175]) * rng.uniform(0.6, 1.1) * dim
    shade, roof = wall * 0.62, np.array([150, 75, 55]) * rng.uniform(0.5, 1.1) * dim
    w = size / easel.aspect
    lit = easel.light < 0
    easel.fill(
        [(x - w, foot), (x - w, foot - size * 0.6), (x + w * 0.4, foot - size * 0.6), (x + w * 0.4, foot)],
        wall if lit else shade,
    )
    easel.fill(
        [(x + w * 0.4, foot), (x + w * 0.4, foot - size * 0.6), (x + w * 1.1, foot - size * 0.55), (x + w * 1.1, foot)],
        shade if lit else wall,
    )
    if name in {"house", "barn", "church"}:
        easel.fill(
            [
                (x - w * 1.1, foot - size * 0.58),
                (x - w * 0.8, foot - size),
                (x + w * 0.6, foot - size),
                (x + w * 0.45, foot - size * 0.58),
            ],
            roof,
        )
        easel.fill(
            [(x + w * 0.45, foot - size * 0.58), (x + w * 0.6, foot - size), (x + w * 1.15, foot - size * 0.53)],
            roof * 0.7,
        )
    if name == "church":
        easel.fill(
            [
                (x - w * 1.3, foot),
                (x - w * 1.3, foot - size * 1.6),
                (x - w * 0.7, foot - size * 1.6),
                (x - w * 0.7, foot),
            ],
            wall * 0.9,
        )
        easel.fill(
            [(x - w * 1.4, foot - size * 1.6), (x - w, foot - size * 2.5), (x - w * 0.6, foot - size * 1.6)], roof * 0.8
        )
    if name == "mill":
        easel.fill(
            [
                (x - w * 0.6, foot - size * 0.5),
                (x - w * 0.35, foot - size * 1.7),
                (x + w * 0.35, foot - size * 1.7),
                (x + w * 0.6, foot - size * 0.5),
            ],
            shade,
        )
        start = rng.uniform(0, np.pi / 2)
        for arm in range(4):
            turn = start + arm * np.pi / 2
            tip = (x + size * 1.2 * np.cos(turn) / easel.aspect, foot - size * 1.6 + size * 1.2 * np.sin(turn))
            easel.line([(x, foot - size * 1.6), tip], (70, 55, 45), size * 0.09)
    if name == "castle":
        for number in range(3):
            at, high = x - w + number * w * 0.95, size * rng.uniform(1.0, 2.0)
            easel.fill(
                [(at - w * 0.3, foot), (at - w * 0.3, foot - high), (at + w * 0.3, foot - high), (at + w * 0.3, foot)],
                wall * (0.95 - 0.15 * number),
            )
            for tooth in range(3):
                left = at - w * 0.3 + tooth * w * 0.22
                easel.fill(
                    [
                        (left, foot - high),
                        (left, foot - high * 1.08),
                        (left + w * 0.13, foot - high * 1.08),
                        (left + w * 0.13, foot - high),
                    ],
                    wall * 0.8,
                )
    for number in range(3):
        left = x - w * 0.75 + number * w * 0.38
        easel.fill(
            [
                (left, foot - size * 0.2),
                (left, foot - size * 0.42),
                (left + w * 0.14, foot - size * 0.42),
                (left + w * 0.14, foot - size * 0.2),
            ],
            (50, 45, 50),
        )
    return name


_SEASONS: dict[str, tuple[Colour, Colour]] = {
    "green": ((0.33, 0.42, 0.16), (0.2, 0.33, 0.12)),
    "autumn": ((0.52, 0.36, 0.16), (0.7, 0.36, 0.1)),
    "dry": ((0.64, 0.52, 0.3), (0.36, 0.38, 0.2)),
    "winter": ((0.82, 0.84, 0.87), (0.35, 0.3, 0.28)),
}
"""Colours of the ground and of the leaves."""


def paint_landscape(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    hour = str(rng.choice(list(_SKIES)))
    dim = brightness(hour)
    horizon = float(rng.uniform(0.35, 0.62))
    sky = paint_sky(easel, hour, horizon)
    haze = sky[min(int(horizon * easel.height), easel.height - 1)].mean(0)
    season = str(rng.choice(list(_SEASONS), p=[0.5, 0.2, 0.18, 0.12]))
    near, leaves = (np.asarray(colour, np.float32) * dim for colour in _SEASONS[season])
    steep = float(rng.uniform(0.05, 0.3))
    seen = ["mountains"] if steep > 0.17 else []
    for share in np.arange(layers := int(rng.integers(2, 5))) / layers:
        base = horizon + share * (0.92 - horizon) * 0.55
        colour = haze * (1 - share) * 0.85 + near * share + np.array([0.02, 0.03, 0.06]) * (1 - share)
        skyline = _ridge(easel, base, steep * (1 - 0.6 * share), rng.uniform(2, 6))
        _land(easel, skyline, colour, 0.25 + 0.3 * share)
    front = horizon + (0.95 - horizon) * 0.5
    _land(easel, _ridge(easel, front, 0.05, 3), near, 0.6)
    seen += _way(easel, front, sky, dim)
    if rng.random() < 0.7:
        foot = float(front + rng.uniform(-0.03, 0.08))
        seen.append(_building(easel, float(rng.uniform(0.15, 0.85)), foot, float(rng.uniform(0.05, 0.12)), dim))
    trees = int(rng.integers(0, 9))
    for foot in sorted(rng.uniform(front, 0.98, trees)):
        high = 0.12 + 0.65 * (foot - front) + rng.uniform(0, 0.12)
        place = rng.choice([rng.uniform(0, 0.3), rng.uniform(0.7, 1), rng.uniform(0, 1)])
        _tree(easel, float(place), float(foot), float(high), leaves * rng.uniform(0.7, 1.3))
    seen += ["trees"] if trees > 1 else ["a tree"] if trees else []
    for _ in range(int(rng.integers(0, 4))):
        figure = draw_figure(rng, str(rng.choice(["person", "beast"])), 96)
        at = (float(rng.uniform(0.1, 0.9)), float(rng.uniform(front + 0.06, 0.95)))
        easel.stamp(figure.body, at, 0.06 + 0.3 * (at[1] - front), rng.uniform(20, 190, 3) * dim)
        seen.append(figure.name)
    names = list(dict.fromkeys(seen)) or ["open country"]
    title = f"{hour.capitalize()} landscape with {names[0]}" + (f" and {names[-1]}" if len(names) > 1 else "")
    return title, ", ".join(names)


def _way(easel: Easel, front: float, sky: Floats, dim: float) -> list[str]:
    """A river or a path from ``front`` to the lower edge, or neither."""
    rng = easel.rng
    kind = str(rng.choice(["river", "path", ""], p=[0.4, 0.25, 0.35]))
    if not kind:
        return []
    wide = rng.uniform(0.12, 0.3) if kind == "river" else 0.12
    y, half = np.linspace(front - 0.02, 1.02, 6), np.geomspace(0.01, wide, 6)
    middle = rng.uniform(0.3, 0.7) + np.cumsum(rng.normal(0, 0.09, 6))
    bank = smooth(np.concatenate([np.stack([middle - half, y], -1), np.stack([middle + half, y], -1)[::-1]]))
    if kind == "path":
        easel.fill(bank, np.array([190, 165, 125]) * dim)
    else:
        ripples = streaks(rng, (easel.height, easel.width), 8, 20)[..., None] - 0.5
        easel.wash(np.clip(sky[::-1] * 0.85 + 0.1 * ripples, 0, 1), easel.shape(bank).astype(np.float32) / 255)
    return [kind]
