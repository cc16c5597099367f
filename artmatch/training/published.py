"""Networks as they were published, before any training of ours: ImageNet weights with GeM (p = 3).

Training begins at one of them and learns from the sense of likeness of all; benchmarks/peers.py has them as peers. Each
is known by its file's tensors: ResNet-101 v2 of TF-slim to the end of block 3 (block 4 is not used), ResNet-50 v2 of
GluonCV to the end of stage 3, MobileNetEdgeTPU 1.0 of MLCommons to its last convolution.
"""

from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from artmatch.embedding.network import GeM, normalise
from artmatch.embedding.weights import restored
from artmatch.training.initial_weights import read_initial_weights

Pooled = Callable[[Tensor], Tensor]
"""From (N, 3, S, S) uint8 RGB, S a multiple of 16, to (N, C) float32 of unit length, on the same device."""

_DIMENSION = 256  # of a layer that pooled features do not pass


def read_published(file: Path, *, device: str = "cpu") -> Pooled:
    """The pooled features of the network in ``file``.

    Raises :class:`~artmatch.errors.ModelError` if it is none of the three.
    """
    names = load_file(file).keys()
    if "bnin.running_mean" in names:
        return _resnet50(file, device)
    if "stem.c.weight" in names:
        return _edgetpu(file, device)
    return _resnet101(file, device)


def _resnet101(file: Path, device: str) -> Pooled:
    network = read_initial_weights(file, _DIMENSION)[0].eval()
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return lambda batch: network.pooled(normalise(batch).contiguous(memory_format=torch.channels_last))


def _resnet50(file: Path, device: str) -> Pooled:
    """The stride sits in the first unit of a stage."""
    tensors, pool = _stored(file, device), GeM().to(device)
    mean, deviation = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]], device=device)[..., None, None]

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


def _edgetpu(file: Path, device: str) -> Pooled:
    """With TensorFlow's padding, more at the right and below."""
    tensors, pool = _stored(file, device), GeM().to(device)

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


def _stored(file: Path, device: str) -> dict[str, Tensor]:
    return {
        name: tensor.to(device).contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor.to(device)
        for name, tensor in restored(load_file(file)).items()
    }
