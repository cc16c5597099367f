"""What a query is compared with: the index of what is live and, where that is asked for, the records on their way."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Neighbour
from artmatch.index import ExactIndex, VectorIndex
from artmatch.records import Embeddings
from artmatch.registry import RecordFilter, Registry, Stage

_ON_THEIR_WAY = frozenset({Stage.DRAFT, Stage.REVIEWED})


class Gallery:
    """Two indexes of one model, searched as one; no photograph is in both."""

    def __init__(self, live: VectorIndex, drafts: VectorIndex) -> None:
        self._live, self._drafts = live, drafts
        self._draft_ids = drafts.embeddings().photograph_ids

    def photograph_ids(self) -> NDArray[np.int64]:
        """The photographs that are searched, (N,) ascending."""
        return np.union1d(self._live.photograph_ids(), self._draft_ids)

    def search(self, queries: NDArray[np.float32], k: int) -> list[list[Neighbour]]:
        """For each of ``queries``, (Q, D) of unit norm, its ``k`` nearest photographs, as every index gives them."""
        if not len(self._draft_ids):
            return self._live.search(queries, k)
        pairs: Sequence[tuple[list[Neighbour], list[Neighbour]]] = list(
            zip(self._live.search(queries, k), self._drafts.search(queries, k), strict=True)
        )
        return [
            sorted((*live, *drafts), key=lambda one: (-one.similarity, one.photograph_id))[:k] for live, drafts in pairs
        ]

    def vectors(self, photograph_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n, D) of these photographs. Raises :class:`~artmatch.errors.VectorIndexError` for unknown ids."""
        of_drafts = np.isin(photograph_ids, self._draft_ids)
        found = np.empty((len(photograph_ids), self._live.dimension), np.float32)
        for index, mask in ((self._live, ~of_drafts), (self._drafts, of_drafts)):
            if mask.any():
                found[mask] = index.vectors(photograph_ids[mask])
        return found


def narrowed(registry: Registry, index: VectorIndex, among: RecordFilter) -> ExactIndex:
    """What of ``index`` shows the objects ``among`` the wanted ones."""
    numbers = np.intersect1d(registry.searchable(index.model_id, among=among), index.photograph_ids())
    narrow = ExactIndex(index.model_id, index.dimension)
    if len(numbers):
        narrow.add(Embeddings(index.model_id, numbers, index.vectors(numbers)))
    return narrow


def drafts(registry: Registry, model_id: str, dimension: int) -> ExactIndex:
    """The photographs of records that are not live yet; they are few."""
    index = ExactIndex(model_id, dimension)
    numbers = registry.searchable(model_id, stages=_ON_THEIR_WAY)
    if len(numbers):
        index.add(registry.embeddings_of(model_id, numbers.tolist()))
    return index
