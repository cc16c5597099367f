"""The network that describes keypoints: a patch of a photograph becomes 64 numbers.

Six convolutions after HardNet (Mishchuk et al., "Working hard to know your neighbor's margins: local descriptor
learning loss", 2017), which has seven, twice the channels and twice the resolution at first: for the 288 keypoints of a
registered photograph it would take longer than the embedding. ``artmatch/training/patch_loop.py`` trains it.
"""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from artmatch.embedding.precision import fast_precision
from artmatch.errors import ModelError
from artmatch.messages import _
from artmatch.shipped import shipped

SIDE = 32
"""Pixels along a patch's side."""
DIMENSION = 64
_CHANNELS = (16, 32, 64)
_LEAST_CONTRAST = 3.0
"""Grey levels added to a patch's standard deviation, so that the noise of a plain one is not blown up."""
_KEPT_OUT = 0.1
"""Share of the last features that training leaves out at random (dropout), as in HardNet."""
_BATCH = 512
_FILE = "patches.safetensors"


class PatchNetwork(nn.Module):
    """(N, 32, 32) patches, 0 to 255, to (N, 64) of unit norm."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = _CHANNELS
        self.stages = nn.Sequential(
            *_stage(1, first, 2),
            *_stage(first, second),
            *_stage(second, second),
            *_stage(second, third, 2),
            *_stage(third, third),
        )
        self.dropout = nn.Dropout(_KEPT_OUT)
        self.whole = nn.Conv2d(third, DIMENSION, SIDE // 4, bias=False)
        self.centring = nn.BatchNorm2d(DIMENSION, affine=False)

    def forward(self, patches: Tensor) -> Tensor:
        """See the class."""
        values = patches.float()
        middle, spread = values.mean((1, 2), keepdim=True), values.std((1, 2), keepdim=True)
        even = ((values - middle) / (spread + _LEAST_CONTRAST))[:, None]
        seen = self.dropout(self.stages(even.contiguous(memory_format=torch.channels_last)))
        return F.normalize(self.centring(self.whole(seen)).flatten(1).float())


def _stage(given: int, made: int, stride: int = 1) -> tuple[nn.Module, ...]:
    return nn.Conv2d(given, made, 3, stride, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU(inplace=True)


class PatchDescriber:
    """A trained network, to describe patches with. May be used from any thread."""

    def __init__(self, describer_id: str, network: PatchNetwork) -> None:
        self.describer_id = describer_id
        """What descriptors are stored under: others cannot be compared with these."""
        self._network = _fused(network).eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @classmethod
    def read(cls, file: Path) -> "PatchDescriber":
        """Raises ModelError if ``file`` is missing or damaged."""
        network = PatchNetwork()
        counted = {name: value for name, value in network.state_dict().items() if not value.is_floating_point()}
        try:
            data = file.read_bytes()
            stored = {name: values.float() for name, values in load(data).items()}
            network.load_state_dict(counted | stored)  # how many batches were seen is not kept: nothing asks for it
        except (OSError, SafetensorError, RuntimeError) as error:
            raise ModelError(
                _("The keypoint network {file} cannot be read: install artmatch again.").format(file=file)
            ) from error
        return cls(f"patches-{hashlib.sha256(data).hexdigest()[:12]}", network)

    @torch.inference_mode()
    def describe(self, patches: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(N, 32, 32) to (N, 64) of unit norm."""
        described = np.empty((len(patches), DIMENSION), np.float32)
        for start in range(0, len(patches), _BATCH):
            batch = torch.from_numpy(patches[start : start + _BATCH])
            with fast_precision("cpu"):
                described[start : start + _BATCH] = self._network(batch).float().numpy()
        return described


@cache
def patch_describer() -> PatchDescriber:
    """The one that artmatch comes with; ModelError if it cannot be read."""
    return PatchDescriber.read(shipped("models") / _FILE)


def _fused(network: PatchNetwork) -> PatchNetwork:
    """The same at rest, its batch normalisations folded into the convolutions before them."""
    network = network.eval()
    layers = list(network.stages)
    folded: list[nn.Module] = []
    for convolution, normalisation, rectifier in zip(layers[::3], layers[1::3], layers[2::3], strict=True):
        folded += [fuse_conv_bn_eval(convolution, normalisation), rectifier]  # type: ignore[type-var, arg-type]
    network.stages = nn.Sequential(*folded)
    network.whole = fuse_conv_bn_eval(network.whole, network.centring)
    network.centring = nn.Identity()  # type: ignore[assignment]
    return network
