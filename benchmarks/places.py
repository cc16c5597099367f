"""Learn how places of a photograph become numbers that can be compared, and write it.

``python -m benchmarks.places --config models/training.toml`` writes models/places.safetensors.

From the photographs that the model is trained with, those held out left aside: the features of the places that show the
object most likely, their mean, and the directions in which they differ most. Two minutes on two cores.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load, save_file
from torch import Tensor
from torch.nn import functional as F

from artmatch.cli.output import progress
from artmatch.config import Settings
from artmatch.embedding.manifest import Manifest
from artmatch.embedding.network import EmbeddingNetwork, normalise, units_of
from artmatch.embedding.places import COUNT, PlaceProjection
from artmatch.embedding.weights import restored
from artmatch.imaging import resize_to_square
from artmatch.training.config import TrainingConfig
from artmatch.training.data import held_apart, read_photographs

_PHOTOGRAPHS = 1_200
_BATCH = 16
_DIMENSION = 128
_EVENED = 0.7
"""How far towards equal variance in all directions, 0 to 1. On every second object of the development set, .4 and 1
find as often to a point; 64 dimensions less often.
"""
_SEED = 20_261_130
_FILE = Path("models/places.safetensors")


def main() -> None:
    """Look at photographs, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    config = TrainingConfig.load(parser.parse_args().config)
    torch.set_num_threads(config.threads)
    objects, _ = held_apart(read_photographs(config.photographs))
    chosen = np.random.default_rng(_SEED).permutation(len(objects))[:_PHOTOGRAPHS]
    manifest = Manifest.read(Settings.load(env={}).model)
    pictures = [resize_to_square(objects[int(number)].view(0), manifest.side) for number in chosen]
    features = _features(manifest, pictures)
    mean, directions = _learned(features)
    about = {
        "licence": "Apache-2.0",
        "learned_by": "python -m benchmarks.places --config " + config.model.with_name("training.toml").name,
        "photographs_sha256": hashlib.sha256(config.photographs.read_bytes()).hexdigest(),
        "features": f"{manifest.model_id}, {len(features):,} places of {len(pictures):,} photographs",
    }
    learned = {"mean": mean.half().contiguous(), "directions": directions.half().contiguous()}
    save_file(learned, _FILE, metadata=about)
    print(f"{PlaceProjection.read(_FILE).projection_id}: {_DIMENSION} directions from {about['features']}")


def _features(manifest: Manifest, pictures: list[NDArray[np.uint8]]) -> Tensor:
    """(N, C) of unit length: of the places of every picture that show the object most likely."""
    stored = load(manifest.verified_weights())
    network = EmbeddingNetwork(manifest.dimension, units_of(stored))
    network.load_state_dict(restored(stored))
    network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    found = []
    with torch.inference_mode():
        for start in progress(range(0, len(pictures), _BATCH), -(-len(pictures) // _BATCH), "Looking"):
            batch = torch.from_numpy(np.stack(pictures[start : start + _BATCH])).permute(0, 3, 1, 2)
            _, places, _ = network.in_detail(normalise(batch).contiguous(memory_format=torch.channels_last), COUNT)
            found.append(F.normalize(places, dim=2).flatten(0, 1))
    return torch.cat(found)


def _learned(features: Tensor) -> tuple[Tensor, Tensor]:
    """Their mean (C,), and the directions (C, D) of greatest variance, scaled by it to the power of minus half of how
    far it is evened.
    """
    mean = features.mean(0)
    centred = features - mean
    variances, axes = torch.linalg.eigh((centred.T @ centred / len(centred)).double())
    kept = axes[:, -_DIMENSION:] * variances[-_DIMENSION:] ** (-_EVENED / 2)
    return mean, kept.float() / kept.abs().max().float()


if __name__ == "__main__":
    main()
