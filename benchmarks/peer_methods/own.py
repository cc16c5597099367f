"""artmatch itself, as shipped: with the comparison point by point, and the embedding alone.

How well it finds is known from benchmarks/accuracy.py, which asks the same questions; what is measured here is what a
query and a registered photograph cost.
"""

import json
import statistics
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from artmatch.cli.evaluate_command import register_gallery
from artmatch.config import Settings
from artmatch.errors import InputError
from artmatch.evaluation.dataset import Dataset
from artmatch.matching.description import kinds
from artmatch.wiring import Workspace

_NAMES = {"everything": "artmatch", "embedding alone": "artmatch, embedding alone"}
_TIMED = 60


def measured_own(dataset: Dataset, results: Path) -> dict[str, Any]:
    """Both ways; InputError if ``results`` hold no accuracy of the model in use."""
    file = results / "accuracy.json"
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"model_id": "none"}
    with TemporaryDirectory(prefix="artmatch-peers-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            if known["model_id"] != workspace.embedder.model_id:
                raise InputError(f"{file} is of the model {known['model_id']}: run benchmarks.accuracy first.")
            register_gallery(workspace, dataset)
            size = _bytes(workspace)
            return {
                name: {part: known["ways"][way][part] for part in ("sets", "macro")}
                | {
                    "milliseconds_a_query": 1_000 * _seconds(workspace, dataset, embedding_only=way != "everything"),
                    "bytes_a_photograph": size[way],
                    "model_id": known["model_id"],
                }
                for way, name in _NAMES.items()
            }


def _seconds(workspace: Workspace, dataset: Dataset, *, embedding_only: bool) -> float:
    """Of one processor core, the median over some queries of every set."""
    taken = []
    for item in dataset.questions[:: max(len(dataset.questions) // _TIMED, 1)]:
        started = time.process_time()
        workspace.match([dataset.folder / item.path], top=10, embedding_only=embedding_only)
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _bytes(workspace: Workspace) -> dict[str, int]:
    """Embedding as float32, those of parts, descriptors of places, and local features."""
    numbers = range(1, workspace.registry.counts().photographs + 1)
    names = kinds(workspace.embedder)
    found = [workspace.registry.local_features(name, numbers).values() for name in names]
    points, words, parts, places = (sum(map(len, data)) // max(len(data), 1) for data in found)
    embedding = 4 * workspace.embedder.dimension + parts
    return {"everything": embedding + points + words + places, "embedding alone": embedding}
