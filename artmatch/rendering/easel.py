"""A painter's tools: shaded shapes on a canvas, and the brush that goes over it all."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.pen import Point, trace
from artmatch.rendering.textures import Colour8, Floats, Mask, noise

_SHIFT = 4


class Easel:
    """A picture in the making; places are parts of its width and height, sizes parts of its height."""

    def __init__(self, height: int, width: int, rng: np.random.Generator) -> None:
        self.height, self.width, self.rng = height, width, rng
        self.picture: NDArray[np.uint8] = np.zeros((height, width, 3), np.uint8)
        self.light = -1.0 if rng.random() < 0.6 else 1.0
        """Light comes from the left (-1) or from the right."""

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    def pixels(self, points: Sequence[Point] | Floats) -> NDArray[np.int32]:
        """(N, 1, 2) for OpenCV, with fraction bits."""
        scaled = np.asarray(points, np.float64) * (self.width, self.height) * (1 << _SHIFT)
        return np.round(scaled).astype(np.int32).reshape(-1, 1, 2)

    def fill(self, points: Sequence[Point] | Floats, colour: Colour8) -> None:
        """A flat polygon."""
        cv2.fillPoly(self.picture, [self.pixels(points)], _ink(colour), cv2.LINE_AA, _SHIFT)

    def line(self, points: Sequence[Point] | Floats, colour: Colour8, width: float = 0.006) -> None:
        """A stroke through points."""
        thickness = max(1, round(width * self.height))
        cv2.polylines(self.picture, [self.pixels(points)], False, _ink(colour), thickness, cv2.LINE_AA, _SHIFT)

    def disc(self, middle: Point, radius: float, colour: Colour8) -> None:
        """A flat circle; ``radius`` is a part of the height."""
        place = (round(middle[0] * self.width), round(middle[1] * self.height))
        cv2.circle(self.picture, place, max(1, round(radius * self.height)), _ink(colour), -1, cv2.LINE_AA)

    def oval(self, middle: Point, wide: float, high: float, turn: float = 0.0) -> Mask:
        """The mask of an ellipse with half axes in parts of the height, turned by degrees."""
        mask = np.zeros((self.height, self.width), np.uint8)
        place = (round(middle[0] * self.width), round(middle[1] * self.height))
        axes = (max(1, round(wide * self.height)), max(1, round(high * self.height)))
        cv2.ellipse(mask, place, axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
        return mask

    def shape(self, points: Sequence[Point] | Floats) -> Mask:
        """The mask of a polygon."""
        mask = np.zeros((self.height, self.width), np.uint8)
        cv2.fillPoly(mask, [self.pixels(points)], 255, cv2.LINE_AA, _SHIFT)
        return mask

    def model(
        self, mask: Mask, colour: Colour8, *, depth: float = 0.5, shine: float = 0.0, darkest: float = 0.3
    ) -> None:
        """Paint a mask as a rounded body: light on one side, shadow on the other.

        ``depth`` is how far in from its edge it is rounded, 1 for a ball.
        """
        x, y, wide, high = cv2.boundingRect(mask)
        if not wide or not high:
            return
        window = (slice(y, y + high), slice(x, x + wide))
        part = cv2.copyMakeBorder(mask[window], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        distance = cv2.distanceTransform((part > 127).astype(np.uint8), cv2.DIST_L2, 3)
        reach = max(2.0, float(distance.max()) * depth)
        inside = np.clip(distance / reach, 0, 1)
        height = cv2.GaussianBlur(np.sqrt(inside * (2 - inside)), (0, 0), max(1.0, reach * 0.18))
        right = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=reach / 8)
        down = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=reach / 8)
        steep = 1 / np.sqrt(1 + right * right + down * down)
        lamp = np.array([self.light * 0.55, -0.55, 0.63], np.float32)
        falling = ((-right * lamp[0] - down * lamp[1] + lamp[2]) * steep)[1:-1, 1:-1]
        body = np.asarray(colour, np.float32) * (darkest + (1.12 - darkest) * np.clip(falling, 0, 1))[..., None]
        if shine:
            body = body + 235 * shine * (np.clip(falling, 0, 1) ** 24)[..., None]
        cover = mask[window].astype(np.float32)[..., None] / 255
        before = self.picture[window].astype(np.float32)
        self.picture[window] = np.clip(before + (body - before) * cover, 0, 255).astype(np.uint8)

    def around(self, middle: Point, size: float, points: str) -> Floats:
        """(N, 2) places about ``middle`` from :func:`trace` points in steps of ``size`` parts of the height."""
        return np.asarray(trace(points)) * (size / self.aspect, size) + middle

    def shadow(self, middle: Point, wide: float, high: float, strength: float = 0.5) -> None:
        """A soft dark oval on what is painted already."""
        soft = cv2.GaussianBlur(self.oval(middle, wide, high), (0, 0), max(1.0, high * self.height * 0.5))
        factor = 1 - strength * soft.astype(np.float32)[..., None] / 255
        self.picture = (self.picture * factor).astype(np.uint8)

    def wash(self, colours: Floats, cover: Floats | float = 1.0) -> None:
        """Lay (H, W, 3) colours from 0 to 1 over the picture where ``cover`` (H, W) says."""
        weight = np.broadcast_to(np.asarray(cover, np.float32), (self.height, self.width))[..., None]
        before = self.picture.astype(np.float32)
        self.picture = np.clip(before + (colours * 255 - before) * weight, 0, 255).astype(np.uint8)

    def stamp(self, body: Mask, middle: Point, high: float, colour: Colour8) -> None:
        """Paint a square silhouette about ``middle``, ``high`` parts of the height tall."""
        side = max(4, round(high * self.height))
        left, top = round(middle[0] * self.width - side / 2), round(middle[1] * self.height - side / 2)
        mask = np.zeros((self.height, self.width), np.uint8)
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + side, self.width), min(top + side, self.height)
        if x1 <= x0 or y1 <= y0:
            return
        small = cv2.resize(body, (side, side), interpolation=cv2.INTER_AREA)
        mask[y0:y1, x0:x1] = small[y0 - top : y1 - top, x0 - left : x1 - left]
        self.model(mask, colour, depth=0.6, darkest=0.5)


cloth_colours = (
    (120, 30, 35),
    (35, 50, 95),
    (40, 65, 45),
    (30, 28, 30),
    (150, 120, 60),
    (95, 60, 110),
    (190, 180, 165),
    (110, 70, 45),
)
"""What cloths and walls are dyed and painted in."""


def paint_wall(easel: Easel, colour: Floats) -> None:
    """A plain wall, lit on one side; ``colour`` is (3,) from 0 to 1."""
    shape = (easel.height, easel.width)
    y, x = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j].astype(np.float32)
    glow = np.exp(-(((x - 0.5 - 0.25 * easel.light) / 0.5) ** 2 + ((y - 0.35) / 0.6) ** 2))
    tone = (0.35 + 0.8 * glow + 0.35 * (noise(easel.rng, shape, 4, 5, 0.6) - 0.5))[..., None]
    easel.wash(np.clip(colour * tone, 0, 1).astype(np.float32))


def _ink(colour: Colour8) -> tuple[int, int, int]:
    red, green, blue = (int(min(max(float(part), 0), 255)) for part in colour)
    return red, green, blue


def brushed(
    picture: NDArray[np.uint8], rng: np.random.Generator, coarseness: float
) -> tuple[NDArray[np.uint8], Floats]:
    """The picture (H, W, 3) painted over in strokes, and the thickness of the paint, (H, W) in [0, 1].

    ``coarseness`` 0 leaves a smooth glaze, 1 a few broad strokes.
    """
    height, width = picture.shape[:2]
    if coarseness < 0.05:
        return picture, 0.5 + 0.1 * noise(rng, (height, width), 60, 2)
    painted = cv2.GaussianBlur(picture, (0, 0), 1 + 2 * coarseness)
    relief = np.full((height, width), 120, np.uint8)
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (0, 0), 3)
    # Strokes follow edges; where there are none they follow a slow drift.
    right, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    drift = noise(rng, (height, width), 3, 2) * 2 * np.pi * rng.uniform(0.3, 1)
    strong = np.hypot(right, down) > 14
    angle = np.where(strong, np.arctan2(down, right) + np.pi / 2, drift)
    longest = max(height, width)
    for share in (0.045, 0.022, 0.011):
        broad = share * coarseness * longest
        if broad < 0.7:
            continue
        thickness = max(1, round(broad))
        count = min(2600, int(0.8 * height * width / (broad * broad * 3.2)))
        source = cv2.GaussianBlur(picture, (0, 0), max(0.5, broad * 0.4))
        x, y = rng.integers(0, width, count), rng.integers(0, height, count)
        if share < 0.04:
            # Fine strokes only where coarse ones lost something.
            lost = np.flatnonzero(cv2.absdiff(source, painted).max(-1) > 12)
            if not len(lost):
                continue
            y, x = np.divmod(lost[rng.integers(0, len(lost), min(count, 1 + len(lost) // 3))], width)
        turn = angle[y, x] + rng.normal(0, 0.25, len(x))
        reach = broad * rng.uniform(1.2, 3.2, len(x))
        dx, dy = np.cos(turn) * reach, np.sin(turn) * reach
        starts = np.stack([x - dx, y - dy], -1).astype(int).tolist()
        ends = np.stack([x + dx, y + dy], -1).astype(int).tolist()
        colours = np.clip(source[y, x] + rng.normal(0, 5, (len(x), 1)), 0, 255).astype(int).tolist()
        loads = rng.integers(60, 256, len(x)).tolist()
        for start, end, colour, load in zip(starts, ends, colours, loads, strict=True):
            cv2.line(painted, start, end, colour, thickness, cv2.LINE_AA)
            cv2.line(relief, start, end, load, thickness)
    return painted.astype(np.uint8, copy=False), cv2.GaussianBlur(relief, (0, 0), 0.8).astype(np.float32) / 255
