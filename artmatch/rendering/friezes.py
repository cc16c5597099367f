"""Painted decoration that runs around a vessel: bands of ornament and of figures."""

import cv2
import numpy as np

from artmatch.rendering.figures import Figure, draw_figure
from artmatch.rendering.textures import Floats, Mask

ORNAMENTS = ("meander", "waves", "tongues", "dots", "zigzag", "net", "scrolls", "rays", "lines", "checks")


def ornament_band(rng: np.random.Generator, name: str, height: int, width: int) -> Mask:
    """(height, width) from 0 to 255, repeating a whole number of times."""
    repeats = max(4, round(width / height / rng.uniform(0.8, 1.6)))
    u = (np.arange(width, dtype=np.float32) + 0.5) / width * repeats
    v = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
    x = (u % 1)[None, :]
    match name:
        case "meander":
            key = np.array(
                [
                    [1, 1, 1, 1, 1, 1, 1],
                    [1, 0, 0, 0, 0, 0, 0],
                    [1, 0, 1, 1, 1, 1, 0],
                    [1, 0, 1, 0, 0, 1, 0],
                    [1, 0, 0, 0, 0, 1, 0],
                    [1, 1, 1, 1, 1, 1, 0],
                    [0, 0, 0, 0, 0, 0, 0],
                ],
                np.float32,
            )
            inside = cv2.resize(np.tile(key, (1, repeats)), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
        case "waves":
            inside = v > 0.5 + 0.35 * np.sin(2 * np.pi * x + 0.9 * np.sin(2 * np.pi * x))
        case "tongues":
            inside = (v < 0.85 - 1.6 * (x - 0.5) ** 4 * 16 * 0.5) & (np.abs(x - 0.5) < 0.38)
        case "dots":
            aspect = width / repeats / height
            inside = ((x - 0.5) * aspect) ** 2 + (v - 0.5) ** 2 < 0.1
        case "zigzag":
            inside = np.abs(np.abs(x - 0.5) * 1.5 + 0.12 - v) < 0.14
        case "net":
            inside = (np.abs((x + v) % 1 - 0.5) < 0.09) | (np.abs((x - v) % 1 - 0.5) < 0.09)
        case "scrolls":
            aspect = width / repeats / height
            dx, dy = (x - 0.5) * aspect, v - 0.5
            away, turn = np.hypot(dx, dy), np.arctan2(dy, dx)
            inside = (np.abs((away * 7 - turn / (2 * np.pi)) % 1 - 0.5) < 0.22) & (away < 0.44)
            inside = inside | (np.abs(v - 0.5 - 0.42) < 0.05)
        case "rays":
            inside = np.abs(x - 0.5) < 0.42 * v
        case "checks":
            inside = (x < 0.5) ^ (v < 0.5)
        case _:
            inside = np.broadcast_to(np.abs(v * 3 % 1 - 0.5) < 0.16, (height, width))
    return np.where(np.broadcast_to(inside, (height, width)), 255, 0).astype(np.uint8)


def figure_band(
    rng: np.random.Generator, height: int, width: int, stretch: float, variety: int
) -> tuple[Floats, Floats, list[str]]:
    """Silhouettes and incised lines, (height, width) from 0 to 1 each, and the figures' names.

    ``stretch`` is how much wider than high a texel is on the vessel; ``variety`` figures take turns.
    """
    families = [str(each) for each in rng.choice(["person", "beast", "bird", "plant", "ship", "thing"], variety)]
    figures = [draw_figure(rng, family, height) for family in families]
    across = max(8, round(height / stretch))
    count = max(2, int(width / (across * rng.uniform(0.8, 1.15))))
    body, lines = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    for number in range(count):
        figure: Figure = figures[number % variety]
        start = round(number * width / count)
        columns = np.arange(start, start + across) % width
        small = cv2.resize(figure.body, (across, height), interpolation=cv2.INTER_AREA)
        body[:, columns] = np.maximum(body[:, columns], small)
        lines[:, columns] = np.maximum(
            lines[:, columns], cv2.resize(figure.lines, (across, height), interpolation=cv2.INTER_AREA)
        )
    return body.astype(np.float32) / 255, lines.astype(np.float32) / 255, [figure.name for figure in figures]
