"""Photographs of one item to ranked objects, with what speaks for each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Answer, Band, Marks, Match, Neighbour
from artmatch.errors import InputError
from artmatch.imaging import shrink
from artmatch.index import ExactIndex
from artmatch.matching import scoring
from artmatch.matching.candidates import CloserLook, Comparison, turns_upright
from artmatch.matching.description import similarity_by_place, similarity_of_parts
from artmatch.matching.fusion import closest, fuse, per_object, standing_among_compared, standing_out
from artmatch.matching.gallery import Gallery, drafts, narrowed
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.past_index import PastIndex
from artmatch.matching.protocol import PhotographEmbedder, query_side
from artmatch.matching.query import Query, views
from artmatch.matching.scoring import Calibration
from artmatch.matching.siblings import Siblings, ToldApart, telling
from artmatch.matching.verifier import Verifier
from artmatch.matching.word_search import WordSearch
from artmatch.messages import _
from artmatch.records import Embedded
from artmatch.registry import EVERYTHING, RecordFilter, Registry, Stage
from artmatch.verification import LocalFeatures

_NEIGHBOURS = 100
"""Gallery photographs looked at for each query photograph and orientation. The search is exact, so that this only
bounds how deep several photographs are fused; the background of the score needs fifty objects."""

VERIFIED_PHOTOGRAPHS = 50
"""Gallery photographs compared point by point, the most similar ones; the right one is among them nearly always."""
SHARING_PHOTOGRAPHS = 20
"""Gallery photographs compared point by point beside those, the ones that share most visual words with the query."""


class Matcher:
    """Searches a live index, or a past one. May be called from any thread.

    ``verifies``: whether candidates are searched and compared point by point too; without, the embedding alone decides.
    ``words``: shared by the matchers of one register, since it holds the words of all its photographs.
    """

    def __init__(
        self,
        registry: Registry,
        embedder: PhotographEmbedder,
        index: LiveIndex | PastIndex,
        *,
        verifies: bool = True,
        words: WordSearch | None = None,
    ) -> None:
        self._registry, self._embedder, self._index = registry, embedder, index
        self._verifier = Verifier(registry, embedder.describer) if verifies else None
        self._siblings = Siblings(registry, self._verifier) if self._verifier else None
        self._words = words or WordSearch(registry)
        part = "verification" if verifies else "embedding"
        self._calibration = Calibration.from_mapping(embedder.calibration.get(part, {}))

    def match(
        self,
        queries: Sequence[Query],
        *,
        top: int = 10,
        include_drafts: bool = False,
        without: str = "",
        among: RecordFilter = EVERYTHING,
    ) -> Answer:
        """The ``top`` objects that ``queries``, photographs of one item, show most likely.

        Every photograph and the region in which the object seems to be are tried in all four orientations.
        Records that are not live yet are left out unless ``include_drafts``; ``without`` names an object that is none
        of the answers; with ``among`` only live objects with such records are searched. Raises InputError without a
        photograph, StoreError if register or index cannot be used.
        """
        [answer] = self.match_many([queries], top=top, include_drafts=include_drafts, without=without, among=among)
        return answer

    def match_many(
        self,
        items: Sequence[Sequence[Query]],
        *,
        top: int = 10,
        include_drafts: bool = False,
        without: str = "",
        among: RecordFilter = EVERYTHING,
    ) -> list[Answer]:
        """The answer of :meth:`match` to each of ``items``; embedded and searched together, which is faster."""
        if not all(items):
            raise InputError(_("There is no photograph to search for: give at least one."))
        if not items:
            return []
        counts = self._index.counts()
        index = self._index.current()
        unsearched = max(0, counts.searchable - len(index))
        model = (self._embedder.model_id, self._embedder.dimension)
        unreleased = drafts(self._registry, *model) if include_drafts else ExactIndex(*model)
        object_count = counts.objects if include_drafts else counts.objects - counts.unreleased
        is_narrowed = among != EVERYTHING
        if is_narrowed:
            index = narrowed(self._registry, index, among)
            object_count = self._registry.search_records(replace(among, stage=Stage.LIVE), limit=1).count
        gallery = Gallery(index, unreleased)
        shown = [[shrink(query.pixels, query_side(self._embedder)) for query in queries] for queries in items]
        regions = [[self._embedder.outline(pixels) for pixels in of_item] for of_item in shown]
        searched = [
            [views(*pair) for pair in zip(of_item, regions_of_item, strict=True)]
            for of_item, regions_of_item in zip(shown, regions, strict=True)
        ]
        every = [view for of_item in searched for of_one in of_item for view in of_one]
        in_detail = self._embedder.embed_in_detail(every) if self._verifier else None
        vectors = in_detail.parts[:, 0] if in_detail else self._embedder.embed(every)
        found = gallery.search(vectors, _NEIGHBOURS)
        answers, start = [], 0
        for queries, of_item, regions_of_item, views_of_item in zip(items, shown, regions, searched, strict=True):
            view_counts = [len(of_one) for of_one in views_of_item]
            here = slice(start, start + sum(view_counts))
            start = here.stop
            points = self._verifier.points(of_item) if self._verifier else []
            places = in_detail.split(here, view_counts) if in_detail else []
            sharing = self._words.nearest(points, gallery.photograph_ids(), SHARING_PHOTOGRAPHS) if points else []
            comparison = self._compared(vectors[here], found[here], view_counts, gallery, sharing, without)
            matches, score, unregistered, tied = self._ranked(of_item, points, places, comparison, object_count, top)
            band = scoring.band(score, self._calibration) if comparison else Band.NONE
            title = matches[0].record.title if matches else ""
            answers.append(
                Answer(
                    matches=matches,
                    band=band,
                    score=score,
                    unregistered=unregistered,
                    tied=tied,
                    headline=scoring.headline(band, title, object_count, alike=tied, is_narrowed=is_narrowed),
                    caution=scoring.caution(band, unsearched=unsearched, is_narrowed=is_narrowed),
                    object_count=object_count,
                    photograph_count=len(index) + len(unreleased),
                    model_id=self._embedder.model_id,
                    index_generation=self._index.generation,
                    regions=tuple(regions_of_item),
                    query_sha256=tuple(query.sha256 for query in queries),
                )
            )
        return answers

    def _ranked(
        self,
        shown: Sequence[NDArray[np.uint8]],
        points: Sequence[LocalFeatures],
        places: Sequence[Embedded],
        comparison: Comparison | None,
        object_count: int,
        top: int,
    ) -> tuple[tuple[Match, ...], float, float, int]:
        """The ``top`` matches, the score of those that tie for the first place, the chance of no registered object, and
        how many tie.
        """
        if comparison is None:
            return (), 0.0, 1.0, 0
        seen = self._looked_at(points, places, comparison)
        scores, marks = ToldApart(self._scores(points, comparison, seen, object_count), {})
        if self._siblings is not None:
            scores, marks = self._siblings.told_apart(scores, seen, shown, points)
        order = np.argsort(-scores, kind="stable")
        tied = scoring.tied(scores[order])
        matches = self._matches(comparison, seen, scores, marks, order[:top])
        return matches, float(scores[order[:tied]].sum()), max(0.0, float(1 - scores.sum())), tied

    def _compared(
        self,
        vectors: NDArray[np.float32],
        found: Sequence[Sequence[Neighbour]],
        view_counts: Sequence[int],
        gallery: Gallery,
        sharing: Sequence[int],
        without: str,
    ) -> Comparison | None:
        """Compare the views of one item's photographs with every gallery photograph near any and those ``sharing``
        words, and with the parts of these; None without any.

        ``vectors``: the views of the first photograph, then those of the next; ``view_counts``: how many each has.
        """
        near = {one.photograph_id for neighbours in found for one in neighbours}
        known = self._registry.photographs(near.union(sharing))
        ids = sorted(number for number, photograph in known.items() if photograph.object_id != without)
        if not ids:
            return None
        photographs = [known[number] for number in ids]
        registered = gallery.vectors(np.array(ids, np.int64))
        similarities = np.full((len(view_counts), max(view_counts), len(ids)), -np.inf, np.float32)
        ends = np.cumsum(view_counts)[:-1]
        whole = vectors @ registered.T
        parts = similarity_of_parts(self._registry, self._embedder.model_id, ids, vectors)
        for column, number in enumerate(ids):
            if number in parts:
                whole[:, column] = np.maximum(whole[:, column], parts[number])
        for number, part in enumerate(np.split(whole, ends)):
            similarities[number, : len(part)] = part
        object_ids, owners = np.unique([photograph.object_id for photograph in photographs], return_inverse=True)
        of_objects = per_object(similarities, owners, len(object_ids))
        return Comparison(
            similarities=similarities,
            photographs=photographs,
            owners=owners,
            object_ids=[str(object_id) for object_id in object_ids],
            of_objects=of_objects,
            fused=fuse(of_objects),
            sharing=np.array([ids.index(number) for number in sharing if number in ids], np.intp),
        )

    def _looked_at(
        self, points: Sequence[LocalFeatures], places: Sequence[Embedded], comparison: Comparison
    ) -> CloserLook:
        by_place = np.full_like(comparison.similarities, -np.inf)
        objects = len(comparison.object_ids)
        if self._verifier is None:
            return CloserLook({}, by_place, np.zeros(objects, np.float32))
        nearest = np.argsort(-comparison.similarities.max((0, 1)), kind="stable")[:VERIFIED_PHOTOGRAPHS]
        candidates = np.array(list(dict.fromkeys([*nearest.tolist(), *comparison.sharing.tolist()])))
        photographs = [comparison.photographs[number] for number in candidates]
        numbers = [photograph.photograph_id for photograph in photographs]
        similarities, known = similarity_by_place(self._registry, self._embedder.places_id, numbers, places)
        described = candidates[known]
        by_place[:, :, described] = similarities
        owners, unrelated = comparison.owners[described], self._calibration.background_of_places
        standing = standing_among_compared(similarities, owners, objects, unrelated)
        found = self._verifier.verify(points, photographs)
        verified = {comparison.object_ids.index(object_id): one for object_id, one in found.items()}
        return CloserLook(verified, by_place, standing)

    def _scores(
        self, points: Sequence[LocalFeatures], comparison: Comparison, seen: CloserLook, object_count: int
    ) -> NDArray[np.float64]:
        """(O,): calibrated, in the order of the object numbers."""
        agreeing = {number: one.found for number, one in seen.verified.items()}
        standing = standing_out(
            comparison.similarities, comparison.owners, len(comparison.object_ids), self._calibration.background
        )
        most = max(map(len, points), default=0)
        found = scoring.features(comparison.fused, standing, seen.standing, agreeing, most)
        return scoring.scores(found, self._calibration, object_count)

    def _matches(
        self,
        comparison: Comparison,
        seen: CloserLook,
        scores: NDArray[np.float64],
        marks: Mapping[int, Marks],
        order: NDArray[np.intp],
    ) -> tuple[Match, ...]:
        """The matches of the objects numbered ``order``, best first; ``marks``: what siblings have of the query's."""
        records = self._registry.records([comparison.object_ids[number] for number in order])
        firsts = comparison.of_objects.argmax(axis=1)
        highest = np.sort(comparison.fused)[::-1]
        worth_saying = telling(marks)
        clearest = max(worth_saying, key=lambda number: worth_saying[number].common, default=-1)
        matches = []
        for rank, number in enumerate(order.tolist()):
            agreed = seen.verified.get(number)
            if agreed is not None and agreed.found.agreeing:
                photograph, query_number = agreed.photograph, agreed.query_number
            else:
                where = closest(comparison.similarities, comparison.owners, number)
                photograph, query_number = comparison.photographs[where.photograph], where.query
            turns = turns_upright(comparison, seen, query_number, comparison.photographs.index(photograph))
            similarity = float(comparison.fused[number])
            rival = highest[1:2] if similarity == highest[0] else highest[:1]
            following = float(rival[0]) if len(rival) else self._calibration.unrelated
            best_other = scores[order[0]] if rank else (scores[order[1]] if len(order) > 1 else 0.0)
            band = scoring.band(float(scores[number]), self._calibration)
            said = scoring.Said(
                rank=rank,
                band=band,
                share=float(scores[number] / best_other) if best_other > 0 else math.inf,
                points=agreed.found.agreeing if agreed else 0,
                resembles_most=similarity == highest[0],
                stands_out_by_place=bool(seen.standing[number] == seen.standing.max() > 0),
                query_number=query_number,
                quarter_turns=turns,
                pointing=[bool(first == number) for first in firsts],
                siblings=len(marks) if number == clearest else 0,
            )
            matches.append(
                Match(
                    record=records[comparison.object_ids[number]],
                    photograph=photograph,
                    query_number=query_number,
                    quarter_turns=turns,
                    similarity=similarity,
                    margin=similarity - following,
                    verification=agreed.found if agreed else None,
                    marks=worth_saying.get(number),
                    score=float(scores[number]),
                    band=band,
                    sentence=scoring.sentence(said),
                )
            )
        return tuple(matches)
