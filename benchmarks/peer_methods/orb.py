"""ORB with RANSAC: 500 binary descriptors a photograph, the forty photographs that most of a query's descriptors are
nearest to, matched by the ratio test, as many points as one homography explains.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import faiss
import numpy as np
from numpy.typing import NDArray

from artmatch.evaluation.dataset import Dataset
from benchmarks.peer_methods import Objects, Owners, pixels_of

NAME = "ORB, RANSAC"
_KEYPOINTS = 500
_CANDIDATES = 40
_RATIO = 0.8
_TOLERANCE = 5.0
"""Pixels."""
_CELLS, _PROBED = 1_024, 24
"""Of the inverted file over descriptors, and how many of them a descriptor is compared with."""
_BYTES = 32 + 4
"""A descriptor and the place of its keypoint."""

Points = NDArray[np.float32]
Descriptors = NDArray[np.uint8]


class Orb:
    """See the module."""

    def __init__(self) -> None:
        self._orb = cv2.ORB.create(_KEYPOINTS)
        self._matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
        self._owners, self._of_point = Owners([]), np.empty(0, np.intp)
        self._gallery: list[tuple[Points, Descriptors]] = []
        self._index: faiss.IndexBinaryIVF | None = None

    @property
    def methods(self) -> Mapping[str, Callable[[tuple[Points, Descriptors]], Objects]]:
        """The one."""
        return {NAME: self._ranked}

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """Descriptors and places."""
        return {NAME: _BYTES * len(self._of_point) // max(len(self._gallery), 1)}

    def register(self, dataset: Dataset) -> None:
        """Describe the gallery and index every descriptor."""
        self._owners = Owners([item.object_id for item in dataset.gallery])
        self._gallery = [self.describe(dataset.folder / item.path) for item in dataset.gallery]
        self._of_point = np.repeat(np.arange(len(self._gallery)), [len(points) for points, _ in self._gallery])
        descriptors = np.concatenate([descriptors for _, descriptors in self._gallery])
        cells = min(_CELLS, max(len(descriptors) // 64, 1))
        quantiser = faiss.IndexBinaryFlat(256)
        self._index = faiss.IndexBinaryIVF(quantiser, 256, cells)
        self._index.nprobe = _PROBED
        self._index.train(descriptors[:: max(len(descriptors) // (64 * cells), 1)])
        self._index.add(descriptors)

    def describe(self, query: Path) -> tuple[Points, Descriptors]:
        """Places (K, 2) and descriptors (K, 32)."""
        grey = cv2.cvtColor(pixels_of(query), cv2.COLOR_RGB2GRAY)
        found, descriptors = self._orb.detectAndCompute(grey, None)
        points = np.array([point.pt for point in found], np.float32).reshape(-1, 2)
        return points, np.empty((0, 32), np.uint8) if descriptors is None else descriptors.astype(np.uint8)

    def _ranked(self, query: tuple[Points, Descriptors]) -> Objects:
        points, descriptors = query
        assert self._index is not None
        if not len(points):
            return []
        _, nearest = self._index.search(descriptors, 1)
        votes = np.bincount(self._of_point[nearest[nearest >= 0]], minlength=len(self._gallery)).astype(np.float64)
        scores = votes / (1 + votes.sum())
        for number in np.argsort(-votes, kind="stable")[:_CANDIDATES]:
            scores[number] += self._inliers(points, descriptors, *self._gallery[number])
        return self._owners.best(scores)

    def _inliers(self, points: Points, descriptors: Descriptors, places: Points, known: Descriptors) -> int:
        if len(known) < 2:
            return 0
        pairs = self._matcher.knnMatch(descriptors, known, 2)
        clear = [best for best, second in pairs if best.distance < _RATIO * second.distance]
        if len(clear) < 5:
            return 0
        source = points[[match.queryIdx for match in clear]]
        target = places[[match.trainIdx for match in clear]]
        _, mask = cv2.findHomography(source, target, cv2.RANSAC, _TOLERANCE)
        return 0 if mask is None else int(mask.sum())
