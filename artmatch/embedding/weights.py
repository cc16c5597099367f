"""How weights are stored: kernels as int8 with one scale an output channel, everything else as float16.

A quarter of float32. The scale of a channel is its largest magnitude / 127; embeddings keep a cosine of about 0.9996
to those of the unquantised network (the release of a model measures it).
"""

import torch
from torch import Tensor

_SCALE = "_scale"


def quantised(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A network's float32 tensors to what is stored; convolution kernels (C', C, k, k) become int8."""
    stored = {}
    for name, tensor in state.items():
        if tensor.ndim == 4:
            scale = tensor.abs().amax((1, 2, 3)).clamp(min=1e-12) / 127
            stored[name] = (tensor / scale[:, None, None, None]).round().to(torch.int8).contiguous()
            stored[name + _SCALE] = scale
        else:
            stored[name] = tensor.to(torch.float16).contiguous()
    return stored


def restored(stored: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of :func:`quantised`, float32. KeyError if a kernel has no scale."""
    return {
        name: tensor.float() * stored[name + _SCALE].float().reshape(-1, *[1] * (tensor.ndim - 1))
        if tensor.dtype == torch.int8
        else tensor.float()
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }
