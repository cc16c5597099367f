"""What tests of several layers share: a stand-in for the embedding model, and photographs that it tells apart."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import settings

from artmatch.imaging import encode_jpeg, resize_to_square

# A machine that is busy with something else is no reason to fail.
settings.register_profile("artmatch", deadline=None)
settings.load_profile("artmatch")

_SIDE = 8


@dataclass
class ColourLayoutEmbedder:
    """Colours of a coarse grid, projected at random: tells smooth pictures apart as quickly as can be."""

    model_id: str = "colour-layout-1"
    dimension: int = 48
    decode_side: int = 64
    seed: int = 1
    calibration: dict = field(
        default_factory=lambda: {
            part: {
                "intercept": -8.0,
                "similarity": 6.0,
                "contrast": 10.0,
                "inliers": weight,
                "consistent": 0.0,
                "size": 0.5,
                "unrelated": 0.3,
                "strong": 0.9,
                "possible": 0.5,
            }
            for part, weight in (("embedding", 0.0), ("verification", 1.0))
        }
    )
    region: tuple | None = None
    """What is said to show the object in every photograph."""
    embedded: int = 0
    """How many photographs were embedded so far."""

    def embed(self, photographs):
        self.embedded += len(photographs)
        projection = np.random.default_rng(self.seed).normal(size=(_SIDE * _SIDE * 3, self.dimension))
        vectors = np.stack([self._layout(pixels) @ projection for pixels in photographs])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    def outline(self, photograph):
        return self.region

    def contributions(self, photograph, towards):
        return np.ones((_SIDE, _SIDE), np.float32)

    @staticmethod
    def _layout(pixels):
        small = resize_to_square(pixels, _SIDE).astype(np.float64).ravel()
        return small - small.mean() + 1e-3


@pytest.fixture
def embedder():
    return ColourLayoutEmbedder()


def picture(number, *, height=60, width=80):
    """A smooth picture that no other number gives."""
    patches = np.random.default_rng(number).integers(0, 256, (5, 5, 3)).astype(np.uint8)
    return np.kron(patches, np.ones((height // 5, width // 5, 1), np.uint8))


@pytest.fixture
def jpeg():
    """From a number to the bytes of a photograph that no other number gives."""
    return lambda number, **size: encode_jpeg(picture(number, **size), quality=95)


@pytest.fixture
def pixels():
    """From a number to the pixels of a photograph that no other number gives."""
    return picture
