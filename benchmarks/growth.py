"""False alarms against misses as the gallery grows.

``python -m benchmarks.growth MANIFEST`` writes benchmarks/results/growth.json, .md and .png.

The gallery holds the references of the evaluation set, then its distractors, then training photographs, until it has
as many objects as asked. Every query is asked twice: with its object registered, and with it taken out, as a stranger;
every stranger once. A *false alarm* is a stranger whose answer scores at least so much; a *miss* is a query whose
answer, the objects that tie for it, scores less or does not hold its object. Scores are those of the shipped model.

Two words of caution. The model was trained to push the training photographs apart, so that unknown ones may crowd a
gallery more. And what a bigger gallery adds are mostly other kinds of things than those asked about.
"""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Band, Verification
from artmatch.cli.output import progress
from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.network import PARTS
from artmatch.embedding.patches import patch_describer
from artmatch.evaluation.dataset import Dataset, Role
from artmatch.imaging import read
from artmatch.index import WordIndex, most_votes
from artmatch.matching import scoring
from artmatch.matching.fusion import fuse, per_object, standing_among_compared, standing_out
from artmatch.matching.matcher import SHARING_PHOTOGRAPHS, VERIFIED_PHOTOGRAPHS
from artmatch.matching.protocol import PhotographEmbedder
from artmatch.matching.query import views
from artmatch.matching.scoring import Calibration
from artmatch.records import Embedded
from artmatch.verification import LocalFeatureExtractor, LocalFeatures, place_similarities, verify, visual_words
from benchmarks.kept import kept
from benchmarks.report import publish
from benchmarks.summary import part_of, take_arguments
from benchmarks.workers import WORKERS, workers

_SIDE = 512
_COMPARED = 100
"""Most similar objects whose scores are made, beside those verified: far more than can share the chance."""
_RUNS = Path("runs/growth")
"""Photographs that are lost at most where a run is killed while it embeds."""
_SHARES = np.geomspace(1e-3, 1, 40)
"""Of false alarms, at which misses are kept."""
_PARTS = {"everything": "verification", "embedding alone": "embedding"}


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """P photographs of O objects, in the order in which a growing gallery takes them in."""

    paths: tuple[Path, ...]
    owners: NDArray[np.intp]
    """(P,): number of each photograph's object; objects are numbered as they come."""
    numbers: Mapping[str, int]
    """Of the objects, by object_id."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A query or stranger."""

    path: Path
    truth: int
    """Number of its object; -1 for a stranger."""
    similarities: NDArray[np.float32]
    """(V, P): of each of the query's views to every photograph."""
    seen: Embedded
    """Its views."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one way of asking, in a gallery of one size."""

    size: int
    way: str
    stranger: bool
    score: float
    band: Band
    first: bool
    """Whether the right object comes first."""
    holds: bool
    """Whether it is among those that tie."""


