"""SIFT: an inverted file of visual words, then geometry.

A bag of visual words with spatial verification is what VGG's image search engine VISE does (Philbin et al., "Object
retrieval with large vocabularies and fast spatial matching", 2007; Arandjelović and Zisserman, "Three things everyone
should know to improve object retrieval", 2012): RootSIFT, words learned by k-means on other photographs, tf-idf, and
for the first hundred an affine map grown from a single correspondence of equal words. It keeps words, not descriptors.

SIFT with RANSAC keeps the descriptors: an inverted file over them finds the photographs that most of a query's
descriptors are nearest to; the first forty are matched by the ratio test, as many points as one homography explains,
found by MAGSAC++.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import faiss
import numpy as np
from numpy.typing import NDArray

from artmatch.evaluation.dataset import Dataset
from benchmarks.peer_methods import Objects, Owners, pixels_of

BAG = "bag of visual words, spatial verification"
RANSAC = "SIFT, RANSAC"
_KEYPOINTS = 500
_WORDS = 10_000
_ROUNDS = 6
_POINTS_A_WORD = 20
_BAG_CANDIDATES, _RANSAC_CANDIDATES = 100, 40
_CONTRAST = 0.015
"""Least of a keypoint, as in artmatch: OpenCV's own leaves smooth objects with hardly any."""
_CELLS, _PROBED = 1_024, 8
"""Of the inverted file over descriptors, and how many of them a descriptor is compared with."""
_RATIO = 0.85
_TOLERANCE = 5.0
_LOOSE_TOLERANCE = 15.0
"""Pixels of the registered photograph: after the affine map is fitted, and of the single correspondence's guess."""
_BURST = 4
"""A word that stands so often in a photograph is texture and says nothing about places."""
_BAG_BYTES, _RANSAC_BYTES = 2 + 8, 128 + 2 + 8
"""A word and a keypoint's place, scale and angle as half floats; and the descriptor."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Local features of a photograph."""

    places: NDArray[np.float32]
    """(K, 2) pixels."""
    shape: NDArray[np.complex128]
    """(K,): scale and angle as a complex number."""
    descriptors: NDArray[np.float32]
    """(K, 128) RootSIFT."""
    words: NDArray[np.int64]
    """(K,)"""


