"""The untrained network's view of likeness, which training is kept close to while it learns.

Its pooled, whitened features of the clean training photographs are computed once; the training loss then asks that
photographs which it finds alike stay comparatively alike (relational distillation: Park et al., "Relational knowledge
distillation", 2019). What the trunk learned from a million photographs of things, two sides of one thing among them,
is not forgotten for ten thousand photographs that show one side each.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from artmatch.embedding.network import EmbeddingNetwork, fit_whitening, normalise
from artmatch.embedding.precision import fast_precision
from artmatch.imaging import resize_to_square

_BATCH = 32


@torch.inference_mode()
def pooled_by_teacher(
    network: EmbeddingNetwork, photographs: Sequence[NDArray[np.uint8]], *, side: int, device: str
) -> Tensor:
    """(N, C) float32 pooled features of (H, W, 3) uint8 RGB photographs, squashed to ``side``."""
    batches = []
    for start in range(0, len(photographs), _BATCH):
        squares = [resize_to_square(photograph, side) for photograph in photographs[start : start + _BATCH]]
        batch = normalise(torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).to(device))
        with fast_precision(device):
            batches.append(network.pooled(batch.contiguous(memory_format=torch.channels_last)).cpu())
    return torch.cat(batches)


def whitened(pooled: Tensor, dimension: int) -> Tensor:
    """(N, C) to (N, dimension) unit vectors by the PCA-whitening of the same features."""
    weight, bias = fit_whitening(pooled, dimension)
    return F.normalize(F.linear(pooled, weight, bias))
