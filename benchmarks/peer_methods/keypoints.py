"""Learned local features: EdgePoint2, XFeat and ALIKED, as published, of permissive licence.

Yao et al., "EdgePoint2", 2025 (MIT); Potje et al., "XFeat: Accelerated features for lightweight image matching", 2024
(Apache-2.0); Zhao et al., "ALIKED: A lighter keypoint and descriptor extraction network via deformable transformation",
2023 (BSD-3). None of them says how large or which way round the place is that a keypoint describes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from artmatch.imaging import shrink
from artmatch.verification.keypoints import evenly
from artmatch.verification.local_features import SIDE

Points = tuple[NDArray[np.float32], NDArray[np.float32]]
"""(K, 2) places in units of the longer side, and (K, D) descriptors of unit length."""
Found = tuple[Tensor, Callable[[Tensor], Tensor]]
"""How likely a keypoint lies at each pixel, (H, W), and from (K, 2) pixels x, y to (K, D) descriptors."""

_MULTIPLE = 32
"""Sides of what these networks take."""
_APART = 2
"""Pixels within which only the likeliest keypoint is kept."""
_EDGE = 4


def networks(weights: Path) -> Mapping[str, Callable[[NDArray[np.uint8], int], Points]]:
    """By name: from an upright (H, W, 3) uint8 RGB photograph to so many of its local features at most."""
    edgepoint, xfeat, aliked = (
        load_file(weights / f"{name}.safetensors") for name in ("edgepoint2_E64", "xfeat", "aliked_n16rot")
    )
    return {
        "EdgePoint2 E64": lambda pixels, count: _points(pixels, count, lambda picture: _edgepoint(edgepoint, picture)),
        "XFeat": lambda pixels, count: _points(pixels, count, lambda picture: _xfeat(xfeat, picture)),
        "ALIKED n16rot": lambda pixels, count: _points(pixels, count, lambda picture: _aliked(aliked, picture)),
    }


@torch.inference_mode()
def _points(pixels: NDArray[np.uint8], count: int, find: Callable[[Tensor], Found]) -> Points:
    small = shrink(pixels, SIDE)
    height, width = (max(_MULTIPLE, round(side / _MULTIPLE) * _MULTIPLE) for side in small.shape[:2])
    resized = cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA)
    likely, describe = find(torch.from_numpy(resized).permute(2, 0, 1)[None].float())
    highest = F.max_pool2d(likely[None, None], 2 * _APART + 1, 1, _APART)[0, 0]
    inner = torch.zeros_like(likely, dtype=torch.bool)
    inner[_EDGE:-_EDGE, _EDGE:-_EDGE] = True
    rows, columns = torch.nonzero((likely == highest) & inner & (likely > 0), as_tuple=True)
    pixel = torch.stack([columns, rows], 1).float()
    places = ((pixel + 0.5) / max(height, width)).numpy()
    chosen = evenly(places, likely[rows, columns].double().numpy(), count)
    return places[chosen], F.normalize(describe(pixel[chosen]), dim=1).numpy()


def _convolved(weights: Mapping[str, Tensor], name: str, x: Tensor, stride: int = 1) -> Tensor:
    """By the layer of this name, padded so that only the stride changes the size."""
    kernel = weights[f"{name}.weight"]
    bias = weights.get(f"{name}.bias")
    return F.conv2d(x, kernel, bias, stride, (kernel.shape[2] - 1) // 2, groups=x.shape[1] // kernel.shape[1])


def _enlarged(x: Tensor, factor: int, *, to_corners: bool = False) -> Tensor:
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=to_corners)


def _looked_up(features: Tensor, pixel: Tensor, height: int, width: int) -> Tensor:
    """(K, D) of (1, D, H', W') at (K, 2) pixels of a picture of ``height`` and ``width``."""
    where = (pixel + 0.5) / torch.tensor([width, height]) * 2 - 1
    return F.grid_sample(features, where[None, None], align_corners=False)[0, :, 0].T


def _edgepoint(weights: Mapping[str, Tensor], picture: Tensor) -> Found:
    def layer(name: str, x: Tensor, stride: int = 1) -> Tensor:
        return F.relu(_convolved(weights, f"{name}.c", x, stride))

    def residual(name: str, x: Tensor) -> Tensor:
        around = _convolved(weights, f"{name}.skip", x) if f"{name}.skip.weight" in weights else x
        return F.relu(_convolved(weights, f"{name}.b", F.relu(_convolved(weights, f"{name}.a", x))) + around)

    grey = F.instance_norm(picture.mean(1, keepdim=True))
    fine = residual("b1.2", layer("b1.1", layer("b1.0", grey, 2)))
    quarter = F.avg_pool2d(fine, 2)
    middle = residual("b2", F.avg_pool2d(quarter, 2))
    coarse = residual("b3", F.avg_pool2d(middle, 4))
    joined = torch.cat([quarter, _enlarged(middle, 2), _enlarged(coarse, 8)], 1)
    features = _convolved(weights, "dh.2", layer("dh.1", _convolved(weights, "dh.0", joined)))
    seen = _convolved(weights, "k1", fine) + _enlarged(_convolved(weights, "k2", middle), 4)
    seen = seen + _enlarged(_convolved(weights, "k3", coarse), 16)
    for name in ("sh.0", "sh.2"):
        seen = F.relu(_convolved(weights, name, seen))
    likely = F.pixel_shuffle(_convolved(weights, "sh.4", seen), 2)[0, 0] + 5  # its detector asks for more than -5
    return likely, lambda pixel: _looked_up(features, pixel, *likely.shape)


def _xfeat(weights: Mapping[str, Tensor], picture: Tensor) -> Found:
    def block(name: str, x: Tensor, *strides: int) -> Tensor:
        for number, stride in enumerate(strides):
            x = F.relu(_convolved(weights, f"{name}.{2 * number}", x, stride))
        return x

    grey = F.instance_norm(picture.mean(1, keepdim=True))
    first = block("block1", grey, 1, 2, 1, 2) + _convolved(weights, "skip", F.avg_pool2d(grey, 4))
    eighth = block("block3", block("block2", first, 1, 1), 2, 1, 1)
    sixteenth = block("block4", eighth, 2, 1, 1)
    last = block("block5", sixteenth, 2, 1, 1, 1)
    joined = eighth + _enlarged(sixteenth, 2) + _enlarged(last, 4)
    features = _convolved(weights, "fusion_out", block("fusion", joined, 1, 1))
    reliable = torch.sigmoid(_convolved(weights, "heat_out", block("heat", features, 1, 1)))
    cells = _convolved(weights, "kp_out", block("kp", F.pixel_unshuffle(grey, 8), 1, 1, 1)).softmax(1)
    likely = (F.pixel_shuffle(cells[:, :-1], 8) * _enlarged(reliable, 8))[0, 0]  # the last means: none in this cell
    return likely - 0.01, lambda pixel: _looked_up(features, pixel, *likely.shape)


def _aliked(weights: Mapping[str, Tensor], picture: Tensor) -> Found:
    def normed(name: str, x: Tensor) -> Tensor:
        mean, variance, scale, shift = (
            weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, variance, scale, shift)

    def layer(name: str, x: Tensor) -> Tensor:
        is_deformed = f"{name}.offset_conv.weight" in weights
        return _deformed(weights, name, x) if is_deformed else _convolved(weights, name, x)

    def block(name: str, x: Tensor) -> Tensor:
        y = F.selu(normed(f"{name}.bn1", layer(f"{name}.conv1", x)))
        y = normed(f"{name}.bn2", layer(f"{name}.conv2", y))
        around = _convolved(weights, f"{name}.downsample", x) if f"{name}.downsample.weight" in weights else 0
        return F.selu(y + around)

    scales, x = [], picture / 255
    for number, shrinking in enumerate((1, 2, 4, 4), start=1):
        x = block(f"block{number}", F.avg_pool2d(x, shrinking))
        scales.append(F.selu(_convolved(weights, f"conv{number}", x)))
    grown = [scales[0], *(_enlarged(scales[n], f, to_corners=True) for n, f in ((1, 2), (2, 8), (3, 32)))]
    seen = torch.cat(grown, 1)
    features = F.normalize(seen, dim=1)
    for number in (0, 2, 4):
        seen = F.selu(_convolved(weights, f"score_head.{number}", seen))
    likely = torch.sigmoid(_convolved(weights, "score_head.6", seen))[0, 0]
    return likely - 0.05, lambda pixel: _described(weights, features, pixel)


def _deformed(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    """A 3 x 3 convolution whose nine places are moved, each by a learned offset."""
    _, _, height, width = x.shape
    furthest = max(height, width) / 4
    moved = _convolved(weights, f"{name}.offset_conv", x).clamp(-furthest, furthest).view(9, 2, height, width)
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    kernel = weights[f"{name}.regular_conv.weight"]
    total = torch.zeros(1, kernel.shape[0], height, width)
    for place in range(9):
        down, right = divmod(place, 3)
        y = (rows + down - 1 + moved[place, 0]) / max(height - 1, 1) * 2 - 1
        across = (columns + right - 1 + moved[place, 1]) / max(width - 1, 1) * 2 - 1
        taken = F.grid_sample(x, torch.stack([across, y], -1)[None], align_corners=True)
        total = total + F.conv2d(taken, kernel[:, :, down, right, None, None])
    return total


def _described(weights: Mapping[str, Tensor], features: Tensor, pixel: Tensor) -> Tensor:
    """(K, D): what lies at learned places around each pixel, weighed by place."""
    _, channels, height, width = features.shape
    weighing = weights["desc_head.agg_weights"]
    places = len(weighing)
    corner = (pixel.long() - 1).clamp(min=0)
    near = torch.arange(3)
    rows = corner[:, 1, None].clamp(max=height - 4) + near
    columns = corner[:, 0, None].clamp(max=width - 4) + near
    patches = features[0][:, rows[:, :, None], columns[:, None, :]].transpose(0, 1)
    moved = F.selu(
        F.conv2d(patches, weights["desc_head.offset_conv.0.weight"], weights["desc_head.offset_conv.0.bias"])
    )
    moved = _convolved(weights, "desc_head.offset_conv.2", moved)
    furthest = max(height, width) / 4
    around = moved.clamp(-furthest, furthest)[:, :, 0, 0].view(-1, 2, places).transpose(1, 2)
    where = 2 * (pixel[:, None] + around) / torch.tensor([width - 1.0, height - 1.0]) - 1
    seen = F.grid_sample(features, where.reshape(1, -1, 1, 2), align_corners=True)
    seen = seen.view(channels, len(pixel), places, 1).transpose(0, 1)
    seen = F.selu(_convolved(weights, "desc_head.sf_conv", seen))[..., 0]
    return torch.einsum("kcp,pcd->kd", seen, weighing)
