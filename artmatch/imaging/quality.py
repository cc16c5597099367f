"""Remarks on a photograph that make a match harder, only where they are plainly true.

The thresholds are conservative by measurement, not fitted to how matching suffers: on the 2,808 photographs of
the project's evaluation data (museum, catalogue and street photographs, none chosen for its faults) the dark,
the blurred and the small remark are made of none, and the one on glare of two, a metal bucket in a catalogue
and an overexposed white cup.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.imaging.pixels import Pixels, shrink
from artmatch.messages import _
from artmatch.records import Outline

_measured_side = 512
"""Faults are measured at this size at most: what cannot be seen there does not reach the embedding."""
_darkest_highlights = 80
"""Of 255. In the evaluation data the brightest hundredth of every photograph reaches at least 91."""
_smallest_side = 120
"""Pixels. The smallest of the evaluation data have 121 and 128, and are matched."""
_blur_of_the_blurred = 0.6
"""Evaluation data: at most 0.59. Of 150 of them 94 % exceed it once blurred by a Gaussian of 1 % of the longer
side, and all by one of 1.5 %."""

_small_object = 0.125
"""Of the photograph's area: an object with less has about a third of its width and height, and as little of the pixels
that are compared."""
_burnt_out = 250
"""Of 255, in every channel."""
_smallest_glare = 0.01
"""Of the area of the photograph."""
_glare_roundness = 0.75
"""Area of the patch by that of its convex hull; letters and paper between drawings have less."""
_glare_rings = ((0.015, 205), (0.03, 160))
"""Glare fades: out to this far from the patch (of the longer side) the median is still at least this bright.
Of 150 photographs with a Gaussian light drawn over the middle, 5, 8 and 12 % wide, 49, 97 and 91 are noticed."""
_brightest_rest = 170
"""Median outside the patch, of 255; beside white paper or a white wall a white patch is no sign of glare."""


_smallest_halved = 32
"""Pixels of either side: a half of less has too few to judge."""
_coarse = 0.02
"""Of the longer side: what is still seen after a blur by so much is no question of focus."""
_least_contrast = 12.0
"""Of 255, the standard deviation of what is seen then: a bare wall is as smooth as a blurred one. Of 160 rendered
photographs without faults two have a half that is called blurred, both of a background out of focus; of the same with
the left half blurred by a Gaussian of 1.5 % of the longer side 106 are told so, none of another half."""
_darkest_highlights_of_half = 64
"""Of 255. Of the same 160 no half is called dark, though four, of things lying on earth, come down to 80; of the same
with the left half at 15 % of its brightness all are told so."""
_dark_half = {
    "left": _("The left half is very dark: if the object reaches into it, take it again with light from the left."),
    "right": _("The right half is very dark: if the object reaches into it, take it again with light from the right."),
    "top": _("The upper half is very dark: if the object reaches into it, take it again with light from above."),
    "bottom": _("The lower half is very dark: if the object reaches into it, take it again with light from below."),
}
_blurred_half = {
    "left": _("The left half is blurred: if the object reaches into it, take another with the focus there."),
    "right": _("The right half is blurred: if the object reaches into it, take another with the focus there."),
    "top": _("The upper half is blurred: if the object reaches into it, take another with the focus there."),
    "bottom": _("The lower half is blurred: if the object reaches into it, take another with the focus there."),
}


def quality_remarks(pixels: Pixels) -> tuple[str, ...]:
    """Return one plain sentence for each fault that is plain in ``pixels``, (H, W, 3) RGB; usually none."""
    height, width = pixels.shape[:2]
    remarks = []
    if max(height, width) < _smallest_side:
        remarks.append(
            _("The photograph is very small, {width} × {height} pixels: look for a larger original.").format(
                width=width, height=height
            )
        )
    measured = shrink(pixels, _measured_side)
    grey = np.asarray(cv2.cvtColor(measured, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    if _is_dark(grey):
        remarks.append(_("The photograph is very dark: take it again with more light."))
    else:
        remarks += [_dark_half[side] for side in _half_where(grey, _is_plainly_dark)]
    if _is_blurred(grey):
        remarks.append(_("The photograph is blurred: take it again with a steady hand or sharper focus."))
    else:
        remarks += [_blurred_half[side] for side in _half_where(grey, _is_plainly_blurred)]
    glare = _glare_share(measured)
    if glare:
        remarks.append(
            _(
                "A burnt-out patch covers {glare:.0%} of the photograph, near its middle: if it is glare, "
                "take it again without flash or from another side."
            ).format(glare=glare)
        )
    return tuple(remarks)


def small_object_remark(part: Outline | None) -> str:
    """Return what to do about an object that covers no more of its photograph than ``part``; empty if it is enough."""
    if part is None:
        return ""
    corners = np.array(part)
    following = np.roll(corners, -1, axis=0)
    area = abs(float((corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0]).sum())) / 2
    if area >= _small_object:
        return ""
    return _("The object is small in the photograph: take another from closer by, so that it fills the picture.")


def _half_where(grey: NDArray[np.uint8], has_fault: Callable[[NDArray[np.uint8]], bool]) -> tuple[str, ...]:
    """Return the side of the one half of ``grey``, (H, W), that has a fault; nothing if more than one has.

    Where two halves that meet in a corner have it, neither says where it is.
    """
    height, width = grey.shape
    if min(height, width) < _smallest_halved:
        return ()
    across, down = 2 * width // 5, 2 * height // 5  # the edge of a shadow is hardly ever in the very middle
    halves = {"left": grey[:, :across], "right": grey[:, -across:], "top": grey[:down], "bottom": grey[-down:]}
    faulty = tuple(side for side in halves if has_fault(halves[side]))
    return faulty if len(faulty) == 1 else ()


def _is_dark(grey: NDArray[np.uint8]) -> bool:
    return bool(np.percentile(grey, 99) < _darkest_highlights)


def _is_plainly_dark(half: NDArray[np.uint8]) -> bool:
    return bool(np.percentile(half, 99) < _darkest_highlights_of_half)


def _is_blurred(grey: NDArray[np.uint8]) -> bool:
    return _blur_effect(grey) > _blur_of_the_blurred


def _is_plainly_blurred(half: NDArray[np.uint8]) -> bool:
    """Whether there is something in ``half`` to be sharp at all, and it is not."""
    coarse = cv2.GaussianBlur(half, (0, 0), _coarse * max(half.shape))
    return _is_blurred(half) and float(coarse.std()) > _least_contrast


def _blur_effect(grey: NDArray[np.uint8]) -> float:
    """Return how little the neighbouring differences of ``grey``, (H, W), lose by blurring it again, 0 to 1.

    Crété-Roffet and others, "The blur effect: perception and estimation with a new no-reference perceptual blur
    metric", 2007; the worse of both directions, so that a shake in one direction counts.
    """
    if min(grey.shape) < 8:
        return 0.0
    values = grey.astype(np.float32)
    worst = 0.0
    for axis, kernel in ((0, (1, 11)), (1, (11, 1))):
        differences = np.abs(np.diff(values, axis=axis))[2:-2, 2:-2]
        blurred = np.abs(np.diff(cv2.blur(values, kernel, borderType=cv2.BORDER_REFLECT), axis=axis))[2:-2, 2:-2]
        total = float(differences.sum())
        if total > 0:
            worst = max(worst, 1 - float(np.maximum(0, differences - blurred).sum()) / total)
    return worst


def _glare_share(pixels: Pixels) -> float:
    """Return the share of the area that a patch of glare near the middle covers; 0 if there is none."""
    darkest_channel = pixels.min(axis=2)
    burnt_out = (darkest_channel >= _burnt_out).astype(np.uint8)
    patch = _largest_patch_near_the_middle(burnt_out)
    if patch is None or patch.mean() < _smallest_glare:
        return 0.0
    contours, _ = cv2.findContours(patch, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(contours, key=cv2.contourArea)
    is_round = patch.sum() >= _glare_roundness * cv2.contourArea(cv2.convexHull(outline))
    distance = cv2.distanceTransform(1 - patch, cv2.DIST_L2, 5) / max(patch.shape)
    inner = 0.0
    is_fading = True
    for outer, brightness in _glare_rings:
        ring = darkest_channel[(distance > inner) & (distance <= outer)]
        is_fading = is_fading and ring.size > 0 and bool(np.median(ring) >= brightness)
        inner = outer
    stands_out = np.median(pixels[burnt_out == 0]) < _brightest_rest
    return float(patch.mean()) if is_round and is_fading and stands_out else 0.0


def _largest_patch_near_the_middle(mask: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the largest connected patch of ``mask`` centred in its middle half and touching no border."""
    height, width = mask.shape
    _, labels, boxes, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    best, best_area = 0, 0
    for label in range(1, len(boxes)):
        left, top, patch_width, patch_height, area = (int(value) for value in boxes[label])
        x, y = centres[label][0] / width, centres[label][1] / height
        is_inside = left > 0 and top > 0 and left + patch_width < width and top + patch_height < height
        if is_inside and 0.25 <= x <= 0.75 and 0.25 <= y <= 0.75 and area > best_area:
            best, best_area = label, area
    return (labels == best).astype(np.uint8) if best else None
