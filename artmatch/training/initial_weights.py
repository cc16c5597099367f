"""Initial weights of the trunk, renamed from their published file to this project's network."""

import re
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from artmatch.embedding.network import EmbeddingNetwork
from artmatch.errors import ModelError

_RENAMES = (
    (r"^stem\.c\.", "stem.0."),
    (r"^proj0\.c\.", "stem.2."),
    (r"^head\.c\.", "last."),
    (r"^(blocks\.\d+)\.(expand|project)\.c\.", r"\1.\2."),
    (r"^(blocks\.\d+)\.dw\.c\.", r"\1.filter.0."),
)


def _renamed(name: str) -> str:
    for pattern, replacement in _RENAMES:
        name = re.sub(pattern, replacement, name)
    return name


def load_initial_weights(network: EmbeddingNetwork, file: Path) -> bool:
    """Start ``network`` from ``file`` and say whether that was a whole network of ours, its whitening included.

    Otherwise ``file`` holds a MobileNetEdgeTPU classifier, whose trunk is taken; pooling and whitening stay as they
    are. Raises :class:`~artmatch.errors.ModelError` if it holds neither.
    """
    stored = {name: tensor.to(torch.float32) for name, tensor in load_file(file).items()}
    own = network.state_dict()
    if stored.keys() == own.keys():
        network.load_state_dict(stored)
        return True
    trunk: dict[str, Tensor] = {
        _renamed(name): tensor for name, tensor in stored.items() if not name.startswith("classifier.")
    }
    expected = {name for name in own if not name.startswith(("pool_", "whitening."))}
    if expected != trunk.keys():
        raise ModelError(
            f"{file} holds neither a network of ours nor the trunk of a MobileNetEdgeTPU: "
            f"{sorted(expected ^ trunk.keys())[:4]} differ."
        )
    network.load_state_dict(trunk, strict=False)
    return False
