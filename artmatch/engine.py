"""What searches one register: the model, the index and the matcher, each opened when it is first needed."""

import threading
from collections.abc import Generator
from datetime import datetime
from functools import cached_property

from artmatch.config import Settings
from artmatch.errors import VectorIndexError
from artmatch.imaging import Limits
from artmatch.index import Generations, IndexKeeper, SharedIndex
from artmatch.matching.indexer import Indexer
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import Matcher
from artmatch.matching.photograph_reader import PhotographReader
from artmatch.matching.protocol import PhotographEmbedder, query_side, working_side
from artmatch.matching.word_search import WordSearch
from artmatch.matching.work import Outcome
from artmatch.registry import Registry


class Engine:
    """May be used from any thread."""

    def __init__(self, settings: Settings, registry: Registry) -> None:
        self.settings, self.registry = settings, registry
        self.limits = Limits(max_bytes=int(settings.max_megabytes * 1e6), max_pixels=int(settings.max_megapixels * 1e6))
        self._lock = threading.RLock()

    @property
    def embedder(self) -> PhotographEmbedder:
        """The model in use; ModelError if it cannot be loaded."""
        with self._lock:
            return self._embedder

    @property
    def matcher(self) -> Matcher:
        """The matcher over the register's index; raises what opening a :class:`LiveIndex` raises."""
        with self._lock:
            return self._matcher

    @property
    def unverified_matcher(self) -> Matcher:
        """One that leaves out the comparison point by point; raises as :attr:`matcher`."""
        with self._lock:
            return Matcher(self.registry, self._embedder, self._index, verifies=False, words=self._words)

    @property
    def words(self) -> WordSearch:
        """The search by visual words; ModelError if they cannot be read."""
        with self._lock:
            return self._words

    @property
    def live_index(self) -> LiveIndex:
        """The register's index; raises what opening a :class:`LiveIndex` raises."""
        with self._lock:
            return self._index

    def rebuild(self) -> Generator[Outcome, None, None]:
        """Embed what this model has not embedded, then make and save the index anew from all stored embeddings."""
        yield from Indexer(self.registry, self.embedder, limits=self.limits).embed_missing()
        with self._lock:
            self._index = self._opened_index(anew=True)
            self._words = WordSearch(self.registry)
            self._matcher = Matcher(self.registry, self.embedder, self._index, words=self._words)
        self.save_generation()

    def save_generation(self) -> int:
        """Save the index as it is now, so that it opens fast; returns the generation's number."""
        with self._lock:
            return self._index.save()

    def _saved_index(self) -> tuple[int, datetime | None]:
        """Number and time of the saved generation, or none; a damaged one is not used, so it counts as none."""
        try:
            return self._keeper.latest() or (0, None)
        except VectorIndexError:
            return 0, None

    @property
    def _keeper(self) -> IndexKeeper:
        if self.settings.index == "pgvector" and self.settings.database is not None:
            return SharedIndex(self.settings.database)
        return Generations(self.settings.folder / "generations")

    @property
    def _reader(self) -> PhotographReader:
        """Of photographs to be registered."""
        return PhotographReader(self.limits, working_side(self.embedder))

    @property
    def _query_reader(self) -> PhotographReader:
        return PhotographReader(self.limits, query_side(self.embedder))

    @cached_property
    def _embedder(self) -> PhotographEmbedder:
        return load_embedder(self.settings)

    @cached_property
    def _index(self) -> LiveIndex:
        return self._opened_index()

    @cached_property
    def _words(self) -> WordSearch:
        return WordSearch(self.registry)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.registry, self._embedder, self._index, words=self._words)

    def _opened_index(self, *, anew: bool = False) -> LiveIndex:
        return LiveIndex(self.registry, self.embedder, self._keeper, limits=self.limits, anew=anew)


def load_embedder(settings: Settings) -> PhotographEmbedder:
    """Load the model that ``settings`` name; ModelError if it cannot be loaded."""
    from artmatch.embedding.embedder import Embedder

    return Embedder.load(settings.model, device=settings.device)
