"""Places of a photograph as numbers that can be compared with those of another one.

The trunk's features at one place, a thousand numbers, are projected onto the directions in which they differ most over
training photographs (PCA), each scaled part of the way to equal variance. ``benchmarks/places.py`` learned them.
"""

import hashlib
from functools import cache
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor
from torch.nn import functional as F

from artmatch.errors import ModelError
from artmatch.messages import _
from artmatch.shipped import shipped

COUNT = 80
"""Places that a photograph is described by, those that show the object most likely: a third of all. On every second
object of the development set, degraded, these find as often as all do; 64 a little less often.
"""
_FILE = "places.safetensors"


class PlaceProjection:
    """From features to descriptors of places. May be used from any thread."""

    def __init__(self, projection_id: str, mean: Tensor, directions: Tensor) -> None:
        """``mean``: (C,), of features of unit length; ``directions``: (C, D)."""
        self.projection_id = projection_id
        """What the descriptors are stored under, beside the model: others cannot be compared with these."""
        self._mean, self._directions = mean, directions

    @classmethod
    def read(cls, file: Path) -> "PlaceProjection":
        """Raises ModelError if ``file`` is missing or damaged."""
        try:
            data = file.read_bytes()
            stored = {name: values.float() for name, values in load(data).items()}
            return cls(hashlib.sha256(data).hexdigest()[:12], stored["mean"], stored["directions"])
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelError(
                _("The place descriptors {file} cannot be read: install artmatch again.").format(file=file)
            ) from error

    def of(self, features: Tensor) -> Tensor:
        """(N, K, C) of any float type to (N, K, D) float32 of unit norm."""
        with torch.autocast(features.device.type, enabled=False):
            centred = F.normalize(features.float(), dim=2) - self._mean.to(features.device)
            return F.normalize(centred @ self._directions.to(features.device), dim=2)


@cache
def place_projection() -> PlaceProjection:
    """The one that artmatch comes with; ModelError if it cannot be read."""
    return PlaceProjection.read(shipped("models") / _FILE)
