"""The trunk with activations rounded to 8-bit integers, for processors that multiply these several times as fast.

Kernels are stored as int8 (artmatch/embedding/weights.py) and stay as they are. What a convolution sees is rounded to
255 steps from nought to about the largest activation that training photographs showed there (benchmarks/ranges.py);
sums are exact, as in Jacob et al., "Quantization and training of neural networks for efficient
integer-arithmetic-only inference", 2018. The stem sees the photograph's own bytes. The stream that the units add to
stays float32, and so does the first unit, whose activations differ most in size: rounding them too moves cosines half
as far again and gains a fifteenth of the time. benchmarks/engines.py measures speed and agreement.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import cast

import torch
from torch import Tensor, nn

from artmatch.embedding.network import EmbeddingNetwork, Unit

STEPS = 255
"""To which the range of an activation is rounded."""
_MIDDLE = 128
"""Of the bytes of a photograph: the half above 127.5 makes cutting off round."""


class IntegerConvolution:
    """``convolution`` of activations that are uint8 multiples of ``step``, counted from ``nought``.

    ``out``: the step of its own activations, rectified, uint8; without one they are float32, and not rectified.
    """

    def __init__(self, convolution: nn.Conv2d, step: float, out: float | None = None, *, nought: int = 0) -> None:
        kernel = convolution.weight
        scale = kernel.abs().amax((1, 2, 3)).clamp(min=1e-12) / 127
        rounded = (kernel / scale[:, None, None, None]).round().to(torch.int8)
        geometry = [list(convolution.stride), list(convolution.padding), [1, 1], 1]
        typical = [1, convolution.in_channels, 16, 16]  # any size will do; without one every call lays the kernel anew
        packed = torch.ops.onednn.qconv_prepack(rounded, scale, step, nought, *geometry, typical)
        before = (step, nought, packed, scale, torch.zeros(len(scale), dtype=torch.int64), convolution.bias, *geometry)
        after = (1.0, 0, torch.float32) if out is None else (out, 0, torch.uint8)  # which saturates: it rectifies
        self._given = (*before, *after, "none", [], "")

    def __call__(self, x: Tensor) -> Tensor:
        """(N, C, H, W) uint8 to (N, C', H / stride, W / stride)."""
        found: Tensor = torch.ops.onednn.qconv2d_pointwise(x, *self._given)
        return found


class IntegerStem(nn.Module):
    """``stem`` from the bytes of which its normalised input was made: exact but for a border.

    A byte b stands for (b - 127.5) / 127.5. Counted from 128 it is half a step more, which is the same for all, and so
    a part of the bias; only what lies beyond the border is that half step off.
    """

    def __init__(self, stem: nn.Conv2d) -> None:
        super().__init__()
        step = 2 / STEPS
        shifted = deepcopy(stem)
        shifted.bias = nn.Parameter(cast(Tensor, stem.bias) + stem.weight.sum((1, 2, 3)) * step / 2, False)
        self._convolution = IntegerConvolution(shifted, step, nought=_MIDDLE)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [-1, 1] to (N, C, H / 2, W / 2), float32."""
        return self._convolution((x * (STEPS / 2)).add_(_MIDDLE).to(torch.uint8))


class IntegerUnit(nn.Module):
    """``unit`` with convolutions of integers; ``ranges``: of the activations before each of the three."""

    def __init__(self, unit: Unit, ranges: Sequence[float]) -> None:
        super().__init__()
        if min(ranges) <= 0:
            raise ValueError(f"the ranges {ranges} leave nothing to round to")
        active, reduced, filtered = (largest / STEPS for largest in ranges)
        self._stride = unit.stride
        self._scale = unit.before.scale / active
        self._shift = unit.before.shift / active + 0.5  # so that cutting off rounds
        self._reduce = IntegerConvolution(unit.reduce, active, reduced)
        self._filter = IntegerConvolution(unit.filter, reduced, filtered)
        self._expand = IntegerConvolution(unit.expand, filtered)
        self._shortcut = None if unit.shortcut is None else IntegerConvolution(unit.shortcut, active)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H / stride, W / stride), float32."""
        active = torch.addcmul(self._shift, x, self._scale).clamp_(0, STEPS).to(torch.uint8)
        short = x[:, :, :: self._stride, :: self._stride] if self._shortcut is None else self._shortcut(active)
        return self._expand(self._filter(self._reduce(active))).add_(short)


@torch.no_grad()
def compute_in_integers(network: EmbeddingNetwork, ranges: Mapping[str, Sequence[float]]) -> None:
    """Exchange the stem of ``network``, on the CPU, and the units that ``ranges`` name; nothing if they name none.

    AttributeError if it has no such unit, ValueError where there are not three ranges of one, each above nought.
    """
    if ranges:
        network.stem = IntegerStem(network.stem)  # type: ignore[assignment]
    for name, largest in ranges.items():
        unit = cast(Unit, network.get_submodule(name))
        network.set_submodule(name, IntegerUnit(unit, largest))
