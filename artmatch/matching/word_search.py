"""The second way to candidates: registered photographs that share points with a query, whatever their embeddings say.

An object that fills a twentieth of the picture, or of which a tenth is seen, is not near its registered photograph as
a whole; its points still correspond. benchmarks/factors.py measures what that gives.
"""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from artmatch.index import WordIndex, most_votes
from artmatch.registry import Registry
from artmatch.verification import WORD, LocalFeatures, visual_words


class WordSearch:
    """Over the visual words that a register keeps of its photographs. May be called from any thread."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._words = visual_words()
        self._index = WordIndex(len(self._words))
        self._asked = np.empty(0, np.int64)
        """The photographs whose words were asked for, ascending; some have none stored."""
        self._lock = threading.Lock()

    def nearest(self, queries: Sequence[LocalFeatures], among: NDArray[np.int64], count: int) -> list[int]:
        """At most ``count`` of the photographs ``among``, (N,) ascending: those that share most with any query.

        Photographs registered before their words were kept are found when ``artmatch index --rebuild`` has described
        them and the process is started again.
        """
        self._follow(among)
        found = [self._index.votes(self._words.of(query.vectors)) for query in queries]
        ids, where = np.unique(np.concatenate([ids for ids, _ in found]), return_inverse=True)
        best = np.zeros(len(ids), np.float32)
        np.maximum.at(best, where, np.concatenate([votes for _, votes in found]))
        chosen: list[int] = most_votes(ids, best, among, count).tolist()
        return chosen

    def _follow(self, wanted: NDArray[np.int64]) -> None:
        """Take in those of the photographs ``wanted`` that were never asked for."""
        with self._lock:
            missing = np.setdiff1d(wanted, self._asked, assume_unique=True)
            if len(missing):
                stored = self._registry.local_features(self._words.words_id, missing.tolist())
                if stored:
                    self._index.add(list(stored), [np.frombuffer(data, WORD) for data in stored.values()])
                self._asked = np.union1d(self._asked, missing)
