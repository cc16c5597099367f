"""What a register keeps of a photograph so that it is found again: its embedding, those of its parts, descriptors of
its places, local features and their visual words.

A query often shows only a part of the object. Whatever part that is, it resembles one corner of the registered
photograph more than the whole, so that the corners are compared too: benchmarks/query_views.py measures what that
gives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import UprightImage
from artmatch.matching.intake import PhotographInput
from artmatch.matching.protocol import PhotographEmbedder
from artmatch.records import Embedded
from artmatch.registry import NewPhotograph, Registry
from artmatch.verification import (
    LocalFeatureExtractor,
    LocalFeatures,
    place_similarities,
    places_from_bytes,
    places_to_bytes,
    visual_words,
)


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """Of one photograph."""

    vector: NDArray[np.float32]
    """(D,), unit norm."""
    local_features: Mapping[str, bytes]
    """As they are stored, by kind: what points it has, their words, the embeddings of its parts, and its places."""


def parts_id(model_id: str) -> str:
    """The kind under which the embeddings of parts by a model are stored."""
    return f"parts-1-{model_id}"


def kinds(embedder: PhotographEmbedder) -> tuple[str, str, str, str]:
    """What the parts of :attr:`Description.local_features` are stored under."""
    points = LocalFeatureExtractor(embedder.describer).features_id
    return points, visual_words().words_id, parts_id(embedder.model_id), embedder.places_id


def describe(
    embedder: PhotographEmbedder, photographs: Sequence[NDArray[np.uint8]], points: Sequence[bytes]
) -> list[Description]:
    """Upright (H, W, 3) uint8 RGB ``photographs`` with their ``points``, local features as they are stored."""
    if not photographs:
        return []
    names = kinds(embedder)
    return [
        Description(
            parts[0],
            dict(zip(names, (found, _words_of(found), _to_bytes(parts[1:]), places_to_bytes(places)), strict=True)),
        )
        for parts, places, found in zip(*embedder.embed_in_detail(photographs)[:2], points, strict=True)
    ]


def new_photograph(given: PhotographInput, data: bytes, image: UprightImage, described: Description) -> NewPhotograph:
    """``given`` on its way into the register: its original bytes, what was decoded of them and what is kept of that."""
    return NewPhotograph(
        data=data,
        image=image,
        view=given.view,
        credit=given.credit,
        taken=given.taken,
        included=given.included,
        place=given.place,
        file_name=given.name,
        vector=described.vector,
        local_features=described.local_features,
    )


def similarity_of_parts(
    registry: Registry, model_id: str, photograph_ids: Iterable[int], vectors: NDArray[np.float32]
) -> dict[int, NDArray[np.float32]]:
    """By photograph, the cosine of each of ``vectors`` (V, D) to the part that it resembles most: (V,).

    Photographs whose parts were never embedded by this model are missing.
    """
    stored = registry.local_features(parts_id(model_id), photograph_ids)
    if not stored:
        return {}
    parts = np.stack([np.frombuffer(data, "<f2").reshape(-1, vectors.shape[1]) for data in stored.values()])
    found = np.einsum("vd,prd->pvr", vectors, parts.astype(np.float32), optimize=True).max(2)
    return dict(zip(stored, found, strict=True))


def similarity_by_place(
    registry: Registry, places_id: str, photograph_ids: Sequence[int], views: Sequence[Embedded]
) -> tuple[NDArray[np.float32], list[int]]:
    """How far the ``views`` of Q query photographs, T at most of each, resemble registered ones place by place.

    (Q, T, P), minus infinity for the views that a query photograph lacks; and the positions among ``photograph_ids`` of
    those P whose places were ever described.
    """
    stored = registry.local_features(places_id, photograph_ids)
    known = [position for position, number in enumerate(photograph_ids) if number in stored]
    found = np.full((len(views), max(len(one.places) for one in views), len(known)), -np.inf, np.float32)
    if known:
        dimension = views[0].places.shape[2]
        registered = np.stack([places_from_bytes(stored[photograph_ids[one]], dimension) for one in known])
        for number, own in enumerate(views):
            found[number, : len(own.places)] = place_similarities(own.places, own.chances, registered)
    return found, known


def _words_of(points: bytes) -> bytes:
    """10 bytes a point: their words, of local features as they are stored."""
    return visual_words().of(LocalFeatures.from_bytes(points).vectors).tobytes()


def _to_bytes(parts: NDArray[np.float32]) -> bytes:
    """(R, D) unit vectors as float16, which moves a cosine by less than 1e-3 (benchmarks/results/precision.json)."""
    return parts.astype("<f2").tobytes()
