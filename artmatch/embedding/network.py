"""The network: a ResNet-101 v2 trunk to the end of its third block, generalised-mean pooling, learned whitening.

Trunk: pre-activation residual units (He et al., "Identity mappings in deep residual networks", 2016) as TF-slim
published them, without the fourth block, whose features are about classes of things rather than things. The third
block keeps stride 16, so that wear, inscriptions and brushwork leave a trace. Batch normalisation is at rest (a scale
and a shift a channel), so that an embedding never depends on the rest of its batch. Pooling: GeM with a learned
exponent (Radenović, Tolias and Chum, "Fine-tuning CNN image retrieval with no human annotation", 2018). Whitening: a
linear layer that starts as PCA-whitening of the pooled features (same paper, section III-D) and is trained with the
rest. A linear layer of its own tells for each place, from the same features, whether the object is there.
"""

import re
from collections import Counter
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PARTS = 4
"""Of a registered photograph that are embedded beside the whole."""


class PreActivation(nn.Module):
    """Batch normalisation at rest, then ReLU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))
        self.shift = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to the same shape and type."""
        return F.relu(torch.addcmul(self.shift.to(x.dtype), x, self.scale.to(x.dtype)))


class Unit(nn.Module):
    """Bottleneck unit; where it has a stride, the shortcut takes every other pixel."""

    def __init__(self, channels: int, width: int, *, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.before = PreActivation(channels)
        self.reduce = nn.Conv2d(channels, width, 1)
        self.filter = nn.Conv2d(width, width, 3, stride, 1)
        self.expand = nn.Conv2d(width, 4 * width, 1)
        self.shortcut = nn.Conv2d(channels, 4 * width, 1) if channels != 4 * width else None

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H / stride, W / stride)."""
        active = self.before(x)
        short = x[:, :, :: self.stride, :: self.stride] if self.shortcut is None else self.shortcut(active)
        expanded: Tensor = self.expand(F.relu(self.filter(F.relu(self.reduce(active)))))
        return short + expanded


class GeM(nn.Module):
    """Generalised-mean pooling: between the average (p = 1) and the maximum (p to infinity) of each channel."""

    def __init__(self, p: float = 3.0) -> None:
        super().__init__()
        self.p = nn.Parameter(torch.tensor(p))

    def powers(self, x: Tensor) -> Tensor:
        """(N, C, H, W) of any float type to what is averaged, the same shape in float32."""
        return x.float().clamp(min=1e-4).pow(self.p.clamp(1.0, 8.0))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) of any float type to (N, C) float32."""
        return self.mean(self.powers(x))

    def mean(self, powers: Tensor) -> Tensor:
        """(N, C, H, W) of :meth:`powers`, or of a part of them, to (N, C): the generalised mean."""
        return powers.mean((2, 3)).pow(1 / self.p.clamp(1.0, 8.0))