def main() -> None:
    """Embed once and keep it; search; verify; count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    parser.add_argument(
        "--photographs", type=Path, default=Path("runs/photographs/manifest.csv"), help="to fill up with"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="objects (%(default)s)")
    given = parser.parse_args()
    dataset = part_of(Dataset.read(given.manifest), given.every)
    gallery = gallery_of(dataset, given.photographs, max(given.sizes))
    if max(given.sizes) > len(gallery.numbers):
        parser.error(f"There are only {len(gallery.numbers):,} objects: give a longer list with --photographs.")
    cv2.setNumThreads(1)
    embedder = Embedder.load(Settings.load(env={}).model)
    calibrations = {way: Calibration.from_mapping(embedder.calibration[part]) for way, part in _PARTS.items()}
    vectors, places = embedded(gallery.paths, embedder)
    questions = list(_questions(dataset, gallery, embedder, vectors))
    with workers() as pool:
        known = list(pool.map(described, gallery.paths, places, chunksize=64))
        parts = [questions[number::WORKERS] for number in range(WORKERS)]
        same = ([gallery] * WORKERS, [known] * WORKERS, [calibrations] * WORKERS, [given.sizes] * WORKERS)
        answers = [answer for part in pool.map(_answers, parts, *same) for answer in part]
    publish("growth", {"model_id": embedder.model_id, "galleries": counted(answers)}, given.results)


def gallery_of(dataset: Dataset, manifest: Path, objects: int) -> Gallery:
    """``objects`` in all: the references, then distractors, then training photographs."""
    ordered = sorted(dataset.gallery, key=lambda item: item.role is Role.DISTRACTOR)
    photographs = [(dataset.folder / item.path, item.object_id) for item in ordered]
    with manifest.open(newline="", encoding="utf-8") as file:
        photographs += [(manifest.parent / row["path"], f"training/{row['path']}") for row in csv.DictReader(file)]
    numbers: dict[str, int] = {}
    owners = np.array([numbers.setdefault(object_id, len(numbers)) for _, object_id in photographs])
    kept = np.flatnonzero(owners < objects)
    return Gallery(
        paths=tuple(photographs[number][0] for number in kept),
        owners=owners[kept],
        numbers={object_id: number for object_id, number in numbers.items() if number < objects},
    )


def _questions(
    dataset: Dataset, gallery: Gallery, embedder: Embedder, vectors: NDArray[np.float32]
) -> Iterator[Question]:
    for item in progress(dataset.questions, len(dataset.questions), "Searching"):
        path = dataset.folder / item.path
        pixels = read(path, longest_side=_SIDE)[1].pixels
        seen = embedder.embed_in_detail(views(pixels, embedder.outline(pixels)))
        asked = seen.parts[:, 0]
        similarities = (asked @ vectors.reshape(-1, vectors.shape[2]).T).reshape(len(asked), *vectors.shape[:2])
        truth = gallery.numbers[item.object_id] if item.role is Role.QUERY else -1
        yield Question(path, truth, similarities.max(2), seen)


def embedded(
    paths: Sequence[Path], embedder: PhotographEmbedder, runs: Path = _RUNS
) -> tuple[NDArray[np.float32], NDArray[np.float16]]:
    """(P, 5, D) of the whole of each photograph and its parts, and (P, K * C), the descriptors of its places one after
    the other; what was embedded before is kept in ``runs``.
    """

    def embed(numbers: Sequence[int]) -> list[NDArray[np.float32]]:
        made = embedder.embed_in_detail([read(paths[number], longest_side=_SIDE)[1].pixels for number in numbers])
        parts, places = (array.reshape(len(numbers), 1, -1) for array in (made.parts, made.places))
        return list(np.concatenate([parts, places], 2).astype(np.float16))

    found: NDArray[np.float16] = np.concatenate(
        kept([f"{embedder.places_id}-{path}" for path in paths], embed, embedder, runs)
    )
    parts, places = np.split(found, [(1 + PARTS) * embedder.dimension], axis=1)
    return parts.astype(np.float32).reshape(len(paths), 1 + PARTS, -1), places


class Described(NamedTuple):
    """A photograph of the gallery."""

    features: bytes
    words: NDArray[np.void]
    places: NDArray[np.float16]


def described(path: Path, places: NDArray[np.float16]) -> Described:
    """What verification and the search by words know of a photograph."""
    features = LocalFeatureExtractor(patch_describer()).extract(read(path, longest_side=_SIDE)[1].pixels)
    return Described(features.to_bytes(), visual_words().of(features.vectors), places)


def _answers(
    questions: Sequence[Question],
    gallery: Gallery,
    known: Sequence[Described],
    calibrations: Mapping[str, Calibration],
    sizes: Sequence[int],
) -> list[Answer]:
    search = Search(gallery, known, calibrations)
    return [answer for question in questions for answer in search.answers(question, sizes)]


class Search:
    """What the matcher does, in parts of one gallery."""

    def __init__(self, gallery: Gallery, known: Sequence[Described], calibrations: Mapping[str, Calibration]) -> None:
        """``known``: of the gallery's photographs."""
        self._gallery, self._calibrations = gallery, calibrations
        self._extractor = LocalFeatureExtractor(patch_describer())
        self._features = [LocalFeatures.from_bytes(one.features) for one in known]
        self._places = np.stack([one.places for one in known])
        self._index = WordIndex(len(visual_words()))
        self._index.add(range(len(known)), [one.words for one in known])

    def answers(self, question: Question, sizes: Sequence[int]) -> Iterator[Answer]:
        """In a gallery of each of ``sizes``, and there without the question's object."""
        pixels = read(question.path, longest_side=_SIDE)[1].pixels
        own, verified = self._extractor.extract_query(pixels), dict[int, Verification]()
        owners, closest = self._gallery.owners, question.similarities.max(0)
        ids, votes = self._index.votes(visual_words().of(own.vectors))
        for size in sizes:
            for left_out in dict.fromkeys((-1, question.truth)):
                members = np.flatnonzero((owners < size) & (owners != left_out))
                nearest = members[np.argsort(-closest[members], kind="stable")[:VERIFIED_PHOTOGRAPHS]]
                sharing = most_votes(ids, votes, members, SHARING_PHOTOGRAPHS)
                chosen = dict.fromkeys([*nearest.tolist(), *sharing.tolist()])
                verified |= {number: verify(own, self._features[number]) for number in chosen if number not in verified}
                found = {number: verified[number] for number in chosen}
                is_stranger = left_out == question.truth
                yield from self._answers(question, members, found, len(own), size, stranger=is_stranger)

    def _answers(
        self,
        question: Question,
        members: NDArray[np.intp],
        verified: Mapping[int, Verification],
        points: int,
        size: int,
        *,
        stranger: bool,
    ) -> Iterator[Answer]:
        """Every way, among the photographs ``members``; the query has ``points``."""
        objects, positions = np.unique(self._gallery.owners[members], return_inverse=True)
        similarities = question.similarities[None, :, members]
        fused = fuse(per_object(similarities, positions, len(objects)))
        chosen = np.array(list(verified))
        shared = np.unique(self._gallery.owners[chosen])
        seen = question.seen
        registered = self._places[chosen].astype(np.float32).reshape(len(chosen), -1, seen.places.shape[2])
        by_place = place_similarities(seen.places, seen.chances, registered)
        compared = np.searchsorted(objects, self._gallery.owners[chosen])
        first = np.argsort(-fused, kind="stable")[:_COMPARED]
        order = np.array(list(dict.fromkeys([*first.tolist(), *np.searchsorted(objects, shared).tolist()])))
        ranks = {int(owner): rank for rank, owner in enumerate(objects[order])}
        agreeing: dict[int, Verification] = {}
        for number, found in sorted(verified.items(), key=lambda each: each[1].surprisal):
            agreeing[ranks[int(self._gallery.owners[number])]] = found  # the last one is explained least by accident
        for way, calibration in self._calibrations.items():
            standing = standing_out(similarities, positions, len(objects), calibration.background)
            unrelated = calibration.background_of_places
            places = standing_among_compared(by_place[None], compared, len(objects), unrelated)
            if way == "embedding alone":
                features = scoring.features(fused[order], standing[order], np.zeros(len(order), np.float32), {}, 0)
            else:
                features = scoring.features(fused[order], standing[order], places[order], agreeing, points)
            scores = scoring.scores(features, calibration, len(objects))
            best = np.argsort(-scores, kind="stable")
            best = best[: scoring.tied(scores[best])]
            score, alike = float(scores[best].sum()), objects[order[best]].tolist()
            yield Answer(
                size=size,
                way=way,
                stranger=stranger,
                score=score,
                band=scoring.band(score, calibration),
                first=alike[:1] == [question.truth],
                holds=question.truth in alike,
            )


