"""How often the right object is found on an evaluation set, with 95 % intervals, and what the bands are worth.

``python -m benchmarks.accuracy MANIFEST`` writes benchmarks/results/accuracy.json, .md and .png (reliability diagram).

Four ways: everything on, and the embedding alone; on the photographs as they are, and degraded (``artmatch evaluate
--degrade 1``). Intervals are percentiles of 1,000 bootstrap resamples of the objects of each set, all queries of an
object together; those of rates are Wilson's. Nothing is fitted here; one number was chosen on every second object
(benchmarks/published_share.py), so that the figures of the other objects and of the strangers stand apart too.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import torch

from artmatch.cli.evaluate_command import degraded, register_gallery
from artmatch.config import Settings
from artmatch.evaluation.dataset import Dataset
from artmatch.evaluation.runner import ask
from artmatch.wiring import Workspace
from benchmarks.report import publish
from benchmarks.summary import DEGRADE_SEED, accuracy, of_others, part_of, take_arguments, trust

_WAYS = (
    ("everything", False, False),
    ("embedding alone", True, False),
    ("everything, degraded", False, True),
    ("embedding alone, degraded", True, True),
)


def main() -> None:
    """Register once, ask four ways side by side, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    given = parser.parse_args()
    dataset = part_of(Dataset.read(given.manifest), given.every)
    with TemporaryDirectory(prefix="artmatch-accuracy-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            register_gallery(workspace, dataset)
            model_id, objects = workspace.embedder.model_id, workspace.registry.counts().objects
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            asked = pool.map(_ask_all, [settings] * len(_WAYS), [dataset] * len(_WAYS), _WAYS)
            results = {way[0]: summary for way, summary in zip(_WAYS, asked, strict=True)}
    publish("accuracy", {"model_id": model_id, "gallery_objects": objects, "ways": results}, given.results)


def _ask_all(settings: Settings, dataset: Dataset, way: tuple[str, bool, bool]) -> dict[str, Any]:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    _, embedding_only, is_degraded = way
    with Workspace.open(settings) as workspace:
        answers = list(
            ask(
                dataset,
                lambda path: workspace.match(
                    [degraded(path, DEGRADE_SEED, dataset) if is_degraded else path],
                    top=10,
                    embedding_only=embedding_only,
                ),
            )
        )
    return accuracy(answers) | trust(answers) | {"others": accuracy(of_others(answers, dataset))["macro"]}


if __name__ == "__main__":
    main()
