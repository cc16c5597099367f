"""Which photographs share points with a query: visual words, inverted.

By word, the photographs that it occurs in, each with the word's signature there. What a photograph is given depends on
nothing but the query and itself: never on what else is registered, so that a search of last year can be made again.
"""

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_FARTHEST = 24
"""Bits that the signatures of corresponding points differ in at most (of 64; Jégou, Douze and Schmid, "Hamming
embedding and weak geometric consistency for large scale image search", 2008, section 4.2)."""
_WEIGHT = np.exp(-np.square(np.arange(65) / 16.0)).astype(np.float32)
"""Of a correspondence, by the bits that differ: a Gaussian of 16 bits (Jégou, Douze and Schmid, "On the burstiness of
visual elements", 2009, section 4)."""


class _Segment(NamedTuple):
    """Some photographs' words, by word."""

    starts: NDArray[np.intp]
    """(W + 1,): where the entries of each word begin."""
    owners: NDArray[np.int32]
    """(E,): position of each entry's photograph."""
    signatures: NDArray[np.uint64]
    """(E,)"""


class WordIndex:
    """Of photographs described in ``words`` visual words. May be used from any thread."""

    def __init__(self, words: int) -> None:
        self._words = words
        self._ids = np.empty(0, np.int64)  # by position
        self._segments: list[_Segment] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ids)

    def photograph_ids(self) -> NDArray[np.int64]:
        """The photographs in here, ascending."""
        return np.sort(self._ids)

    def add(self, photograph_ids: Sequence[int], described: Sequence[NDArray[np.void]]) -> None:
        """Make photographs findable by their words: each an array (K,) with the fields ``word`` and ``signature``.

        ValueError if one of them is in here already.
        """
        with self._lock:
            ids = np.concatenate([self._ids, np.array(photograph_ids, np.int64)])
            if len(np.unique(ids)) < len(ids):
                raise ValueError("a photograph is in the index already")
            counts = [len(words) for words in described]
            owners = np.repeat(np.arange(len(self._ids), len(ids), dtype=np.int32), counts)
            words = np.concatenate(described)
            self._segments.append(self._segment(words["word"], owners, words["signature"]))
            self._ids = ids
            while len(self._segments) > 1 and 2 * _size(self._segments[-1]) > _size(self._segments[-2]):
                self._segments[-2:] = [self._joined(*self._segments[-2:])]

    def votes(self, words: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Of the photographs that share words with a query described by ``words``, (K,): id and votes, (N,) each.

        Each point of the query counts once for a photograph, by the entry that it differs least from, so that leaves
        and brickwork do not outvote what occurs once.
        """
        with self._lock:
            totals = np.zeros(len(self._ids), np.float32)
            for segment in self._segments:
                owners, weights = _agreeing(segment, words)
                np.add.at(totals, owners, weights)
            found = np.flatnonzero(totals)
            return self._ids[found], totals[found]

    def _segment(
        self, words: NDArray[np.integer], owners: NDArray[np.int32], signatures: NDArray[np.uint64]
    ) -> _Segment:
        """By word; entries of one word stay in the order of their owners."""
        order = np.argsort(words, kind="stable")
        starts = np.searchsorted(words[order], np.arange(self._words + 1))
        return _Segment(starts, owners[order], signatures[order])

    def _joined(self, first: _Segment, second: _Segment) -> _Segment:
        words = [np.repeat(np.arange(self._words, dtype=np.uint16), np.diff(one.starts)) for one in (first, second)]
        return self._segment(
            np.concatenate(words),
            np.concatenate([first.owners, second.owners]),
            np.concatenate([first.signatures, second.signatures]),
        )


def most_votes(
    ids: NDArray[np.int64], votes: NDArray[np.float32], among: NDArray[np.integer], count: int
) -> NDArray[np.int64]:
    """At most ``count`` of the photographs ``ids`` with these ``votes``, (N,) each, that are ``among`` the wanted ones:
    those with most, equal ones by id.
    """
    wanted = np.isin(ids, among)
    order = np.lexsort((ids[wanted], -votes[wanted]))
    return ids[wanted][order[:count]]


def _agreeing(segment: _Segment, words: NDArray[np.void]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Owner and weight of the best entry of every photograph for every one of ``words`` that has one: (M,) twice."""
    owners, weights = [np.empty(0, np.int32)], [np.empty(0, np.float32)]
    for word, signature in zip(words["word"].tolist(), words["signature"], strict=True):
        here = slice(segment.starts[word], segment.starts[word + 1])
        differing = np.bitwise_count(segment.signatures[here] ^ signature)
        near = np.flatnonzero(differing <= _FARTHEST)
        if len(near):
            of_word = segment.owners[here][near]
            first_of_each = np.flatnonzero(np.diff(of_word, prepend=-1))
            owners.append(of_word[first_of_each])
            weights.append(np.maximum.reduceat(_WEIGHT[differing[near]], first_of_each))
    return np.concatenate(owners), np.concatenate(weights)


def _size(segment: _Segment) -> int:
    return len(segment.owners)
