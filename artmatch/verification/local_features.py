"""Keypoints with descriptors: what is around each, as a network describes it (artmatch/embedding/patches.py).

It tells right pairs from wrong ones better than SIFT's own descriptor does: benchmarks/local_features.py.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import shrink
from artmatch.messages import _
from artmatch.verification.keypoints import KeypointDetector, Keypoints
from artmatch.verification.patches import cut_patches

SIDE = 512
"""Pixels of the longer side in which keypoints are sought; those of smaller photographs are not enlarged."""
GALLERY_KEYPOINTS = 288
"""Of a registered photograph: about 20 kB, and 3 kB for their visual words. Twice as many tell hardly more."""
QUERY_KEYPOINTS = 900
QUERY_SIDE = 1_024
"""As SIDE, for the finer keypoints of a query: an object small in the picture has hardly any others."""
_FINER = 2.5 / SIDE
"""Diameter of a keypoint, in units of the longer side, below which it is finer than those sought at SIDE."""
_DESCRIPTOR = 64
_STEPS = 255
"""In which a number of a descriptor is kept, as a signed byte: hardly one of a unit vector's 64 is above a half."""
_PACKING = 1
"""zlib's fastest, for its checksum: descriptors of a network hardly get smaller."""
_PLACE = np.dtype([("x", "<f2"), ("y", "<f2"), ("scale", "<f2"), ("angle", "<f2")])


class Describer(Protocol):
    """Describes what is around keypoints; :class:`artmatch.embedding.patches.PatchDescriber` is one."""

    @property
    def describer_id(self) -> str:
        """What its descriptors are stored under: others cannot be compared with these."""

    def describe(self, patches: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(N, 32, 32) patches to (N, 64) of unit norm; may be called from any thread."""


@dataclass(frozen=True, eq=False)
class LocalFeatures(Keypoints):
    """The keypoints of one photograph, strongest of each part first, with their descriptors."""

    descriptors: NDArray[np.int8]
    """(K, 64): unit vectors in steps of 1/255."""

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """(K, 64) of unit norm; kept, since a query is compared with many photographs."""
        values = self.descriptors.astype(np.float32)
        return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1))

    def to_bytes(self) -> bytes:
        """72 bytes a keypoint, and a checksum."""
        places = np.empty(len(self), _PLACE)
        places["x"], places["y"] = self.keypoints.T
        places["scale"], places["angle"] = self.scales, self.angles
        return zlib.compress(places.tobytes() + self.descriptors.tobytes(), _PACKING)

    @classmethod
    def from_bytes(cls, data: bytes) -> "LocalFeatures":
        """What :meth:`to_bytes` made; ValueError if it cannot have been."""
        try:
            unpacked = zlib.decompress(data)
            count, rest = divmod(len(unpacked), _PLACE.itemsize + _DESCRIPTOR)
            if rest:
                raise ValueError("a keypoint is not whole")
        except (zlib.error, ValueError) as error:
            raise ValueError(_("{count} bytes are no local features").format(count=len(data))) from error
        places = np.frombuffer(unpacked, _PLACE, count)
        descriptors = np.frombuffer(unpacked, np.int8, offset=count * _PLACE.itemsize).reshape(count, _DESCRIPTOR)
        xy = np.stack([places["x"], places["y"]], 1).astype(np.float32)
        return cls(xy, places["scale"].astype(np.float32), places["angle"].astype(np.float32), descriptors)

    def with_others(self, others: "LocalFeatures") -> "LocalFeatures":
        """These, then ``others`` of the same photograph."""
        return LocalFeatures(
            np.concatenate([self.keypoints, others.keypoints]),
            np.concatenate([self.scales, others.scales]),
            np.concatenate([self.angles, others.angles]),
            np.concatenate([self.descriptors, others.descriptors]),
        )


class LocalFeatureExtractor:
    """Finds the local features of photographs. May be called from any thread."""

    def __init__(self, describer: Describer) -> None:
        self._describer, self._detector = describer, KeypointDetector()

    @property
    def features_id(self) -> str:
        """What features are stored under: another id where detector, describer or choice change."""
        return f"sift-{GALLERY_KEYPOINTS}-{self._describer.describer_id}"

    def extract(self, pixels: NDArray[np.uint8], keypoints: int = GALLERY_KEYPOINTS) -> LocalFeatures:
        """At most ``keypoints`` local features of an upright (H, W, 3) uint8 RGB photograph; none where it is plain."""
        return self._found(pixels, SIDE, keypoints)

    def extract_query(self, pixels: NDArray[np.uint8]) -> LocalFeatures:
        """QUERY_KEYPOINTS of a photograph as :meth:`extract` finds them, and as many finer ones if it has more pixels.

        An object small in the picture has hardly any but the finer ones; the others are those that registered
        photographs have, so that an object that fills the picture loses nothing.
        """
        coarse = self.extract(pixels, QUERY_KEYPOINTS)
        if max(pixels.shape) <= SIDE:
            return coarse
        return coarse.with_others(self._found(pixels, QUERY_SIDE, QUERY_KEYPOINTS, smaller_than=_FINER))

    def _found(
        self, pixels: NDArray[np.uint8], side: int, count: int, *, smaller_than: float = np.inf
    ) -> LocalFeatures:
        grey = cv2.cvtColor(shrink(pixels, side), cv2.COLOR_RGB2GRAY).astype(np.uint8)
        found = self._detector.detect(grey, count, smaller_than=smaller_than)
        described = self._describer.describe(cut_patches(grey, found))
        kept = (described * _STEPS).round().clip(-127, 127).astype(np.int8)
        return LocalFeatures(found.keypoints, found.scales, found.angles, kept)
