"""What lies around each keypoint, turned and scaled alike, as a network sees it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.verification.keypoints import Keypoints

SIDE = 32
"""Pixels of a patch."""
_REACH = 7.0
"""Side of what a patch shows, in diameters of its keypoint; SIFT describes six."""


def cut_patches(grey: NDArray[np.uint8], found: Keypoints) -> NDArray[np.uint8]:
    """(K, 32, 32) of a (H, W) picture, one of each keypoint ``found`` in it; beyond the picture its border goes on."""
    levels = _pyramid(grey)
    longest = max(grey.shape)
    reach = found.scales.astype(float) * longest * _REACH
    # the level whose pixels are about as large as the patch's
    fitting = np.round(np.log2(np.maximum(reach / SIDE, 1e-6))).astype(int).clip(0, len(levels) - 1)
    across = (np.arange(SIDE) + 0.5) / SIDE - 0.5
    grid = (across[None] + 1j * across[:, None]).ravel()
    middles = found.keypoints.astype(float) @ (1, 1j) * longest
    turned = reach * np.exp(1j * np.deg2rad(found.angles.astype(float)))
    patches = np.empty((len(found), SIDE * SIDE), np.uint8)
    for level in np.unique(fitting):
        own = fitting == level
        places = (middles[own, None] + turned[own, None] * grid) / 2**level
        x, y = places.real.astype(np.float32), places.imag.astype(np.float32)
        patches[own] = cv2.remap(levels[level], x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return patches.reshape(-1, SIDE, SIDE)


def _pyramid(grey: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The picture, and each level half as wide as the one before."""
    levels = [grey]
    while min(levels[-1].shape) > SIDE // 2:
        levels.append(cv2.pyrDown(levels[-1]).astype(np.uint8))
    return levels
