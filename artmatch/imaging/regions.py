"""The part of a photograph that shows the object: its outline from a map of chances, and that part cut out upright."""

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.records import Outline

_FINE = 8
"""Pixels that a place of the map is divided into along each side."""
_LEAST, _MOST = 0.06, 0.85
"""Share of the photograph: less is no object that could be told, of more the whole photograph says as much."""
_RECTANGULAR = 0.8
"""Share of the tightest turned rectangle around it that a flat work fills; other things are cut out by an upright box.
"""


def outline(chances: NDArray[np.float32]) -> Outline | None:
    """Outline of the object in a photograph squashed to a square, or None if none stands out.

    ``chances``: (S, S) in 0 to 1, that the object covers a place. Flat works come out as quadrilaterals, everything
    else as upright boxes.
    """
    side = _FINE * len(chances)
    smooth = cv2.resize(chances, (side, side), interpolation=cv2.INTER_CUBIC)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats((smooth > 0.5).astype(np.uint8))
    if count < 2:
        return None
    largest = 1 + int(statistics[1:, cv2.CC_STAT_AREA].argmax())
    share = statistics[largest, cv2.CC_STAT_AREA] / side**2
    if not _LEAST <= share <= _MOST:
        return None
    contours, _ = cv2.findContours((labels == largest).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    quad = cv2.boxPoints(cv2.minAreaRect(contour))
    if cv2.contourArea(contour) < _RECTANGULAR * cv2.contourArea(quad):
        x, y, width, height = cv2.boundingRect(contour)
        quad = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)
    return _from_upper_left(np.asarray(quad / side, np.float32))


def _from_upper_left(quad: NDArray[np.float32]) -> Outline:
    """Corners of a convex quadrilateral, clockwise from the one nearest to the upper left."""
    middle = quad.mean(0)
    clockwise = quad[np.argsort(np.arctan2(*(quad - middle).T[::-1]))]
    first = int(clockwise.sum(1).argmin())
    return tuple((float(x), float(y)) for x, y in np.roll(clockwise, -first, axis=0).clip(0, 1))


def rectify(pixels: NDArray[np.uint8], part: Outline) -> NDArray[np.uint8]:
    """Cut ``part`` out of (H, W, 3) uint8 and draw it upright as a rectangle, about as large as it is there."""
    height, width = pixels.shape[:2]
    corners = (np.array(part) * (width, height)).astype(np.float32)
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    across, down = max(int(max(sides[0], sides[2])), 8), max(int(max(sides[1], sides[3])), 8)
    target = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    homography = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(
        cv2.warpPerspective(pixels, homography, (across, down), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def outlined(pixels: NDArray[np.uint8], part: Outline) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 with ``part`` drawn around, yellow on black so that it shows on every ground."""
    height, width = pixels.shape[:2]
    corners = np.round(np.array(part) * (width - 1, height - 1)).astype(np.int32)
    drawn, thickness = pixels.copy(), max(round(max(height, width) / 250), 1)
    for colour, thick in (((0, 0, 0), 3 * thickness), ((255, 214, 10), thickness)):
        cv2.polylines(drawn, [corners], True, colour, thick, cv2.LINE_AA)
    return drawn


def surrounding_box(part: Outline) -> tuple[float, float, float, float]:
    """The upright box around ``part``: left, top, right, bottom, as :func:`~artmatch.imaging.crop` takes it."""
    xs, ys = zip(*part, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
