"""What others would search with, each family of methods in a module."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from artmatch.evaluation.dataset import Dataset
from artmatch.imaging import read

SIDE = 512
"""Pixels of the longer side that a peer sees, as artmatch does."""
_ANSWERED = 10

Objects = list[tuple[str, float]]
"""(object_id, score) pairs, best first."""


class Family(Protocol):
    """Methods that describe a photograph in the same way and compare differently."""

    @property
    def methods(self) -> Mapping[str, Callable[[Any], Objects]]:
        """By name, from a description to what is answered; once the gallery is registered."""
        ...

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """What each method keeps of a registered photograph, on average."""
        ...

    def register(self, dataset: Dataset) -> None:
        """Take in the gallery."""
        ...

    def describe(self, query: Path) -> Any:
        """Read a photograph and describe it."""
        ...


def pixels_of(path: Path) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB, upright."""
    return read(path, longest_side=SIDE)[1].pixels


class Owners:
    """Whose the gallery's photographs are."""

    def __init__(self, object_ids: Sequence[str]) -> None:
        self._names, self._of = np.unique(np.array(object_ids, object), return_inverse=True)

    def best(self, scores: NDArray[Any]) -> Objects:
        """From a score for each photograph, (P,), to the objects whose best photograph scores highest."""
        of_objects = np.full(len(self._names), -np.inf)
        np.maximum.at(of_objects, self._of, scores)
        order = np.argsort(-of_objects, kind="stable")[:_ANSWERED]
        return [(str(self._names[number]), float(of_objects[number])) for number in order if of_objects[number] > 0]
