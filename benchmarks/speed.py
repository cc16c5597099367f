"""What a photograph and a query cost on this machine.

``python -m benchmarks.speed`` writes benchmarks/results/speed.json. Photographs are drawn by artmatch's own renderer. A
gallery of random embeddings and random visual words stands in for 50,000 objects; the photographs verified are drawn.
"""

import os
import platform
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.network import PARTS
from artmatch.imaging import decode, thumbnail
from artmatch.index import FaissIndex, WordIndex
from artmatch.matching.matcher import SHARING_PHOTOGRAPHS, VERIFIED_PHOTOGRAPHS
from artmatch.matching.query import views
from artmatch.records import Embedded, Embeddings
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.verification import (
    WORD,
    LocalFeatureExtractor,
    place_similarities,
    places_from_bytes,
    places_to_bytes,
    verify,
    visual_words,
)
from artmatch.verification.local_features import GALLERY_KEYPOINTS, QUERY_SIDE, SIDE
from benchmarks.processors import publish_of_this_processor

_OBJECTS = 50_000
_PHOTOGRAPHS = VERIFIED_PHOTOGRAPHS + SHARING_PHOTOGRAPHS
_REGION = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
_SECONDS = 5.0


def main() -> None:
    """Time each stage by itself, at the medians of many calls."""
    embedder = Embedder.load(Settings.load(env={}).model)
    extractor = LocalFeatureExtractor(embedder.describer)
    rng = np.random.default_rng(1)
    items = [random_object(rng) for _ in range(_PHOTOGRAPHS)]
    registered = [item.photograph(*studio_view(rng), side=SIDE) for item in items]
    query = items[0].photograph(*seized_view(rng), side=QUERY_SIDE)
    large = _camera_photograph(registered[0])
    gallery = rng.standard_normal((_OBJECTS, embedder.dimension), np.float32)
    gallery /= np.linalg.norm(gallery, axis=1, keepdims=True)
    index = FaissIndex(embedder.model_id, embedder.dimension)
    index.add(Embeddings(embedder.model_id, np.arange(_OBJECTS), gallery))
    searched = views(query, _REGION)
    seen = embedder.embed_in_detail(searched)
    vectors = seen.parts[:, 0]
    places = [places_to_bytes(one) for one in embedder.embed_in_detail(registered).places]
    features = [extractor.extract(pixels) for pixels in registered]
    of_query = extractor.extract_query(query)
    words, word_index = visual_words(), _word_index(rng)

    a_query = {
        "decode, 12 megapixels": _seconds(lambda: decode(large, name="a.jpg", longest_side=QUERY_SIDE)),
        "find the object's region": _seconds(lambda: embedder.outline(query)),
        "embed nine views": _seconds(lambda: embedder.embed_in_detail(searched)),
        f"search {_OBJECTS:,} embeddings": _seconds(lambda: index.search(vectors, 100)),
        "local features": _seconds(lambda: extractor.extract_query(query)),
        f"search the points of {_OBJECTS:,} photographs": _seconds(
            lambda: word_index.votes(words.of(of_query.vectors))
        ),
        f"compare {len(places)} photographs place by place": _seconds(lambda: _by_place(seen, places)),
        f"verify {len(features)} photographs": _seconds(lambda: [verify(of_query, one) for one in features]),
    }
    a_photograph = {
        "decode, 12 megapixels": _seconds(lambda: decode(large, name="a.jpg", longest_side=SIDE)),
        "embed, in a batch of 32": _seconds(lambda: embedder.embed_in_detail(registered[:32])) / 32,
        "local features": _seconds(lambda: extractor.extract(registered[0])),
        "their visual words": _seconds(lambda: words.of(features[0].vectors)),
        "thumbnail": _seconds(lambda: thumbnail(registered[0])),
    }
    result = {
        "machine": {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "model_id": embedder.model_id,
        "a_query": _rounded(a_query),
        "registering_a_photograph": _rounded(a_photograph),
        "bytes_a_photograph": {
            "embedding": 4 * embedder.dimension,
            "embeddings of its parts, float16": 2 * PARTS * embedder.dimension,
            "local features": max(len(one.to_bytes()) for one in features),
            "descriptors of its places": max(map(len, places)),
            "visual words": max(words.of(one.vectors).nbytes for one in features),
        },
    }
    publish_of_this_processor("speed", result)


def _by_place(seen: Embedded, registered: list[bytes]) -> None:
    stored = np.stack([places_from_bytes(one, seen.places.shape[2]) for one in registered])
    place_similarities(seen.places, seen.chances, stored)


def _word_index(rng: np.random.Generator) -> WordIndex:
    """Of as many photographs with as many points as a register keeps at most."""
    described = np.empty((_OBJECTS, GALLERY_KEYPOINTS), WORD)
    described["word"] = rng.integers(len(visual_words()), size=described.shape)
    described["signature"] = rng.integers(2**64, size=described.shape, dtype=np.uint64)
    index = WordIndex(len(visual_words()))
    index.add(range(_OBJECTS), list(described))
    return index


def _camera_photograph(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).resize((4_000, 3_000)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _seconds(call: Callable[[], object]) -> float:
    """Median of as many calls as fit five seconds, three at least, after one to warm up."""
    call()
    taken: list[float] = []
    while len(taken) < 3 or sum(taken) < _SECONDS:
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _rounded(stages: dict[str, float]) -> dict[str, float]:
    return {name: round(seconds, 4) for name, seconds in stages.items()} | {"in all": round(sum(stages.values()), 4)}


if __name__ == "__main__":
    main()
