"""What embeddings lose where they are kept as float16 or int8 instead of float32.

``python -m benchmarks.precision MANIFEST`` writes benchmarks/results/precision.json.

One upright view of every photograph of the evaluation set, compared by cosine alone. int8 has one scale a vector, its
largest magnitude / 127. Nothing is fitted here.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.evaluation.dataset import Dataset, Item
from artmatch.evaluation.metrics import Ranking, figures
from artmatch.imaging import read

_SHOWN = 10
_BATCH = 64


def main() -> None:
    """Embed once, compare three times, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    dataset = Dataset.read(parser.parse_args().manifest)
    embedder = Embedder.load(Settings.load(env={}).model)
    gallery, queries = (_embedded(embedder, dataset, items) for items in (dataset.gallery, dataset.questions))
    exact = queries @ gallery.T
    result: dict[str, object] = {"model_id": embedder.model_id, "photographs": len(gallery)}
    halved = gallery.astype(np.float16).astype(np.float32)
    for name, kept in {"float32": gallery, "float16": halved, "int8": _int8(gallery)}.items():
        similarity = queries @ kept.T
        found = figures(_rankings(dataset, similarity))
        result[name] = {
            "bytes": gallery.shape[1] * {"float32": 4, "float16": 2, "int8": 1}[name],
            "recall_at_1": round(found.macro[1], 4),
            "micro_ap": round(found.micro_ap, 4),
            "same_first_photograph": round(float((similarity.argmax(1) == exact.argmax(1)).mean()), 4),
            "largest_change_of_a_cosine": round(float(np.abs(similarity - exact).max()), 5),
        }
    Path("benchmarks/results/precision.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _embedded(embedder: Embedder, dataset: Dataset, items: tuple[Item, ...]) -> NDArray[np.float32]:
    parts = []
    for start in range(0, len(items), _BATCH):
        images = [
            read(dataset.folder / item.path, longest_side=embedder.decode_side)[1].pixels
            for item in items[start : start + _BATCH]
        ]
        parts.append(embedder.embed(images))
    return np.concatenate(parts)


def _int8(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """As int8 and back, of unit norm again."""
    scale = np.abs(vectors).max(1, keepdims=True) / 127
    restored = np.round(vectors / scale).astype(np.int8).astype(np.float32)
    return np.asarray(restored / np.linalg.norm(restored, axis=1, keepdims=True), np.float32)


def _rankings(dataset: Dataset, similarity: NDArray[np.float32]) -> list[Ranking]:
    owners = np.array([item.object_id for item in dataset.gallery])
    registered = set(owners.tolist())
    rankings = []
    for item, row in zip(dataset.questions, similarity, strict=True):
        answers: dict[str, float] = {}
        for number in np.argsort(-row):
            answers.setdefault(str(owners[number]), float(row[number]))
            if len(answers) == _SHOWN:
                break
        shown = item.object_id if item.object_id in registered else None
        rankings.append(Ranking(item.set_name, shown, tuple(answers.items())))
    return rankings


if __name__ == "__main__":
    main()
