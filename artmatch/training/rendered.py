"""Rendered objects for training: drawn once into a folder, several views of each."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from artmatch.rendering import random_object, seized_view, studio_view

_SIDE = 256
_STUDIO_VIEWS, _SEIZED_VIEWS = 2, 6


def draw_objects(folder: Path, count: int, *, seed: int) -> Path:
    """Draw objects that are not yet in ``folder``, one sub-folder of JPEG files each, and return ``folder``.

    A sub-folder appears whole or not at all, so that a killed run goes on where it stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [number for number in range(count) if not (folder / f"{number:05d}").exists()]
    if missing:
        with ProcessPoolExecutor() as pool:
            list(pool.map(_draw, [folder] * len(missing), [seed] * len(missing), missing, chunksize=4))
    return folder


def _draw(folder: Path, seed: int, number: int) -> None:
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, number])
    item = random_object(rng)
    partial = folder / f"{number:05d}.partial"
    partial.mkdir(exist_ok=True)
    for view in range(_STUDIO_VIEWS + _SEIZED_VIEWS):
        drawn = studio_view(rng) if view < _STUDIO_VIEWS else seized_view(rng)
        pixels = item.photograph(*drawn, side=_SIDE)
        _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
        data.tofile(partial / f"{view}.jpg")
    partial.rename(folder / f"{number:05d}")
