"""A larger untrained network whose view of likeness the small one is kept close to while it learns.

ResNet-101 v2 (He et al., "Identity mappings in deep residual networks", 2016) to the end of block 3, as TF-slim
published it: the best single untrained network on the development set. Its pooled, whitened outputs on the clean
training photographs are computed once; the training loss then asks that photographs which the teacher finds alike stay
comparatively alike (relational distillation: Park et al., "Relational knowledge distillation", 2019).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from artmatch.embedding.network import fit_whitening, normalise
from artmatch.imaging import resize_to_square

_BLOCKS = (3, 4, 23)
_SIDE = 256
_BATCH = 16


class _PreActivation(nn.Module):
    """Batch normalisation of a network at rest: a scale and a shift a channel, then ReLU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))
        self.shift = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x * self.scale + self.shift)


class _Unit(nn.Module):
    """Bottleneck unit; where it has a stride, the shortcut takes every other pixel."""

    def __init__(self, channels: int, width: int, *, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.before = _PreActivation(channels)
        self.reduce = nn.Conv2d(channels, width, 1)
        self.filter = nn.Conv2d(width, width, 3, stride, 1)
        self.expand = nn.Conv2d(width, 4 * width, 1)
        self.shortcut = nn.Conv2d(channels, 4 * width, 1) if channels != 4 * width else None

    def forward(self, x: Tensor) -> Tensor:
        active = self.before(x)
        short = x[:, :, :: self.stride, :: self.stride] if self.shortcut is None else self.shortcut(active)
        expanded: Tensor = self.expand(F.relu(self.filter(F.relu(self.reduce(active)))))
        return short + expanded


class Teacher(nn.Module):
    """(N, 3, H, W) in [-1, 1], H and W multiples of 4, to pooled features (N, 1024) of unit length.

    Block 3 keeps stride 16 instead of 32, so that its maps stay fine.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 7, 2, 3)
        units, channels = [], 64
        for number, count in enumerate(_BLOCKS):
            width = 64 * 2**number
            for unit in range(count):
                stride = 2 if unit == count - 1 and number < len(_BLOCKS) - 1 else 1
                units.append(_Unit(channels, width, stride=stride))
                channels = 4 * width
        self.units = nn.Sequential(*units)
        self.after = _PreActivation(channels)

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        x = self.stem(x)
        # TensorFlow's SAME: at an even size the pooling window reaches over the right and lower borders only
        x = F.pad(x, (0, 1, 0, 1), value=-torch.inf)
        x = self.after(self.units(F.max_pool2d(x, 3, 2)))
        return F.normalize(x.float().clamp(min=1e-4).pow(3).mean((2, 3)).pow(1 / 3))

    @classmethod
    def load(cls, file: Path) -> "Teacher":
        """Read the published weights: int8 kernels with one scale an output channel, and batch normalisations."""
        published = load_file(file)
        tensors = {
            name: tensor.float() * published[f"{name}_scale"].reshape(-1, *[1] * (tensor.ndim - 1))
            if tensor.dtype == torch.int8
            else tensor.float()
            for name, tensor in published.items()
        }
        ours: dict[str, Tensor] = dict(_named(tensors, "conv1", "stem")) | dict(_at_rest(tensors, "postbn", "after"))
        position = 0
        for block, count in enumerate(_BLOCKS, 1):
            for unit in range(count):
                theirs, here = f"block{block}.{unit}", f"units.{position}"
                ours |= dict(_at_rest(tensors, f"{theirs}.bn0", f"{here}.before"))
                for their_name, name in (
                    ("conv1", "reduce"), ("conv2", "filter"), ("conv3", "expand"), ("proj", "shortcut")
                ):  # fmt: skip
                    ours |= dict(_named(tensors, f"{theirs}.{their_name}", f"{here}.{name}"))
                position += 1
        network = cls()
        network.load_state_dict(ours)
        return network.eval()


def _named(tensors: dict[str, Tensor], theirs: str, ours: str) -> Iterator[tuple[str, Tensor]]:
    for part in ("weight", "bias"):
        if f"{theirs}.{part}" in tensors:
            yield f"{ours}.{part}", tensors[f"{theirs}.{part}"]


def _at_rest(tensors: dict[str, Tensor], theirs: str, ours: str) -> Iterator[tuple[str, Tensor]]:
    scale = tensors[f"{theirs}.weight"] / (tensors[f"{theirs}.running_var"] + 1e-5).sqrt()
    yield f"{ours}.scale", scale.reshape(-1, 1, 1)
    yield (
        f"{ours}.shift",
        (tensors[f"{theirs}.bias"] - tensors[f"{theirs}.running_mean"] * scale).reshape(-1, 1, 1),
    )


@torch.inference_mode()
def pooled_by_teacher(weights: Path, photographs: Sequence[NDArray[np.uint8]], device: str) -> Tensor:
    """(N, 1024) float32 pooled features of (H, W, 3) uint8 RGB photographs."""
    teacher = Teacher.load(weights).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    batches = []
    for start in range(0, len(photographs), _BATCH):
        squares = [resize_to_square(photograph, _SIDE) for photograph in photographs[start : start + _BATCH]]
        batch = normalise(torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).to(device))
        with torch.autocast(device, torch.bfloat16):
            batches.append(teacher(batch).float().cpu())
    return torch.cat(batches)


def whitened(pooled: Tensor, dimension: int) -> Tensor:
    """(N, C) to (N, dimension) unit vectors by the PCA-whitening of the same features."""
    weight, bias = fit_whitening(pooled, dimension)
    return F.normalize(F.linear(pooled, weight, bias))
