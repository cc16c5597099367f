"""Seeded grain for everything: noise, warps, cracks, colour."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.parameters import Colour

Floats = NDArray[Any]
"""float32, by convention: the stubs lose track of it in mixed arithmetic and in OpenCV's calls."""
Mask = NDArray[Any]
"""uint8 from 0 to 255, by the same convention."""
Colour8 = Sequence[float] | NDArray[Any]
"""Red, green, blue from 0 to 255."""


def noise(
    rng: np.random.Generator, shape: tuple[int, int], cells: float, octaves: int = 4, persistence: float = 0.5
) -> Floats:
    """Fractal value noise, (H, W) float32 stretched to [0, 1]; ``cells`` patches of noise along the longer side."""
    height, width = shape
    longest = max(shape)
    total = np.zeros(shape, np.float32)
    gain = 1.0
    for octave in range(octaves):
        count = cells * 2**octave
        if count > longest:
            break
        rows, columns = (max(2, round(count * side / longest) + 1) for side in shape)
        coarse = rng.random((rows, columns), np.float32)
        total += gain * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        gain *= persistence
    return stretch(total)


def stretch(values: Floats) -> Floats:
    """The same picture with its values from 0 to 1; a flat one becomes 0.5."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9:
        return np.full_like(values, 0.5)
    return (values - low) * np.float32(1 / (high - low))


def streaks(rng: np.random.Generator, shape: tuple[int, int], length: float, cells: float) -> Floats:
    """Noise drawn out along x ``length`` times, (H, W) in [0, 1]: wood grain, brushed metal, waves."""
    height, width = shape
    narrow = noise(rng, (height, max(8, round(width / length))), cells, 4, 0.65)
    return cv2.resize(narrow, (width, height), interpolation=cv2.INTER_CUBIC)


def warp(picture: Floats, rng: np.random.Generator, amount: float, cells: float = 4) -> Floats:
    """Push the picture about by smooth noise, at most ``amount`` pixels each way."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x += (noise(rng, (height, width), cells, 2) - 0.5) * 2 * amount
    y += (noise(rng, (height, width), cells, 2) - 0.5) * 2 * amount
    return cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def mix(first: Floats | Colour, second: Floats | Colour, weight: Floats) -> Floats:
    """(H, W, 3): ``first`` where ``weight`` (H, W) is 0, ``second`` where it is 1."""
    a, b = np.asarray(first, np.float32), np.asarray(second, np.float32)
    return a + (b - a) * weight[..., None]


def ramp(values: Floats, colours: list[Colour]) -> Floats:
    """(H, W, 3) colours read off an even gradient through ``colours`` at ``values`` in [0, 1]."""
    positions = np.linspace(0, 1, len(colours))
    steps = np.linspace(0, 1, 256)
    table = np.stack([np.interp(steps, positions, channel) for channel in zip(*colours, strict=True)], -1)
    return table.astype(np.float32)[(np.clip(values, 0, 1) * 255).astype(np.uint8)]


def cracks(rng: np.random.Generator, shape: tuple[int, int], cells: int, width: float = 1.0) -> Floats:
    """(H, W) in [0, 1], 1 on the borders of ragged cells: craquelure, dried mud, crazed glaze."""
    height, width_px = shape
    seeds = np.ones(shape, np.uint8)
    rows = max(2, round(cells * height / max(shape)))
    columns = max(2, round(cells * width_px / max(shape)))
    y = ((np.arange(rows)[:, None] + rng.random((rows, columns))) * height / rows).astype(int)
    x = ((np.arange(columns)[None, :] + rng.random((rows, columns))) * width_px / columns).astype(int)
    seeds[y, x] = 0
    _, labels = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    ragged = warp(labels.astype(np.float32), rng, 0.2 * max(shape) / cells, cells)
    edges = cv2.morphologyEx(np.rint(ragged), cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
    return cv2.GaussianBlur(edges.astype(np.float32), (0, 0), 0.5 * width)


def scratches(rng: np.random.Generator, shape: tuple[int, int], count: int) -> Floats:
    """(H, W) in [0, 1]: thin straight lines of any direction."""
    drawn = np.zeros(shape, np.uint8)
    for _ in range(count):
        x, y = rng.uniform(0, shape[1]), rng.uniform(0, shape[0])
        angle, length = rng.uniform(0, np.pi), rng.exponential(0.12) * max(shape)
        end = (round(x + length * np.cos(angle)), round(y + length * np.sin(angle)))
        cv2.line(drawn, (round(x), round(y)), end, int(rng.integers(90, 255)), 1, cv2.LINE_AA)
    return drawn.astype(np.float32) / 255


def inflate(mask: Mask, rounding: float) -> Floats:
    """(H, W) in [0, 1]: the mask (0 or 255) swollen like a cushion whose edge is ``rounding`` pixels wide."""
    distance = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3)
    inside = np.clip(distance / rounding, 0, 1)
    return np.asarray(np.sqrt(inside * (2 - inside)))


def cavities(height: Floats, radius: float) -> Floats:
    """(H, W) in about [-1, 1]: positive where the surface lies deeper than its surroundings."""
    return cv2.GaussianBlur(height, (0, 0), radius) - height


def jitter(rng: np.random.Generator, colour: Colour, amount: float = 0.06) -> Colour:
    """A colour near ``colour``: lightness and hue both a little off."""
    shift = rng.normal(0, amount) + rng.normal(0, amount * 0.5, 3)
    r, g, b = np.clip(np.asarray(colour) + shift, 0.01, 0.99)
    return float(r), float(g), float(b)
