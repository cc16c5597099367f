"""Learn the visual words that a register is searched by, and write them.

``python -m benchmarks.words --config models/training.toml`` writes models/words.safetensors.

From the photographs that the model is trained with, those held out left aside: k-means of their descriptors, 64
directions of a random rotation, and the median of each word's descriptors along them, as in the paper
(artmatch/verification/words.py). Ten minutes on two cores.
"""

import argparse
import hashlib
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from artmatch.embedding.patches import patch_describer
from artmatch.training.config import TrainingConfig
from artmatch.training.data import TrainingObject, held_apart, read_photographs
from artmatch.verification import LocalFeatureExtractor
from artmatch.verification.words import VisualWords
from benchmarks.workers import workers

_WORDS = 4_096
_A_WORD = 100
"""Descriptors that centres are learned from, for each."""
_BITS = 64
_STEPS = 12
_SEED = 20_261_128
_FILE = Path("models/words.safetensors")


def main() -> None:
    """Describe, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    config = TrainingConfig.load(parser.parse_args().config)
    objects, _ = held_apart(read_photographs(config.photographs))
    with workers() as pool:
        described = np.concatenate(list(pool.map(_described, objects, chunksize=32)))
    rng = np.random.default_rng(_SEED)
    centres = _centres(described[rng.permutation(len(described))[: _WORDS * _A_WORD]])
    directions = np.linalg.qr(rng.normal(size=(described.shape[1],) * 2))[0][:, :_BITS].astype(np.float32)
    medians = _medians(described, centres, directions)
    learned = {"centres": centres, "directions": directions, "medians": medians}
    about = {
        "licence": "Apache-2.0",
        "learned_by": "python -m benchmarks.words --config " + config.model.with_name("training.toml").name,
        "photographs_sha256": hashlib.sha256(config.photographs.read_bytes()).hexdigest(),
        "descriptors": f"{patch_describer().describer_id}, {len(described):,} of {len(objects):,} photographs",
    }
    save_file({name: values.astype(np.float16) for name, values in learned.items()}, _FILE, metadata=about)
    words = VisualWords.read(_FILE)
    print(f"{words.words_id}: {len(words):,} words from {about['descriptors']}")


def _described(item: TrainingObject) -> NDArray[np.float32]:
    return LocalFeatureExtractor(patch_describer()).extract(item.view(0)).vectors


def _centres(descriptors: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, D) to (W, D), by FAISS's k-means."""
    clustering = faiss.Kmeans(descriptors.shape[1], _WORDS, niter=_STEPS, seed=_SEED, verbose=True)
    clustering.train(descriptors)
    return np.asarray(clustering.centroids, np.float32)


def _medians(
    descriptors: NDArray[np.float32], centres: NDArray[np.float32], directions: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(W, 64): of each word's descriptors, in each direction."""
    search = faiss.IndexFlatL2(centres.shape[1])
    search.add(centres)
    words = search.search(descriptors, 1)[1][:, 0]
    order = np.argsort(words, kind="stable")
    projected = np.split(descriptors[order] @ directions, np.searchsorted(words[order], np.arange(1, len(centres))))
    typical = centres @ directions
    return np.stack([np.median(own, 0) if len(own) else typical[word] for word, own in enumerate(projected)])


if __name__ == "__main__":
    main()
