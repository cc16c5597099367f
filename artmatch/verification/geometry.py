"""Correspondences of two photographs that agree in position.

Two measures, since objects are flat or solid. *Inliers* fit one homography, found by MAGSAC++ (Baráth et al.,
"MAGSAC++, a fast, reliable and accurate robust estimator", 2020): a painting, a book, a coin. *Consistent*
correspondences agree loosely with the turn, scale and place that one of them alone suggests (the weak geometric
consistency of Jégou, Douze and Schmid, "Hamming embedding and weak geometric consistency", 2008): a statue seen from
another side has them too.

How many agree says little by itself: of two hundred correspondences some always do. Their *surprisal* says how little
accident explains it, after the a contrario method (Desolneux, Moisan and Morel, "Meaningful alignments", 2000; Moisan
and Stival, "A probabilistic criterion to detect rigid point matches between two images", 2004).
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Verification
from artmatch.verification.local_features import LocalFeatures

RATIO = 0.96
"""Most that the best descriptor's distance may be of the second's: chosen on pairs of training photographs and of drawn
objects that the describing network was not trained on."""
_PIXELS = 512
"""Along the longer side, in which OpenCV is given places: in units of the side itself its estimators find next to
nothing, since what they take for degenerate or too near is a constant number of pixels.
"""
_TOLERANCE = 4.0
"""Of a homography's inliers, in such pixels of the registered photograph."""
_LOOSE_PLACE = 0.06
_LOOSE_SCALE = np.log(1.6)
_LOOSE_TURN = 30.0
"""Of consistent correspondences: place in units of the registered photograph's longer side, natural logarithm of the
scale, degrees."""
_ACCIDENT = math.pi * _LOOSE_PLACE**2
"""Chance that a correspondence which means nothing agrees: the part of the photograph in which it would."""
_SIMILARITY, _HOMOGRAPHY = 1, 4
"""Correspondences that determine such a transform, so that they agree whatever they are."""
_FEWEST = 5
"""Correspondences below which nothing is fitted: four always fit a homography."""
_FEWEST_CONSISTENT = 3
"""Of those that agree loosely, below which no homography is sought."""
_FLAT = 0.7
"""An object counts as flat where one homography has at least this share of the consistent correspondences' number; some
of those are always further off than it allows.
"""
_CELLS = 8
_FEWEST_LAID = 8
"""Points that agree loosely, and on one plane, by which a photograph is laid on another: few, since what lies wrong has
no marks in common."""


class Lies(NamedTuple):
    """How a photograph lies on another one."""

    homography: NDArray[np.float64]
    """(3, 3) of its places onto the other's, in units of the longer side of each."""
    places: NDArray[np.float32]
    """(M, 2) of the other one, by which it was laid there."""


def verify(query: LocalFeatures, registered: LocalFeatures, ratio: float = RATIO) -> Verification:
    """What of ``query`` corresponds to ``registered``."""
    pairs, clearness = corresponding(query.vectors, registered.vectors, ratio)
    if len(pairs) < _FEWEST:
        return Verification.nothing()
    consistent = _consistent(query, registered, pairs)
    source, target = query.keypoints[pairs[:, 0]], registered.keypoints[pairs[:, 1]]
    homography, fits = None, np.zeros(len(pairs), bool)
    if consistent.sum() >= _FEWEST_CONSISTENT:
        homography, fits = fitted_homography(source, target)
    is_flat = fits.sum() >= _FLAT * consistent.sum()
    explained = fits if is_flat else consistent
    cells = np.unique((target[explained] * _CELLS).astype(int) @ (1, _CELLS * 2))
    return Verification(
        inliers=int(fits.sum()),
        consistent=int(consistent.sum()),
        cells=len(cells),
        surprisal=max(_surprisal(clearness, consistent, _SIMILARITY), _surprisal(clearness, fits, _HOMOGRAPHY)),
        query_points=source[explained],
        registered_points=target[explained],
        homography=homography if is_flat else None,
    )


def laid_on(first: int, features: Mapping[int, LocalFeatures]) -> dict[int, Lies]:
    """How those of the photographs with ``features`` lie, ``first`` before all others, that lie on that one.

    Two in different light may agree only by a third, so that each is laid on the one that it has most points in common
    with, of those that lie there already; whether or not most of what agrees loosely lies on one plane, for relief does
    not.
    """
    laid = {first: Lies(np.eye(3), np.empty((0, 2), np.float32))}
    ways: dict[int, Lies] = {}
    ground = first
    while True:
        onto_first = laid[ground].homography
        for number in sorted(features.keys() - laid.keys()):
            homography, common = _common_plane(features[number], features[ground])
            fewest = max(_FEWEST_LAID, len(ways[number].places) if number in ways else 0)
            if homography is not None and len(common) >= fewest:
                ways[number] = Lies(onto_first @ homography, moved(common, onto_first))
        if not ways:
            return laid
        ground = max(ways, key=lambda number: len(ways[number].places))
        laid[ground] = ways.pop(ground)


def moved(places: NDArray[np.float32], homography: NDArray[np.float64]) -> NDArray[np.float32]:
    """Where a (3, 3) ``homography`` takes ``places``, (M, 2)."""
    homogeneous = np.column_stack([places, np.ones(len(places))]) @ homography.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:], np.float32)


