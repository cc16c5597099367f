"""Initial weights of the trunk, renamed from their published file to this project's network."""

import re
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from artmatch.embedding.network import EmbeddingNetwork, units_of
from artmatch.embedding.weights import restored
from artmatch.errors import ModelError

_RENAMES = (
    (r"^conv1\.", "stem."),
    (r"^postbn\.", "after."),
    (r"^block(\d+)\.", lambda match: f"blocks.{int(match[1]) - 1}."),
    (r"\.bn0\.", ".before."),
    (r"\.conv1\.", ".reduce."),
    (r"\.conv2\.", ".filter."),
    (r"\.conv3\.", ".expand."),
    (r"\.proj\.", ".shortcut."),
)


def read_initial_weights(file: Path, dimension: int) -> tuple[EmbeddingNetwork, bool]:
    """The network of ``file``, and whether it was a whole one of ours, its whitening included.

    Otherwise ``file`` holds a ResNet v2 as TF-slim published it, to the end of a block, whose trunk is taken; pooling
    and whitening stay as they are. Raises :class:`~artmatch.errors.ModelError` if it holds neither.
    """
    stored = restored(load_file(file))
    own = "whitening.weight" in stored
    weights = stored if own else _ours(stored)
    network = EmbeddingNetwork(dimension, units_of(weights))
    try:
        missing, unknown = network.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise ModelError(f"{file} does not fit a network of {dimension} dimensions: {error}.") from error
    fitted_later = {"region"} if own else {"region", "pool", "whitening"}
    if unknown or {name.split(".")[0] for name in missing} - fitted_later:
        wrong = sorted(unknown) or sorted(missing)
        raise ModelError(f"{file} holds neither a network of ours nor the trunk of a ResNet v2: see {wrong[:4]}.")
    return network, own


@torch.no_grad()
def go_back(network: EmbeddingNetwork, published: Path, share: float) -> None:
    """Move the trunk of ``network`` a ``share`` of the way back to the ``published`` one that it was trained from.

    Pooling and whitening stay as they were trained. What lies between the two does better than either on photographs
    unlike the training views (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
    """
    theirs = read_initial_weights(published, network.whitening.out_features)[0].state_dict()
    for name, weight in network.state_dict().items():
        if name.startswith(("stem.", "blocks.", "after.")):
            weight.lerp_(theirs[name].to(weight.device), share)


def _ours(published: dict[str, Tensor]) -> dict[str, Tensor]:
    """Renamed; batch normalisations become the scale and shift that they are at rest."""
    renamed: dict[str, Tensor] = {}
    for name, tensor in published.items():
        place, _, part = name.rpartition(".")
        ours = f"{place}."
        for pattern, replacement in _RENAMES:
            ours = re.sub(pattern, replacement, ours)
        if f"{place}.running_var" not in published:
            renamed[ours + part] = tensor
        elif part == "weight":
            scale = tensor / (published[f"{place}.running_var"] + 1e-5).sqrt()
            shift = published[f"{place}.bias"] - published[f"{place}.running_mean"] * scale
            renamed[f"{ours}scale"] = scale.reshape(-1, 1, 1)
            renamed[f"{ours}shift"] = torch.as_tensor(shift).reshape(-1, 1, 1)
    return renamed
