"""Keypoints with descriptors: SIFT (Lowe, "Distinctive image features from scale-invariant keypoints", 2004), compared
as RootSIFT (Arandjelović and Zisserman, "Three things everyone should know to improve object retrieval", 2012).

SIFT needs no training, turns with the photograph, and is what the systems that find prints and paintings rely on.
"""

import threading
import zlib
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import shrink
from artmatch.messages import _

SIDE = 512
"""Pixels of the longer side in which keypoints are sought; those of smaller photographs are not enlarged."""
GALLERY_KEYPOINTS = 288
"""Of a registered photograph: about 31 kB, and 3 kB for their visual words; a photograph may take 40."""
QUERY_KEYPOINTS = 900
QUERY_SIDE = 1_024
"""As SIDE, for the finer keypoints of a query: an object small in the picture has hardly any others."""
_FINER = 2.5 / SIDE
"""Diameter of a patch, in units of the longer side, below which a keypoint is finer than those sought at SIDE."""
_CELLS = 6
"""Along each side of a grid that keypoints are chosen from evenly, so that a gilded frame does not take them all."""
_CONTRAST = 0.015
"""Least contrast of a keypoint, below OpenCV's 0.04: worn stone and dark canvases have little."""
_DESCRIPTOR = 128
_PACKING = 1
"""The fastest; more effort saves two parts in a hundred."""
_PLACE = np.dtype([("x", "<f2"), ("y", "<f2"), ("scale", "<f2"), ("angle", "<f2")])


def root(descriptors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(K, 128) SIFT to RootSIFT of unit length, whose dot product is the Hellinger kernel."""
    values = descriptors.astype(np.float32)
    return np.asarray(np.sqrt(values / np.maximum(values.sum(1, keepdims=True), 1)))


@dataclass(frozen=True, eq=False)
class LocalFeatures:
    """The keypoints of one photograph, strongest of each part first.

    Places are in units of the photograph's longer side, from its upper left corner, so that they hold for it at any
    size.
    """

    keypoints: NDArray[np.float32]
    """(K, 2): x, y."""
    scales: NDArray[np.float32]
    """(K,): diameter of the patch described, same unit."""
    angles: NDArray[np.float32]
    """(K,): direction of the patch in degrees, clockwise."""
    descriptors: NDArray[np.uint8]
    """(K, 128): SIFT."""

    def __len__(self) -> int:
        return len(self.keypoints)

    @cached_property
    def roots(self) -> NDArray[np.float32]:
        """(K, 128) RootSIFT; kept, since a query is compared with many photographs."""
        return root(self.descriptors)

    def to_bytes(self) -> bytes:
        """136 bytes a keypoint, packed, which saves a fifth."""
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
        descriptors = np.frombuffer(unpacked, np.uint8, offset=count * _PLACE.itemsize).reshape(count, _DESCRIPTOR)
        xy = np.stack([places["x"], places["y"]], 1).astype(np.float32)
        return cls(xy, places["scale"].astype(np.float32), places["angle"].astype(np.float32), descriptors)

    @classmethod
    def nothing(cls) -> "LocalFeatures":
        """Of a plain photograph."""
        none = np.empty(0, np.float32)
        return cls(none.reshape(0, 2), none, none, np.empty((0, _DESCRIPTOR), np.uint8))

    def some(self, numbers: NDArray[np.intp]) -> "LocalFeatures":
        """Those of these numbers, in that order."""
        return LocalFeatures(
            self.keypoints[numbers], self.scales[numbers], self.angles[numbers], self.descriptors[numbers]
        )

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

    features_id = "sift-288-2"
    """What features are stored under: another id where detector, descriptor or choice change."""

    def __init__(self) -> None:
        self._own = threading.local()

    def extract(self, pixels: NDArray[np.uint8], keypoints: int = GALLERY_KEYPOINTS) -> LocalFeatures:
        """At most ``keypoints`` local features of an upright (H, W, 3) uint8 RGB photograph; none where it is plain."""
        found, strength = self._found(pixels, SIDE)
        return found.some(evenly(found.keypoints, strength, keypoints))

    def extract_query(self, pixels: NDArray[np.uint8]) -> LocalFeatures:
        """QUERY_KEYPOINTS of a photograph as :meth:`extract` finds them, and as many finer ones if it has more pixels.

        An object small in the picture has hardly any but the finer ones; the others are those that registered
        photographs have, so that an object that fills the picture loses nothing.
        """
        coarse = self.extract(pixels, QUERY_KEYPOINTS)
        if max(pixels.shape) <= SIDE:
            return coarse
        found, strength = self._found(pixels, QUERY_SIDE)
        finer = found.scales < _FINER
        found, strength = found.some(np.flatnonzero(finer)), strength[finer]
        return coarse.with_others(found.some(evenly(found.keypoints, strength, QUERY_KEYPOINTS)))

    def _found(self, pixels: NDArray[np.uint8], side: int) -> tuple[LocalFeatures, NDArray[np.float64]]:
        """All of a photograph at ``side`` pixels, and the strength of each."""
        grey = cv2.cvtColor(shrink(pixels, side), cv2.COLOR_RGB2GRAY)
        if not hasattr(self._own, "sift"):  # OpenCV's detectors must not be shared by threads
            self._own.sift = cv2.SIFT.create(nfeatures=0, contrastThreshold=_CONTRAST)
        found, descriptors = self._own.sift.detectAndCompute(grey, None)
        if not found:
            return LocalFeatures.nothing(), np.empty(0)
        longest = max(grey.shape)
        features = LocalFeatures(
            np.array([point.pt for point in found], np.float32) / longest,
            np.array([point.size for point in found], np.float32) / longest,
            np.array([point.angle for point in found], np.float32),
            descriptors.astype(np.uint8),
        )
        return features, np.array([point.response for point in found])


def evenly(places: NDArray[np.float32], strength: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Numbers of ``count`` places (K, 2) of ``strength`` (K,): the strongest of every cell, then the second of every
    cell, and so on.
    """
    cells = np.minimum((places * _CELLS).astype(int), _CELLS - 1) @ (1, _CELLS)
    order = np.lexsort((-strength, cells))
    first_of_cell = np.searchsorted(cells[order], np.arange(_CELLS**2))
    turn = np.arange(len(order)) - first_of_cell[cells[order]]
    best = order[np.lexsort((-strength[order], turn))]
    return best[:count]