def _common_plane(
    query: LocalFeatures, registered: LocalFeatures
) -> tuple[NDArray[np.float64] | None, NDArray[np.float32]]:
    pairs, _ = corresponding(query.vectors, registered.vectors)
    source, target = query.keypoints[pairs[:, 0]], registered.keypoints[pairs[:, 1]]
    # most pairs of photographs have nothing in common, and to find no homography takes longest
    if len(pairs) < _FEWEST_LAID or _consistent(query, registered, pairs).sum() < _FEWEST_LAID:
        return None, target[:0]
    homography, fits = fitted_homography(source, target)
    return homography, target[fits]


def corresponding(
    query: NDArray[np.float32], registered: NDArray[np.float32], ratio: float = RATIO
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """(M, 2) numbers of descriptors, (K, D) and (L, D) of unit length, that are each other's nearest, and clearly
    nearer than the second: at most at ``ratio`` of its distance; and how clearly, (M,): 1 where the distance is
    nothing beside the second's, 0 where it is as long.
    """
    if not len(query) or len(registered) < 2:
        return np.empty((0, 2), np.intp), np.empty(0, np.float32)
    similarity = query @ registered.T
    nearest = similarity.argmax(1)
    rows = np.arange(len(query))
    best = similarity[rows, nearest]
    mutual = similarity.argmax(0)[nearest] == rows
    similarity[rows, nearest] = -1
    second = similarity.max(1)
    near, far = np.maximum(1 - best, 0), 1 - second  # half of the squared distances
    kept = np.flatnonzero(mutual & (near < ratio**2 * far))
    return np.stack([kept, nearest[kept]], 1), np.sqrt(1 - near[kept] / far[kept])


def _surprisal(clearness: NDArray[np.float32], agree: NDArray[np.bool_], determining: int) -> float:
    """Of correspondences, (M,), some of which ``agree`` on a transform that ``determining`` ones determine.

    Each counts by its ``clearness``, since one that might as well be another proves little. The bound of Chernoff
    ("A measure of asymptotic efficiency for tests of a hypothesis based on the sum of observations", 1952) on the tail
    of the binomial distribution needs no whole numbers.
    """
    count = int(agree.sum())
    if count <= determining:
        return 0.0
    weight = float(clearness[agree].sum())
    determined = weight * determining / count
    every = float(clearness.sum()) - determined
    share = min((weight - determined) / every, 1.0)
    if share <= _ACCIDENT:
        return 0.0
    others = (1 - share) * math.log((1 - share) / (1 - _ACCIDENT)) if share < 1 else 0.0
    return every * (share * math.log(share / _ACCIDENT) + others)


def _consistent(query: LocalFeatures, registered: LocalFeatures, pairs: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(M,): which correspondences the best single one's similarity transform explains loosely."""
    mine, theirs = pairs.T
    turn = registered.angles[theirs] - query.angles[mine]
    growth = np.log(registered.scales[theirs] / query.scales[mine])
    factor = np.exp(growth + 1j * np.deg2rad(turn))
    source = query.keypoints[mine] @ (1, 1j)
    target = registered.keypoints[theirs] @ (1, 1j)
    # predicted[i, j]: where correspondence i's transform puts the place of j
    predicted = target[:, None] + factor[:, None] * (source[None] - source[:, None])
    near = np.abs(predicted - target[None]) < _LOOSE_PLACE
    alike = np.abs(growth[:, None] - growth[None]) < _LOOSE_SCALE
    turned = np.abs((turn[:, None] - turn[None] + 180) % 360 - 180) < _LOOSE_TURN
    agree = near & alike & turned
    return np.asarray(agree[agree.sum(1).argmax()])


def fitted_homography(
    source: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[NDArray[np.float64] | None, NDArray[np.bool_]]:
    """Homography of places (M, 2) of the query onto those of the registered photograph, in units of the longer side,
    and which correspondences (M,) fit it; None and no one if there is none that a camera can have seen.
    """
    nothing = np.zeros(len(source), bool)
    if len(source) < _FEWEST:
        return None, nothing
    found, mask = cv2.findHomography(
        source * _PIXELS, target * _PIXELS, cv2.USAC_MAGSAC, _TOLERANCE, maxIters=2_000, confidence=0.999
    )
    if found is None:
        return None, nothing
    pixels = np.array([_PIXELS, _PIXELS, 1.0])
    homography, fits = found * pixels / pixels[:, None], mask.ravel() > 0
    return (homography, fits) if _is_possible(homography, source[fits]) else (None, nothing)


def _is_possible(homography: NDArray[np.float64], places: NDArray[np.float32]) -> bool:
    """Whether a camera can have seen that: nothing behind it, no extreme slant. MAGSAC++ refuses mirror images."""
    homogeneous = np.column_stack([places, np.ones(len(places))]) @ homography.T
    depth = homogeneous[:, 2]
    if len(places) < _FEWEST or (depth.min() <= 0 <= depth.max()):
        return False
    centre = np.append(places.mean(0), 1)
    x, y, w = homography @ centre
    top, scale = homography[:2], 1 / w
    jacobian = scale * (top[:, :2] - np.outer((x / w, y / w), homography[2, :2]))
    stretch = np.linalg.svd(jacobian, compute_uv=False)
    return bool(stretch[0] < 10 and stretch[0] / max(stretch[1], 1e-9) < 6)
