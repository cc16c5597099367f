"""Write a trained network as the model that ships: float16 weights and their manifest."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from artmatch.embedding.manifest import FORMAT
from artmatch.embedding.network import EmbeddingNetwork
from artmatch.training.config import TrainingConfig
from artmatch.training.validation import ValidationFigures

_INFERENCE_SIDE_RATIO = 4 / 3
"""Photographs are embedded at more pixels than the network was trained with, since objects of training views look
larger on average (Touvron et al., "Fixing the train-test resolution discrepancy", 2019)."""


def release(network: EmbeddingNetwork, config: TrainingConfig, config_file: Path, figures: ValidationFigures) -> None:
    """Write ``config.model`` and the weights beside it.

    A calibration is fitted afterwards (benchmarks/calibrate.py).
    """
    weights = save({name: tensor.to(torch.float16).contiguous() for name, tensor in network.state_dict().items()})
    digest = hashlib.sha256(weights).hexdigest()
    name = f"edgetpu-{config.dimension}"
    initial = config.initial_weights
    settings = {key: value.name if isinstance(value, Path) else value for key, value in asdict(config).items()}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "model_id": f"{name}-{digest[:12]}",
        "licence": "Apache-2.0",
        "architecture": {
            "network": "artmatch.embedding.network.EmbeddingNetwork",
            "trunk": "MobileNetEdgeTPU 1.0",
            "pooling": "GeM with learned exponents at stride 16 (96 channels) and 32 (1280 channels)",
            "whitening": "linear, started as PCA-whitening, trained",
            "dimension": config.dimension,
        },
        "preprocessing": {
            "colour": "upright sRGB, values / 127.5 - 1",
            "resize": "the whole photograph squashed to a square, area averaging",
            "side": round(config.side * _INFERENCE_SIDE_RATIO / 32) * 32,
        },
        "weights": {"file": config.model.with_suffix(".safetensors").name, "sha256": digest, "dtype": "float16"},
        "initial_weights": {
            "file": initial.name,
            "sha256": hashlib.sha256(initial.read_bytes()).hexdigest(),
            "origin": "MobileNetEdgeTPU 1.0 224, v0_7/tflite of mlcommons/mobile_models at 1f99633",
            "licence": "Apache-2.0",
        },
        "training": {
            "command": f"artmatch train --config {config_file.name}",
            "settings": settings,
            "photographs_sha256": hashlib.sha256(config.photographs.read_bytes()).hexdigest(),
            "validation": asdict(figures),
        },
        "calibration": {},
    }
    config.model.with_suffix(".safetensors").write_bytes(weights)
    config.model.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