class EmbeddingNetwork(nn.Module):
    """Photographs to unit vectors.

    ``dimension``: length of the embedding, at most 512. ``units``: how many each block has, two at least; what ships is
    (3, 4, 23).
    """

    def __init__(self, dimension: int, units: tuple[int, ...]) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 7, 2, 3)
        blocks, channels = [], 64
        for number, count in enumerate(units):
            width, block = 64 * 2**number, []
            for unit in range(count):
                last = unit == count - 1 and number < len(units) - 1
                block.append(Unit(channels, width, stride=2 if last else 1))
                channels = 4 * width
            blocks.append(nn.Sequential(*block))
        self.blocks = nn.Sequential(*blocks)
        self.after = PreActivation(channels)
        self.pool = GeM()
        self.whitening = nn.Linear(channels, dimension)
        self.region = nn.Linear(channels, 1)

    def features(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [-1, 1], sides multiples of 16, to (N, 1024, H / 16, W / 16)."""
        x = self.stem(x)
        # TensorFlow's SAME: at an even size the pooling window reaches over the right and lower borders only
        x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        found: Tensor = self.after(self.blocks(x))
        return found

    def pooled(self, x: Tensor) -> Tensor:
        """Photographs as for :meth:`features` to pooled features of unit length: (N, 1024) float32."""
        return F.normalize(self.pool(self.features(x)))

    def in_detail(self, x: Tensor, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Photographs as for :meth:`features` to their parts and to the ``count`` places that show the object most
        likely, or to all where there are fewer; one run of the trunk serves all.

        (N, 1 + PARTS, D) float32 of unit norm; features (N, K, 1024); the chance that each place shows the object, (N,
        K) float32.
        """
        features = self.features(x)
        places = features.flatten(2).transpose(1, 2)
        with torch.autocast(x.device.type, enabled=False):
            chances = self.region(places.float()).squeeze(-1).sigmoid()
        chances, chosen = chances.topk(min(count, chances.shape[1]), dim=1)
        found = places.gather(1, chosen[..., None].expand(-1, -1, places.shape[2]))
        return self._parts(features), found, chances

    def _parts(self, features: Tensor) -> Tensor:
        """(N, 1 + PARTS, D) float32, unit norm: the embedding of the whole as :meth:`forward` gives it, then those of
        the four corners, each two thirds of either side.

        The trunk's features are pooled over parts (Tolias, Sicre and Jégou, "Particular object retrieval with integral
        max-pooling of CNN activations", 2016).
        """
        height, width = features.shape[2:]
        down, across = -(-2 * height // 3), -(-2 * width // 3)
        with torch.autocast(features.device.type, enabled=False):
            powers = self.pool.powers(features)
            windows = [powers]
            windows += [
                powers[:, :, top : top + down, left : left + across]
                for top in (0, height - down)
                for left in (0, width - across)
            ]
            pooled = torch.stack([F.normalize(self.pool.mean(window)) for window in windows], 1)
            found: Tensor = F.normalize(self.whitening(pooled), dim=2)
        return found

    def object_map(self, x: Tensor) -> Tensor:
        """Photographs as for :meth:`features` to the chance that the object covers each place: (N, H / 16, W / 16)."""
        places = self.features(x).permute(0, 2, 3, 1)
        with torch.autocast(x.device.type, enabled=False):
            chance: Tensor = self.region(places.float()).squeeze(-1).sigmoid()
        return chance

    def contributions(self, x: Tensor, towards: Tensor) -> Tensor:
        """What each place adds to the cosine with ``towards``: (N, 3, H, W) and (N, D) to (N, H / 16, W / 16) float32.

        A place's share of a pooled channel is its share of the sum that GeM takes the root of, so that the places add
        up to the cosine but for the part of whitening's bias, which no place has (the decomposition of Stylianou,
        Souvenir and Pless, "Visualizing deep similarity networks", 2019, for GeM).
        """
        features = self.features(x)
        with torch.autocast(x.device.type, enabled=False):
            powers = self.pool.powers(features)
            pooled = self.pool(features)
            length = pooled.norm(dim=1, keepdim=True)
            weights = towards @ self.whitening.weight * pooled / length
            shares = powers / powers.sum((2, 3), keepdim=True)
            whole = self.whitening(pooled / length).norm(dim=1)
            added: Tensor = torch.einsum("nchw,nc->nhw", shares, weights) / whole[:, None, None]
        return added

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [-1, 1] to (N, D) float32, unit norm."""
        pooled = self.pooled(x)
        with torch.autocast(x.device.type, enabled=False):
            return F.normalize(self.whitening(pooled))


def units_of(names: Iterable[str]) -> tuple[int, ...]:
    """How many units each block has, from the names of a network's tensors."""
    found = {match.groups() for name in names if (match := re.match(r"blocks\.(\d+)\.(\d+)\.", name))}
    return tuple(count for _, count in sorted(Counter(int(block) for block, _ in found).items()))


def normalise(batch: Tensor) -> Tensor:
    """(N, 3, H, W) uint8 RGB to float32 in [-1, 1], as the initial weights were trained."""
    return batch.float() / 127.5 - 1.0


def fit_whitening(pooled: Tensor, dimension: int) -> tuple[Tensor, Tensor]:
    """PCA-whitening of pooled features: weight (D, C) and bias (D,) of the layer that centres, rotates and scales them.

    ``pooled``: (N, C) float32 with N > D. Directions of small variance are amplified no further than the square root
    of the D-th eigenvalue asks, which is what cutting to D dimensions does.
    """
    mean = pooled.mean(0)
    centred = (pooled - mean).double()
    eigenvalues, eigenvectors = torch.linalg.eigh(centred.T @ centred / len(pooled))
    leading = eigenvectors[:, -dimension:] / eigenvalues[-dimension:].clamp(min=1e-9).sqrt()
    weight = leading.T.float().contiguous()
    return weight, -(weight @ mean)
