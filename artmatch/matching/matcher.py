"""Photographs of one item to ranked objects, with what speaks for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import InputError
from artmatch.imaging import quarter_turns, shrink
from artmatch.index import VectorIndex
from artmatch.matching import scoring
from artmatch.matching.fusion import closest, fuse, per_object
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.protocol import PhotographEmbedder
from artmatch.matching.scoring import Calibration, Features
from artmatch.records import Answer, Band, Match, Photograph
from artmatch.registry import Registry

_TURNS = 4
_NEIGHBOURS = 100
"""Gallery photographs looked at for each query photograph and orientation. The search is exact, so that this only
bounds how deep several photographs are fused; the background of the score needs eleven objects."""


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A photograph asked about."""

    pixels: NDArray[np.uint8]
    """(H, W, 3) RGB, upright as far as known, perhaps cropped."""
    sha256: str
    """Of the original bytes."""
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """A query against the gallery photographs near it: Q photographs, 4 orientations, P photographs, O objects."""

    similarities: NDArray[np.float32]
    """(Q, 4, P)"""
    photographs: list[Photograph]
    """(P,)"""
    owners: NDArray[np.intp]
    """(P,): number of each photograph's object."""
    object_ids: list[str]
    """(O,)"""
    of_objects: NDArray[np.float32]
    """(Q, O)"""
    fused: NDArray[np.float32]
    """(O,)"""
    order: NDArray[np.intp]
    """(O,): object numbers, best first; equal ones by object_id."""


class Matcher:
    """Searches a live index. May be called from any thread."""

    def __init__(self, registry: Registry, embedder: PhotographEmbedder, index: LiveIndex) -> None:
        self._registry, self._embedder, self._index = registry, embedder, index
        self._calibration = Calibration.from_mapping(embedder.calibration)

    def match(self, queries: Sequence[Query], *, top: int = 10) -> Answer:
        """The ``top`` objects that ``queries``, photographs of one item, resemble most.

        Every photograph is tried in all four orientations. Raises InputError without a photograph, StoreError if
        register or index cannot be used.
        """
        if not queries:
            raise InputError("There is no photograph to search for: give at least one.")
        counts = self._registry.counts()
        index = self._index.current()
        comparison = self._compared(queries, index)
        matches = self._matches(comparison, top) if comparison else ()
        best = matches[0].band if matches else Band.NONE
        return Answer(
            matches=matches,
            band=best,
            headline=scoring.headline(best, matches[0].record.title if matches else "", counts.objects),
            caution=scoring.caution(best, unsearched=max(0, counts.photographs - len(index))),
            object_count=counts.objects,
            photograph_count=len(index),
            model_id=self._embedder.model_id,
            index_generation=self._index.generation,
            query_sha256=tuple(query.sha256 for query in queries),
        )

    def features(self, queries: Sequence[Query]) -> tuple[list[str], Features]:
        """Object ids, best first, and the features that their scores are made of: what a calibration is fitted on."""
        comparison = self._compared(queries, self._index.current())
        if comparison is None:
            return [], scoring.features(np.empty(0, np.float32), self._calibration.unrelated)
        ranked = [comparison.object_ids[number] for number in comparison.order]
        return ranked, scoring.features(comparison.fused[comparison.order], self._calibration.unrelated)

    def _compared(self, queries: Sequence[Query], index: VectorIndex) -> _Comparison | None:
        """Compare ``queries`` with every gallery photograph near any of them; None if there is none."""
        small = [shrink(query.pixels, self._embedder.decode_side) for query in queries]
        turned = [quarter_turns(pixels, turns) for pixels in small for turns in range(_TURNS)]
        vectors = self._embedder.embed(turned)
        found = index.search(vectors, _NEIGHBOURS)
        ids = sorted({neighbour.photograph_id for neighbours in found for neighbour in neighbours})
        if not ids:
            return None
        known = self._registry.photographs(ids)
        photographs = [known[number] for number in ids]
        gallery = index.vectors(np.array(ids, np.int64))
        similarities = (vectors @ gallery.T).reshape(len(queries), _TURNS, len(ids))
        object_ids, owners = np.unique([photograph.object_id for photograph in photographs], return_inverse=True)
        of_objects = per_object(similarities, owners, len(object_ids))
        fused = fuse(of_objects)
        return _Comparison(
            similarities=similarities,
            photographs=photographs,
            owners=owners,
            object_ids=[str(object_id) for object_id in object_ids],
            of_objects=of_objects,
            fused=fused,
            order=np.argsort(-fused, kind="stable"),
        )

    def _matches(self, comparison: _Comparison, top: int) -> tuple[Match, ...]:
        found = scoring.features(comparison.fused[comparison.order], self._calibration.unrelated)
        scores = scoring.scores(found, self._calibration)
        shown = comparison.order[:top]
        records = self._registry.records([comparison.object_ids[number] for number in shown])
        firsts = comparison.of_objects.argmax(axis=1)
        matches = []
        for rank, number in enumerate(shown.tolist()):
            where = closest(comparison.similarities, comparison.owners, number)
            band = scoring.band(float(scores[rank]), self._calibration)
            matches.append(
                Match(
                    record=records[comparison.object_ids[number]],
                    photograph=comparison.photographs[where.photograph],
                    query_number=where.query,
                    quarter_turns=where.quarter_turns,
                    similarity=float(found.similarity[rank]),
                    margin=float(found.margin[rank]),
                    score=float(scores[rank]),
                    band=band,
                    sentence=scoring.sentence(
                        rank,
                        found,
                        band,
                        query_number=where.query,
                        quarter_turns=where.quarter_turns,
                        pointing=[bool(first == number) for first in firsts],
                    ),
                )
            )
        return tuple(matches)
