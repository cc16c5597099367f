"""Which of several objects of one design a photograph shows: by the marks that use has left on each.

Coins of one type, castings of one mould and prints of one plate agree in nearly all their keypoints, for these lie on
the design. What tells them apart is small: scratches, nicks, pits. So the photographs are laid over each other
(homographies, made exact by the enhanced correlation coefficient of Evangelidis and Psarakis, "Parametric image
alignment using enhanced correlation coefficient maximization", 2008), and at each place the amount of fine detail is
taken, whatever its sign, since a scratch that is bright under one lamp is dark under another. A *mark* is detail that
the other objects lack there, in standard deviations of what they show: the design itself, which all have, and every
lamp shows differently, counts little. What marks the photograph and an object have in common is the cosine of the two.
What that gives: benchmarks/one_design.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Marks
from artmatch.verification.geometry import moved

Pixels = NDArray[np.uint8]
_Floats = NDArray[np.float32]

SIDE = 480
"""Pixels of the longer side at which marks are compared: a scratch is one or two of them wide."""
_FINE, _COARSE = 0.7, 2.0
"""Standard deviations, in such pixels, of the Gaussians between which detail lies."""
_SPREAD = 2.0
"""In pixels: detail is counted within so much, since no two photographs lie on each other exactly."""
_FLOOR = 0.1
"""What detail varies by where nothing is, in units of the median detail; without it, noise would be marks."""
_VARIES = 0.5
"""What detail varies by from lamp to lamp, as a share of itself."""
_CLEAR = 2.0
"""Standard deviations above the others that make a mark."""
_BORDER = 16
"""Pixels along a photograph's border where nothing is compared, since the border itself is no mark."""
_MOST_PLACES, _APART = 12, 36
"""Places that are shown, and how many pixels each is from the next at least."""
_WORTH_SHOWING = 0.05
"""Part of what the clearest place adds to what is in common, below which a place is not shown."""
_DOUBLED = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1]])
"""From pixels of a picture of half the size."""
_STEPS, _GAIN = 60, 1e-5
"""At most so many steps of alignment, until one gains less than that."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A photograph and where it lies on the first registered one."""

    pixels: Pixels
    """(H, W, 3) RGB at any size."""
    homography: NDArray[np.float64]
    """(3, 3) of its places onto those of the first registered one, in units of the longer side of each."""


def marks_in_common(query: Laid, registered: Sequence[Laid], places: NDArray[np.float32]) -> list[Marks]:
    """What marks ``query`` has in common with each of ``registered``.

    The first is the one that all are laid on. ``places``: (M, 2) of it, three or more, between which the objects lie.
    None at all where nothing can be compared: fewer than two objects, or a query that does not reach them.
    """
    first = registered[0].pixels
    shape = tuple(max(round(SIDE * length / max(first.shape)), 1) for length in first.shape[:2])
    within = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(within, cv2.convexHull((places.clip(0, 1) * SIDE).round().astype(np.int32)), 1)
    ground, _ = _laid(registered[0], shape)
    details = [_detail(ground, within > 0)]
    details += [_detail(_aligned(*_laid(one, shape), ground, within), within > 0) for one in registered[1:]]
    shown, reached = _laid(query, shape)
    compared = (within > 0) & reached
    if len(details) < 2 or compared.sum() < SIDE:
        return []
    own = _detail(_aligned(shown, reached, ground, within), compared)
    found = []
    for number, one in enumerate(registered):
        common, both = _in_common(own, details, number, compared)
        back = np.asarray(np.linalg.inv(one.homography), np.float64)
        found.append(Marks(common=common, places=moved(_clearest(both), back), homography=back @ query.homography))
    return found


