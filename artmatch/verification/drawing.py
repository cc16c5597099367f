"""Pictures of a verification: lines between corresponding points, and the query laid over the registered photograph.

Pixels are (H, W, 3) uint8 RGB at any size: points are kept in units of each photograph's longer side.
"""

import colorsys

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Marks, Verification

Pixels = NDArray[np.uint8]

_GAP = 12
_RING, _RING_COLOUR = 22, (255, 210, 0)
"""Pixels of its radius, to be seen on a phone; yellow, which is seen on metal, stone and paint alike."""
_MOST_LINES = 60
"""Lines drawn, spread over all correspondences: more hide the photographs."""


def correspondences(query: Pixels, registered: Pixels, found: Verification, *, height: int = 640) -> Pixels:
    """Both photographs at one ``height``, the query left, with a line from each corresponding point to the other."""
    left, right = _of_height(query, height), _of_height(registered, height)
    offset = left.shape[1] + _GAP
    canvas = np.full((height, offset + right.shape[1], 3), 255, np.uint8)
    canvas[:, : left.shape[1]], canvas[:, offset:] = left, right
    chosen = np.linspace(0, found.agreeing - 1, min(found.agreeing, _MOST_LINES)).round().astype(int)
    order = chosen[np.argsort(found.registered_points[chosen, 1])] if found.agreeing else chosen
    starts = found.query_points * max(left.shape[:2])
    ends = found.registered_points * max(right.shape[:2]) + (offset, 0)
    for number, point in enumerate(order.tolist()):
        colour = tuple(255 * part for part in colorsys.hsv_to_rgb(0.85 * number / len(order), 0.9, 1.0))
        start, end = (tuple(int(v) for v in place[point].round()) for place in (starts, ends))
        cv2.line(canvas, start, end, colour, 1, cv2.LINE_AA)
        for place in (start, end):
            cv2.circle(canvas, place, 4, (0, 0, 0), -1, cv2.LINE_AA)
            cv2.circle(canvas, place, 3, colour, -1, cv2.LINE_AA)
    return canvas


def aligned(query: Pixels, registered: Pixels, found: Verification) -> Pixels | None:
    """The query warped onto the registered photograph, of that one's size; where it does not reach, the registered one
    pale. None for an object that is not flat: it has no homography.
    """
    if found.homography is None:
        return None
    return _warped(query, registered, found.homography)


def marked(query: Pixels, registered: Pixels, marks: Marks, *, height: int = 640) -> Pixels:
    """The query as it lies on the registered photograph, and that one right of it, both at one ``height``, with a
    numbered ring around each of the ``marks`` that they have in common.
    """
    both = [_of_height(one, height).copy() for one in (_warped(query, registered, marks.homography), registered)]
    for shown in both:
        for number, place in enumerate(marks.places * max(shown.shape[:2]), 1):
            x, y = (int(value) for value in place.round())
            cv2.circle(shown, (x, y), _RING, (0, 0, 0), 6, cv2.LINE_AA)
            cv2.circle(shown, (x, y), _RING, _RING_COLOUR, 3, cv2.LINE_AA)
            at = (x + _RING, y - _RING // 2)
            cv2.putText(shown, str(number), at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 5, cv2.LINE_AA)
            cv2.putText(shown, str(number), at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, _RING_COLOUR, 2, cv2.LINE_AA)
    return np.concatenate([both[0], np.full((height, _GAP, 3), 255, np.uint8), both[1]], axis=1)


def _warped(query: Pixels, registered: Pixels, onto: NDArray[np.float64]) -> Pixels:
    to_query = np.diag([1 / max(query.shape[:2]), 1 / max(query.shape[:2]), 1])
    to_pixels = np.diag([max(registered.shape[:2]), max(registered.shape[:2]), 1])
    homography = to_pixels @ onto @ to_query
    size = registered.shape[1::-1]
    warped = cv2.warpPerspective(query, homography, size, flags=cv2.INTER_LINEAR)
    covered = cv2.warpPerspective(np.full(query.shape[:2], 255, np.uint8), homography, size) > 127
    pale = (registered // 4 + 191).astype(np.uint8)
    return np.where(covered[..., None], warped, pale).astype(np.uint8)


def difference(query: Pixels, registered: Pixels, found: Verification) -> Pixels | None:
    """Where the aligned query differs in brightness from the registered photograph, dark on white; None as above.

    Brightness is brought to one mean and spread first, since light and exposure always differ.
    """
    warped = aligned(query, registered, found)
    if warped is None:
        return None
    mine, theirs = (_even(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)) for pixels in (warped, registered))
    apart = np.clip(np.abs(cv2.GaussianBlur(mine - theirs, (0, 0), 1.5)) * 80, 0, 255)
    return np.repeat((255 - apart).astype(np.uint8)[..., None], 3, 2)


def resemblance(
    query: Pixels,
    registered: Pixels,
    of_query: NDArray[np.float32],
    of_registered: NDArray[np.float32],
    *,
    height: int = 640,
) -> Pixels:
    """Both photographs at one ``height``, the query left, dark where they add nothing to their resemblance.

    ``of_query``, ``of_registered``: (S, S), what each part adds to the similarity, over the photograph squashed to a
    square.
    """
    left, right = (
        _lit(_of_height(pixels, height), added) for pixels, added in ((query, of_query), (registered, of_registered))
    )
    return np.concatenate([left, np.full((height, _GAP, 3), 255, np.uint8), right], axis=1)


def _lit(pixels: Pixels, added: NDArray[np.float32]) -> Pixels:
    most = max(float(np.quantile(added, 0.95)), 1e-9)
    light = cv2.resize(np.clip(added / most, 0, 1), pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(pixels * (0.2 + 0.8 * np.clip(light, 0, 1))[..., None], np.uint8)


def _even(grey: NDArray[np.generic]) -> NDArray[np.float32]:
    values = grey.astype(np.float32)
    return np.asarray((values - values.mean()) / max(float(values.std()), 1.0), np.float32)


def _of_height(pixels: Pixels, height: int) -> Pixels:
    width = max(1, round(pixels.shape[1] * height / pixels.shape[0]))
    way = cv2.INTER_AREA if height < pixels.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)
