"""Which triangle each pixel sees: a z-buffer in numpy.

Triangles are grouped by the size of their bounding boxes; all pixels of all boxes of a group are tested at once.
"""

import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.textures import Floats

_BOX_SIDES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512, 1024, 2048, 4096)


def rasterise(
    screen: Floats, triangles: NDArray[np.int32], attributes: Floats, width: int, height: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """Draw triangles that face the camera, nearest first.

    ``screen`` is (V, 3) pixels x, y and depth, ``attributes`` (V, A) what to carry over, in perspective. Returns
    (H, W, A) float32 attributes, 0 where nothing is, and (H, W) whether anything is.
    """
    corners = screen[triangles]
    x, y, depth = corners[..., 0], corners[..., 1], corners[..., 2]
    # Twice the signed area; y points down, so anticlockwise in the world is negative here.
    area = (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0]) - (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0])
    left, right, top, bottom = x.min(1), x.max(1), y.min(1), y.max(1)
    seen = (area > 1e-6) & (right > 0) & (left < width) & (bottom > 0) & (top < height) & (depth.min(1) > 1e-3)
    x, y, area = x[seen], y[seen], area[seen]
    inverse = 1 / depth[seen]
    left = np.maximum(np.floor(left[seen]), 0)
    top = np.maximum(np.floor(top[seen]), 0)
    spans = np.maximum(np.minimum(np.ceil(right[seen]), width) - left, np.minimum(np.ceil(bottom[seen]), height) - top)

    # Weight of corner i at pixel p is affine: w_i = a_i px + b_i py + c_i.
    following, last = (1, 2, 0), (2, 0, 1)
    scale = 1 / area[:, None]
    a = (y[:, following] - y[:, last]) * -scale
    b = (x[:, last] - x[:, following]) * -scale
    c = (x[:, following] * y[:, last] - x[:, last] * y[:, following]) * -scale
    c = c + a * (left[:, None] + 0.5) + b * (top[:, None] + 0.5)
    nearness = inverse
    slope_x, slope_y, base = ((part * nearness).sum(1) for part in (a, b, c))

    pixels, owners, keys = [], [], []
    below = 0
    for side in _BOX_SIDES:
        group = np.flatnonzero((spans > below) & (spans <= side))
        below = side
        if not len(group):
            continue
        step_y, step_x = (steps.ravel() for steps in np.mgrid[0:side, 0:side].astype(np.float32))
        for part in np.array_split(group, 1 + len(group) * side * side // 2_000_000):
            weights = [
                a[part, corner, None] * step_x + (b[part, corner, None] * step_y + c[part, corner, None])
                for corner in range(3)
            ]
            inside = np.minimum(np.minimum(weights[0], weights[1]), weights[2]) >= -1e-5
            row, cell = np.nonzero(inside)
            triangle = part[row]
            px, py = left[triangle] + step_x[cell], top[triangle] + step_y[cell]
            kept = (px < width) & (py < height)
            triangle, cell = triangle[kept], cell[kept]
            near = base[triangle] + slope_x[triangle] * step_x[cell] + slope_y[triangle] * step_y[cell]
            pixels.append((py[kept] * width + px[kept]).astype(np.int64))
            owners.append(triangle)
            keys.append(np.maximum(near, 1e-9))
    carried = np.zeros((height * width, attributes.shape[1]), np.float32)
    covered = np.zeros(height * width, bool)
    if not pixels:
        return carried.reshape(height, width, -1), covered.reshape(height, width)
    pixel, owner = np.concatenate(pixels), np.concatenate(owners)
    # The nearest candidate wins: its 1/depth, whose bits sort like the number, stands above its own number.
    key = np.concatenate(keys).astype(np.float32).view(np.uint32).astype(np.uint64) << np.uint64(32)
    key |= np.arange(len(pixel), dtype=np.uint64)
    best = np.zeros(height * width, np.uint64)
    np.maximum.at(best, pixel, key)
    hit = np.flatnonzero(best)
    owner = owner[(best[hit] & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    covered[hit] = True

    px = (hit % width).astype(np.float32) - left[owner]
    py = (hit // width).astype(np.float32) - top[owner]
    weight = (a[owner] * px[:, None] + b[owner] * py[:, None] + c[owner]) * inverse[owner]
    weight /= weight.sum(1, keepdims=True)
    chosen = triangles[seen][owner]
    carried[hit] = sum(attributes[chosen[:, corner]] * weight[:, corner, None] for corner in range(3))
    return carried.reshape(height, width, -1), covered.reshape(height, width)
