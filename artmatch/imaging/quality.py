"""Remarks on a photograph that make a match harder, only where they are plainly true.

The thresholds are conservative by measurement, not fitted to how matching suffers: on the 2,808 photographs of
the project's evaluation data (museum, catalogue and street photographs, none chosen for its faults) the dark,
the blurred and the small remark are made of none, and the one on glare of two, a metal bucket in a catalogue
and an overexposed white cup.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.imaging.pixels import Pixels, shrink
from artmatch.messages import _

_measured_side = 512
"""Faults are measured at this size at most: what cannot be seen there does not reach the embedding."""
_darkest_highlights = 80
"""Of 255. In the evaluation data the brightest hundredth of every photograph reaches at least 91."""
_smallest_side = 120
"""Pixels. The smallest of the evaluation data have 121 and 128, and are matched."""
_blur_of_the_blurred = 0.6
"""Evaluation data: at most 0.59. Of 150 of them 94 % exceed it once blurred by a Gaussian of 1 % of the longer
side, and all by one of 1.5 %."""

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
    if np.percentile(grey, 99) < _darkest_highlights:
        remarks.append(_("The photograph is very dark: take it again with more light."))
    if _blur_effect(grey) > _blur_of_the_blurred:
        remarks.append(_("The photograph is blurred: take it again with a steady hand or sharper focus."))
    glare = _glare_share(measured)
    if glare:
        remarks.append(
            _(
                "A burnt-out patch covers {glare:.0%} of the photograph, near its middle: if it is glare, "
                "take it again without flash or from another side."
            ).format(glare=glare)
        )
    return tuple(remarks)


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
