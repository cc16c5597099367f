"""Trial views asked of galleries, as the product searches: what benchmarks/calibrate.py fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Verification
from artmatch.cli.output import progress
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.patches import patch_describer
from artmatch.index import WordIndex, most_votes
from artmatch.matching import scoring
from artmatch.matching.fusion import FOLLOWING, Background, standing_among_compared, standing_out
from artmatch.matching.matcher import SHARING_PHOTOGRAPHS, VERIFIED_PHOTOGRAPHS
from artmatch.matching.query import views as matched_views
from artmatch.matching.scoring import Features
from artmatch.training.data import TrainingObject
from artmatch.verification import (
    LocalFeatureExtractor,
    LocalFeatures,
    place_similarities,
    places_from_bytes,
    places_to_bytes,
    verify,
    visual_words,
)
from benchmarks.kept import keep_all
from benchmarks.same_things import same_things
from benchmarks.trial_turns import sort_of, turns
from benchmarks.trial_views import FINE_KINDS, KINDS, registered_views, seized
from benchmarks.workers import WORKERS, workers

_BATCH = 32
"""Photographs of the gallery whose embeddings are kept in one file."""
SMALL_GALLERY = 600
_RUNS = Path("runs/calibrate")
_OF_EACH_SORT = 240
"""Views: in all, as many as two cores without 8-bit integers embed in half an hour."""
_COMPARED_OBJECTS = 120
"""Whose scores are made."""
_SEED = 1_624


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query against a gallery."""

    found: Features
    """Of the most similar objects and those that share most words."""
    truth: int
    """Position of the right object among them; -1 for a stranger, and where it is not among them."""
    objects: int
    """In the gallery."""
    stranger: bool
    background: Background
    """What it stands out from."""
    background_of_places: Background
    """The same place by place."""


def asked(
    objects: list[TrainingObject],
    registered: list[TrainingObject],
    unregistered: list[TrainingObject],
    scenes: Mapping[str, NDArray[np.uint8]],
    embedder: Embedder,
) -> list[list[Asked]]:
    """For those of ``objects``, which come first in ``registered`` too, whose turn it is: views, each asked with the
    object registered, and as a stranger. Behind it stands one of ``unregistered``, behind a fine one what ``scenes``
    has by its name.
    """
    shown = registered_views(registered, scenes)
    others = same_things(registered)
    keep_all(embedder, _RUNS)
    batches = [shown[start : start + _BATCH] for start in range(0, len(shown), _BATCH)]
    embedded = [embedder.embed_in_detail(batch) for batch in progress(batches, len(batches), "Embedding the gallery")]
    gallery = np.concatenate([batch.parts for batch in embedded])
    places = [places_to_bytes(one) for batch in embedded for one in batch.places]
    with workers() as pool:
        described = list(pool.map(_described, shown, chunksize=64))
        drawn: list[tuple[int, NDArray[np.uint8], NDArray[np.intp]]] = []
        for number, count in enumerate(turns([sort_of(item) for item in objects], _OF_EACH_SORT)):
            item, rng = objects[number], np.random.default_rng([_SEED, number])
            kinds = FINE_KINDS if item.name in scenes else KINDS
            for turn in range(count):
                other = scenes.get(item.name)
                if other is None:
                    other = unregistered[int(rng.integers(len(unregistered)))].view(0)
                pixels = seized(item, kinds[(number + turn) % len(kinds)], other, rng)
                drawn.append((number, pixels, gallery_of(number, others[number], len(shown), rng)))
        tasks = []
        for number, pixels, members in progress(drawn, len(drawn), "Embedding"):
            seen = embedder.embed_in_detail(matched_views(pixels, embedder.outline(pixels)))
            similarities = np.einsum("vd,prd->vpr", seen.parts[:, 0], gallery, optimize=True).max(2)
            tasks.append(_Task(number, pixels, similarities, seen.places, seen.chances, members))
        parts = np.array_split(np.arange(len(tasks)), WORKERS)
        asked_for = [[tasks[n] for n in part] for part in parts]
        compared = pool.map(_compared, asked_for, [described] * WORKERS, [places] * WORKERS)
        pairs = [pair for part in compared for pair in part]
    groups: dict[int, list[Asked]] = {}
    for (number, _, _), pair in zip(drawn, pairs, strict=True):
        groups.setdefault(number, []).extend(pair)
    return list(groups.values())


