"""Which views of a query to search, and which parts of a registered photograph to compare them with.

``python -m benchmarks.query_views --config models/training.toml`` writes benchmarks/results/query_views.json.

Objects: those held out from training, one bad view of each, among their registered views and 1,500 training
photographs. Each is asked once with its object registered and once without; by cosine alone.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.evaluation.metrics import micro_average_precision
from artmatch.imaging import crop, quarter_turns, rectify
from artmatch.training.config import TrainingConfig
from artmatch.training.data import Views, is_held_out, read_photographs, read_rendered

_SIDE = 384
_DISTRACTORS = 1_500
_MIDDLE = (0.15, 0.15, 0.85, 0.85)
_SMALLER = (0.25, 0.25, 0.75, 0.75)


def main() -> None:
    """Embed every view once, combine, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    config = TrainingConfig.load(parser.parse_args().config)
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    embedder = Embedder.load(Settings.load(env={}).model)
    objects = read_photographs(config.photographs) + read_rendered(config.run / "rendered")
    held_out = [item for item in objects if is_held_out(item.group)]
    learned = [item for item in objects if not is_held_out(item.group)]
    chosen = np.random.default_rng(9).permutation(len(learned))[:_DISTRACTORS]
    registered = held_out + [learned[int(number)] for number in chosen]
    views = Views(registered, side=_SIDE, seed=77)
    gallery = embedder.embed_parts([_pixels(views[0, number][1]) for number in range(len(registered))])
    seized = [_pixels(views[1, number][2]) for number in range(len(held_out))]
    regions = [embedder.outline(one) for one in seized]
    sought = {
        "whole": seized,
        "middle 70 %": [crop(one, _MIDDLE) for one in seized],
        "middle 50 %": [crop(one, _SMALLER) for one in seized],
        "region": [one if part is None else rectify(one, part) for one, part in zip(seized, regions, strict=True)],
    }
    similarity = {name: _similarity(parts, gallery, embedder) for name, parts in sought.items()}
    result: dict[str, object] = {"model_id": embedder.model_id}
    result["whole, upright"] = _figures(similarity["whole"][:, 0, :, 0])
    for searched in (
        ("whole",),
        ("whole", "middle 70 %"),
        ("whole", "middle 70 %", "middle 50 %"),
        ("whole", "region"),
        ("whole", "middle 70 %", "region"),
    ):
        best = np.stack([similarity[name].max(1) for name in searched]).max(0)
        name = " and ".join(searched) + ", four orientations"
        result[name] = _figures(best[..., 0])
        result[name + ", and corners of the registered photograph"] = _figures(best.max(2))
    Path("benchmarks/results/query_views.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _pixels(view: torch.Tensor) -> NDArray[np.uint8]:
    return np.ascontiguousarray(view.numpy().transpose(1, 2, 0))


def _similarity(
    photographs: list[NDArray[np.uint8]], gallery: NDArray[np.float32], embedder: Embedder
) -> NDArray[np.float32]:
    """(Q, 4, G, R): of each orientation of Q photographs to R parts of each of G registered ones."""
    found = np.empty((len(photographs), 4, *gallery.shape[:2]), np.float32)
    for number, pixels in enumerate(photographs):
        vectors = embedder.embed([quarter_turns(pixels, turns) for turns in range(4)])
        found[number] = np.einsum("vd,grd->vgr", vectors, gallery, optimize=True)
    return found


def _figures(similarity: NDArray[np.float32]) -> dict[str, float]:
    """Of (Q, G) similarities in which query n shows gallery object n."""
    own = np.arange(len(similarity))
    without = similarity.copy()
    without[own, own] = -1
    right = similarity.argmax(1) == own
    scores = np.concatenate([similarity.max(1), without.max(1)]).astype(np.float64)
    both = np.concatenate([right, np.zeros_like(right)])
    return {
        "recall_at_1": round(float(right.mean()), 4),
        "micro_ap": round(micro_average_precision(scores, both, len(own)), 4),
    }


if __name__ == "__main__":
    main()
