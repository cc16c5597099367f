"""The untrained networks' view of likeness, which training is kept close to while it learns.

The pooled, whitened features of every teacher of the clean training photographs are computed once; the training loss
then asks that photographs which the teachers find alike stay comparatively alike (relational distillation: Park et al.,
"Relational knowledge distillation", 2019). What they learned from a million photographs of things, two sides of one
thing among them, is not forgotten for ten thousand photographs that show one side each. Of several teachers the mean of
their similarities is kept (You et al., "Learning from multiple teacher networks", 2017); what that gives, which is not
much, is in the model card.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from artmatch.embedding.network import fit_whitening
from artmatch.embedding.precision import fast_precision
from artmatch.imaging import resize_to_square
from artmatch.training.data import TrainingObject
from artmatch.training.published import Pooled, read_published

_BATCH = 32


def taught(
    photographs: Sequence[TrainingObject],
    teachers: Sequence[Path],
    *,
    cache: Path,
    dimension: int,
    side: int,
    device: str,
) -> Tensor:
    """(N, T x dimension) float32 unit vectors of the photographs, whose cosine is the mean of the T ``teachers``' own.

    Their first views are squashed to ``side`` pixels. What a teacher said is kept in the folder ``cache``.
    """
    cache.mkdir(parents=True, exist_ok=True)
    said = []
    for teacher in teachers:
        kept = cache / teacher.name
        if not kept.exists():
            network = read_published(teacher, device=device)
            shown = [item.view(0) for item in photographs]
            partial = kept.with_suffix(".partial")
            save_file({"pooled": _pooled(network, shown, side=side, device=device).half()}, partial)
            partial.replace(kept)  # whole or not at all: a killed run goes on
        said.append(_whitened(load_file(kept)["pooled"].float(), dimension))
    together: Tensor = torch.cat(said, 1) / len(said) ** 0.5
    return together


@torch.inference_mode()
def _pooled(network: Pooled, photographs: Sequence[NDArray[np.uint8]], *, side: int, device: str) -> Tensor:
    """(N, C) float32 of (H, W, 3) uint8 RGB photographs."""
    batches = []
    for start in range(0, len(photographs), _BATCH):
        squares = [resize_to_square(photograph, side) for photograph in photographs[start : start + _BATCH]]
        with fast_precision(device):
            batches.append(network(torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).to(device)).cpu())
    return torch.cat(batches)


def _whitened(pooled: Tensor, dimension: int) -> Tensor:
    """(N, C) to (N, dimension) unit vectors by the PCA-whitening of the same features."""
    weight, bias = fit_whitening(pooled, dimension)
    return F.normalize(F.linear(pooled, weight, bias))
