"""Fit how evidence becomes a score, and write it, how high strangers score and how often it errs into the manifest.

``python -m benchmarks.calibrate --config models/training.toml``

Objects: the photographs and rendered objects held out from training (one in sixteen). The registered view of each and
training photographs make a gallery, of 600 objects for one half of the queries and of all for the other. Each bad view
of a held-out object is asked twice: with its object registered, and with it taken out, as a stranger. Even objects fit
the conditional logit and choose the bands, odd ones measure them and give the strangers' scores from which a
false-alarm rate becomes a threshold (artmatch/matching/false_alarms.py). The evaluation set takes no part.
"""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.matching import scoring
from artmatch.matching.fusion import fuse, per_object
from artmatch.matching.matcher import VERIFIED_PHOTOGRAPHS
from artmatch.matching.matcher import views as matched_views
from artmatch.matching.scoring import Calibration, Features
from artmatch.records import Verification
from artmatch.training.config import TrainingConfig
from artmatch.training.data import TrainingObject, Views, is_held_out, read_photographs, read_rendered
from artmatch.verification import LocalFeatureExtractor, LocalFeatures, verify
from artmatch.verification.local_features import QUERY_KEYPOINTS

_SIDE = 448
_DISTRACTORS = 3_000
_SMALL_GALLERY = 600
_FEWER_DISTRACTORS = 1_000
"""With --strangers-only, which is to be quick."""
_VIEWS = 2
_COMPARED_OBJECTS = 100
_STRONG_FALSE_ALARMS = 0.005
_POSSIBLE_FALSE_ALARMS = 0.05
_KEPT_STRANGERS = 0.1
"""The share of the strangers' scores, the highest ones, that the manifest keeps: nobody wants more false alarms."""
_SEED = 1_624
_WEIGHTS = ("similarity", "contrast", "inliers", "consistent", "size")
_PARTS = {"embedding": ("similarity", "contrast", "size"), "verification": _WEIGHTS}
"""What each calibration may use; the other weights are nought."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query against a gallery."""

    found: Features
    """Of the most similar objects."""
    truth: int
    """Position of the right object among them; -1 for a stranger, and where it is not among them."""
    objects: int
    """In the gallery."""
    stranger: bool


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    parser.add_argument(
        "--strangers-only", action="store_true", help="keep the calibration; measure how high strangers score with it"
    )
    given = parser.parse_args()
    config = TrainingConfig.load(given.config)
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    manifest = Settings.load(env={}).model
    embedder = Embedder.load(manifest)

    objects = read_photographs(config.photographs) + read_rendered(config.run / "rendered")
    held_out = [item for item in objects if is_held_out(item.group)]
    learned = [item for item in objects if not is_held_out(item.group)]
    chosen = np.random.default_rng(_SEED).permutation(len(learned))[:_DISTRACTORS]
    registered = held_out + [learned[int(number)] for number in chosen]
    if given.strangers_only:
        asked = _asked(held_out, registered[: len(held_out) + _FEWER_DISTRACTORS], embedder, range(1, len(held_out), 4))
        _keep_false_alarms(manifest, asked)
        return
    groups = _asked(held_out, registered, embedder, range(len(held_out)))
    fitting = [one for number, pair in enumerate(groups) if number // _VIEWS % 2 == 0 for one in pair]
    measuring = [one for number, pair in enumerate(groups) if number // _VIEWS % 2 == 1 for one in pair]
    unrelated = float(np.median([one.found.similarity.max() for one in fitting if one.stranger]))

    parts, measured = {}, {}
    for part, used in _PARTS.items():
        values = _fitted(fitting, used) | {"unrelated": unrelated, "strong": 1.0, "possible": 1.0}
        alarms = [_best(one, Calibration(**values))[0] for one in fitting if one.stranger]
        for band, share in (("strong", _STRONG_FALSE_ALARMS), ("possible", _POSSIBLE_FALSE_ALARMS)):
            values[band] = float(np.quantile(alarms, 1 - share))
        parts[part] = {name: round(value, 5) for name, value in values.items()}
        measured[part] = _measured(measuring, Calibration(**parts[part]))
    false_alarms = _false_alarms(measuring, Calibration(**parts["verification"]))
    stored = json.loads(manifest.read_text(encoding="utf-8"))
    stored |= {"calibration": parts, "false_alarms": false_alarms, "error_rates": measured["verification"]}
    manifest.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    result = {
        "model_id": embedder.model_id,
        "gallery_objects": [_SMALL_GALLERY, len(registered)],
        "calibration": parts,
        "measured_on_the_other_half": measured,
        "false_alarms": false_alarms,
    }
    Path("benchmarks/results/calibration.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _keep_false_alarms(manifest: Path, groups: Sequence[Sequence[Asked]]) -> None:
    """Measure the strangers among ``groups``, half of those that took no part in fitting, by the manifest's own
    calibration, and write it beside that.
    """
    stored = json.loads(manifest.read_text(encoding="utf-8"))
    calibration = Calibration.from_mapping(stored["calibration"]["verification"])
    stored["false_alarms"] = _false_alarms([one for pair in groups for one in pair], calibration)
    manifest.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(stored["false_alarms"], indent=2))


def _pixels(view: torch.Tensor) -> NDArray[np.uint8]:
    return np.ascontiguousarray(view.numpy().transpose(1, 2, 0))


def _asked(
    held_out: list[TrainingObject], registered: list[TrainingObject], embedder: Embedder, numbers: Sequence[int]
) -> list[list[Asked]]:
    """For each view of the held-out objects ``numbers``: asked with its object registered, and as a stranger."""
    rng = np.random.default_rng(_SEED)
    views = Views(registered, side=_SIDE, seed=_SEED)
    shown = [_pixels(views[0, number][1]) for number in range(len(registered))]
    gallery = embedder.embed(shown)
    questions = []
    for number in numbers:
        for view in range(_VIEWS):
            seized = _pixels(views[1 + view, number][2])
            vectors = embedder.embed(matched_views(seized))
            similarity = fuse(per_object((vectors @ gallery.T)[None], np.arange(len(gallery)), len(gallery)))
            members = np.arange(len(gallery))
            if view % 2:
                others = np.delete(members, number)
                members = np.append(rng.choice(others, _SMALL_GALLERY - 1, replace=False), number)
            questions.append((number, seized, similarity, members))
    with ProcessPoolExecutor() as pool:
        described = list(pool.map(_described, shown, chunksize=64))
        tasks = [
            (number, seized, similarity, members, {int(n): described[n] for n in _nearest(similarity, members)})
            for number, seized, similarity, members in questions
        ]
        return list(pool.map(_compared, tasks, chunksize=8))


def _nearest(similarity: NDArray[np.float32], members: NDArray[np.intp]) -> NDArray[np.intp]:
    """What may be verified: one more than is, since the right object is taken out once."""
    return members[np.argsort(-similarity[members])[: VERIFIED_PHOTOGRAPHS + 1]]


def _described(pixels: NDArray[np.uint8]) -> bytes:
    cv2.setNumThreads(1)
    return LocalFeatureExtractor().extract(pixels).to_bytes()


_Task = tuple[int, NDArray[np.uint8], NDArray[np.float32], NDArray[np.intp], dict[int, bytes]]


def _compared(task: _Task) -> list[Asked]:
    cv2.setNumThreads(1)
    number, seized, similarity, members, described = task
    own = LocalFeatureExtractor().extract(seized, QUERY_KEYPOINTS)
    verified = {n: verify(own, LocalFeatures.from_bytes(data)) for n, data in described.items()}
    asked: list[Asked] = []
    for gallery in (members, members[members != number]):
        order = gallery[np.argsort(-similarity[gallery])[:_COMPARED_OBJECTS]]
        agreeing: dict[int, Verification] = {
            position: verified[int(n)] for position, n in enumerate(order[:VERIFIED_PHOTOGRAPHS])
        }
        found = scoring.features(similarity[order], agreeing, 0.0)
        position = np.flatnonzero(order == number)
        asked.append(Asked(found, int(position[0]) if len(position) else -1, len(gallery), len(asked) == 1))
    return asked


def _fitted(groups: Sequence[Asked], used: Sequence[str]) -> dict[str, float]:
    """Intercept and weights of greatest likelihood; weights are kept from being negative by a square."""
    inputs = torch.from_numpy(np.stack([_inputs(one) for one in groups]))
    allowed = torch.tensor([name in used for name in _WEIGHTS])
    truth = torch.tensor([one.truth + 1 for one in groups])
    roots = torch.full((len(_WEIGHTS),), 0.5, dtype=torch.float64, requires_grad=True)
    intercept = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([roots, intercept], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        utility = inputs @ (roots.square() * allowed) + intercept
        choices = torch.cat([torch.zeros(len(utility), 1, dtype=torch.float64), utility], 1)
        value = torch.nn.functional.cross_entropy(choices, truth) + 1e-4 * roots.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    weights = (roots.square() * allowed).detach().tolist()
    return {"intercept": float(intercept.detach())} | dict(zip(_WEIGHTS, weights, strict=True))


def _inputs(one: Asked) -> NDArray[np.float64]:
    """(O, 5): what the weights are multiplied with."""
    size = np.full(len(one.found.similarity), -np.log10(one.objects / 1_000))
    return np.stack(
        [
            one.found.similarity,
            one.found.contrast,
            np.log1p(one.found.inliers),
            np.log1p(one.found.consistent),
            size,
        ],
        1,
    )


def _best(one: Asked, calibration: Calibration) -> tuple[float, bool, float, bool]:
    """Chance of the first objects that tie and whether the right one is among them; of the first, and whether it is."""
    scores = scoring.scores(one.found, calibration, one.objects)
    order = np.argsort(-scores, kind="stable")
    alike = order[: scoring.tied(scores[order])]
    return float(scores[alike].sum()), one.truth in alike, float(scores[order[0]]), bool(order[0] == one.truth)


def _false_alarms(groups: Sequence[Asked], calibration: Calibration) -> dict[str, int | list[float]]:
    """How many strangers were asked and their highest scores, which took no part in fitting ``calibration``."""
    scores = sorted((_best(one, calibration)[0] for one in groups if one.stranger), reverse=True)
    return {
        "strangers": len(scores),
        "highest": [round(score, 9) for score in scores[: int(len(scores) * _KEPT_STRANGERS)]],
    }


def _measured(groups: Sequence[Asked], calibration: Calibration) -> dict[str, float]:
    """Error rates of the bands, and the expected calibration error in ten bins of equal width."""
    answers = [(_best(one, calibration), one.stranger) for one in groups]
    score = np.array([best[0] for best, _ in answers])
    holds = np.array([best[1] for best, _ in answers])
    first, right = (np.array([best[part] for best, _ in answers]) for part in (2, 3))
    stranger = np.array([is_stranger for _, is_stranger in answers])
    bins = np.minimum((first * 10).astype(int), 9)
    gaps = [abs(first[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]

    def share(of: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
        return round(float(of[among].mean()), 4) if among.any() else 0.0

    strong, possible = score >= calibration.strong, score >= calibration.possible
    return {
        "queries": int((~stranger).sum()),
        "strangers": int(stranger.sum()),
        "recall_at_1": share(right, ~stranger),
        "expected_calibration_error": round(float(sum(gaps)), 4),
        "strangers_called_strong": share(strong, stranger),
        "strangers_called_possible_or_strong": share(possible, stranger),
        "registered_called_strong": share(strong, ~stranger),
        "registered_called_possible_or_strong": share(possible, ~stranger),
        "wrong_among_strong": share(~holds, strong),
    }


if __name__ == "__main__":
    main()