def _laid(one: Laid, shape: tuple[int, ...]) -> tuple[Pixels, NDArray[np.bool_]]:
    """Grey levels (H, W) as they lie on the first, and where the photograph reaches."""
    grey = cv2.cvtColor(one.pixels, cv2.COLOR_RGB2GRAY)
    units = 1 / max(one.pixels.shape)
    onto = np.diag([SIDE, SIDE, 1.0]) @ one.homography @ np.diag([units, units, 1.0])
    shrinks = np.sqrt(abs(np.linalg.det(onto[:2, :2] / onto[2, 2])))
    if shrinks < 1:  # or fine detail would alias
        grey = cv2.GaussianBlur(grey, (0, 0), max(0.5 * np.sqrt(1 / shrinks**2 - 1), 0.1))
    size = shape[::-1]
    reached = cv2.warpPerspective(np.ones_like(grey), onto, size)
    shown = cv2.warpPerspective(grey, onto, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(shown, np.uint8), cv2.erode(reached, np.ones((2 * _BORDER + 1,) * 2, np.uint8)) > 0


def _aligned(shown: Pixels, reached: NDArray[np.bool_], ground: Pixels, within: Pixels) -> Pixels:
    """``shown`` laid on ``ground`` exactly; as it is where no better alignment is found."""
    mask = cv2.resize(within & reached.astype(np.uint8), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST)
    start = np.eye(3, dtype=np.float32)
    until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, _STEPS, _GAIN)
    outlines = _outlines(ground), _outlines(shown)
    try:
        _, halved = cv2.findTransformECC(*outlines, start, cv2.MOTION_HOMOGRAPHY, until, mask, 5)
    except cv2.error:  # it does not converge
        return shown
    onto = _DOUBLED @ halved @ np.linalg.inv(_DOUBLED)
    way, size = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, shown.shape[::-1]
    exactly = cv2.warpPerspective(shown, onto, size, flags=way, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(exactly, np.uint8)


def _outlines(grey: Pixels) -> _Floats:
    """What two photographs in different light are aligned by: at half the size, a fourth of the time."""
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    detail = _between(small.astype(np.uint8))
    even = detail / (np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), 10)) + 1)
    return np.asarray(np.minimum(cv2.GaussianBlur(np.abs(even), (0, 0), 2), 2), np.float32)


def _detail(grey: Pixels, among: NDArray[np.bool_]) -> _Floats:
    """(H, W): how much fine detail there is, in units of the median ``among`` these places."""
    found = cv2.GaussianBlur(np.abs(_between(grey)), (0, 0), _SPREAD)
    return np.asarray(found / (np.median(found[among]) + 1e-3), np.float32)


def _between(grey: Pixels) -> _Floats:
    values = grey.astype(np.float32)
    return np.asarray(cv2.GaussianBlur(values, (0, 0), _FINE) - cv2.GaussianBlur(values, (0, 0), _COARSE), np.float32)


def _in_common(
    own: _Floats, details: Sequence[_Floats], number: int, among: NDArray[np.bool_]
) -> tuple[float, _Floats]:
    """Cosine of the marks in ``own`` and in the one of ``details`` with this ``number``, against the others; and
    its terms, (H, W).
    """
    others = np.stack([one[among] for other, one in enumerate(details) if other != number])
    usual = others.mean(0)
    varies = others.std(0) + _FLOOR + _VARIES * usual
    mine, theirs = (np.maximum((one[among] - usual) / varies - _CLEAR, 0) for one in (own, details[number]))
    lengths = float(np.sqrt((mine @ mine) * (theirs @ theirs)))
    both = np.zeros(among.shape, np.float32)
    if lengths > 0:
        both[among] = mine * theirs / lengths
    return float(both.sum()), both


def _clearest(both: _Floats) -> NDArray[np.float32]:
    """(M, 2) x, y in units of the longer side: where most of it is, and no two near each other."""
    left = both.copy()
    places: list[tuple[float, float]] = []
    while len(places) < _MOST_PLACES and left.max() > _WORTH_SHOWING * both.max():
        y, x = np.unravel_index(int(left.argmax()), left.shape)
        places.append((x / SIDE, y / SIDE))
        left[max(y - _APART, 0) : y + _APART + 1, max(x - _APART, 0) : x + _APART + 1] = 0
    return np.array(places, np.float32).reshape(-1, 2)
