"""Learn the network that describes keypoints, and write it.

``python -m benchmarks.patches --config models/training.toml`` writes models/patches.safetensors.

From the photographs that the model is trained with, those held out left aside, and objects drawn anew
(artmatch/training/patch_pairs.py). Three hours on two cores; killed, it goes on when started again.
"""

import argparse
import hashlib
from pathlib import Path

import torch

from artmatch.training.config import TrainingConfig
from artmatch.training.data import held_apart, read_photographs
from artmatch.training.patch_loop import draw_pairs, read_pairs, release_patches, share_found, train_patches

_FLAT, _SOLID = 5_632, 896
_HELD_OUT = 128
_STEPS = 7_200
_SEED = 20_261_129
_BATCHES = 16
_FILE = Path("models/patches.safetensors")


def main() -> None:
    """Draw, learn, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    config = TrainingConfig.load(parser.parse_args().config)
    torch.set_num_threads(config.threads)
    run = config.run.with_name("patches")
    learned, kept_out = held_apart(read_photographs(config.photographs))
    drawn = draw_pairs(run / "learned", learned, flat=_FLAT, solid=_SOLID, seed=_SEED)
    held_out = read_pairs(draw_pairs(run / "held_out", kept_out, flat=_HELD_OUT, solid=0, seed=_SEED), "flat")
    flat, solid = read_pairs(drawn, "flat"), read_pairs(drawn, "solid")
    pairs = sum(map(len, flat)) + sum(map(len, solid))
    print(f"{pairs:,} pairs of {len(flat):,} flat and {len(solid):,} solid pairs of views.", flush=True)
    network = train_patches(flat, solid, run, steps=_STEPS, seed=_SEED, say=lambda line: print(line, flush=True))
    found = share_found(network, held_out, batches=_BATCHES, seed=_SEED)
    about = {
        "licence": "Apache-2.0",
        "network": "artmatch.embedding.patches.PatchNetwork",
        "learned_by": "python -m benchmarks.patches --config " + config.model.with_name("training.toml").name,
        "photographs_sha256": hashlib.sha256(config.photographs.read_bytes()).hexdigest(),
        "pairs": f"{pairs:,} of {len(flat):,} flat and {len(solid):,} solid pairs of views, {_STEPS:,} steps",
        "found_on_held_out_photographs": f"{found:.4f}",
    }
    digest = release_patches(network, _FILE, about)
    print(f"patches-{digest[:12]}: {found:.4f} of seized patches are nearest to their registered ones.")


if __name__ == "__main__":
    main()
