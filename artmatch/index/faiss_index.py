"""The index in use: an exact FAISS index over positions, and our own map between positions and photographs.

FAISS's own id map would accept a known id a second time, and FAISS pads short answers with -1. With the map on
this side neither can happen: positions are asked for only as many as there are.
"""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Neighbour
from artmatch.index.protocol import checked_embeddings, checked_queries, nearest, unknown_photograph
from artmatch.records import Embeddings

_rounding = 1e-4
"""More than two float32 sums of 512 products can be off together: 2 x 512 x 2^-24 = 6e-5."""
_spare = 16
"""Candidates beyond k in the first round; enough unless that many photographs are all but equal."""


class FaissIndex:
    """Exact search by inner product.

    FAISS must not be searched while something is added, so a lock lets one thread in at a time.
    """

    def __init__(self, model_id: str, dimension: int) -> None:
        self.model_id = model_id
        self.dimension = dimension
        self._flat = _flat_index(dimension)
        self._ids = np.empty(0, dtype=np.int64)  # by position
        self._positions: dict[int, int] = {}  # by photograph id
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ids)

    def photograph_ids(self) -> NDArray[np.int64]:
        """Return the photographs that can be found, ascending."""
        return np.sort(self._ids)

    def add(self, embeddings: Embeddings) -> None:
        """Make ``embeddings`` findable; raises as the protocol says."""
        with self._lock:
            ids, vectors = checked_embeddings(embeddings, self.model_id, self.dimension, self._positions)
            all_ids = np.concatenate([self._ids, ids])
            self._flat.add(vectors)
            self._positions.update(zip(ids.tolist(), range(len(self._ids), len(all_ids)), strict=True))
            self._ids = all_ids

    def remove(self, photograph_ids: NDArray[np.int64]) -> None:
        """Forget these photographs; raises as the protocol says."""
        with self._lock:
            positions = np.unique(self._positions_of(photograph_ids))
            self._flat.remove_ids(positions)  # closes the gaps and keeps the order
            self._ids = np.delete(self._ids, positions)
            self._positions = {number: position for position, number in enumerate(self._ids.tolist())}

    def search(self, queries: NDArray[np.float32], k: int) -> list[list[Neighbour]]:
        """Return the nearest photographs of every query; raises as the protocol says."""
        queries = checked_queries(queries, self.dimension, k)
        with self._lock:
            if not len(self._ids):
                return [[] for _ in queries]
            return [
                nearest(query, self._ids[positions], self._flat.reconstruct_batch(positions), k)
                for query, positions in zip(queries, self._candidates(queries, k), strict=True)
            ]

    def vectors(self, photograph_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of these photographs; raises as the protocol says."""
        with self._lock:
            return self._vectors_at(self._positions_of(photograph_ids))

    def embeddings(self) -> Embeddings:
        """Return everything, by ascending photograph id."""
        with self._lock:
            order = np.argsort(self._ids)
            return Embeddings(model_id=self.model_id, photograph_ids=self._ids[order], vectors=self._vectors_at(order))

    def _candidates(self, queries: NDArray[np.float32], k: int) -> list[NDArray[np.int64]]:
        """Return for each query positions that surely include its ``k`` nearest.

        FAISS breaks ties as it likes and rounds to float32. So the search widens until the last candidate lies
        clearly below the k-th; what FAISS left out lies lower still.
        """
        count = len(self._ids)
        k = min(k, count)
        wide = min(k + _spare, count)
        found: dict[int, NDArray[np.int64]] = {}
        pending = np.arange(len(queries))
        while len(pending):
            similarities, positions = self._flat.search(queries[pending], wide)
            is_settled = (similarities[:, k - 1] - similarities[:, -1] > _rounding) | (wide == count)
            found.update(zip(pending[is_settled].tolist(), positions[is_settled], strict=True))
            pending = pending[~is_settled]
            wide = min(4 * wide, count)
        return [found[number] for number in range(len(queries))]

    def _positions_of(self, photograph_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        positions = []
        for number in photograph_ids.tolist():
            if number not in self._positions:
                raise unknown_photograph(number)
            positions.append(self._positions[number])
        return np.array(positions, dtype=np.int64)

    def _vectors_at(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        if not len(positions):  # FAISS refuses to reconstruct nothing
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.asarray(self._flat.reconstruct_batch(positions), dtype=np.float32)


def _flat_index(dimension: int) -> Any:
    """Return an empty ``faiss.IndexFlatIP``; FAISS comes without types."""
    import faiss

    return faiss.IndexFlatIP(dimension)