def gallery_of(number: int, others: NDArray[np.intp], count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """What the object ``number`` is looked for in: all ``count`` registered ones, or for one half of the queries few of
    them, it being one; but not the ``others`` that show the same thing.
    """
    members = np.arange(count)
    if rng.random() < 0.5:
        members = np.append(rng.choice(np.delete(members, number), SMALL_GALLERY - 1, replace=False), number)
    return np.setdiff1d(members, others)


def _described(pixels: NDArray[np.uint8]) -> bytes:
    return LocalFeatureExtractor(patch_describer()).extract(pixels).to_bytes()


class _Task(NamedTuple):
    """A view to search for."""

    number: int
    """Of the object that it shows."""
    pixels: NDArray[np.uint8]
    similarities: NDArray[np.float32]
    """(V, O): of its views to the gallery."""
    places: NDArray[np.float32]
    """(V, K, C)"""
    chances: NDArray[np.float32]
    """(V, K)"""
    members: NDArray[np.intp]
    """Of the gallery."""


def _compared(tasks: Sequence[_Task], described: Sequence[bytes], places: Sequence[bytes]) -> list[list[Asked]]:
    """Each asked with the object registered, and without it. ``described``: local features of the whole gallery;
    ``places``: its descriptors of places.
    """
    extractor, words = LocalFeatureExtractor(patch_describer()), visual_words()
    features = [LocalFeatures.from_bytes(data) for data in described]
    index = WordIndex(len(words))
    index.add(range(len(features)), [words.of(one.vectors) for one in features])
    pairs: list[list[Asked]] = []
    for task in tasks:
        own, pair, nearest_of_all = extractor.extract_query(task.pixels), list[Asked](), -task.similarities.max(0)
        ids, votes = index.votes(words.of(own.vectors))
        verified: dict[int, Verification] = {}
        for gallery in (task.members, task.members[task.members != task.number]):
            sharing = most_votes(ids, votes, gallery, SHARING_PHOTOGRAPHS)
            nearest = gallery[np.argsort(nearest_of_all[gallery], kind="stable")]
            chosen = list(dict.fromkeys([*nearest[:VERIFIED_PHOTOGRAPHS].tolist(), *sharing.tolist()]))
            verified |= {n: verify(own, features[n]) for n in chosen if n not in verified}
            registered = [places_from_bytes(places[n], task.places.shape[2]) for n in chosen]
            by_place = place_similarities(task.places, task.chances, np.stack(registered))
            one = _evidence(task, gallery, nearest, chosen, verified, by_place, len(own), stranger=bool(pair))
            pair.append(one)
        pairs.append(pair)
    return pairs


def _evidence(
    task: _Task,
    gallery: NDArray[np.intp],
    nearest: NDArray[np.intp],
    chosen: Sequence[int],
    verified: Mapping[int, Verification],
    by_place: NDArray[np.float32],
    points: int,
    *,
    stranger: bool,
) -> Asked:
    """For the first objects of ``gallery``, which ``nearest`` orders; of those ``chosen`` ``verified`` knows the points
    that agree, and ``by_place`` (V, P) the similarities place by place; the view has ``points``.
    """
    order = np.array(list(dict.fromkeys([*chosen, *nearest.tolist()]))[:_COMPARED_OBJECTS])
    here = task.similarities[:, gallery]
    behind, behind_places = background(here), background(by_place)
    standing = np.empty(task.similarities.shape[1], np.float32)
    standing[gallery] = standing_out(here[None], np.arange(len(gallery)), len(gallery), behind)
    # those chosen come first
    places = standing_among_compared(by_place[None], np.arange(len(chosen)), len(order), behind_places)
    agreeing = {position: verified[n] for position, n in enumerate(chosen)}
    found = scoring.features(task.similarities.max(0)[order], standing[order], places, agreeing, points)
    position = np.flatnonzero(order == task.number)
    truth = int(position[0]) if len(position) else -1
    return Asked(found, truth, len(gallery), stranger, behind, behind_places)


def background(similarities: NDArray[np.float32]) -> Background:
    """Of the view that comes nearest to an object: (V, O)."""
    nearest = similarities[similarities.max(1).argmax()]
    following = np.sort(nearest)[::-1][1 : FOLLOWING + 1]
    return Background(float(following.mean()), float(following.std()))
