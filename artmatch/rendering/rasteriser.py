"""Which triangle each pixel sees: a z-buffer in numpy.

Triangles are grouped by the size of their bounding boxes; all pixels of all boxes of a group are tested at once.
"""

import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.textures import Floats

_BOX_SIDES = (2, 3, 4, 5, 6, 8, 10, 13, 16, 24, 32, 64, 128, 256, 512, 1024, 2048, 4096)
_AT_ONCE = 50_000
"""Pixels tested in one step: the arrays in between then stay in the processor's cache."""


def rasterise(
    screen: Floats, triangles: NDArray[np.int32], width: int, height: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Find the nearest triangle that faces the camera for each pixel.

    ``screen`` is (V, 3) pixels x, y and depth. Returns the (P,) pixels that see a triangle, numbered row by row,
    the (P,) triangles that they see, and the (2, P) shares in perspective of those triangles' second and third
    corners; the first corner has the rest.
    """
    xs, ys, depths = np.ascontiguousarray(screen.T)
    first, second, third = np.ascontiguousarray(triangles.T)
    x0, y0 = xs[first], ys[first]
    x1, y1, x2, y2 = xs[second], ys[second], xs[third], ys[third]
    # Twice the signed area; y points down, so what runs anticlockwise in the world is positive here.
    area = (x2 - x0) * (y1 - y0) - (x1 - x0) * (y2 - y0)
    left, right = np.minimum(np.minimum(x0, x1), x2), np.maximum(np.maximum(x0, x1), x2)
    top, bottom = np.minimum(np.minimum(y0, y1), y2), np.maximum(np.maximum(y0, y1), y2)
    seen = (area > 1e-6) & (right > 0) & (left < width) & (bottom > 0) & (top < height)
    seen &= np.minimum(np.minimum(depths[first], depths[second]), depths[third]) > 1e-3
    chosen = np.flatnonzero(seen)
    x0, y0, x1, y1, x2, y2, area = (each[chosen] for each in (x0, y0, x1, y1, x2, y2, area))
    corners = (first[chosen], second[chosen], third[chosen])
    nearness = [1 / depths[corner] for corner in corners]
    # The first and the last pixel of each box whose middle can lie in the triangle.
    left, top = (np.maximum(np.ceil(each[chosen] - 0.5), 0) for each in (left, top))
    right = np.minimum(np.floor(right[chosen] - 0.5), width - 1)
    bottom = np.minimum(np.floor(bottom[chosen] - 0.5), height - 1)
    spans = np.minimum(np.maximum(right - left, bottom - top) + 1, _BOX_SIDES[-1])
    spans[(right < left) | (bottom < top)] = 0

    # The weight of corner i at steps (sx, sy) from the box's first pixel is a_i sx + b_i sy + c_i.
    scale = 1 / area
    a1, b1 = (y0 - y2) * scale, (x2 - x0) * scale
    a2, b2 = (y1 - y0) * scale, (x0 - x1) * scale
    from_x, from_y = left + 0.5 - x0, top + 0.5 - y0
    c1, c2 = a1 * from_x + b1 * from_y, a2 * from_x + b2 * from_y
    gain1, gain2 = nearness[1] - nearness[0], nearness[2] - nearness[0]

    pixel, owner, share1, share2 = _candidates((a1, b1, c1), (a2, b2, c2), left, top, spans, (width, height))
    near = np.maximum(nearness[0][owner] + share1 * gain1[owner] + share2 * gain2[owner], 1e-9)
    # The nearest candidate wins: its 1/depth, whose bits sort like the number, stands above its own number.
    key = near.astype(np.float32).view(np.uint32).astype(np.uint64) << np.uint64(32)
    key |= np.arange(len(pixel), dtype=np.uint64)
    best = np.zeros(height * width, np.uint64)
    np.maximum.at(best, pixel, key)
    hit = np.flatnonzero(best)
    winner = (best[hit] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    owner, share1, share2, near = owner[winner], share1[winner], share2[winner], 1 / near[winner]
    shares = np.stack([share1 * nearness[1][owner] * near, share2 * nearness[2][owner] * near])
    return hit, chosen[owner], shares


def _candidates(
    first: tuple[Floats, Floats, Floats],
    second: tuple[Floats, Floats, Floats],
    left: Floats,
    top: Floats,
    spans: Floats,
    size: tuple[int, int],
) -> tuple[NDArray[np.int32], NDArray[np.int64], Floats, Floats]:
    """All pairs of a pixel and a triangle that covers its middle: pixels, triangles, and shares of two corners.

    ``first`` and ``second`` are the corners' weights: by step to the right, by step down, at the box's first pixel.
    """
    width, height = size
    pixels, owners, shares1, shares2 = ([np.zeros(0, kind)] for kind in (np.int32, np.int64, np.float32, np.float32))
    below = 0
    for side in _BOX_SIDES:
        group = np.flatnonzero((spans > below) & (spans <= side))
        below = side
        if not len(group):
            continue
        step_y, step_x = (steps.ravel() for steps in np.mgrid[0:side, 0:side].astype(np.float32))
        for part in np.array_split(group, 1 + len(group) * side * side // _AT_ONCE):
            weight1, weight2 = (
                right[part, None] * step_x + (down[part, None] * step_y + start[part, None])
                for right, down, start in (first, second)
            )
            inside = np.minimum(np.minimum(weight1, weight2), 1 - weight1 - weight2) >= -1e-5
            hits = np.flatnonzero(inside)
            cell = hits % (side * side)
            triangle = part[hits // (side * side)]
            px, py = left[triangle] + step_x[cell], top[triangle] + step_y[cell]
            within = (px < width) & (py < height)
            if not within.all():
                hits, triangle, px, py = hits[within], triangle[within], px[within], py[within]
            pixels.append((py * np.float32(width) + px).astype(np.int32))
            owners.append(triangle)
            shares1.append(weight1.ravel()[hits])
            shares2.append(weight2.ravel()[hits])
    return np.concatenate(pixels), np.concatenate(owners), np.concatenate(shares1), np.concatenate(shares2)
