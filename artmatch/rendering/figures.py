"""Silhouettes with incised lines: the motifs of coins, friezes, reliefs and paintings."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from artmatch.rendering.beings import draw_beast, draw_bird, draw_head, draw_person
from artmatch.rendering.emblems import draw_plant, draw_ship, draw_thing
from artmatch.rendering.pen import Pen
from artmatch.rendering.textures import Mask


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A motif: its silhouette and its inner lines, both (S, S) uint8 from 0 to 255."""

    name: str
    body: Mask
    lines: Mask


_MAKERS: dict[str, Callable[[Pen, np.random.Generator], str]] = {
    "head": draw_head,
    "beast": draw_beast,
    "bird": draw_bird,
    "person": draw_person,
    "ship": draw_ship,
    "plant": draw_plant,
    "thing": draw_thing,
}
families = tuple(_MAKERS)
"""The kinds of motif that can be drawn."""


def draw_figure(rng: np.random.Generator, family: str, size: int) -> Figure:
    """A motif of one of the :data:`families` on masks of ``size`` pixels, facing either way."""
    pen = Pen(size)
    name = _MAKERS[family](pen, rng)
    body, lines = pen.body, cv2.min(pen.lines, pen.body)
    if rng.random() < 0.5:
        body, lines = np.ascontiguousarray(body[:, ::-1]), np.ascontiguousarray(lines[:, ::-1])
    return Figure(name, body, lines)