def root(descriptors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(K, 128) SIFT to RootSIFT of unit length, whose dot product is the Hellinger kernel."""
    values = descriptors.astype(np.float32)
    return np.asarray(np.sqrt(values / np.maximum(values.sum(1, keepdims=True), 1)))


def sift(pixels: NDArray[np.uint8]) -> tuple[list[cv2.KeyPoint], NDArray[np.float32]]:
    """The strongest keypoints and their RootSIFT, (K, 128)."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    found, descriptors = cv2.SIFT.create(_KEYPOINTS, contrastThreshold=_CONTRAST).detectAndCompute(grey, None)
    if descriptors is None:
        return [], np.empty((0, 128), np.float32)
    return list(found), root(descriptors.astype(np.uint8))


def learned_vocabulary(photographs: list[Path], cache: Path) -> NDArray[np.float32]:
    """(W, 128): centres of k-means on the descriptors of ``photographs``, kept in the file ``cache``."""
    if not cache.exists():
        descriptors = np.concatenate([sift(pixels_of(path))[1] for path in photographs])
        words = min(_WORDS, len(descriptors) // 10)
        means = faiss.Kmeans(
            128, words, niter=_ROUNDS, seed=1, min_points_per_centroid=1, max_points_per_centroid=_POINTS_A_WORD
        )
        means.train(descriptors)
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.save(cache, np.asarray(means.centroids))
    return np.asarray(np.load(cache), np.float32)


class InvertedFile:
    """Which photographs a word stands in; cosine of tf-idf vectors."""

    def __init__(self, words_of: list[NDArray[np.int64]], vocabulary: int) -> None:
        self._photographs = len(words_of)
        photograph = np.repeat(np.arange(len(words_of)), [len(words) for words in words_of])
        pairs, counts = np.unique(np.stack([np.concatenate(words_of), photograph]), axis=1, return_counts=True)
        self._word, self._photograph = pairs
        documents = np.bincount(self._word, minlength=vocabulary)
        self._rarity = np.log(max(len(words_of), 1) / np.maximum(documents, 1))
        weight = np.asarray(counts * self._rarity[self._word], np.float64)
        norms: NDArray[np.float64] = np.sqrt(np.bincount(self._photograph, weight**2, len(words_of)))
        self._weight = weight / np.maximum(norms, 1e-9)[self._photograph]
        self._starts = np.searchsorted(self._word, np.arange(vocabulary + 1))

    def similarities(self, words: NDArray[np.int64]) -> NDArray[np.float64]:
        """(P,)"""
        unique, counts = np.unique(words, return_counts=True)
        weight = np.asarray(counts * self._rarity[unique], np.float64)
        weight /= max(float(np.sqrt((weight**2).sum())), 1e-9)
        starts, lengths = self._starts[unique], self._starts[unique + 1] - self._starts[unique]
        places = np.arange(lengths.sum()) + np.repeat(starts - np.append(0, np.cumsum(lengths)[:-1]), lengths)
        gained = np.repeat(weight, lengths) * self._weight[places]
        return np.asarray(np.bincount(self._photograph[places], gained, self._photographs), np.float64)


class Words:
    """Both methods; they share keypoints, words and the inverted file."""

    def __init__(self, vocabulary: NDArray[np.float32]) -> None:
        self._quantiser = faiss.IndexFlatL2(vocabulary.shape[1])
        self._quantiser.add(vocabulary)
        self._owners, self._gallery = Owners([]), list[Described]()
        self._inverted: InvertedFile | None = None
        self._descriptors: faiss.IndexIVFFlat | None = None
        self._of_descriptor = np.empty(0, np.intp)

    @property
    def methods(self) -> Mapping[str, Callable[[Described], Objects]]:
        """The two."""
        return {
            RANSAC: lambda query: self._ranked(query, self._votes(query), _RANSAC_CANDIDATES, homography_inliers),
            BAG: lambda query: self._ranked(query, self._likeness(query), _BAG_CANDIDATES, affine_inliers),
        }

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """By what each keeps of a keypoint."""
        keypoints = sum(len(one.words) for one in self._gallery) / max(len(self._gallery), 1)
        return {RANSAC: round(_RANSAC_BYTES * keypoints), BAG: round(_BAG_BYTES * keypoints)}

    def register(self, dataset: Dataset) -> None:
        """Describe and index the gallery."""
        self._owners = Owners([item.object_id for item in dataset.gallery])
        self._gallery = [self.describe(dataset.folder / item.path) for item in dataset.gallery]
        self._inverted = InvertedFile([one.words for one in self._gallery], self._quantiser.ntotal)
        descriptors = np.concatenate([one.descriptors for one in self._gallery])
        self._of_descriptor = np.repeat(np.arange(len(self._gallery)), [len(one.words) for one in self._gallery])
        cells = min(_CELLS, max(len(descriptors) // 64, 1))
        self._descriptors = faiss.IndexIVFFlat(faiss.IndexFlatL2(128), 128, cells)
        self._descriptors.nprobe = _PROBED
        self._descriptors.train(descriptors[:: max(len(descriptors) // (64 * cells), 1)])
        self._descriptors.add(descriptors)

    def describe(self, query: Path) -> Described:
        """Keypoints, descriptors and words."""
        found, descriptors = sift(pixels_of(query))
        words = self._quantiser.search(descriptors, 1)[1][:, 0] if found else np.empty(0, np.int64)
        return Described(
            np.array([point.pt for point in found], np.float32).reshape(-1, 2),
            np.array([point.size * np.exp(1j * np.deg2rad(point.angle)) for point in found], np.complex128),
            descriptors,
            words,
        )

    def _likeness(self, query: Described) -> NDArray[np.float64]:
        """(P,): cosine of tf-idf."""
        assert self._inverted is not None
        return self._inverted.similarities(query.words)

    def _votes(self, query: Described) -> NDArray[np.float64]:
        """(P,): share of the query's descriptors that are nearest to one of the photograph's."""
        assert self._descriptors is not None
        if not len(query.words):
            return np.zeros(len(self._gallery))
        nearest = self._descriptors.search(query.descriptors, 1)[1].ravel()
        votes = np.bincount(self._of_descriptor[nearest[nearest >= 0]], minlength=len(self._gallery))
        return np.asarray(votes / (1 + len(nearest)), np.float64)

    def _ranked(
        self,
        query: Described,
        scores: NDArray[np.float64],
        candidates: int,
        inliers: Callable[[Described, Described], int],
    ) -> Objects:
        for number in np.argsort(-scores, kind="stable")[:candidates]:
            scores[number] += inliers(query, self._gallery[number])
        return self._owners.best(scores)


def homography_inliers(query: Described, registered: Described) -> int:
    """Clear matches of descriptors that fit one homography."""
    if len(registered.words) < 2 or not len(query.words):
        return 0
    likeness = query.descriptors @ registered.descriptors.T
    order = np.argpartition(-likeness, 1, axis=1)[:, :2]
    best, second = np.sort(np.take_along_axis(likeness, order, 1), axis=1)[:, ::-1].T
    clear = np.flatnonzero(np.maximum(1 - best, 0) < _RATIO**2 * (1 - second))
    if len(clear) < 5:
        return 0
    source, target = query.places[clear], registered.places[likeness[clear].argmax(1)]
    _, mask = cv2.findHomography(source, target, cv2.USAC_MAGSAC, _TOLERANCE)
    return 0 if mask is None else int(mask.sum())


def affine_inliers(query: Described, registered: Described) -> int:
    """Equal words that fit the best affine map, each correspondence's turn and scale tried as its beginning."""
    equal = query.words[:, None] == registered.words[None]
    equal &= (equal.sum(1) <= _BURST)[:, None] & (equal.sum(0) <= _BURST)[None]
    mine, theirs = np.nonzero(equal)
    if len(mine) < 4:
        return 0
    source, target = query.places[mine] @ (1, 1j), registered.places[theirs] @ (1, 1j)
    factor = registered.shape[theirs] / query.shape[mine]
    # predicted[i, j]: where correspondence i's transform puts the place of j
    predicted = target[:, None] + factor[:, None] * (source[None] - source[:, None])
    agree = np.abs(predicted - target[None]) < _LOOSE_TOLERANCE
    fits = agree[agree.sum(1).argmax()]
    places = np.column_stack([query.places[mine], np.ones(len(mine))])
    for _ in range(2):
        if fits.sum() < 4:
            return 0
        affine = np.linalg.lstsq(places[fits], registered.places[theirs][fits], rcond=None)[0]
        fits = np.linalg.norm(places @ affine - registered.places[theirs], axis=1) < _TOLERANCE
    return int(fits.sum())
