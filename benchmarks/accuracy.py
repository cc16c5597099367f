"""How often the right object is found on an evaluation set, with 95 % intervals, and what the bands are worth.

``python -m benchmarks.accuracy MANIFEST`` writes benchmarks/results/accuracy.json, .md and .png (reliability diagram).

Four ways: everything on, and the embedding alone; on the photographs as they are, and degraded (``artmatch evaluate
--degrade 1``). Intervals are percentiles of 1,000 bootstrap resamples of the objects of each set, all queries of an
object together; those of rates are Wilson's. Nothing is fitted here; a few settings were chosen on every second object
(benchmarks/candidates.py), so that the figures of the other objects and of the strangers stand apart too.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from artmatch.answers import Answer
from artmatch.cli.evaluate_command import degraded, register_gallery
from artmatch.config import Settings
from artmatch.evaluation.dataset import Dataset
from artmatch.evaluation.runner import ask
from artmatch.wiring import Workspace
from benchmarks.kept import keep_all
from benchmarks.report import publish
from benchmarks.summary import DEGRADE_SEED, accuracy, asking_for_others, of_others, part_of, take_arguments, trust
from benchmarks.workers import workers

_RUNS = Path("runs/accuracy")
"""What the model made of the photographs stays here: what is fitted anew is measured in a fourth of the time."""
_WAYS = {"everything": False, "embedding alone": True}
_PHOTOGRAPHS = {"": False, ", degraded": True}


def main() -> None:
    """Register once, ask four ways side by side, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    parser.add_argument("--others", action="store_true", help="ask only for objects that nothing was chosen on")
    given = parser.parse_args()
    dataset = part_of(Dataset.read(given.manifest), given.every)
    asked = asking_for_others(dataset) if given.others else dataset
    with TemporaryDirectory(prefix="artmatch-accuracy-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            keep_all(workspace.embedder, _RUNS)
            register_gallery(workspace, dataset)
            model_id, objects = workspace.embedder.model_id, workspace.registry.counts().objects
        with workers() as pool:
            both = pool.map(_ask_both, [settings] * 2, [dataset] * 2, [asked] * 2, _PHOTOGRAPHS.values())
            found = dict(zip(_PHOTOGRAPHS, both, strict=True))
    results = {way + shown: ways[way] for shown, ways in found.items() for way in _WAYS}
    about = {"model_id": model_id, "gallery_objects": objects, "only_others": given.others}
    publish("accuracy", about | {"ways": results}, given.results)


def _ask_both(settings: Settings, dataset: Dataset, asked: Dataset, is_degraded: bool) -> dict[str, dict[str, Any]]:
    """What each way makes of the photographs ``asked`` for of ``dataset``, one by one, both in the same views."""

    @lru_cache(maxsize=1)
    def shown(path: Path) -> Any:
        return degraded(path, DEGRADE_SEED, dataset) if is_degraded else path

    with Workspace.open(settings) as workspace:
        keep_all(workspace.embedder, _RUNS)

        def search(embedding_only: bool) -> Callable[[Path], Answer]:
            return lambda path: workspace.match([shown(path)], top=10, embedding_only=embedding_only)

        one_by_one = zip(*(ask(asked, search(embedding_only)) for embedding_only in _WAYS.values()), strict=True)
        answers = dict(zip(_WAYS, map(list, zip(*one_by_one, strict=True)), strict=True))
    return {
        way: accuracy(found) | trust(found) | {"others": accuracy(of_others(found, dataset))["macro"]}
        for way, found in answers.items()
    }


if __name__ == "__main__":
    main()
