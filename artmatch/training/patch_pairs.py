"""Pairs of patches that show one place: what a keypoint network learns from.

Keypoints are found in two views whose geometry is known, as they will be found in use; those that lie on one another,
alike in size and direction, are a pair. Flat works are training photographs laid in other scenes, solid ones drawn
objects seen from several sides; cameras' faults are those of :mod:`artmatch.training.faults`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.rendering.projection import Camera
from artmatch.training.augmentation import laid_in_a_scene
from artmatch.training.faults import DEGRADED, REGISTERED, SEIZED, Pixels, suffer
from artmatch.verification.keypoints import KeypointDetector, Keypoints
from artmatch.verification.patches import cut_patches

Floats = NDArray[np.float64]
Carried = Callable[[Floats], tuple[Floats, NDArray[np.bool_]]]
"""Places (K, 2) of one view to those of the other that show the same, both in pixels, and whether that sees them."""
Surface = tuple[Camera, NDArray[np.float32]]
"""As :meth:`artmatch.rendering.RenderedObject.surface` has it."""

_REGISTERED_SIDE = 448
_SEIZED_SIDES = (384, 480)
_KEYPOINTS = 800
"""Sought in either view; more than a register keeps, since any of them may be kept."""
_PAIRS = 100
"""Kept of two views at most."""
_DEGRADED_SHARE = 0.45
_NEAR, _NEAR_SHARE = 2.5, 0.3
"""Pixels by which the places of a pair may differ, or the share of the keypoint's diameter if that is more."""
_SCALE = np.log(1.5)
_TURN = 30.0
"""As much the logarithms of their diameters may differ, and their directions in degrees."""
_SURFACE = 0.02
"""Of an object's size: how far off a place may be that another camera sees there."""


@dataclass(frozen=True, slots=True, eq=False)
class PatchPairs:
    """Of two views."""

    registered: NDArray[np.uint8]
    """(K, 32, 32)."""
    seized: NDArray[np.uint8]
    """(K, 32, 32)."""
    places: NDArray[np.float32]
    """(K, 2): where in the seized view, in pixels."""

    def __len__(self) -> int:
        return len(self.places)


def flat_pairs(photograph: Pixels, other: Pixels, rng: np.random.Generator) -> list[PatchPairs]:
    """Of a (H, W, 3) photograph as a register keeps it, and laid in another scene."""
    factor = _REGISTERED_SIDE / max(photograph.shape)
    whole = cv2.resize(photograph, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    picture, homography = laid_in_a_scene(whole, other, rng, int(rng.integers(*_SEIZED_SIDES)))

    def carried(places: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        moved = np.column_stack([places, np.ones(len(places))]) @ homography.T
        return moved[:, :2] / moved[:, 2:], moved[:, 2] > 0

    faults = DEGRADED[int(rng.integers(len(DEGRADED)))] if rng.random() < _DEGRADED_SHARE else SEIZED
    return _found(suffer(whole, REGISTERED, rng), suffer(picture, faults, rng), carried, rng)


def solid_pairs(rng: np.random.Generator) -> list[PatchPairs]:
    """Of a new object as drawn for a register, and from other sides."""
    item = random_object(rng)
    studio, *others = views = [studio_view(rng), seized_view(rng), seized_view(rng), seized_view(rng)]
    shown = {view: suffer(item.photograph(*view, side=_REGISTERED_SIDE), REGISTERED, rng) for view in views}
    surfaces = {view: item.surface(view.viewpoint, view.faults, side=_REGISTERED_SIDE) for view in views}
    off = _SURFACE * float(np.ptp(item.mesh.vertices, axis=0).max())
    pairs = [(studio, other) for other in others] + [(others[0], others[1])]
    return [
        found
        for one, other in pairs
        for found in _found(shown[one], shown[other], by_surface(surfaces[one], surfaces[other], off), rng)
    ]


def by_surface(one: Surface, other: Surface, off: float) -> Carried:
    """By what two cameras see of an object: a place counts as seen where the other sees one that is not ``off``."""
    camera, theirs = other

    def carried(places: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        on_object = _at(one[1], places)
        moved = camera.project(on_object)[:, :2].astype(float) - 0.5  # there a pixel's middle is at a half
        sees = np.linalg.norm(_at(theirs, moved) - on_object, axis=1) < off
        return moved, sees

    return carried


def _at(surface: NDArray[np.float32], places: Floats) -> NDArray[np.float32]:
    """(K, 3) of (H, W, 3) at places (K, 2) in pixels; not numbers outside and where a place is none."""
    columns, rows = np.nan_to_num(places, nan=-1).round().astype(int).T
    height, width = surface.shape[:2]
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    found = np.full((len(places), 3), np.nan, np.float32)
    found[inside] = surface[rows[inside], columns[inside]]
    return found


def _found(registered: Pixels, seized: Pixels, carried: Carried, rng: np.random.Generator) -> list[PatchPairs]:
    """The pairs of two views: at most one, which holds some."""
    detector = KeypointDetector()
    greys = [cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8) for pixels in (registered, seized)]
    mine, theirs = (detector.detect(grey, _KEYPOINTS) for grey in greys)
    if not len(mine) or not len(theirs):
        return []
    pairs = _alike(mine, max(registered.shape), theirs, max(seized.shape), carried)
    pairs = pairs[rng.permutation(len(pairs))[:_PAIRS]]
    mine, theirs = mine.some(pairs[:, 0]), theirs.some(pairs[:, 1])
    patches = [cut_patches(grey, one) for grey, one in zip(greys, (mine, theirs), strict=True)]
    found = PatchPairs(patches[0], patches[1], theirs.keypoints * max(seized.shape))
    return [found] if len(found) else []


def _alike(mine: Keypoints, my_side: int, theirs: Keypoints, their_side: int, carried: Carried) -> NDArray[np.intp]:
    """(M, 2) numbers of keypoints that lie on one another, each other's nearest."""
    places, diameters = mine.keypoints.astype(float) * my_side, mine.scales.astype(float) * my_side
    moved, seen = carried(places)
    step = np.maximum(diameters / 2, 2)[:, None]
    # how the surroundings of each place are turned and stretched: central differences, as columns
    ends = [[carried(places + sign * step * axis)[0] for sign in (1, -1)] for axis in np.eye(2)]
    stretch = np.stack([(after - before) / (2 * step) for after, before in ends], 2)
    with np.errstate(invalid="ignore"):
        growth = np.sqrt(np.abs(np.linalg.det(stretch)))
    radians = np.deg2rad(mine.angles.astype(float))
    heading = np.einsum("kij,kj->ki", stretch, np.stack([np.cos(radians), np.sin(radians)], 1))
    turned = np.rad2deg(np.arctan2(heading[:, 1], heading[:, 0]))
    target, target_diameters = theirs.keypoints.astype(float) * their_side, theirs.scales.astype(float) * their_side
    apart = np.linalg.norm(moved[:, None] - target[None], axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        near = apart < np.maximum(_NEAR, _NEAR_SHARE * target_diameters)
        as_large = np.abs(np.log(growth * diameters)[:, None] - np.log(target_diameters)) < _SCALE
        as_turned = np.abs((turned[:, None] - theirs.angles + 180) % 360 - 180) < _TURN
    cost = np.where(near & as_large & as_turned & seen[:, None], apart, np.inf)
    nearest = cost.argmin(1)
    rows = np.arange(len(cost))
    kept = np.flatnonzero(np.isfinite(cost[rows, nearest]) & (cost.argmin(0)[nearest] == rows))
    return np.stack([kept, nearest[kept]], 1)
