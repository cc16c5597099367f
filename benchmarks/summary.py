"""What the scripts share: a part of an evaluation set to try them on, and answers to the figures that are kept."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.intervals import measured
from artmatch.evaluation.reliability import reliability
from artmatch.evaluation.runner import Answered

RESULTS = Path("benchmarks/results")
DEGRADE_SEED = 1
"""Of the degraded copies that figures are given for: ``artmatch evaluate --degrade 1``."""


def take_arguments(parser: ArgumentParser) -> None:
    """The manifest, and what makes a quick trial."""
    parser.add_argument("manifest", type=Path, help="of the evaluation set")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth question and other object")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results (%(default)s)")


def part_of(dataset: Dataset, every: int) -> Dataset:
    """Every Nth question and photograph of objects that nobody asks for, with those of the objects still asked for."""
    questions = dataset.questions[::every]
    asked, ever_asked = ({item.object_id for item in items} for items in (questions, dataset.questions))
    others = [item for item in dataset.gallery if item.object_id not in ever_asked][::every]
    gallery = tuple(item for item in dataset.gallery if item.object_id in asked or item in others)
    return replace(dataset, gallery=gallery, questions=questions)


def chosen_queries(items: Iterable[Item], a_set: int) -> list[Item]:
    """At most so many queries of each set, in turn from all of its objects, in the order of ``items``."""
    turns: dict[str, int] = {}
    ordered: list[tuple[str, int, Item]] = []
    for item in items:
        if item.role is Role.QUERY:
            turn = turns[item.object_id] = turns.get(item.object_id, -1) + 1
            ordered.append((item.set_name, turn, item))
    ordered.sort(key=lambda each: each[:2])  # stable: objects stay in their order
    kept: dict[str, list[Item]] = {}
    for name, _, item in ordered:
        kept.setdefault(name, []).append(item)
    return [item for members in kept.values() for item in members[:a_set]]


def declared_part(dataset: Dataset) -> frozenset[str]:
    """Objects on which something may be chosen: every second one of each set that is asked for, by name.

    What was chosen on them is reported for the other objects too.
    """
    objects: dict[str, set[str]] = {}
    for item in dataset.questions:
        if item.role is Role.QUERY:
            objects.setdefault(item.set_name, set()).add(item.object_id)
    return frozenset(name for names in objects.values() for name in sorted(names)[::2])


def asking_for_others(dataset: Dataset) -> Dataset:
    """The whole gallery, asked for strangers and for objects that nothing was chosen on."""
    declared = declared_part(dataset)
    return replace(dataset, questions=tuple(item for item in dataset.questions if item.object_id not in declared))


def of_others(answers: Sequence[Answered], dataset: Dataset) -> list[Answered]:
    """The answers about strangers and about objects that nothing was chosen on."""
    others = set(asking_for_others(dataset).questions)
    return [one for one in answers if one.item in others]


def accuracy(answers: Sequence[Answered]) -> dict[str, Any]:
    """Recall of every set and the figures over all, each [value, lower, upper 95 % bound]."""
    found = measured(answers)
    parts = found.figures
    sets = {
        name: {
            "objects": part.objects,
            "queries": part.queries,
            "recall_at_1": part.recall[1],
            "recall_at_1_interval": list(found.recall[name][1]),
            "recall_at_5": part.recall[5],
        }
        for name, part in parts.sets.items()
    }
    macro = {
        "recall_at_1": [parts.macro[1], *found.macro[1]],
        "recall_at_5": [parts.macro[5], *found.macro[5]],
        "micro_ap": [parts.micro_ap, *found.micro_ap],
        "r_at_p90": [parts.r_at_p90, *found.r_at_p90],
    }
    return {"sets": sets, "macro": macro}


def trust(answers: Sequence[Answered]) -> dict[str, Any]:
    """What the bands and the scores are worth."""
    found = reliability(answers)
    return {
        "strangers": found.strangers,
        "queries": found.queries,
        "bands": {band.value: asdict(rates) for band, rates in found.bands.items()},
        "expected_calibration_error": found.expected_calibration_error,
        "calibration_error_as_said": found.calibration_error_as_said,
        "reliability": [[one.said, one.true, one.answers] for one in found.bins],
    }


def rounded(value: Any, digits: int = 4) -> Any:
    """``value`` with its numbers at a precision that a rerun gives again."""
    if isinstance(value, float):
        return round(value, digits)
    if isinstance(value, dict):
        return {name: rounded(part, digits) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part, digits) for part in value]
    return value
