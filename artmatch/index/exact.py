"""The slow index that is right by inspection; the oracle of every other."""

import threading

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Neighbour
from artmatch.index.protocol import checked_embeddings, checked_queries, nearest, unknown_photograph
from artmatch.records import Embeddings


class ExactIndex:
    """Plain arrays, compared with every query in full."""

    def __init__(self, model_id: str, dimension: int) -> None:
        self.model_id = model_id
        self.dimension = dimension
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._vectors)

    def photograph_ids(self) -> NDArray[np.int64]:
        """Return the photographs that can be found, ascending."""
        with self._lock:
            return np.array(sorted(self._vectors), dtype=np.int64)

    def add(self, embeddings: Embeddings) -> None:
        """Make ``embeddings`` findable; raises as the protocol says."""
        with self._lock:
            ids, vectors = checked_embeddings(embeddings, self.model_id, self.dimension, self._vectors)
            self._vectors.update(zip(ids.tolist(), vectors, strict=True))

    def remove(self, photograph_ids: NDArray[np.int64]) -> None:
        """Forget these photographs; raises as the protocol says."""
        with self._lock:
            self._check_known(photograph_ids)
            for number in set(photograph_ids.tolist()):
                del self._vectors[number]

    def search(self, queries: NDArray[np.float32], k: int) -> list[list[Neighbour]]:
        """Compare every query with everything; raises as the protocol says."""
        queries = checked_queries(queries, self.dimension, k)
        everything = self.embeddings()
        return [nearest(query, everything.photograph_ids, everything.vectors, k) for query in queries]

    def vectors(self, photograph_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of these photographs; raises as the protocol says."""
        with self._lock:
            self._check_known(photograph_ids)
            found = [self._vectors[number] for number in photograph_ids.tolist()]
        return np.array(found, dtype=np.float32).reshape(-1, self.dimension)

    def embeddings(self) -> Embeddings:
        """Return everything, by ascending photograph id."""
        with self._lock:
            numbers = sorted(self._vectors)
            found = [self._vectors[number] for number in numbers]
        return Embeddings(
            model_id=self.model_id,
            photograph_ids=np.array(numbers, dtype=np.int64),
            vectors=np.array(found, dtype=np.float32).reshape(-1, self.dimension),
        )

    def _check_known(self, photograph_ids: NDArray[np.int64]) -> None:
        for number in photograph_ids.tolist():
            if number not in self._vectors:
                raise unknown_photograph(number)
