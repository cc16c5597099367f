"""How often the right object is found on an evaluation set, with 95 % intervals, and what the bands are worth.

``python -m benchmarks.accuracy MANIFEST`` writes benchmarks/results/accuracy.json and accuracy.md.

Four ways: everything on, and the embedding alone; on the photographs as they are, and degraded (``artmatch evaluate
--degrade 1``). Intervals are percentiles of 1,000 bootstrap resamples of the objects of each set, all queries of an
object together. Nothing is fitted here.
"""

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import torch

from artmatch.cli.evaluate_command import degraded, register_gallery
from artmatch.config import Settings
from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.metrics import Figures, Ranking, figures
from artmatch.records import Band
from artmatch.wiring import Workspace

_DEGRADE_SEED = 1
_RESAMPLES = 1_000
_RESULTS = Path("benchmarks/results")
_WAYS = (
    ("everything", False, False),
    ("embedding alone", True, False),
    ("everything, degraded", False, True),
    ("embedding alone, degraded", True, True),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to one question."""

    item: Item
    ranking: Ranking
    band: Band
    chance: float
    """Of the first objects that tie."""
    holds: bool
    """Whether the right object is among those."""


def main() -> None:
    """Register once, ask four ways side by side, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    dataset = Dataset.read(parser.parse_args().manifest)
    with TemporaryDirectory(prefix="artmatch-accuracy-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            register_gallery(workspace, dataset)
            model_id, objects = workspace.embedder.model_id, workspace.registry.counts().objects
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            asked = pool.map(_ask_all, [settings] * len(_WAYS), [dataset] * len(_WAYS), _WAYS)
            results = {way[0]: summary for way, summary in zip(_WAYS, asked, strict=True)}
    found = {"model_id": model_id, "gallery_objects": objects, "ways": results}
    (_RESULTS / "accuracy.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (_RESULTS / "accuracy.md").write_text(_tables(results), encoding="utf-8")
    print(_tables(results))


def _ask_all(settings: Settings, dataset: Dataset, way: tuple[str, bool, bool]) -> dict[str, Any]:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    _, embedding_only, is_degraded = way
    with Workspace.open(settings) as workspace:
        return _summary([_ask(workspace, dataset, item, embedding_only, is_degraded) for item in dataset.questions])


def _ask(workspace: Workspace, dataset: Dataset, item: Item, embedding_only: bool, is_degraded: bool) -> Answered:
    path = dataset.folder / item.path
    query = degraded(path, _DEGRADE_SEED, dataset) if is_degraded else path
    answer = workspace.match([query], top=10, embedding_only=embedding_only)
    shown = item.object_id if item.role is Role.QUERY else None
    ranked = tuple((match.record.object_id, match.score) for match in answer.matches)
    alike = answer.matches[: answer.tied]
    return Answered(
        item,
        Ranking(item.set_name, shown, ranked),
        answer.band,
        sum(match.score for match in alike),
        shown in [match.record.object_id for match in alike],
    )


def _summary(answers: Sequence[Answered]) -> dict[str, Any]:
    found = figures([one.ranking for one in answers])
    low, high = _intervals(answers)
    sets = {
        name: {
            "objects": part.objects,
            "queries": part.queries,
            "recall_at_1": round(part.recall[1], 4),
            "recall_at_1_interval": [round(low[name], 4), round(high[name], 4)],
            "recall_at_5": round(part.recall[5], 4),
        }
        for name, part in found.sets.items()
    }
    macro = {
        name: [round(value, 4), round(low[name], 4), round(high[name], 4)] for name, value in _macro(found).items()
    }
    return {"sets": sets, "macro": macro} | _bands(answers)


def _macro(found: Figures) -> dict[str, float]:
    return {
        "recall_at_1": found.macro[1],
        "recall_at_5": found.macro[5],
        "micro_ap": found.micro_ap,
        "r_at_p90": found.r_at_p90,
    }


def _intervals(answers: Sequence[Answered]) -> tuple[dict[str, float], dict[str, float]]:
    """Lower and upper bounds of the macro figures and of each set's recall@1, by name."""
    rng = np.random.default_rng(0)
    objects: dict[tuple[str, bool], dict[str, list[Ranking]]] = defaultdict(lambda: defaultdict(list))
    for one in answers:
        stratum = objects[one.item.set_name, one.item.role is Role.QUERY]
        stratum[one.item.object_id].append(one.ranking)
    drawn = defaultdict(list)
    for _ in range(_RESAMPLES):
        sample = []
        for members in objects.values():
            names = list(members)
            for copy, number in enumerate(rng.integers(len(names), size=len(names))):
                for ranking in members[names[number]]:  # a copy is an object of its own
                    renamed = tuple((f"{name}#{copy}", score) for name, score in ranking.answers)
                    shown = None if ranking.object_id is None else f"{ranking.object_id}#{copy}"
                    sample.append(Ranking(ranking.set_name, shown, renamed))
        found = figures(sample)
        for name, value in (_macro(found) | {name: part.recall[1] for name, part in found.sets.items()}).items():
            drawn[name].append(value)
    return (
        {name: float(np.percentile(values, 2.5)) for name, values in drawn.items()},
        {name: float(np.percentile(values, 97.5)) for name, values in drawn.items()},
    )


def _bands(answers: Sequence[Answered]) -> dict[str, Any]:
    """How often each band is given to strangers and to registered objects, how often it is wrong, and calibration."""
    strangers = [one for one in answers if one.item.role is Role.STRANGER]
    known = [one for one in answers if one.item.role is Role.QUERY]
    chance = np.array([one.chance for one in answers])
    holds = np.array([one.holds for one in answers])
    bins = np.minimum((chance * 10).astype(int), 9)
    used = sorted(set(bins.tolist()))
    diagram = [
        [round(float(chance[bins == b].mean()), 3), round(float(holds[bins == b].mean()), 3), int((bins == b).sum())]
        for b in used
    ]
    error = sum(abs(said - true) * count for said, true, count in diagram) / len(answers)
    by_band = {
        band.value: {
            "strangers": sum(one.band is band for one in strangers),
            "queries": sum(one.band is band for one in known),
            "wrong": sum(one.band is band and not one.holds for one in answers),
        }
        for band in Band
    }
    return {
        "bands": by_band,
        "strangers": len(strangers),
        "queries": len(known),
        "expected_calibration_error": round(float(error), 4),
        "reliability": diagram,
    }


def _tables(results: dict[str, dict[str, Any]]) -> str:
    """Markdown: the macro figures of every way, then recall@1 of every set."""
    ways = list(results)
    lines = [
        "| | macro recall@1 | recall@5 | micro-AP | R@P90 | strangers called strong |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for way, found in results.items():
        cells = [f"{value:.3f} ({low:.3f} to {high:.3f})" for value, low, high in found["macro"].values()]
        strong = found["bands"][Band.STRONG.value]["strangers"]
        lines.append(f"| {way} | {' | '.join(cells)} | {strong} of {found['strangers']} |")
    lines += ["", f"| recall@1 | objects | {' | '.join(ways)} |", "|---|--:|" + "--:|" * len(ways)]
    sets = results[ways[0]]["sets"]
    for name in sets:
        parts = [results[way]["sets"][name] for way in ways]
        cells = [f"{part['recall_at_1']:.3f}" for part in parts]
        lines.append(f"| {name} | {parts[0]['objects']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
