"""Networks before training: published ImageNet weights with GeM (p = 3), searched as artmatch searches.

The same eight views of a query and the same squashing to a square, so that training alone differs. Whitening is
artmatch's beginning too: PCA of the pooled features of some training photographs, which needs no labels.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from artmatch.embedding.network import fit_whitening
from artmatch.embedding.precision import fast_precision
from artmatch.evaluation.dataset import Dataset
from artmatch.imaging import resize_to_square
from artmatch.matching.query import views
from artmatch.training.published import Pooled
from benchmarks.peer_methods import Objects, Owners, pixels_of

_DIMENSION = 256
_BATCH = 32


class Untrained:
    """See the module. ``photographs``: what the whitening is fitted on; ``side``: of the square, pixels."""

    def __init__(self, name: str, pooled: Pooled, side: int, photographs: list[Path]) -> None:
        self._name, self._network, self._side = name, pooled, side
        fitted_on = torch.from_numpy(self._pooled([pixels_of(path) for path in photographs]))
        self._weight, self._bias = fit_whitening(fitted_on, _DIMENSION)
        self._owners = Owners([])
        self._gallery = self._white = np.empty((0, 0), np.float32)

    @property
    def methods(self) -> Mapping[str, Callable[[NDArray[np.float32]], Objects]]:
        """Without and with whitening."""
        return {
            self._name: lambda pooled: self._owners.best((pooled @ self._gallery.T).max(0)),
            f"{self._name}, whitened": lambda pooled: self._owners.best(
                (self._whitened(pooled) @ self._white.T).max(0)
            ),
        }

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """Float32."""
        return dict(zip(self.methods, (4 * self._gallery.shape[1], 4 * self._white.shape[1]), strict=True))

    def register(self, dataset: Dataset) -> None:
        """Embed the gallery."""
        self._owners = Owners([item.object_id for item in dataset.gallery])
        self._gallery = self._pooled([pixels_of(dataset.folder / item.path) for item in dataset.gallery])
        self._white = self._whitened(self._gallery)

    def describe(self, query: Path) -> NDArray[np.float32]:
        """(8, C): of each view."""
        return self._pooled(views(pixels_of(query), None))

    def _pooled(self, photographs: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        parts = []
        for start in range(0, len(photographs), _BATCH):
            squares = [resize_to_square(pixels, self._side) for pixels in photographs[start : start + _BATCH]]
            batch = torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2)
            with torch.inference_mode(), fast_precision("cpu"):
                parts.append(self._network(batch).float().numpy())
        return np.concatenate(parts)

    def _whitened(self, pooled: NDArray[np.float32]) -> NDArray[np.float32]:
        white = F.normalize(torch.from_numpy(pooled) @ self._weight.T + self._bias)
        return np.asarray(white.numpy())
