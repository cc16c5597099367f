"""What others would find, on the same photographs, by the same figures: accuracy, milliseconds, bytes.

``python -m benchmarks.peers MANIFEST`` writes benchmarks/results/peers.json, .md and .png, and the table of
docs/matching.md. It needs ``pip install -e '.[bench,train]'``. ``--only artmatch`` measures artmatch again after a
change of model and keeps the rest.

Every method sees the same files, at most 512 pixels long, and works on one processor core; a query's time is the
median over all of them, reading the file included. Intervals are percentiles of 1,000 bootstrap resamples of the
objects. No plain network of torchvision is among them: its ImageNet weights would have to be downloaded.
"""

import argparse
import csv
import json
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import faiss
import torch

from artmatch.config import Settings
from artmatch.embedding.manifest import Manifest
from artmatch.evaluation.dataset import Dataset
from artmatch.evaluation.runner import Answered
from artmatch.wiring import Workspace
from benchmarks.peer_methods import Family
from benchmarks.report import publish
from benchmarks.summary import accuracy, part_of, take_arguments

_WHITENED_ON = 1_600
_WORDS_FROM = 2_500


@dataclass(frozen=True, slots=True)
class Task:
    """What a process needs to build a family."""

    dataset: Dataset
    photographs: tuple[Path, ...]
    """To learn from, none of the evaluation set."""
    weights: Path
    """Folder of the initial ones."""
    cache: Path


def main() -> None:
    """Each family in a process, side by side; merge into what is there; write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    parser.add_argument(
        "--only", nargs="+", choices=list(_FAMILIES), default=list(_FAMILIES), help="families to measure"
    )
    parser.add_argument("--photographs", type=Path, default=Path("runs/photographs/manifest.csv"), help="to learn from")
    parser.add_argument("--weights", type=Path, default=Path("runs/weights"), help="initial ones (%(default)s)")
    given = parser.parse_args()
    dataset = part_of(Dataset.read(given.manifest), given.every)
    task = Task(dataset, _learning(given.photographs)[:: given.every], given.weights, Path("runs/peers"))
    kept = given.results / "peers.json"
    methods = json.loads(kept.read_text(encoding="utf-8"))["methods"] if kept.exists() else {}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for found in pool.map(_measured, given.only, [task] * len(given.only)):
            methods |= found
    publish(
        "peers",
        {"photographs": len(dataset.gallery), "questions": len(dataset.questions), "methods": methods},
        given.results,
    )


def _measured(name: str, task: Task) -> dict[str, Any]:
    for library in (cv2.setNumThreads, torch.set_num_threads, faiss.omp_set_num_threads):
        library(1)
    with ExitStack() as opened:
        family, extra = _FAMILIES[name](task, opened)
        family.register(task.dataset)
        answers: dict[str, list[Answered]] = {method: [] for method in family.methods}
        seconds: dict[str, list[float]] = {method: [] for method in family.methods}
        for item in task.dataset.questions:
            started = time.perf_counter()
            description = family.describe(task.dataset.folder / item.path)
            described = time.perf_counter() - started
            for method, ranked in family.methods.items():
                started = time.perf_counter()
                answers[method].append(Answered(item, tuple(ranked(description))))
                seconds[method].append(described + time.perf_counter() - started)
        return {
            method: accuracy(answers[method])
            | {
                "milliseconds_a_query": 1_000 * statistics.median(seconds[method]),
                "bytes_a_photograph": family.bytes_a_photograph[method],
            }
            | extra
            for method in family.methods
        }


def _learning(manifest: Path) -> tuple[Path, ...]:
    with manifest.open(newline="", encoding="utf-8") as file:
        return tuple(manifest.parent / row["path"] for row in csv.DictReader(file))


def _spread(photographs: tuple[Path, ...], count: int) -> list[Path]:
    return list(photographs[:: max(len(photographs) // count, 1)])


Built = tuple[Family, dict[str, str]]
"""With what the result says besides the figures."""


def _phash(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.hashes import Hashes, phash

    return Hashes("pHash, 64 bits", phash), {}


def _pdq(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.hashes import Hashes, pdq

    return Hashes("PDQ, 256 bits", pdq), {}


def _orb(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.orb import Orb

    return Orb(), {}


def _words(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.words import Words, learned_vocabulary

    learned_from = _spread(task.photographs, _WORDS_FROM)
    return Words(learned_vocabulary(learned_from, task.cache / f"vocabulary-{len(learned_from)}.npy")), {}


def _resnet101(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.networks import Untrained, resnet101

    side = Manifest.read(Settings.load(env={}).model).side
    pooled = resnet101(task.weights / "resnet101v2_block3_int8.safetensors")
    return Untrained("untrained ResNet-101 v2", pooled, side, _spread(task.photographs, _WHITENED_ON)), {}


def _resnet50(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.networks import Untrained, resnet50

    pooled = resnet50(task.weights / "resnet50v2_block3_int8.safetensors")
    return Untrained("untrained ResNet-50 v2", pooled, 256, _spread(task.photographs, _WHITENED_ON)), {}


def _edgetpu(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.networks import Untrained, edgetpu

    pooled = edgetpu(task.weights / "mobilenet_edgetpu.safetensors")
    return Untrained("untrained MobileNetEdgeTPU", pooled, 224, _spread(task.photographs, _WHITENED_ON)), {}


def _artmatch(task: Task, opened: ExitStack) -> Built:
    from benchmarks.peer_methods.own import Own

    folder = opened.enter_context(TemporaryDirectory(prefix="artmatch-peers-"))
    settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
    workspace = opened.enter_context(Workspace.open(settings))
    return Own(workspace), {"model_id": workspace.embedder.model_id}


_FAMILIES: dict[str, Callable[[Task, ExitStack], Built]] = {
    "artmatch": _artmatch,
    "words": _words,
    "resnet101": _resnet101,
    "resnet50": _resnet50,
    "edgetpu": _edgetpu,
    "orb": _orb,
    "pdq": _pdq,
    "phash": _phash,
}
"""Longest first."""


if __name__ == "__main__":
    main()
