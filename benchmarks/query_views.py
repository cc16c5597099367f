"""What each ingredient of a search by the embedding gives: views, parts, sizes, and standing out.

``python -m benchmarks.query_views --config models/training.toml`` writes benchmarks/results/query_views.json, .md and
.png, and the table in models/README.md.

Objects: those held out from training, one bad view of each, among their registered views and 1,500 training
photographs. Each is asked once with its object registered and once without. Unless a row says otherwise, the score of
an answer is its cosine. The development set takes no part.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.manifest import Manifest
from artmatch.evaluation.metrics import micro_average_precision
from artmatch.imaging import crop, quarter_turns, rectify
from artmatch.matching.fusion import Background, standing_out
from artmatch.matching.query import MIDDLE
from artmatch.training.config import TrainingConfig
from artmatch.training.data import Views, is_held_out, read_photographs, read_rendered
from benchmarks.report import publish
from benchmarks.summary import RESULTS

Pixels = NDArray[np.uint8]
Similarity = NDArray[np.float32]
"""(Q, V, G, R): of V views of Q queries to R parts of each of G registered photographs."""

_SIDE = 384
_DISTRACTORS = 1_500
_LARGER_INPUT = 1.2
"""The second size of multi-scale inference, in sides of the first."""


def main() -> None:
    """Embed every view once, combine, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    parser.add_argument("--objects", type=int, default=400, help="how many to ask for (%(default)s)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results (%(default)s)")
    given = parser.parse_args()
    config = TrainingConfig.load(given.config)
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    manifest = Settings.load(env={}).model
    embedder = Embedder.load(manifest)
    objects = read_photographs(config.photographs) + read_rendered(config.run / "rendered")
    held_out = [item for item in objects if is_held_out(item.group)]
    learned = [item for item in objects if not is_held_out(item.group)]
    rng = np.random.default_rng(9)
    distractors = [learned[int(number)] for number in rng.permutation(len(learned))[:_DISTRACTORS]]
    registered = [held_out[int(number)] for number in rng.permutation(len(held_out))] + distractors
    asked = min(given.objects, len(held_out))
    views = Views(registered, side=_SIDE, seed=77)
    studio = [_pixels(views[0, number][1]) for number in range(len(registered))]
    seized = [_pixels(views[1, number][2]) for number in range(asked)]
    regions = [embedder.outline(one) for one in seized]
    sought = {
        "whole": seized,
        "region": [one if part is None else rectify(one, part) for one, part in zip(seized, regions, strict=True)],
        "middle": [crop(one, MIDDLE) for one in seized],
    }

    first, gallery = _embedded(embedder, sought, studio)
    similarity = {name: _similarity(vectors, gallery) for name, vectors in first.items()}
    second, larger = _embedded(_at_side(embedder, manifest, _LARGER_INPUT), sought, studio)
    both = _unit(gallery + larger)
    in_both = {name: _similarity(_unit(first[name] + vectors), both) for name, vectors in second.items()}
    unrelated = Background(*(embedder.calibration["embedding"][name] for name in ("unrelated", "unrelated_spread")))
    publish("query_views", _result(embedder.model_id, asked, similarity, in_both, unrelated), given.results)


def _result(
    model_id: str, asked: int, similarity: dict[str, Similarity], in_both: dict[str, Similarity], unrelated: Background
) -> dict[str, object]:
    shipped = _shipped(similarity)
    ways = {
        "the whole, upright": [similarity["whole"][:, :1, :, :1]],
        "the whole, in four orientations": [similarity["whole"][..., :1]],
        "and corners of the registered photograph": [similarity["whole"]],
        "and the region, in four orientations": shipped[:2],
        "and the middle 70 %, as shipped": shipped,
        "and the middle in four orientations": list(similarity.values()),
        "as shipped, each at two sizes (multi-scale)": _shipped(in_both),
    }
    found = {name: figures(_best(parts)) for name, parts in ways.items()}
    found["as shipped, scored by standing out"] = figures(_best(shipped), _standing(shipped, unrelated))
    return {"model_id": model_id, "objects": asked, "gallery": len(similarity["whole"][0, 0]), "ways": found}


def _shipped(similarity: dict[str, Similarity]) -> list[Similarity]:
    """What :func:`artmatch.matching.query.views` searches."""
    return [similarity["whole"], similarity["region"], similarity["middle"][:, :1]]


def _pixels(view: torch.Tensor) -> Pixels:
    return np.ascontiguousarray(view.numpy().transpose(1, 2, 0))


def _at_side(embedder: Embedder, manifest: Path, larger: float) -> Embedder:
    """The same network, for which photographs are squashed to ``larger`` times as wide a square."""
    described = Manifest.read(manifest)
    return Embedder(replace(described, side=round(larger * described.side)), embedder._network, embedder._device)


def _embedded(
    embedder: Embedder, sought: dict[str, list[Pixels]], studio: list[Pixels]
) -> tuple[dict[str, NDArray[np.float32]], NDArray[np.float32]]:
    """(Q, 4, D) of the orientations of every part, and (G, R, D) of the registered photographs."""
    turned = {
        name: [quarter_turns(one, turns) for one in parts for turns in range(4)] for name, parts in sought.items()
    }
    queries = {name: embedder.embed(parts).reshape(-1, 4, embedder.dimension) for name, parts in turned.items()}
    return queries, embedder.embed_in_detail(studio).parts


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    normed: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return normed


def _similarity(queries: NDArray[np.float32], gallery: NDArray[np.float32]) -> Similarity:
    return np.stack([np.einsum("vd,grd->vgr", one, gallery, optimize=True) for one in queries])


def _best(parts: Sequence[Similarity]) -> NDArray[np.float32]:
    """(Q, G): of the view and the part that resemble most."""
    best: NDArray[np.float32] = np.stack([part.max((1, 3)) for part in parts]).max(0)
    return best


def _standing(parts: Sequence[Similarity], unrelated: Background) -> NDArray[np.float32]:
    """(Q, G): how far each registered object stands out."""
    views = np.concatenate([part.max(3) for part in parts], 1)
    owners = np.arange(views.shape[2])
    return np.stack([standing_out(one[None], owners, len(owners), unrelated) for one in views])


def figures(similarity: NDArray[np.float32], score: NDArray[np.float32] | None = None) -> dict[str, float]:
    """Of (Q, G) similarities in which query n shows gallery object n; ``score`` (Q, G) tells answers that hold from
    those that do not, the similarity if it is not given.
    """
    queries, scored = np.arange(len(similarity)), similarity if score is None else score
    without = similarity.copy()
    without[queries, queries] = -1
    first, stranger = similarity.argmax(1), without.argmax(1)
    right = first == queries
    scores = np.concatenate([scored[queries, first], scored[queries, stranger]]).astype(np.float64)
    truths = np.concatenate([right, np.zeros_like(right)])
    own = similarity[queries, queries]
    return {
        "recall_at_1": float(right.mean()),
        "recall_at_5": float(((similarity > own[:, None]).sum(1) < 5).mean()),
        "micro_ap": micro_average_precision(scores, truths, len(queries)),
    }


if __name__ == "__main__":
    main()
