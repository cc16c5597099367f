"""Which views of a query to search: orientations, and parts of it beside the whole.

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
_PARTS = {"whole": 0.0, "middle 70 %": 0.15, "middle 50 %": 0.25}
"""What is cut off at each side."""


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
    gallery = embedder.embed([_pixels(views[0, number][1]) for number in range(len(registered))])
    seized = [_pixels(views[1, number][2]) for number in range(len(held_out))]
    similarity = {
        name: np.stack([_turned(crop(one, (cut, cut, 1 - cut, 1 - cut)), embedder) @ gallery.T for one in seized])
        for name, cut in _PARTS.items()
    }
    whole, middle, smaller = (similarity[name] for name in _PARTS)
    regions = [embedder.outline(one) for one in seized]
    region = np.stack(
        [
            _turned(one if part is None else rectify(one, part), embedder) @ gallery.T
            for one, part in zip(seized, regions, strict=True)
        ]
    )
    result = {
        "model_id": embedder.model_id,
        "whole, upright": _figures(whole[:, 0]),
        "whole, four orientations": _figures(whole.max(1)),
        "and middle 70 %": _figures(np.concatenate([whole, middle], 1).max(1)),
        "and middle 50 %": _figures(np.concatenate([whole, middle, smaller], 1).max(1)),
        "whole and region": _figures(np.concatenate([whole, region], 1).max(1)),
        "whole, middle 70 % and region": _figures(np.concatenate([whole, middle, region], 1).max(1)),
    }
    Path("benchmarks/results/query_views.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _pixels(view: torch.Tensor) -> NDArray[np.uint8]:
    return np.ascontiguousarray(view.numpy().transpose(1, 2, 0))


def _turned(pixels: NDArray[np.uint8], embedder: Embedder) -> NDArray[np.float32]:
    return embedder.embed([quarter_turns(pixels, turns) for turns in range(4)])


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
