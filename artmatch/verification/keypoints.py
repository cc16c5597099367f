"""Places of a photograph that another photograph of the same object shows too, each with a size and a direction: those
that SIFT finds (Lowe, "Distinctive image features from scale-invariant keypoints", 2004).

SIFT needs no training and turns with the photograph; what is around a keypoint is described by a network
(artmatch/verification/local_features.py).
"""

import threading
from dataclasses import dataclass, fields
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

_CELLS = 6
"""Along each side of a grid that keypoints are chosen from evenly, so that a gilded frame does not take them all."""
CONTRAST = 0.015
"""Least contrast of a keypoint, below OpenCV's 0.04: worn stone and dark canvases have little."""


@dataclass(frozen=True, eq=False)
class Keypoints:
    """Of one photograph.

    Places are in units of the photograph's longer side, from its upper left corner, so that they hold for it at any
    size.
    """

    keypoints: NDArray[np.float32]
    """(K, 2): x, y."""
    scales: NDArray[np.float32]
    """(K,): diameter, same unit."""
    angles: NDArray[np.float32]
    """(K,): direction in degrees, clockwise."""

    def __len__(self) -> int:
        return len(self.keypoints)

    def some(self, numbers: NDArray[np.intp]) -> Self:
        """Those of these numbers, in that order."""
        return type(self)(**{field.name: getattr(self, field.name)[numbers] for field in fields(self)})


class KeypointDetector:
    """Finds keypoints. May be called from any thread."""

    def __init__(self) -> None:
        self._own = threading.local()

    def detect(self, grey: NDArray[np.uint8], count: int, *, smaller_than: float = np.inf) -> Keypoints:
        """At most ``count`` keypoints of a (H, W) picture, strongest of each part first; none where it is plain.

        ``smaller_than``: diameter, in units of the longer side, that all are below.
        """
        if not hasattr(self._own, "sift"):  # OpenCV's detectors must not be shared by threads
            self._own.sift = cv2.SIFT.create(nfeatures=0, contrastThreshold=CONTRAST)
        longest = max(grey.shape)
        found = [point for point in self._own.sift.detect(grey, None) if point.size < smaller_than * longest]
        places = np.array([point.pt for point in found], np.float32).reshape(-1, 2) / longest
        keypoints = Keypoints(
            places,
            np.array([point.size for point in found], np.float32) / longest,
            np.array([point.angle for point in found], np.float32),
        )
        return keypoints.some(evenly(places, np.array([point.response for point in found]), count))


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
