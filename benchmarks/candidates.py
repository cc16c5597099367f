"""Which of several trained models is to ship: each on the part of the development set declared for choosing.

``python -m benchmarks.candidates MANIFEST MODEL.json ...`` writes benchmarks/results/candidates.json, each model under
its name and the first digits of its weights' hash.

No training photograph shows a solid object from two sides, so that views held out from training cannot say what is lost
on those. Hence every second object of each set of the development set is declared for such choices alone
(benchmarks/summary.py); benchmarks/accuracy.py reports the others apart. Their photographs, at most 50 of a set, are
asked as they are and degraded, whole, in four orientations, against all registered photographs, by cosine alone, not
in integers, for which a candidate has no ranges yet.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.cli.evaluate_command import degraded
from artmatch.embedding.embedder import Embedder
from artmatch.evaluation.dataset import Dataset, Item
from artmatch.evaluation.metrics import Ranking, figures
from artmatch.imaging import quarter_turns, read
from artmatch.matching.fusion import per_object
from benchmarks.summary import DEGRADE_SEED, chosen_queries, declared_part, part_of, rounded, take_arguments

_A_SET = 50
_FOLLOWING = slice(1, 11)
"""Objects whose mean similarity is taken off: an answer counts by how far it stands out."""


def main() -> None:
    """Draw the queries once, ask them of every model, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    parser.add_argument("models", nargs="+", type=Path, help="manifests of trained models")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    dataset = part_of(Dataset.read(given.manifest), given.every)
    declared = declared_part(dataset)
    items = chosen_queries((item for item in dataset.questions if item.object_id in declared), _A_SET)
    gallery = [read(dataset.folder / item.path)[1].pixels for item in dataset.gallery]
    objects, owners = np.unique([item.object_id for item in dataset.gallery], return_inverse=True)
    ways = {
        "as they are": [read(dataset.folder / item.path)[1].pixels for item in items],
        "degraded": [degraded(dataset.folder / item.path, DEGRADE_SEED, dataset).pixels for item in items],
    }
    found = {}
    for model in given.models:
        embedder = Embedder.load(model, device="cpu", integers=False)
        registered = embedder.embed(gallery)
        found[embedder.model_id] = {
            way: _figures(items, _similarity(shown, registered, owners, embedder), objects)
            for way, shown in ways.items()
        }
        print(embedder.model_id, found[embedder.model_id], flush=True)
    text = json.dumps(rounded({"queries": len(items), "models": found}), indent=1) + "\n"
    (given.results / "candidates.json").write_text(text, encoding="utf-8")


def _similarity(
    shown: list[NDArray[np.uint8]], registered: NDArray[np.float32], owners: NDArray[np.intp], embedder: Embedder
) -> NDArray[np.float32]:
    """(Q, O): to each object, in the orientation and to the photograph of it that resemble most."""
    turned = [quarter_turns(pixels, turns) for pixels in shown for turns in range(4)]
    found = (embedder.embed(turned) @ registered.T).reshape(len(shown), 4, -1)
    return per_object(found, owners, int(owners.max()) + 1)


def _figures(
    items: list[Item], similarity: NDArray[np.float32], objects: NDArray[np.str_]
) -> dict[str, float | dict[str, float]]:
    """Of the queries, and of the same with their object taken out, as strangers."""
    rankings = []
    for item, row in zip(items, similarity, strict=True):
        for is_stranger in (False, True):
            those = np.flatnonzero(~(is_stranger & (objects == item.object_id)))
            order = those[np.argsort(-row[those], kind="stable")]
            score = float(row[order[0]] - row[order[_FOLLOWING]].mean())
            shown = None if is_stranger else item.object_id
            rankings.append(Ranking(item.set_name, shown, ((str(objects[order[0]]), score),)))
    parts = figures(rankings)
    recall = {name: part.recall[1] for name, part in parts.sets.items()}
    return {"recall_at_1": recall, "macro_recall_at_1": parts.macro[1], "micro_ap": parts.micro_ap}


if __name__ == "__main__":
    main()
