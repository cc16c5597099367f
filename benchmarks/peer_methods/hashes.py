"""Perceptual hashes: ImageHash's pHash (64 bits) and Facebook's PDQ (256 bits), the nearest by Hamming distance.

A hash is of one orientation, so that a query is hashed in all four, as artmatch's embedding is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import imagehash
import numpy as np
import pdqhash
from numpy.typing import NDArray
from PIL import Image

from artmatch.evaluation.dataset import Dataset
from artmatch.imaging import quarter_turns
from benchmarks.peer_methods import Objects, Owners, pixels_of

Bits = NDArray[np.uint8]


def phash(pixels: NDArray[np.uint8]) -> Bits:
    """(8,) packed."""
    return np.packbits(imagehash.phash(Image.fromarray(pixels)).hash.ravel())


def pdq(pixels: NDArray[np.uint8]) -> Bits:
    """(32,) packed."""
    return np.packbits(pdqhash.compute(pixels)[0].astype(bool))


class Hashes:
    """One kind of hash."""

    def __init__(self, name: str, of: Callable[[NDArray[np.uint8]], Bits]) -> None:
        self._name, self._of = name, of
        self._owners, self._gallery = Owners([]), np.empty((0, 0), np.uint8)

    @property
    def methods(self) -> Mapping[str, Callable[[Bits], Objects]]:
        """The one."""
        return {self._name: self._nearest}

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """The bits."""
        return {self._name: self._gallery.shape[1]}

    def register(self, dataset: Dataset) -> None:
        """Hash the gallery."""
        self._owners = Owners([item.object_id for item in dataset.gallery])
        self._gallery = np.stack([self._of(pixels_of(dataset.folder / item.path)) for item in dataset.gallery])

    def describe(self, query: Path) -> Bits:
        """(4, B): of every orientation."""
        pixels = pixels_of(query)
        return np.stack([self._of(quarter_turns(pixels, turns)) for turns in range(4)])

    def _nearest(self, hashes: Bits) -> Objects:
        differing = np.bitwise_count(hashes[:, None] ^ self._gallery[None]).sum(2, dtype=np.int64).min(0)
        return self._owners.best(1 - differing / (8 * self._gallery.shape[1]))
