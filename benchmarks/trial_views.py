"""Views of held-out objects that a calibration is fitted on, as different as what users bring.

Two sorts of objects. *Held out* are training photographs and drawn objects that the network never learned from; they
have 224 and 256 pixels, in which there are few points to find. *Fine* ones are drawn here, with seeds that no training
run used and as many pixels as a camera gives, so that fragments and small objects show what points are worth.
"""

from collections.abc import Container
from concurrent.futures import ProcessPoolExecutor

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.imaging import crop, encode_jpeg, shrink
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.training import augmentation
from artmatch.training.data import TrainingObject, Views
from artmatch.training.faults import REGISTERED, SEIZED, suffer
from benchmarks.factors import kept

Pixels = NDArray[np.uint8]

KINDS = ("careful", "bad", "degraded")
"""Of held-out objects: a careful photograph, a bad one, one with every fault at once."""
FINE_KINDS = ("part", "small", "degraded", "careful")
"""Of fine objects: besides those a fragment, and a small object in a busy picture."""
_SIDE = 448
_WORKING_SIDE = 512
_FINE_SIDE = 1_280
"""Of the photographs that fragments are cut from."""
_FINE_SEED = 1_625
_MIDDLE = (0.15, 0.15, 0.85, 0.85)
"""Where in a photograph fragments are cut, so that they show the object rather than what lies around it."""
_PART = (0.05, 0.3)
"""Share of the photograph's area that a fragment shows."""
_SMALL = (0.15, 0.4)
"""Share of the picture's side that a small object takes."""


def fine_objects(count: int) -> tuple[list[TrainingObject], dict[str, Pixels]]:
    """Drawn anew: objects of two views each, registered and seized; and by the name of each a picture of something
    else, never registered, to stand behind it.
    """
    with ProcessPoolExecutor() as pool:
        objects = list(pool.map(_drawn, range(count), chunksize=4))
        scenes = list(pool.map(_scene, range(count, 2 * count), chunksize=4))
    return objects, {item.name: scene for item, scene in zip(objects, scenes, strict=True)}


def _drawn(number: int) -> TrainingObject:
    cv2.setNumThreads(1)
    rng = np.random.default_rng([_FINE_SEED, number])
    item = random_object(rng)
    shown = (
        item.photograph(*studio_view(rng), side=_WORKING_SIDE),
        item.photograph(*seized_view(rng), side=_FINE_SIDE),
    )
    name = f"fine/{number:05d}"
    return TrainingObject(name, name, tuple(np.frombuffer(encode_jpeg(pixels, 92), np.uint8) for pixels in shown))


def _scene(number: int) -> Pixels:
    cv2.setNumThreads(1)
    rng = np.random.default_rng([_FINE_SEED, number])
    return random_object(rng).photograph(*seized_view(rng), side=_WORKING_SIDE)


def registered_views(objects: list[TrainingObject], fine: Container[str]) -> list[Pixels]:
    """As a register keeps each; those of the names ``fine`` were drawn like that."""
    views = Views(objects, side=_SIDE, seed=_FINE_SEED)
    return [item.view(0) if item.name in fine else _pixels(views[0, number][1]) for number, item in enumerate(objects)]


def _pixels(view: torch.Tensor) -> Pixels:
    return np.ascontiguousarray(view.numpy().transpose(1, 2, 0))


def seized(item: TrainingObject, kind: str, other: Pixels, rng: np.random.Generator) -> Pixels:
    """A view of ``item`` of one of the kinds; ``other`` shows something else, which may stand behind it."""
    seen = item.view(int(rng.integers(1, len(item.views))) if len(item.views) > 1 else 0)
    if kind in ("part", "small"):
        shown = _part(seen, rng) if kind == "part" else _small(seen, other, rng)
        return suffer(shown, SEIZED if rng.random() < 0.5 else REGISTERED, rng)
    if kind == "degraded":
        return augmentation.degraded_view(seen, rng, side=_SIDE, share=0.5)
    if kind == "careful" or len(item.views) > 1:
        return augmentation.held_view(seen, rng, _SIDE)
    return augmentation.seized_view(seen, other, rng, _SIDE)


def _part(seen: Pixels, rng: np.random.Generator) -> Pixels:
    left, top, right, bottom = _MIDDLE
    share = rng.uniform(*_PART) / ((right - left) * (bottom - top))
    return shrink(kept(share)(crop(seen, _MIDDLE), rng), _WORKING_SIDE)


def _small(seen: Pixels, scene: Pixels, rng: np.random.Generator) -> Pixels:
    picture = scene.copy()
    small = shrink(seen, min(round(rng.uniform(*_SMALL) * max(scene.shape)), *scene.shape[:2]))
    y, x = (int(rng.integers(scene.shape[axis] - small.shape[axis] + 1)) for axis in (0, 1))
    picture[y : y + small.shape[0], x : x + small.shape[1]] = small
    return picture
