"""Write a trained network as the model that ships: quantised weights and their manifest."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors.torch import save

from artmatch.embedding.manifest import FORMAT
from artmatch.embedding.network import EmbeddingNetwork
from artmatch.embedding.weights import quantised
from artmatch.training.config import TrainingConfig
from artmatch.training.validation import ValidationFigures

_INFERENCE_SIDE_RATIO = 4 / 3
"""Photographs are embedded at more pixels than the network was trained with, since objects of training views look
larger on average (Touvron et al., "Fixing the train-test resolution discrepancy", 2019)."""


def inference_side(config: TrainingConfig) -> int:
    """Pixels of the side to which the released model squashes photographs: a multiple of 16."""
    return round(config.side * _INFERENCE_SIDE_RATIO / 16) * 16


def release(network: EmbeddingNetwork, config: TrainingConfig, config_file: Path, figures: ValidationFigures) -> None:
    """Write ``config.model`` and the weights beside it.

    Ranges of the activations and a calibration are fitted afterwards (benchmarks/ranges.py, benchmarks/calibrate.py).
    """
    weights = save(quantised(network.state_dict()))
    digest = hashlib.sha256(weights).hexdigest()
    name = f"resnet101-{config.dimension}"
    initial = config.initial_weights
    settings = {key: _named(value) for key, value in asdict(config).items()}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "model_id": f"{name}-{digest[:12]}",
        "licence": "Apache-2.0",
        "architecture": {
            "network": "artmatch.embedding.network.EmbeddingNetwork",
            "trunk": "ResNet-101 v2 to the end of block 3, stride 16",
            "pooling": "GeM with a learned exponent (1024 channels)",
            "whitening": "linear, started as PCA-whitening, trained",
            "dimension": config.dimension,
        },
        "preprocessing": {
            "colour": "upright sRGB, values / 127.5 - 1",
            "resize": "the whole photograph squashed to a square, area averaging",
            "side": inference_side(config),
        },
        "weights": {
            "file": config.model.with_suffix(".safetensors").name,
            "sha256": digest,
            "dtype": "kernels int8 with a scale an output channel, else float16",
        },
        "initial_weights": {
            "file": initial.name,
            "sha256": hashlib.sha256(initial.read_bytes()).hexdigest(),
            **_origin(initial),
            "licence": "Apache-2.0",
        },
        "training": {
            "command": f"artmatch train --config {config_file.name}",
            "settings": settings,
            "photographs_sha256": hashlib.sha256(config.photographs.read_bytes()).hexdigest(),
            "validation": asdict(figures),
        },
        "activation_ranges": {},
        "calibration": {},
    }
    config.model.with_suffix(".safetensors").write_bytes(weights)
    config.model.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _named(setting: Any) -> Any:
    """A setting as the manifest has it: files by their names."""
    if isinstance(setting, tuple):
        return [_named(each) for each in setting]
    return setting.name if isinstance(setting, Path) else setting


def _origin(initial: Path) -> dict[str, Any]:
    """Where the initial weights come from: an earlier run of ours, told by the manifest beside them, or TF-slim."""
    earlier = initial.with_suffix(".json")
    if not earlier.exists():
        return {"origin": "TF-slim's resnet_v2_101: models/resnet101v2_nhwc of BruceDai/test-data at 38659df"}
    stored = json.loads(earlier.read_text(encoding="utf-8"))
    return {
        "origin": f"an earlier run of this training, {stored['model_id']}",
        "their_training": stored["training"],
        "their_initial_weights": stored["initial_weights"],
    }
