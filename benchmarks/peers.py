"""What others would find, on the same photographs, by the same figures: accuracy, milliseconds, bytes.

``python -m benchmarks.peers MANIFEST`` writes benchmarks/results/peers.json, .md and .png, and the table of
docs/matching.md. It needs ``pip install -e '.[bench,train]'``. ``--only artmatch`` measures artmatch again after a
change of model, when benchmarks.accuracy was run, and keeps the rest.

Every method sees the same files, at most 512 pixels long; a query's time is that of one processor core, reading the
file included, the median over all of them. Intervals are percentiles of 1,000 bootstrap resamples of the objects. No
plain network of torchvision is among them: its ImageNet weights would have to be downloaded.
"""

import argparse
import csv
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss

from artmatch.config import Settings
from artmatch.embedding.manifest import Manifest
from artmatch.evaluation.dataset import Dataset
from artmatch.evaluation.runner import Answered
from benchmarks.peer_methods import Family
from benchmarks.peer_methods.own import measured_own
from benchmarks.report import publish
from benchmarks.summary import accuracy, part_of, take_arguments
from benchmarks.workers import workers

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
    results: Path
    """Where accuracy.json lies."""


def main() -> None:
    """Each family in a process, side by side; merge into what is there; write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    parser.add_argument("--only", nargs="+", choices=_ALL, default=_ALL, help="families to measure")
    parser.add_argument("--photographs", type=Path, default=Path("runs/photographs/manifest.csv"), help="to learn from")
    parser.add_argument("--weights", type=Path, default=Path("runs/weights"), help="initial ones (%(default)s)")
    given = parser.parse_args()
    dataset = part_of(Dataset.read(given.manifest), given.every)
    task = Task(dataset, _learning(given.photographs)[:: given.every], given.weights, Path("runs/peers"), given.results)
    kept = given.results / "peers.json"
    methods = json.loads(kept.read_text(encoding="utf-8"))["methods"] if kept.exists() else {}
    counts = {"photographs": len(dataset.gallery), "questions": len(dataset.questions)}
    with workers() as pool:
        for found in pool.map(_measured, given.only, [task] * len(given.only)):
            methods |= found
            publish("peers", counts | {"methods": methods}, given.results)


def _measured(name: str, task: Task) -> dict[str, Any]:
    faiss.omp_set_num_threads(1)
    if name == _OWN:
        return measured_own(task.dataset, task.results)
    family = _FAMILIES[name](task)
    family.register(task.dataset)
    answers: dict[str, list[Answered]] = {method: [] for method in family.methods}
    seconds: dict[str, list[float]] = {method: [] for method in family.methods}
    for item in task.dataset.questions:
        started = time.process_time()
        description = family.describe(task.dataset.folder / item.path)
        described = time.process_time() - started
        for method, ranked in family.methods.items():
            started = time.process_time()
            answers[method].append(Answered(item, tuple(ranked(description))))
            seconds[method].append(described + time.process_time() - started)
    return {
        method: accuracy(answers[method])
        | {
            "milliseconds_a_query": 1_000 * statistics.median(seconds[method]),
            "bytes_a_photograph": family.bytes_a_photograph[method],
        }
        for method in family.methods
    }


def _learning(manifest: Path) -> tuple[Path, ...]:
    with manifest.open(newline="", encoding="utf-8") as file:
        return tuple(manifest.parent / row["path"] for row in csv.DictReader(file))


def _spread(photographs: tuple[Path, ...], count: int) -> list[Path]:
    return list(photographs[:: max(len(photographs) // count, 1)])


def _phash(task: Task) -> Family:
    from benchmarks.peer_methods.hashes import Hashes, phash

    return Hashes("pHash, 64 bits", phash)


def _pdq(task: Task) -> Family:
    from benchmarks.peer_methods.hashes import Hashes, pdq

    return Hashes("PDQ, 256 bits", pdq)


def _orb(task: Task) -> Family:
    from benchmarks.peer_methods.orb import Orb

    return Orb()


def _words(task: Task) -> Family:
    from benchmarks.peer_methods.words import Words, learned_vocabulary

    learned_from = _spread(task.photographs, _WORDS_FROM)
    return Words(learned_vocabulary(learned_from, task.cache / f"vocabulary-{len(learned_from)}.npy"))


def _resnet101(task: Task) -> Family:
    from artmatch.training.published import read_published
    from benchmarks.peer_methods.networks import Untrained

    side = Manifest.read(Settings.load(env={}).model).side
    pooled = read_published(task.weights / "resnet101v2_block3_int8.safetensors")
    return Untrained("untrained ResNet-101 v2", pooled, side, _spread(task.photographs, _WHITENED_ON))


def _resnet50(task: Task) -> Family:
    from artmatch.training.published import read_published
    from benchmarks.peer_methods.networks import Untrained

    pooled = read_published(task.weights / "resnet50v2_block3_int8.safetensors")
    return Untrained("untrained ResNet-50 v2", pooled, 256, _spread(task.photographs, _WHITENED_ON))


def _edgetpu(task: Task) -> Family:
    from artmatch.training.published import read_published
    from benchmarks.peer_methods.networks import Untrained

    pooled = read_published(task.weights / "mobilenet_edgetpu.safetensors")
    return Untrained("untrained MobileNetEdgeTPU", pooled, 224, _spread(task.photographs, _WHITENED_ON))


_FAMILIES: dict[str, Callable[[Task], Family]] = {
    "words": _words,
    "resnet101": _resnet101,
    "resnet50": _resnet50,
    "edgetpu": _edgetpu,
    "orb": _orb,
    "pdq": _pdq,
    "phash": _phash,
}
"""Longest first."""
_OWN = "artmatch"
_ALL = [*_FAMILIES, _OWN]


if __name__ == "__main__":
    main()
