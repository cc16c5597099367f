"""Teaching the network where in a photograph the object is.

Training photographs are put into scenes in which their outline is known, with a frame or without; the layer that tells
object from ground is a logistic regression on the trained network's features of these. A frame is ground: what is
compared with a register is the painting.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from artmatch.embedding.network import EmbeddingNetwork, normalise
from artmatch.embedding.precision import fast_precision
from artmatch.training.augmentation import placed_in_a_scene
from artmatch.training.data import TrainingObject

_SCENES = 2_400
_SCENES_OF_EACH = 8
"""At most so many scenes for each photograph: others would show little new."""
_PLACES = 64
"""Taken from each scene at random: neighbouring ones tell the same."""
_PENALTY = 1e-3
_BATCH = 32
_SEED = 2_611


def fit_region_layer(network: EmbeddingNetwork, objects: Sequence[TrainingObject], *, side: int, device: str) -> None:
    """Fit ``network.region`` for photographs of ``side`` x ``side`` pixels; everything else stays as it is."""
    rng = np.random.default_rng(_SEED)
    features, covered = [], []
    scenes = min(_SCENES, _SCENES_OF_EACH * len(objects))
    for start in range(0, scenes, _BATCH):
        drawn = [_scene(objects, rng, side) for _ in range(min(_BATCH, scenes - start))]
        found = _features(network, np.stack([pixels for pixels, _ in drawn]), device)
        chosen = torch.from_numpy(np.stack([rng.permutation(found.shape[1])[:_PLACES] for _ in drawn]))
        shares = torch.from_numpy(np.stack([share.ravel() for _, share in drawn]))
        features.append(found.gather(1, chosen[..., None].expand(-1, -1, found.shape[2])).flatten(0, 1))
        covered.append(shares.gather(1, chosen).flatten())
    _fit(network.region, torch.cat(features), torch.cat(covered))


def _scene(
    objects: Sequence[TrainingObject], rng: np.random.Generator, side: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """(side, side, 3) and the share of each of the network's places that the object covers, (side / 16, side / 16)."""
    shown, other = (objects[int(number)].view(0) for number in rng.integers(len(objects), size=2))
    pixels, outline = placed_in_a_scene(shown, other, rng, side)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillConvexPoly(mask, np.round(outline * side).astype(np.int32), 255)
    share = cv2.resize(mask, (side // 16, side // 16), interpolation=cv2.INTER_AREA)
    return pixels, (share / 255).astype(np.float32)


@torch.no_grad()
def _features(network: EmbeddingNetwork, pixels: NDArray[np.uint8], device: str) -> Tensor:
    """(N, S, S, 3) to (N, S / 16 * S / 16, C) float32 on the CPU."""
    batch = normalise(torch.from_numpy(pixels).permute(0, 3, 1, 2).to(device))
    with fast_precision(device):
        found = network.features(batch.contiguous(memory_format=torch.channels_last))
    return found.float().flatten(2).transpose(1, 2).cpu()


def _fit(layer: nn.Linear, features: Tensor, covered: Tensor) -> None:
    """Logistic regression of (M,) shares on (M, C) features, in units of their spread so that one penalty fits all."""
    spread = features.std(0).clamp(min=1e-6)
    weight = torch.zeros(features.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    scaled = features / spread
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = F.binary_cross_entropy_with_logits(scaled @ weight + bias, covered) + _PENALTY * weight.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        layer.weight.copy_((weight / spread)[None])
        layer.bias.copy_(bias)
