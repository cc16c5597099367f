"""The network: a MobileNetEdgeTPU trunk, generalised-mean pooling, learned whitening, unit length.

Trunk: MobileNetEdgeTPU 1.0 (Gupta and Akin, "Accelerator-aware neural network design using AutoML", 2020), whose
early blocks expand with a full 3x3 convolution. It carries no batch normalisation (folded into the biases), so that
an embedding never depends on the rest of its batch. Pooling: GeM with a learned exponent (Radenović, Tolias and Chum,
"Fine-tuning CNN image retrieval with no human annotation", 2018) on two levels of the trunk, since wear, inscriptions
and brushwork are finer than what the last level keeps. Whitening: a linear layer that starts as PCA-whitening of the
pooled levels (same paper, section III-D) and is trained on with everything else.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Block(NamedTuple):
    """One inverted bottleneck of the trunk."""

    fused: bool
    """Expand with a k x k convolution in place of a 1 x 1 one and a depth-wise k x k one."""
    channels: int
    expanded: int
    kernel: int = 3
    stride: int = 1
    residual: bool = True


_TRUNK = (
    Block(True, 32, 128, stride=2, residual=False),
    *[Block(True, 32, 128)] * 3,
    Block(True, 48, 256, stride=2, residual=False),
    *[Block(True, 48, 192)] * 3,
    Block(False, 96, 384, stride=2, residual=False),
    *[Block(False, 96, 384)] * 3,
    Block(False, 96, 768, residual=False),
    *[Block(False, 96, 384)] * 3,
    Block(False, 160, 768, kernel=5, stride=2, residual=False),
    *[Block(False, 160, 640, kernel=5)] * 3,
    Block(False, 192, 1280, residual=False),
)
_MIDDLE_BLOCK = 15
"""The last block at stride 16; its output is the finer of the two pooled levels."""
POOLED_CHANNELS = 96 + 1280


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME, as the initial weights were trained.

    At stride 2 and an even size the extra row and column stand right and below only. Symmetric padding shifts every
    such level by half a cell and cost about ten points of recall@1 on the untrained trunk.
    """

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', ceil(H / stride), ceil(W / stride))."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        if stride == 1:
            return F.conv2d(x, self.weight, self.bias, padding=kernel // 2, groups=self.groups)
        across, down = (max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in (x.shape[3], x.shape[2]))
        x = F.pad(x, (across // 2, across - across // 2, down // 2, down - down // 2))
        return F.conv2d(x, self.weight, self.bias, stride=stride, groups=self.groups)


class InvertedBottleneck(nn.Module):
    """Expand, filter, project; the residual joins where shapes allow."""

    def __init__(self, channels: int, block: Block) -> None:
        super().__init__()
        self.residual = block.residual
        if block.fused:
            self.expand = SameConv2d(channels, block.expanded, block.kernel, block.stride)
            self.filter: nn.Module = nn.Identity()
        else:
            self.expand = SameConv2d(channels, block.expanded, 1)
            self.filter = nn.Sequential(
                SameConv2d(block.expanded, block.expanded, block.kernel, block.stride, groups=block.expanded),
                nn.ReLU(),
            )
        self.project = SameConv2d(block.expanded, block.channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H', W')."""
        y: Tensor = self.project(self.filter(F.relu(self.expand(x))))
        return x + y if self.residual else y


class GeM(nn.Module):
    """Generalised-mean pooling: between the average (p = 1) and the maximum (p to infinity) of each channel."""

    def __init__(self, p: float = 3.0) -> None:
        super().__init__()
        self.p = nn.Parameter(torch.tensor(p))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) of any float type to (N, C) float32."""
        p = self.p.clamp(1.0, 8.0)
        return x.float().clamp(min=1e-4).pow(p).mean((2, 3)).pow(1 / p)


class EmbeddingNetwork(nn.Module):
    """Photographs to unit vectors.

    ``dimension``: length of the embedding, at most 512.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(SameConv2d(3, 32, 3, 2), nn.ReLU(), SameConv2d(32, 16, 1))
        blocks, channels = [], 16
        for block in _TRUNK:
            blocks.append(InvertedBottleneck(channels, block))
            channels = block.channels
        self.blocks = nn.ModuleList(blocks)
        self.last = SameConv2d(channels, 1280, 1)
        self.pool_middle = GeM()
        self.pool_last = GeM()
        self.whitening = nn.Linear(POOLED_CHANNELS, dimension)

    def pooled(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [-1, 1] to the pooled levels, each at unit length: (N, POOLED_CHANNELS) float32."""
        x = self.stem(x)
        middle = x
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number == _MIDDLE_BLOCK:
                middle = x
        levels = (self.pool_middle(F.relu(middle)), self.pool_last(F.relu(self.last(x))))
        return torch.cat([F.normalize(level) for level in levels], dim=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [-1, 1] to (N, D) float32, unit norm."""
        pooled = self.pooled(x)
        with torch.autocast(x.device.type, enabled=False):
            return F.normalize(self.whitening(pooled))


def normalise(batch: Tensor) -> Tensor:
    """(N, 3, H, W) uint8 RGB to float32 in [-1, 1], as the initial weights were trained."""
    return batch.float() / 127.5 - 1.0


def fit_whitening(pooled: Tensor, dimension: int) -> tuple[Tensor, Tensor]:
    """PCA-whitening of pooled levels: weight (D, C) and bias (D,) of the layer that centres, rotates and scales them.

    ``pooled``: (N, C) float32 with N > D. Directions of small variance are amplified no further than the square root
    of the D-th eigenvalue asks, which is what cutting to D dimensions does.
    """
    mean = pooled.mean(0)
    centred = (pooled - mean).double()
    eigenvalues, eigenvectors = torch.linalg.eigh(centred.T @ centred / len(pooled))
    leading = eigenvectors[:, -dimension:] / eigenvalues[-dimension:].clamp(min=1e-9).sqrt()
    weight = leading.T.float().contiguous()
    return weight, -(weight @ mean)
