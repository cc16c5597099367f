"""The pinhole camera."""

from dataclasses import dataclass

import numpy as np

from artmatch.rendering.parameters import Viewpoint
from artmatch.rendering.textures import Floats

_LARGEST_ASPECT = 2.2


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A pinhole camera with square pixels."""

    position: Floats
    """(3,) in the world."""
    axes: Floats
    """(3, 3): the world's directions of right, down and forward in the picture, as rows."""
    focal: float
    """Pixels."""
    centre: tuple[float, float]
    """Where the axis goes through the picture: x, y in pixels."""
    width: int
    height: int

    def project(self, points: Floats) -> Floats:
        """(N, 3) points of the world to (N, 3): x and y in pixels (pixel centres at .5) and depth."""
        seen = (points - self.position) @ self.axes.T
        inverse = 1 / np.maximum(seen[:, 2], 1e-4)
        x = self.focal * seen[:, 0] * inverse + self.centre[0]
        y = self.focal * seen[:, 1] * inverse + self.centre[1]
        return np.stack([x, y, seen[:, 2]], -1).astype(np.float32)

    def plane(self, origin: Floats, across: Floats, along: Floats) -> Floats:
        """(3, 3) homography from u, v to homogeneous pixels for the plane of points origin + u across + v along."""
        lens = np.array([[self.focal, 0, self.centre[0]], [0, self.focal, self.centre[1]], [0, 0, 1]])
        return np.asarray(lens @ self.axes @ np.stack([across, along, origin - self.position], -1))


def place_camera(viewpoint: Viewpoint, points: Floats, crop: tuple[float, float, float, float], longest: int) -> Camera:
    """The camera at ``viewpoint`` with ``points`` (N, 3) of an object framed as it says.

    ``crop`` parts are cut off the frame's sides; the longer side of what stays has ``longest`` pixels.
    """
    low, high = points.min(0), points.max(0)
    middle = (low + high) / 2
    size = float((high - low).max())
    azimuth, elevation, roll = np.radians([viewpoint.azimuth, viewpoint.elevation, viewpoint.roll])
    away = np.array([np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
    forward = -away
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    down = np.cross(forward, right)
    turned_right = np.cos(roll) * right - np.sin(roll) * down
    turned_down = np.sin(roll) * right + np.cos(roll) * down
    axes = np.stack([turned_right, turned_down, forward]).astype(np.float32)
    position = (middle + away * viewpoint.distance * size).astype(np.float32)

    lens = Camera(position, axes, 1.0, (0.0, 0.0), 1, 1).project(points)
    left, top = lens[:, :2].min(0)
    spread_x, spread_y = np.maximum(lens[:, :2].max(0) - (left, top), 1e-6)
    aspect = viewpoint.aspect
    if aspect is None:
        aspect = float(np.clip(spread_x / spread_y, 1 / _LARGEST_ASPECT, _LARGEST_ASPECT))
    # A frame of height 1 and width aspect; the object spans `fill` of it along the tighter axis.
    focal = viewpoint.fill / max(spread_x / aspect, spread_y)
    centre_x = aspect * (0.5 + viewpoint.offset[0]) - focal * (left + spread_x / 2)
    centre_y = 0.5 + viewpoint.offset[1] - focal * (top + spread_y / 2)
    cut_left, cut_top, cut_right, cut_bottom = crop
    width, height = aspect * (1 - cut_left - cut_right), 1 - cut_top - cut_bottom
    scale = longest / max(width, height)
    return Camera(
        position,
        axes,
        float(focal * scale),
        (float((centre_x - cut_left * aspect) * scale), float((centre_y - cut_top) * scale)),
        max(1, round(width * scale)),
        max(1, round(height * scale)),
    )
