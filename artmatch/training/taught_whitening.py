"""Whitening that also keeps what the teachers find alike, fitted in closed form once the training is over.

A linear layer on the trained features predicts, from bad views too, what the teachers make of the clean photograph; its
outputs are set beside those of the trained whitening, and the leading directions of both together become the whitening
that is released. Nothing else changes, and similarities become about those of the trained network plus a share of the
teachers' own.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader

from artmatch.embedding.network import EmbeddingNetwork, normalise
from artmatch.embedding.precision import fast_precision
from artmatch.training.data import TrainingObject, Views

_OBJECTS = 6_000
_BATCH = 32
_RIDGE = 1e-6  # of the pooled features' covariance, whose entries are of unit vectors' size
_SEED = 30_112


@torch.no_grad()
def teach_whitening(
    network: EmbeddingNetwork,
    objects: Sequence[TrainingObject],
    said: Tensor,
    *,
    share: float,
    side: int,
    workers: int,
    device: str,
) -> None:
    """Set ``network.whitening``, which is trained already; everything else stays as it is.

    ``said``: (N, T) unit vectors of the objects, or zeros where the teachers were not asked. ``share``: of their
    similarity beside 1 of the trained one. Fitted on two views, registered and seized, of ``side`` pixels of some
    thousands of the objects.
    """
    asked = torch.nonzero(said.any(1)).flatten()
    numbers = asked[torch.randperm(len(asked), generator=torch.Generator().manual_seed(_SEED))[:_OBJECTS]]
    pooled = _pooled(network, objects, numbers.tolist(), side=side, workers=workers, device=device)
    wanted = said[numbers].repeat(2, 1)

    mean = pooled.mean(0)
    centred = (pooled - mean).double()
    covariance = centred.T @ centred / len(centred)
    together = centred.T @ wanted.double() / len(centred)
    predicts = torch.linalg.solve(covariance + _RIDGE * torch.eye(len(mean), dtype=torch.double), together).float()

    weight, bias = network.whitening.weight.cpu(), network.whitening.bias.cpu()
    trained = F.linear(pooled, weight, bias).norm(dim=1).mean()
    scale = share**0.5 * trained / F.linear(pooled - mean, predicts.T).norm(dim=1).mean()
    weight = torch.cat([weight, scale * predicts.T])
    bias = torch.cat([bias, -scale * (mean @ predicts)])
    outputs = F.normalize(F.linear(pooled, weight, bias)).double()
    leading = torch.linalg.eigh(outputs.T @ outputs).eigenvectors[:, -network.whitening.out_features :].float()
    network.whitening.weight.copy_(leading.T @ weight)
    network.whitening.bias.copy_(leading.T @ bias)


def _pooled(
    network: EmbeddingNetwork,
    objects: Sequence[TrainingObject],
    numbers: Sequence[int],
    *,
    side: int,
    workers: int,
    device: str,
) -> Tensor:
    """(2 x K, C) float32 on the CPU, of unit length: the registered views of these objects, then the seized ones."""
    views = Views(objects, side=side, seed=_SEED)
    loader = DataLoader(views, _BATCH, sampler=[(0, number) for number in numbers], num_workers=workers)
    kinds: tuple[list[Tensor], list[Tensor]] = ([], [])
    for _, *drawn in loader:
        for kind, batch in zip(kinds, drawn, strict=True):
            with fast_precision(device):
                shown = normalise(batch.to(device)).contiguous(memory_format=torch.channels_last)
                kind.append(network.pooled(shown).float().cpu())
    return torch.cat([*kinds[0], *kinds[1]])
