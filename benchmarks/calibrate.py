"""Fit how evidence becomes a score, and write it, how high strangers score and how often it errs into the manifest.

``python -m benchmarks.calibrate --config models/training.toml``

Objects: the photographs and rendered objects held out from training (one in sixteen), and others drawn for this at the
size of a camera's photographs (benchmarks/trial_views.py). The registered view of each and training photographs make a
gallery, of 600 objects for one half of the queries and of all for the other. Views of them are asked, of each sort of
things as many (benchmarks/trial_turns.py): careful photographs, bad ones, those with every fault at once, fragments and
small objects in busy pictures, since users bring all of these; each twice: with its object registered, and with it
taken out, as a stranger, so that scores hold where every second query shows a registered object. Other photographs that
show the same thing are taken out both times (benchmarks/same_things.py). Everything is fitted on all of them. How often
that errs is measured by cross-fitting: what is fitted on one half of the objects, bands included, is measured on the
other half and the other way round. The strangers' scores from which a false-alarm rate becomes a threshold
(artmatch/matching/false_alarms.py) are by weights that were fitted without their own half too. The evaluation set
takes no part.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.answers import Band
from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.matching import scoring
from artmatch.matching.scoring import WEIGHTS, Calibration
from artmatch.training.config import TrainingConfig
from artmatch.training.data import held_apart, read_photographs, read_rendered
from benchmarks.trial_searches import SMALL_GALLERY, Asked, asked
from benchmarks.trial_views import fine_objects

_DISTRACTORS = 3_000
_FINE_OBJECTS = 240
_STRONG_FALSE_ALARMS = 0.005
_POSSIBLE_FALSE_ALARMS = 0.05
_WEAK_FALSE_ALARMS = 0.2
"""The share of strangers that each band, with those above it, may have; scoring.caution says the last in words."""
_KEPT_STRANGERS = 0.1
"""The share of the strangers' scores, the highest ones, that the manifest keeps: nobody wants more false alarms."""
_SEED = 1_624
_PARTS = {"embedding": ("similarity", "standing", "size"), "verification": WEIGHTS}
"""What each calibration may use; the other weights are nought."""
_WITHOUT_PLACES = tuple(name for name in WEIGHTS if name != "places")
"""Measured too, to say what comparing place by place gives."""


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    given = parser.parse_args()
    config = TrainingConfig.load(given.config)
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    manifest = Settings.load(env={}).model
    embedder = Embedder.load(manifest)

    learned, held_out = held_apart(read_photographs(config.photographs) + read_rendered(config.run / "rendered"))
    shuffled = [learned[int(number)] for number in np.random.default_rng(_SEED).permutation(len(learned))]
    fine, scenes = fine_objects(_FINE_OBJECTS)
    registered = held_out + fine + shuffled[:_DISTRACTORS]
    groups = asked(held_out + fine, registered, shuffled[_DISTRACTORS:], scenes, embedder)
    halved = np.array_split(np.random.default_rng(_SEED).permutation(len(groups)), 2)
    halves = [[one for number in half.tolist() for one in groups[number]] for half in halved]

    parts = {part: _calibrated(halves[0] + halves[1], used) for part, used in _PARTS.items()}
    measured, answers = {}, {}
    for part, used in (_PARTS | {"verification without places": _WITHOUT_PLACES}).items():
        by_the_other = [Calibration(**_calibrated(half, used)) for half in reversed(halves)]
        answers[part] = [_said(one, by) for half, by in zip(halves, by_the_other, strict=True) for one in half]
        measured[part] = _measured(answers[part])
    false_alarms = _false_alarms(answers["verification"])
    stored = json.loads(manifest.read_text(encoding="utf-8"))
    stored |= {"calibration": parts, "false_alarms": false_alarms, "error_rates": measured["verification"]}
    manifest.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    result = {
        "model_id": embedder.model_id,
        "gallery_objects": [SMALL_GALLERY, len(registered)],
        "calibration": parts,
        "measured_by_cross_fitting": measured,
        "false_alarms": false_alarms,
    }
    Path("benchmarks/results/calibration.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _fitted(groups: Sequence[Asked], used: Sequence[str]) -> dict[str, float]:
    """Intercept and weights of greatest likelihood; weights are kept from being negative by a square."""
    inputs = torch.from_numpy(np.stack([scoring.evidence(one.found, one.objects) for one in groups]))
    allowed = torch.tensor([name in used for name in WEIGHTS])
    truth = torch.tensor([one.truth + 1 for one in groups])
    roots = torch.full((len(WEIGHTS),), 0.5, dtype=torch.float64, requires_grad=True)
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
    return {"intercept": float(intercept.detach())} | dict(zip(WEIGHTS, weights, strict=True))


def _calibrated(groups: Sequence[Asked], used: Sequence[str]) -> dict[str, float]:
    """Weights, and the bands that keep false alarms as rare among the strangers of ``groups`` as they are to be."""
    strangers = [one for one in groups if one.stranger]
    values = _fitted(groups, used)
    for name in ("unrelated", "unrelated_places"):
        backgrounds = [one.background if name == "unrelated" else one.background_of_places for one in strangers]
        values[name], values[f"{name}_spread"] = np.median(backgrounds, axis=0).tolist()
    values |= {"strong": 1.0, "possible": 1.0, "weak": 1.0}
    alarms = [_said(one, Calibration(**values)).score for one in strangers]
    limits = {"strong": _STRONG_FALSE_ALARMS, "possible": _POSSIBLE_FALSE_ALARMS, "weak": _WEAK_FALSE_ALARMS}
    for band, share in limits.items():
        values[band] = float(np.quantile(alarms, 1 - share, method="higher"))
    return {name: round(value, 9) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """What a calibration makes of a query."""

    score: float
    """Of the first objects that tie."""
    holds: bool
    """Whether the right object is one of them."""
    first: float
    """Chance of the first object alone."""
    right: bool
    """Whether it is the right one."""
    band: Band
    stranger: bool


def _said(one: Asked, calibration: Calibration) -> Said:
    scores = scoring.scores(one.found, calibration, one.objects)
    order = np.argsort(-scores, kind="stable")
    alike = order[: scoring.tied(scores[order])]
    score = float(scores[alike].sum())
    return Said(
        score=score,
        holds=one.truth in alike,
        first=float(scores[order[0]]),
        right=bool(order[0] == one.truth),
        band=scoring.band(score, calibration),
        stranger=one.stranger,
    )


def _false_alarms(answers: Sequence[Said]) -> dict[str, int | list[float]]:
    """How many strangers were asked, and their highest scores."""
    scores = sorted((one.score for one in answers if one.stranger), reverse=True)
    return {
        "strangers": len(scores),
        "highest": [round(score, 9) for score in scores[: int(len(scores) * _KEPT_STRANGERS)]],
    }


def _measured(answers: Sequence[Said]) -> dict[str, float]:
    """Error rates of the bands, and the expected calibration error in ten bins of equal width."""
    first, right, holds, stranger = (
        np.array([getattr(one, name) for one in answers]) for name in ("first", "right", "holds", "stranger")
    )
    strong = np.array([one.band is Band.STRONG for one in answers])
    possible = np.array([one.band.is_lead for one in answers])
    weak = np.array([one.band is not Band.NONE for one in answers])
    bins = np.minimum((first * 10).astype(int), 9)
    gaps = [abs(first[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]

    def share(of: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
        return round(float(of[among].mean()), 4) if among.any() else 0.0

    return {
        "queries": int((~stranger).sum()),
        "strangers": int(stranger.sum()),
        "recall_at_1": share(right, ~stranger),
        "expected_calibration_error": round(float(sum(gaps)), 4),
        "strangers_called_strong": share(strong, stranger),
        "strangers_called_possible_or_strong": share(possible, stranger),
        "strangers_called_weak_or_better": share(weak, stranger),
        "registered_called_strong": share(strong, ~stranger),
        "registered_called_possible_or_strong": share(possible, ~stranger),
        "registered_called_weak_or_better": share(weak, ~stranger),
        "wrong_among_strong": share(~holds, strong),
    }


if __name__ == "__main__":
    main()
