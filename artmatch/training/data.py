"""Training photographs and rendered objects, two views of each, and batches that mix near relatives."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from artmatch.errors import ConfigurationError
from artmatch.training.augmentation import degraded_view, held_view, registered_view, seized_view
from artmatch.training.faults import Pixels

SETS_WITH_REPEATED_OBJECTS = frozenset({"grocery"})
"""Sets whose groups hold several photographs of one product; elsewhere each photograph shows an object of its own."""

_TOGETHER = 32
"""Classes whose near neighbours are looked up at once."""
_DEGRADED_SHARE = 0.35
"""Of the seized views; the others suffer some faults rather than all."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingObject:
    """One class: an object with one photograph, or a rendered one with several views of it."""

    name: str
    group: str
    views: tuple[NDArray[np.uint8], ...]
    """Encoded files; the first is the registered one. Encoded they take a tenth of the memory."""

    def view(self, number: int) -> Pixels:
        """(H, W, 3) uint8 RGB."""
        decoded = cv2.imdecode(self.views[number], cv2.IMREAD_COLOR)
        if decoded is None:
            raise ConfigurationError(f"The training photograph {self.name} cannot be decoded.")
        return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB).astype(np.uint8)


def is_held_out(name: str) -> bool:
    """Whether a class is kept for validation: one in sixteen, by the hash of its name, for ever the same ones."""
    return hashlib.sha256(name.encode()).digest()[0] % 16 == 0


def held_apart(objects: Sequence[TrainingObject]) -> tuple[list[TrainingObject], list[TrainingObject]]:
    """Those to learn from, and those held out."""
    learned = [item for item in objects if not is_held_out(item.group)]
    return learned, [item for item in objects if is_held_out(item.group)]


def read_photographs(manifest: Path) -> list[TrainingObject]:
    """One class a row of a CSV with columns ``path`` (beside the manifest), ``group`` and ``set``."""
    with manifest.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        TrainingObject(
            name=row["path"],
            group=f"{row['set']}/{row['group']}" if row["set"] in SETS_WITH_REPEATED_OBJECTS else row["path"],
            views=(np.fromfile(manifest.parent / row["path"], np.uint8),),
        )
        for row in rows
    ]


def read_rendered(folder: Path) -> list[TrainingObject]:
    """One class a sub-folder of JPEG files, by name; see :mod:`artmatch.training.rendered`."""
    return [
        TrainingObject(
            name=f"rendered/{place.name}",
            group=f"rendered/{place.name}",
            views=tuple(np.fromfile(file, np.uint8) for file in sorted(place.glob("*.jpg"))),
        )
        for place in sorted(folder.iterdir())
        if place.is_dir()
    ]


class Views(Dataset[tuple[int, Tensor, Tensor]]):
    """Two views of a class, a function of the seed and the key ``(step, class)`` only, so that a resumed run sees
    what an unbroken one would have seen: (class, registered (3, S, S) uint8, seized (3, S, S) uint8).
    """

    def __init__(self, objects: Sequence[TrainingObject], *, side: int, seed: int) -> None:
        self._objects, self._side, self._seed = objects, side, seed

    def __getitem__(self, key: tuple[int, int]) -> tuple[int, Tensor, Tensor]:
        step, number = key
        rng = np.random.default_rng([self._seed, step, number])
        shown, other = self._objects[number], self._objects[int(rng.integers(len(self._objects)))]
        clean = shown.view(0)
        registered = registered_view(clean, rng, self._side)
        seen = shown.view(int(rng.integers(1, len(shown.views)))) if len(shown.views) > 1 else clean
        if rng.random() < _DEGRADED_SHARE:
            seized = degraded_view(seen, rng, side=self._side, share=rng.uniform(0.35, 0.9))
        elif len(shown.views) > 1:
            seized = held_view(seen, rng, self._side)
        else:
            seized = seized_view(seen, other.view(0), rng, self._side)
        return number, _planes(registered), _planes(seized)


def _planes(pixels: Pixels) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


class RelatedBatches(Sampler[list[tuple[int, int]]]):
    """Batches in which a share of the classes are near neighbours of each other: hard negatives.

    ``memory``: (N, D) embeddings of the classes as last seen in training, written by the loop while it goes; rows of
    zeros have not been seen yet. It only chooses the company of a batch and never enters a loss, because stale
    negatives let a trunk without batch normalisation drift away and collapse.
    """

    def __init__(self, memory: Tensor, *, batch: int, related: int, steps: range, seed: int) -> None:
        self._memory, self._batch, self._related, self._steps, self._seed = (
            memory,
            batch,
            related,
            steps,
            seed,
        )

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        for step in self._steps:
            rng = np.random.default_rng([self._seed, step])
            chosen: dict[int, None] = {}
            seeds = rng.permutation(len(self._memory))[: self._batch]
            for start in range(0, len(seeds), _TOGETHER):
                if len(chosen) >= self._batch:
                    break
                some = torch.from_numpy(seeds[start : start + _TOGETHER])
                nearest = (self._memory[some] @ self._memory.T).topk(4 * self._related + 1).indices
                seen = self._memory[some].any(1)
                for seed, near, is_seen in zip(some.tolist(), nearest.numpy(), seen.tolist(), strict=True):
                    related = rng.permutation(near)[: self._related].tolist() if is_seen else []
                    chosen |= dict.fromkeys([seed, *related])
            yield [(step, number) for number in list(chosen)[: self._batch]]
