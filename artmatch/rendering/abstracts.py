"""Abstract pictures."""

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np

from artmatch.rendering.easel import Easel
from artmatch.rendering.pen import smooth
from artmatch.rendering.textures import Floats, mix, noise, ramp

_PIGMENTS = np.array(
    [
        [178, 42, 36], [28, 62, 130], [226, 178, 52], [32, 32, 36], [236, 230, 214], [60, 104, 78],
        [198, 110, 48], [110, 54, 84], [120, 160, 176], [176, 148, 116], [88, 70, 52], [214, 132, 128],
    ]
)  # fmt: skip
_GROUNDS = ((0.92, 0.9, 0.85), (0.1, 0.1, 0.12), (0.75, 0.65, 0.5))


def paint_abstract(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    chosen = rng.choice(len(_PIGMENTS), int(rng.integers(3, 7)), replace=False)
    colours = _PIGMENTS[chosen] * rng.uniform(0.75, 1.1, (len(chosen), 1))
    easel.wash(np.broadcast_to(np.asarray(rng.choice(_GROUNDS)), easel.picture.shape))
    style = str(rng.choice(list(_STYLES)))
    _STYLES[style](easel, colours)
    return f"Composition no. {int(rng.integers(2, 90))} ({style})", style


def _any(easel: Easel, colours: Floats) -> Floats:
    colour: Floats = colours[easel.rng.integers(len(colours))]
    return colour


def _fields(easel: Easel, colours: Floats) -> None:
    rng, shape = easel.rng, (easel.height, easel.width)
    edges = np.sort(rng.uniform(0.05, 0.95, int(rng.integers(1, 4))))
    easel.wash(np.broadcast_to(colours[0] / 255, easel.picture.shape))
    for number, (top, bottom) in enumerate(pairwise([0.03, *edges, 0.97])):
        mask = easel.shape([(0.06, top + 0.02), (0.94, top + 0.02), (0.94, bottom - 0.02), (0.06, bottom - 0.02)])
        soft = cv2.GaussianBlur(mask, (0, 0), easel.height / 70).astype(np.float32) / 255
        tone = (0.85 + 0.3 * noise(rng, shape, 6, 5))[..., None]
        easel.wash(colours[(number + 1) % len(colours)] / 255 * tone, soft)


def _grid(easel: Easel, colours: Floats) -> None:
    rng = easel.rng
    x, y = ([0.0, *np.sort(rng.uniform(0.08, 0.92, int(rng.integers(3, 6)))), 1.0] for _ in range(2))
    for left, right in pairwise(x):
        for top, bottom in pairwise(y):
            if rng.random() < 0.5:
                easel.fill([(left, top), (right, top), (right, bottom), (left, bottom)], _any(easel, colours))
    for at in x[1:-1]:
        easel.line([(at, 0), (at, 1)], (20, 20, 20), 0.016)
    for at in y[1:-1]:
        easel.line([(0, at), (1, at)], (20, 20, 20), 0.016)


def _circles(easel: Easel, colours: Floats) -> None:
    rng = easel.rng
    for _ in range(int(rng.integers(6, 22))):
        at, size = (float(rng.random()), float(rng.random())), float(rng.exponential(0.09) + 0.02)
        for ring in range(int(rng.integers(1, 5)), 0, -1):
            easel.disc(at, size * ring / 3, _any(easel, colours))
    for _ in range(int(rng.integers(3, 10))):
        easel.line(rng.random((2, 2)), (25, 25, 25), float(rng.uniform(0.003, 0.012)))


def _gestures(easel: Easel, colours: Floats) -> None:
    rng = easel.rng
    for _ in range(int(rng.integers(14, 50))):
        points = np.cumsum(np.concatenate([rng.random((1, 2)), rng.normal(0, 0.16, (4, 2))]), 0)
        easel.line(smooth(points, closed=False), _any(easel, colours), float(rng.exponential(0.02) + 0.004))
    for _ in range(150):
        easel.disc((float(rng.random()), float(rng.random())), float(rng.exponential(0.005)), _any(easel, colours))


def _planes(easel: Easel, colours: Floats) -> None:
    rng = easel.rng
    for _ in range(int(rng.integers(14, 40))):
        middle, size = rng.random(2), rng.uniform(0.06, 0.32)
        turn = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 6))))
        corners = np.stack([middle[0] + size * np.cos(turn) / easel.aspect, middle[1] + size * np.sin(turn)], -1)
        easel.model(easel.shape(corners), _any(easel, colours), depth=0.15, darkest=0.5)


def _bands(easel: Easel, colours: Floats) -> None:
    rng = easel.rng
    field = noise(rng, (easel.height, easel.width), rng.uniform(2, 5), 3)
    lines = np.abs(field * rng.uniform(4, 12) % 1 - 0.5) * 2
    steps = [(float(r), float(g), float(b)) for r, g, b in colours / 255]
    easel.wash(mix(ramp(field, steps), steps[0], np.clip((lines - 0.7) * 6, 0, 1)))


_STYLES: dict[str, Callable[[Easel, Floats], None]] = {
    "colour fields": _fields,
    "ruled fields": _grid,
    "circles and lines": _circles,
    "gestural strokes": _gestures,
    "broken planes": _planes,
    "flowing bands": _bands,
}
