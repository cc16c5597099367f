"""The index of a running process, kept in step with the registry, which other processes may write to at any time."""

import threading

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.imaging import Limits, decode
from artmatch.index import IndexKeeper, VectorIndex
from artmatch.matching.protocol import PhotographEmbedder, working_side
from artmatch.messages import _
from artmatch.records import Embeddings
from artmatch.registry import Counts, EmbeddingState, Registry

_CANARY_SIMILARITY = 0.99
"""Least cosine of a canary to its own stored embedding. Other batches and processors move it by less than 1e-3
(tests/embedding); other weights or another preparation of photographs move it by much more."""
_TIE = 1e-3
"""Another photograph that close to the canary is the same picture, registered twice."""


class LiveIndex:
    """What was kept of the index and everything that changed since. May be called from any thread."""

    def __init__(
        self,
        registry: Registry,
        embedder: PhotographEmbedder,
        keeper: IndexKeeper,
        *,
        limits: Limits,
        anew: bool = False,
    ) -> None:
        """Open the index and have a canary photograph find itself.

        The stored embeddings are the truth: a generation that is damaged or contradicts them is left aside, and with
        ``anew`` any. Raises ModelMismatchError if another model made the generation or all embeddings,
        VectorIndexError if the index cannot be used or the canary does not find itself, RegistryError if its original
        cannot be read.
        """
        self._registry, self._embedder, self._keeper, self._limits = registry, embedder, keeper, limits
        self._lock = threading.Lock()
        self._index, self.generation = (self._new(), 0) if anew else self._kept() or (self._new(), 0)
        self._is_saved = self.generation > 0
        self._followed: EmbeddingState | None = None
        """How far the registry had come when the index was last brought in step with it."""
        self._ids = self._index.photograph_ids()
        if not self._belongs_to_registry():
            self._keep_only(np.empty(0, np.int64))
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
                with self._keeper.alone():
                    self._ids = self._index.photograph_ids()  # others may have been faster
                    self._follow(self._registry.embedding_state(self._embedder.model_id))
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
                self.generation = self._keeper.save(index)
                self._is_saved = index is self._index
            return self.generation

    def _new(self) -> VectorIndex:
        return self._keeper.new(self._embedder.model_id, self._embedder.dimension)

    def _kept(self) -> tuple[VectorIndex, int] | None:
        try:
            return self._keeper.open(self._embedder.model_id, self._embedder.dimension)
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
        counts = self._registry.counts()  # another machine may have registered the first object since
        if counts.photographs and not counts.embeddings.get(self._embedder.model_id):
            raise ModelMismatchError(
                _(
                    "The register's photographs were embedded by another model than {model_id}: embed them again "
                    "with `artmatch index --rebuild`."
                ).format(model_id=self._embedder.model_id)
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
                self._keep_only(wanted)
        new = np.isin(fresh.photograph_ids, wanted) & ~np.isin(fresh.photograph_ids, self._ids)
        if new.any():  # without any their dimension is not known
            self._index.add(Embeddings(model_id, fresh.photograph_ids[new], fresh.vectors[new]))
            self._ids = np.union1d(self._ids, fresh.photograph_ids[new])
            self._is_saved = False
        self._followed = state

    def _keep_only(self, wanted: NDArray[np.int64]) -> None:
        self._index = self._keeper.only(self._index, wanted)
        self._ids, self._is_saved = self._index.photograph_ids(), False

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
                _(
                    "The index does not find its own photograph {file_name!r} of object {object_id}: the model "
                    "{model_id} is not what it was when that was registered; install artmatch again."
                ).format(
                    file_name=photograph.file_name, object_id=photograph.object_id, model_id=self._embedder.model_id
                )
            )
