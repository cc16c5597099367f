"""The index of a running process, kept in step with the registry, which other processes may write to at any time."""

import threading

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.imaging import Limits, decode
from artmatch.index import FaissIndex, Generations, VectorIndex
from artmatch.matching.protocol import PhotographEmbedder, working_side
from artmatch.records import Embeddings
from artmatch.registry import Counts, EmbeddingState, Registry

_CANARY_SIMILARITY = 0.99
"""Least cosine of a canary to its own stored embedding. Other batches and processors move it by less than 1e-3
(tests/embedding); other weights or another preparation of photographs move it by much more."""
_TIE = 1e-3
"""Another photograph that close to the canary is the same picture, registered twice."""


class LiveIndex:
    """The last saved generation and everything that changed since. May be called from any thread."""

    def __init__(
        self,
        registry: Registry,
        embedder: PhotographEmbedder,
        generations: Generations,
        *,
        limits: Limits,
        anew: bool = False,
    ) -> None:
        """Open the index and have a canary photograph find itself.

        The stored embeddings are the truth: a generation that is damaged or contradicts them is left aside, and with
        ``anew`` any. Raises ModelMismatchError if another model made the generation or all embeddings,
        VectorIndexError if the canary does not find itself, RegistryError if its original cannot be read.
        """
        self._registry, self._embedder, self._generations, self._limits = registry, embedder, generations, limits
        self._lock = threading.Lock()
        self._index, self.generation = (self._empty(), 0) if anew else self._saved_index() or (self._empty(), 0)
        self._is_saved = self.generation > 0
        self._followed: EmbeddingState | None = None
        """How far the registry had come when the index was last brought in step with it."""
        self._ids = self._index.embeddings().photograph_ids
        if not self._belongs_to_registry():
            self._replace(self._empty())
        self._check_canary()

    def current(self) -> VectorIndex:
        """The index with every photograph that is searched and that this model embedded up to this moment, in
        whichever process.

        Raises ModelMismatchError if all photographs were embedded by other models.
        """
        with self._lock:
            state = self._registry.embedding_state(self._embedder.model_id)
            if not state.count:
                self._refuse_other_models()
            if state != self._followed:
                self._follow(state)
            return self._index

    def counts(self) -> Counts:
        """How much is registered."""
        return self._registry.counts()

    def photograph_ids(self) -> NDArray[np.int64]:
        """The numbers of the photographs in the index as it was last asked for, (N,) ascending."""
        with self._lock:
            return self._ids

    def save(self) -> int:
        """Save what is current as a generation, unless the last one holds it already; return its number."""
        index = self.current()
        with self._lock:
            if not self._is_saved:
                self.generation = self._generations.save(index)
                self._is_saved = index is self._index
            return self.generation

    def _saved_index(self) -> tuple[FaissIndex, int] | None:
        try:
            return self._generations.open(self._embedder.model_id, self._embedder.dimension)
        except ModelMismatchError:
            raise
        except VectorIndexError:  # damaged, but everything in it is stored in the registry too
            return None

    def _belongs_to_registry(self) -> bool:
        """Whether the generation ends with an embedding of this registry, not of one that was deleted."""
        if not len(self._ids):
            return True
        newest = self._ids[-1:]
        stored = self._registry.embeddings_of(self._embedder.model_id, newest.tolist())
        return len(stored) == 1 and np.array_equal(self._index.vectors(newest), stored.vectors)

    def _refuse_other_models(self) -> None:
        if self._registry.counts().photographs:
            raise ModelMismatchError(
                f"The register's photographs were embedded by another model than {self._embedder.model_id}: "
                "embed them again with `artmatch index --rebuild`."
            )

    def _follow(self, state: EmbeddingState) -> None:
        """Bring the index in step with the registry, which was at ``state`` a moment ago."""
        last = self._followed
        after = last.last_photograph_id if last is not None else 0
        model_id = self._embedder.model_id
        fresh = self._registry.embeddings(model_id, after=after)
        wanted = self._registry.searchable(model_id, after=after)
        only_more = last is not None and (
            last.searchable_changes == state.searchable_changes and last.count + len(fresh) == state.count
        )
        if not only_more:  # embeddings came late, or photographs were taken out of the search or put back into it
            wanted = self._registry.searchable(model_id)
            fresh = self._registry.embeddings_of(model_id, np.setdiff1d(wanted, self._ids).tolist())
            if len(np.setdiff1d(self._ids, wanted)):
                self._replace(self._without(wanted))
        new = np.isin(fresh.photograph_ids, wanted) & ~np.isin(fresh.photograph_ids, self._ids)
        if new.any():  # without any their dimension is not known
            self._index.add(Embeddings(model_id, fresh.photograph_ids[new], fresh.vectors[new]))
            self._ids = np.union1d(self._ids, fresh.photograph_ids[new])
            self._is_saved = False
        self._followed = state

    def _without(self, wanted: NDArray[np.int64]) -> FaissIndex:
        """A new index of those of the photographs that are ``wanted``: others may be searching the present one."""
        present = self._index.embeddings()
        kept = np.isin(present.photograph_ids, wanted)
        index = self._empty()
        if kept.any():
            index.add(Embeddings(present.model_id, present.photograph_ids[kept], present.vectors[kept]))
        return index

    def _replace(self, index: FaissIndex) -> None:
        self._index, self._ids, self._is_saved = index, index.embeddings().photograph_ids, False

    def _empty(self) -> FaissIndex:
        return FaissIndex(self._embedder.model_id, self._embedder.dimension)

    def _check_canary(self) -> None:
        """Embed the newest photograph again: it must come back as what is stored, and find itself."""
        index = self.current()
        if not len(index):
            return
        newest = int(self._ids[-1])
        photograph = self._registry.photographs([newest])[newest]
        data = self._registry.original(photograph)
        image = decode(data, name=photograph.file_name, limits=self._limits, longest_side=working_side(self._embedder))
        vector = self._embedder.embed([image.pixels])
        own = float(index.vectors(self._ids[-1:])[0] @ vector[0])
        nearest = index.search(vector, 1)[0][0]
        if own < _CANARY_SIMILARITY or nearest.similarity > own + _TIE:
            raise VectorIndexError(
                f"The index does not find its own photograph {photograph.file_name!r} of object "
                f"{photograph.object_id}: the model {self._embedder.model_id} is not what it was when that was "
                "registered; install artmatch again."
            )