def counted(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """For every size and way: recall@1, false alarms and misses at the bands, and the curve between them."""
    grouped: dict[int, dict[str, list[Answer]]] = {}
    for answer in answers:
        grouped.setdefault(answer.size, {}).setdefault(answer.way, []).append(answer)
    return [
        {"objects": size, "ways": {way: _rates(members) for way, members in ways.items()}}
        for size, ways in grouped.items()
    ]


def _rates(answers: Sequence[Answer]) -> dict[str, Any]:
    strangers = [answer for answer in answers if answer.stranger]
    queries = [answer for answer in answers if not answer.stranger]
    bands = list(Band)
    at_least = {band: set(bands[: number + 1]) for number, band in enumerate(bands[:-1])}
    return {
        "queries": len(queries),
        "strangers": len(strangers),
        "recall_at_1": float(np.mean([answer.first for answer in queries])),
        "bands": {
            band.value: {
                "false_alarms": float(np.mean([answer.band in so for answer in strangers])),
                "misses": float(np.mean([not (answer.holds and answer.band in so) for answer in queries])),
            }
            for band, so in at_least.items()
        },
        "misses_at_1_percent": _missed(queries, strangers, 0.01)[1],
        "curve": [list(point) for point in dict.fromkeys(_missed(queries, strangers, share) for share in _SHARES)],
    }


def _missed(queries: Sequence[Answer], strangers: Sequence[Answer], share: float) -> tuple[float, float]:
    """Share of false alarms, at most ``share``, and of misses there."""
    alarms = sorted((answer.score for answer in strangers), reverse=True)
    allowed = min(int(share * len(alarms) + 1e-9), len(alarms))
    threshold = alarms[allowed] if allowed < len(alarms) else -1.0  # what scores more is answered
    found = sum(answer.holds and answer.score > threshold for answer in queries)
    return sum(alarm > threshold for alarm in alarms) / len(alarms), 1 - found / len(queries)


if __name__ == "__main__":
    main()
