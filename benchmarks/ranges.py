"""Measure how large activations of the network get, and write it into the manifest.

``python -m benchmarks.ranges --config models/training.toml``

That is what computing in 8-bit integers needs (artmatch/embedding/integers.py). Of training photographs and rendered
objects that are not held out, one view as a register keeps it and one as a detective brings it. The largest counts, not
a quantile: a photograph whose activations were cut off would be embedded wrongly, which costs more than steps that are
a little coarser.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from artmatch.config import Settings
from artmatch.embedding.manifest import Manifest
from artmatch.embedding.network import EmbeddingNetwork, Unit, normalise
from artmatch.training.config import TrainingConfig
from artmatch.training.data import Views, is_held_out, read_photographs, read_rendered
from artmatch.training.initial_weights import read_initial_weights

_OBJECTS = 384
_BATCH = 16
_SEED = 2_811
_FLOAT = "blocks.0.0"
"""What stays as it is."""


def main() -> None:
    """Draw the views, look at the activations, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    config = TrainingConfig.load(parser.parse_args().config)
    file = Settings.load(env={}).model
    manifest = Manifest.read(file)
    network, _ = read_initial_weights(manifest.weights, manifest.dimension)
    objects = read_photographs(config.photographs) + read_rendered(config.run / "rendered")
    learned = [item for item in objects if not is_held_out(item.group)]
    chosen = np.random.default_rng(_SEED).permutation(len(learned))[:_OBJECTS].tolist()
    views = Views(learned, side=manifest.side, seed=_SEED)
    shown = [view for number in chosen for view in views[0, number][1:]]
    ranges = activation_ranges(network, torch.stack(shown))
    stored = json.loads(file.read_text(encoding="utf-8"))
    stored["activation_ranges"] = {name: [round(value, 4) for value in values] for name, values in ranges.items()}
    file.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(f"{len(shown)} views, {len(ranges)} units")


@torch.inference_mode()
def activation_ranges(network: EmbeddingNetwork, shown: Tensor) -> dict[str, list[float]]:
    """By unit, the largest activation before each of its three convolutions; ``shown``: (N, 3, S, S) uint8."""
    ranges: dict[str, list[float]] = {}

    def note(name: str, place: int) -> Callable[[nn.Module, object, Tensor], None]:
        def noted(_layer: nn.Module, _seen: object, made: Tensor) -> None:
            ranges[name][place] = max(ranges[name][place], float(made.max()))

        return noted

    for name, unit in network.named_modules():
        if isinstance(unit, Unit) and name != _FLOAT:
            ranges[name] = [0.0] * 3
            for place, layer in enumerate((unit.before, unit.reduce, unit.filter)):
                layer.register_forward_hook(note(name, place))
    for start in range(0, len(shown), _BATCH):
        batch = shown[start : start + _BATCH]
        network.features(normalise(batch).contiguous(memory_format=torch.channels_last))
    return ranges


if __name__ == "__main__":
    main()
