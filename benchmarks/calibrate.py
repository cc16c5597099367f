"""Fit how similarities become a score, and write it into the model's manifest.

``python -m benchmarks.calibrate --config models/training.toml``

Objects: the photographs and rendered objects held out from training (one in sixteen). The registered view of each and
training photographs make a gallery. Each bad view of a held-out object is asked twice: with its object registered, and
with it taken out, as a stranger. Even objects fit the logistic regression and choose the bands, odd ones measure them.
The evaluation set takes no part.
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
from artmatch.imaging import quarter_turns
from artmatch.matching import scoring
from artmatch.matching.fusion import fuse, per_object
from artmatch.matching.scoring import Calibration
from artmatch.training.config import TrainingConfig
from artmatch.training.data import TrainingObject, Views, is_held_out, read_photographs, read_rendered

_SIDE = 320
_DISTRACTORS = 4_000
_VIEWS = 3
_STRONG_FALSE_ALARMS = 0.005
_POSSIBLE_FALSE_ALARMS = 0.05
_SEED = 1_624


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    config = TrainingConfig.load(parser.parse_args().config)
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    manifest = Settings.load(env={}).model
    embedder = Embedder.load(manifest)

    objects = read_photographs(config.photographs) + read_rendered(config.run / "rendered")
    held_out = [item for item in objects if is_held_out(item.group)]
    learned = [item for item in objects if not is_held_out(item.group)]
    chosen = np.random.default_rng(_SEED).permutation(len(learned))[:_DISTRACTORS]
    gallery = np.concatenate(
        [_registered(held_out, embedder), _registered([learned[int(number)] for number in chosen], embedder)]
    )
    known, strangers, unrelated = _asked(held_out, gallery, embedder)

    fitting = np.arange(len(known)) % 2 == 0
    inputs = np.concatenate([known[fitting, :3], strangers[fitting]])
    right = np.concatenate([known[fitting, 3], np.zeros(fitting.sum())])
    weights = _logistic(inputs, right)
    alarms = np.sort(_score(strangers[fitting], weights))
    strong, possible = (
        float(np.quantile(alarms, 1 - share)) for share in (_STRONG_FALSE_ALARMS, _POSSIBLE_FALSE_ALARMS)
    )
    calibration = Calibration(
        intercept=weights[0],
        similarity=weights[1],
        margin=weights[2],
        contrast=weights[3],
        unrelated=unrelated,
        strong=strong,
        possible=possible,
    )
    values = {name: round(float(getattr(calibration, name)), 5) for name in Calibration.__dataclass_fields__}
    measured = _measured(known[~fitting], strangers[~fitting], weights, strong, possible) | {"gallery": len(gallery)}
    stored = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(stored | {"calibration": values}, indent=2) + "\n", encoding="utf-8")
    result = {"model_id": embedder.model_id, "calibration": values, "measured_on_the_other_half": measured}
    Path("benchmarks/results/calibration.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _pixels(view: torch.Tensor) -> NDArray[np.uint8]:
    return np.ascontiguousarray(view.numpy().transpose(1, 2, 0))


def _registered(objects: list[TrainingObject], embedder: Embedder) -> NDArray[np.float32]:
    views = Views(objects, side=_SIDE, seed=_SEED)
    return np.concatenate([embedder.embed([_pixels(views[0, number][1])]) for number in range(len(objects))])


def _asked(
    held_out: list[TrainingObject], gallery: NDArray[np.float32], embedder: Embedder
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Features of every query with its object registered, with 1 where the first object is right (Q, 4), and without
    (Q, 3); and the median best similarity of the latter.
    """
    views = Views(held_out, side=_SIDE, seed=_SEED)
    owners = np.arange(len(gallery))
    known, strangers = [], []
    for number in range(len(held_out)):
        for step in range(1, _VIEWS + 1):
            seized = _pixels(views[step, number][2])
            vectors = embedder.embed([quarter_turns(seized, turns) for turns in range(4)])
            similarities = fuse(per_object((vectors @ gallery.T)[None], owners, len(gallery)))
            known.append([*_first(similarities), float(similarities.argmax() == number)])
            strangers.append(_first(np.delete(similarities, number)))
    without = np.array(strangers)
    return np.array(known), without, float(np.median(without[:, 0]))


def _first(similarities: NDArray[np.float32]) -> list[float]:
    found = scoring.features(np.sort(similarities)[::-1], 0.0)
    return [float(found.similarity[0]), float(found.margin[0]), float(found.contrast[0])]


def _logistic(inputs: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intercept and weights (4,) by Newton's method; a weight that would be negative is held at nought."""
    design = np.column_stack([np.ones(len(inputs)), inputs])
    free = np.ones(4, bool)
    while True:
        weights = np.zeros(4)
        for _ in range(50):
            chance = 1 / (1 + np.exp(-design @ weights))
            gradient = design.T @ (right - chance) - 1e-3 * weights
            curvature = (design.T * (chance * (1 - chance))) @ design + 1e-3 * np.eye(4)
            weights[free] += np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        if (weights[1:] >= 0).all():
            return weights
        free[1 + int(weights[1:].argmin())] = False


def _score(inputs: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-(weights[0] + inputs @ weights[1:]))))


def _measured(
    known: NDArray[np.float64],
    strangers: NDArray[np.float64],
    weights: NDArray[np.float64],
    strong: float,
    possible: float,
) -> dict[str, float]:
    """Error rates of the bands, and the expected calibration error in ten bins of equal width."""
    mine, theirs, right = _score(known[:, :3], weights), _score(strangers, weights), known[:, 3]
    scores, truth = np.concatenate([mine, theirs]), np.concatenate([right, np.zeros(len(theirs))])
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [abs(scores[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return {
        "queries": len(known),
        "recall_at_1": round(float(right.mean()), 4),
        "expected_calibration_error": round(float(sum(gaps)), 4),
        "strangers_called_strong": round(float((theirs >= strong).mean()), 4),
        "strangers_called_possible_or_strong": round(float((theirs >= possible).mean()), 4),
        "registered_called_strong": round(float((mine >= strong).mean()), 4),
        "registered_called_possible_or_strong": round(float((mine >= possible).mean()), 4),
        "wrong_among_strong": round(float(1 - right[mine >= strong].mean()), 4),
    }


if __name__ == "__main__":
    main()
