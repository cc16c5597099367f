"""Networks before training: published ImageNet weights with GeM (p = 3), searched as artmatch searches.

The same eight views of a query and the same squashing to a square, so that training alone differs. Whitening is
artmatch's beginning too: PCA of the pooled features of some training photographs, which needs no labels.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from artmatch.embedding.network import GeM, fit_whitening, normalise
from artmatch.embedding.precision import fast_precision
from artmatch.embedding.weights import restored
from artmatch.evaluation.dataset import Dataset
from artmatch.imaging import resize_to_square
from artmatch.matching.query import views
from artmatch.training.initial_weights import read_initial_weights
from benchmarks.peer_methods import Objects, Owners, pixels_of

_DIMENSION = 256
_BATCH = 32

Pooled = Callable[[Tensor], Tensor]
"""From (N, 3, S, S) uint8 RGB to (N, C) of unit length."""


class Untrained:
    """See the module. ``photographs``: what the whitening is fitted on; ``side``: of the square, pixels."""

    def __init__(self, name: str, pooled: Pooled, side: int, photographs: list[Path]) -> None:
        self._name, self._network, self._side = name, pooled, side
        fitted_on = torch.from_numpy(self._pooled([pixels_of(path) for path in photographs]))
        self._weight, self._bias = fit_whitening(fitted_on, _DIMENSION)
        self._owners = Owners([])
        self._gallery = self._white = np.empty((0, 0), np.float32)

    @property
    def methods(self) -> Mapping[str, Callable[[NDArray[np.float32]], Objects]]:
        """Without and with whitening."""
        return {
            self._name: lambda pooled: self._owners.best((pooled @ self._gallery.T).max(0)),
            f"{self._name}, whitened": lambda pooled: self._owners.best(
                (self._whitened(pooled) @ self._white.T).max(0)
            ),
        }

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """Float32."""
        return dict(zip(self.methods, (4 * self._gallery.shape[1], 4 * self._white.shape[1]), strict=True))

    def register(self, dataset: Dataset) -> None:
        """Embed the gallery."""
        self._owners = Owners([item.object_id for item in dataset.gallery])
        self._gallery = self._pooled([pixels_of(dataset.folder / item.path) for item in dataset.gallery])
        self._white = self._whitened(self._gallery)

    def describe(self, query: Path) -> NDArray[np.float32]:
        """(8, C): of each view."""
        return self._pooled(views(pixels_of(query), None))

    def _pooled(self, photographs: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        parts = []
        for start in range(0, len(photographs), _BATCH):
            squares = [resize_to_square(pixels, self._side) for pixels in photographs[start : start + _BATCH]]
            batch = torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2)
            with torch.inference_mode(), fast_precision("cpu"):
                parts.append(self._network(batch).float().numpy())
        return np.concatenate(parts)

    def _whitened(self, pooled: NDArray[np.float32]) -> NDArray[np.float32]:
        white = F.normalize(torch.from_numpy(pooled) @ self._weight.T + self._bias)
        return np.asarray(white.numpy())


def resnet101(weights: Path) -> Pooled:
    """ResNet-101 v2 of TF-slim to the end of block 3: what artmatch's training starts from."""
    network = read_initial_weights(weights, _DIMENSION)[0].eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return lambda batch: network.pooled(normalise(batch).contiguous(memory_format=torch.channels_last))


def resnet50(weights: Path) -> Pooled:
    """ResNet-50 v2 of GluonCV to the end of stage 3; the stride sits in the first unit of a stage."""
    tensors, pool = _stored(weights), GeM()
    mean, deviation = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]])[..., None, None]

    def active(name: str, x: Tensor) -> Tensor:
        return F.relu(normed(name, x))

    def normed(name: str, x: Tensor) -> Tensor:
        mean, variance, weight, bias = (
            tensors[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, variance, weight, bias)

    def pooled(batch: Tensor) -> Tensor:
        x = ((batch / 255 - mean) / deviation).contiguous(memory_format=torch.channels_last)
        x = F.conv2d(normed("bnin", x), tensors["conv1.weight"], None, 2, 3)
        x = F.max_pool2d(active("bn1", x), 3, 2, 1)
        for stage, units in enumerate((3, 4, 6), start=1):
            for unit in range(units):
                name, stride = f"stage{stage}.{unit}", 2 if stage > 1 and unit == 0 else 1
                inner = active(f"{name}.bn0", x)
                short = F.conv2d(inner, tensors[f"{name}.proj.weight"], None, stride) if unit == 0 else x
                inner = active(f"{name}.bn1", F.conv2d(inner, tensors[f"{name}.conv1.weight"]))
                inner = active(f"{name}.bn2", F.conv2d(inner, tensors[f"{name}.conv2.weight"], None, stride, 1))
                x = short + F.conv2d(inner, tensors[f"{name}.conv3.weight"])
        return F.normalize(pool(active("postbn", x)))

    return pooled


def edgetpu(weights: Path) -> Pooled:
    """MobileNetEdgeTPU 1.0 of MLCommons to its last convolution; TensorFlow's padding, more at the right and below."""
    tensors, pool = _stored(weights), GeM()

    def convolved(name: str, x: Tensor, stride: int = 1) -> Tensor:
        kernel = tensors[f"{name}.c.weight"]
        reach = [max((-(-side // stride) - 1) * stride + kernel.shape[-1] - side, 0) for side in x.shape[:1:-1]]
        x = F.pad(x, [part for one in reach for part in (one // 2, one - one // 2)])
        return F.conv2d(x, kernel, tensors[f"{name}.c.bias"], stride, groups=x.shape[1] // kernel.shape[1])

    def pooled(batch: Tensor) -> Tensor:
        x = normalise(batch).contiguous(memory_format=torch.channels_last)
        x = convolved("proj0", F.relu(convolved("stem", x, 2)))
        for number in range(21):
            name, stride = f"blocks.{number}", 2 if number in (0, 4, 8, 16) else 1
            if f"{name}.dw.c.weight" in tensors:
                inner = F.relu(convolved(f"{name}.dw", F.relu(convolved(f"{name}.expand", x)), stride))
            else:
                inner = F.relu(convolved(f"{name}.expand", x, stride))
            inner = convolved(f"{name}.project", inner)
            x = x + inner if x.shape == inner.shape and number != 12 else inner  # block 12 has none, though it could
        return F.normalize(pool(F.relu(convolved("head", x))))

    return pooled


def _stored(weights: Path) -> dict[str, Tensor]:
    return {
        name: tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor
        for name, tensor in restored(load_file(weights)).items()
    }
