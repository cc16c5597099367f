"""The index of a running process, kept in step with the registry, which other processes may write to at any time."""

import threading

import numpy as np

from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.imaging import Limits, decode
from artmatch.index import FaissIndex, Generations, VectorIndex
from artmatch.matching.protocol import PhotographEmbedder, working_side
from artmatch.registry import Registry

_CANARY_SIMILARITY = 0.99
"""Least cosine of a canary to its own stored embedding. Other batches and processors move it by less than 1e-3
(tests/embedding); other weights or another preparation of photographs move it by much more."""
_TIE = 1e-3
"""Another photograph that close to the canary is the same picture, registered twice."""


class LiveIndex:
    """The last saved generation and everything that was registered since. May be called from any thread."""

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
        empty = FaissIndex(embedder.model_id, embedder.dimension)
        self._index, self.generation = (empty, 0) if anew else self._saved_index() or (empty, 0)
        self._newest = int(self._index.embeddings().photograph_ids.max(initial=0))
        """Highest photograph id in the index; 0 if there is none."""
        self._is_saved = self.generation > 0
        if not self._belongs_to_registry():
            self._begin_anew()
        self._check_canary()

    def current(self) -> VectorIndex:
        """The index with everything that this model embedded up to this moment, in whichever process.

        Raises ModelMismatchError if all photographs were embedded by other models.
        """
        with self._lock:
            state = self._registry.embedding_state(self._embedder.model_id)
            if not state.count:
                self._refuse_other_models()
            if (state.count, state.last_photograph_id) != (len(self._index), self._newest):
                self._follow()
            return self._index

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
        stored = self._registry.embeddings(self._embedder.model_id, after=self._newest - 1)
        if not self._newest or not len(stored):
            return not self._newest
        own = self._index.vectors(np.array([self._newest]))
        return bool(stored.photograph_ids[0] == self._newest and np.array_equal(own, stored.vectors[:1]))

    def _refuse_other_models(self) -> None:
        if self._registry.counts().photographs:
            raise ModelMismatchError(
                f"The register's photographs were embedded by another model than {self._embedder.model_id}: "
                "embed them again with `artmatch index --rebuild`."
            )

    def _follow(self) -> None:
        """Add what is new; start again from all stored embeddings if that does not account for everything."""
        model_id = self._embedder.model_id
        fresh = self._registry.embeddings(model_id, after=self._newest)
        if len(self._index) + len(fresh) != self._registry.embedding_state(model_id).count:
            self._begin_anew()
            fresh = self._registry.embeddings(model_id)
        if len(fresh):  # without any their dimension is not known
            self._index.add(fresh)
            self._newest = int(fresh.photograph_ids[-1])
        self._is_saved = False

    def _begin_anew(self) -> None:
        self._index = FaissIndex(self._embedder.model_id, self._embedder.dimension)
        self._newest = 0
        self._is_saved = False

    def _check_canary(self) -> None:
        """Embed the newest photograph again: it must come back as what is stored, and find itself."""
        index = self.current()
        if not len(index):
            return
        photograph = self._registry.photographs([self._newest])[self._newest]
        data = self._registry.original(photograph)
        image = decode(data, name=photograph.file_name, limits=self._limits, longest_side=working_side(self._embedder))
        vector = self._embedder.embed([image.pixels])
        own = float(index.vectors(np.array([self._newest]))[0] @ vector[0])
        nearest = index.search(vector, 1)[0][0]
        if own < _CANARY_SIMILARITY or nearest.similarity > own + _TIE:
            raise VectorIndexError(
                f"The index does not find its own photograph {photograph.file_name!r} of object "
                f"{photograph.object_id}: the model {self._embedder.model_id} is not what it was when that was "
                "registered; install artmatch again."
            )
