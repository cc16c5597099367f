"""The index as it was at an earlier search, for the search to be made again."""

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import VectorIndexError
from artmatch.index import FaissIndex, VectorIndex
from artmatch.matching.protocol import PhotographEmbedder
from artmatch.messages import _
from artmatch.registry import Counts, Registry


class PastIndex:
    """The stored embeddings of the photographs that were searched then; what came since is left out."""

    def __init__(
        self,
        registry: Registry,
        embedder: PhotographEmbedder,
        photograph_ids: NDArray[np.int64],
        *,
        counts: Counts,
        generation: int,
    ) -> None:
        """Gather the embeddings of ``photograph_ids``, (N,) ascending, by the model in use.

        ``counts`` and ``generation`` are told as they were then. Raises VectorIndexError if embeddings are gone.
        """
        self.generation, self._counts = generation, counts
        stored = registry.embeddings_of(embedder.model_id, photograph_ids.tolist())
        gone = len(photograph_ids) - len(stored)
        if gone:
            raise VectorIndexError(
                _(
                    "{gone:,} of the {count:,} photographs that were searched then are not in the register any "
                    "more: restore it from a backup."
                ).format(gone=gone, count=len(photograph_ids))
            )
        self._index = FaissIndex(embedder.model_id, embedder.dimension)
        if len(stored):  # without any their dimension is not known
            self._index.add(stored)

    def current(self) -> VectorIndex:
        """The index of that time."""
        return self._index

    def counts(self) -> Counts:
        """How much was registered then."""
        return self._counts
