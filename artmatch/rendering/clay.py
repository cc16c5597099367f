"""Modelling in the round: bodies melted into a distance field, and the surface drawn off it."""

import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.mesh import Mesh, vertex_normals
from artmatch.rendering.textures import Floats

Place = tuple[float, float, float]
_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
_EDGES = [(a, b) for a in range(8) for b in range(a + 1, 8) if np.abs(_CORNERS[a] - _CORNERS[b]).sum() == 1]


class Clay:
    """A block from -0.5 to 0.5 in x and z and from 0 to 1 in y; add bodies, then take its :meth:`surface`."""

    def __init__(self, cells: int = 80) -> None:
        self.cell = 1.0 / cells
        self.low = np.array([-0.5 - self.cell, -2 * self.cell, -0.5 - self.cell], np.float32)
        count = cells + 4
        self.field: Floats = np.full((count, count + 1, count), 0.3, np.float32)
        """Signed distance at the cells' corners, negative inside; far from everything only its sign is right."""

    def _window(self, low: Floats, high: Floats) -> tuple[tuple[slice, ...], list[Floats]]:
        first = np.clip(np.floor((low - self.low) / self.cell).astype(int), 0, np.array(self.field.shape) - 1)
        last = np.clip(np.ceil((high - self.low) / self.cell).astype(int) + 1, 1, self.field.shape)
        places = [
            (self.low[axis] + self.cell * np.arange(first[axis], last[axis], dtype=np.float32)).reshape(
                [-1 if axis == other else 1 for other in range(3)]
            )
            for axis in range(3)
        ]
        return tuple(slice(a, b) for a, b in zip(first, last, strict=True)), places

    def _melt(self, window: tuple[slice, ...], distance: Floats, blend: float) -> None:
        before = self.field[window]
        melted = np.maximum(blend - np.abs(before - distance), 0)
        self.field[window] = np.minimum(before, distance) - melted * melted * (0.25 / blend)

    def limb(self, start: Place, end: Place, first: float, last: float, blend: float = 0.03) -> None:
        """A rounded cone."""
        a, b = np.asarray(start, np.float32), np.asarray(end, np.float32)
        margin = max(first, last) + 2 * blend + 2 * self.cell
        window, (x, y, z) = self._window(np.minimum(a, b) - margin, np.maximum(a, b) + margin)
        axis = b - a
        along = ((x - a[0]) * axis[0] + (y - a[1]) * axis[1] + (z - a[2]) * axis[2]) / max(float(axis @ axis), 1e-9)
        t = np.clip(along, 0, 1)
        dx, dy, dz = x - a[0] - t * axis[0], y - a[1] - t * axis[1], z - a[2] - t * axis[2]
        self._melt(window, np.sqrt(dx * dx + dy * dy + dz * dz) - (first + (last - first) * t), blend)

    def lump(self, middle: Place, radii: Place, blend: float = 0.03) -> None:
        """An ellipsoid."""
        c, r = np.asarray(middle, np.float32), np.asarray(radii, np.float32)
        margin = r + 2 * blend + 2 * self.cell
        window, (x, y, z) = self._window(c - margin, c + margin)
        near = np.sqrt(((x - c[0]) / r[0]) ** 2 + ((y - c[1]) / r[1]) ** 2 + ((z - c[2]) / r[2]) ** 2)
        steep = np.sqrt(((x - c[0]) / r[0] ** 2) ** 2 + ((y - c[1]) / r[1] ** 2) ** 2 + ((z - c[2]) / r[2] ** 2) ** 2)
        self._melt(window, near * (near - 1) / np.maximum(steep, 1e-4), blend)

    def block(self, middle: Place, half: Place, rounding: float = 0.01, blend: float = 0.005) -> None:
        """A box with rounded edges."""
        c, h = np.asarray(middle, np.float32), np.asarray(half, np.float32)
        margin = h + 2 * blend + 2 * self.cell
        window, axes = self._window(c - margin, c + margin)
        beyond = [np.abs(axes[axis] - c[axis]) - (h[axis] - rounding) for axis in range(3)]
        outside = np.sqrt(sum(np.maximum(each, 0) ** 2 for each in beyond))
        inside = np.minimum(np.maximum(np.maximum(beyond[0], beyond[1]), beyond[2]), 0)
        self._melt(window, outside + inside - rounding, blend)

    def hollow(self, middle: Place, radii: Place) -> None:
        """Scoop out an ellipsoid."""
        c, r = np.asarray(middle, np.float32), np.asarray(radii, np.float32)
        window, (x, y, z) = self._window(c - r - 3 * self.cell, c + r + 3 * self.cell)
        near = np.sqrt(((x - c[0]) / r[0]) ** 2 + ((y - c[1]) / r[1]) ** 2 + ((z - c[2]) / r[2]) ** 2)
        self.field[window] = np.maximum(self.field[window], (1 - near) * float(r.min()))

    def groove(self, low: float, high: float, count: int, depth: float, *, slant: float = 0.0) -> None:
        """Folds or fluting: ``count`` grooves around the y axis between two heights."""
        window, (x, y, z) = self._window(
            np.array([-0.5, low, -0.5], np.float32), np.array([0.5, high, 0.5], np.float32)
        )
        turn = np.arctan2(z, x)
        fade = np.clip((y - low) / (0.3 * (high - low)), 0, 1) * np.clip((high - y) / (0.3 * (high - low)), 0, 1)
        self.field[window] += depth * fade * np.sin(count * turn + slant * y)

    def ripple(self, low: float, high: float, per_unit: float, depth: float) -> None:
        """Rings one above another: bracelets, fleece, hanging folds in front."""
        window, (x, y, z) = self._window(
            np.array([-0.5, low, -0.5], np.float32), np.array([0.5, high, 0.5], np.float32)
        )
        self.field[window] += depth * np.sin(per_unit * (y + 0.6 * np.abs(x) * np.abs(x) / 0.05)) * np.ones_like(z)

    def surface(self) -> Mesh:
        """The mesh of the surface (naive surface nets); its texture runs aslant over all sides, about once a unit."""
        field = self.field
        inside = field < 0
        count = np.zeros(tuple(np.array(field.shape) - 1), np.uint8)
        for corner in _CORNERS:
            count += inside[tuple(slice(c, c + n) for c, n in zip(corner, count.shape, strict=True))]
        cells = np.argwhere((count > 0) & (count < 8))
        values = np.stack([field[tuple((cells + corner).T)] for corner in _CORNERS], 1)
        total = np.zeros((len(cells), 3), np.float32)
        crossings = np.zeros((len(cells), 1), np.float32)
        for a, b in _EDGES:
            crossed = (values[:, a] < 0) != (values[:, b] < 0)
            t = np.where(crossed, values[:, a] / np.where(crossed, values[:, a] - values[:, b], 1), 0)
            total += crossed[:, None] * (_CORNERS[a] + t[:, None] * (_CORNERS[b] - _CORNERS[a]))
            crossings[:, 0] += crossed
        vertices = (self.low + self.cell * (cells + total / crossings)).astype(np.float32)
        number = np.full(count.shape, -1, np.int32)
        number[tuple(cells.T)] = np.arange(len(cells))
        triangles = np.concatenate([_faces(inside, number, axis) for axis in range(3)])
        normals = vertex_normals(vertices, triangles)
        uv = (
            np.stack([vertices[:, 0] + 0.45 * vertices[:, 2] + 0.7, 1.1 - vertices[:, 1] - 0.3 * vertices[:, 2]], -1)
            / 1.4
        )
        return Mesh(vertices, triangles, uv.astype(np.float32), normals, self._openness(vertices, normals))

    def _openness(self, vertices: Floats, normals: Floats) -> Floats:
        """(V,) in [0, 1]: how free the surroundings of each vertex are, from the field above it."""
        total = np.zeros(len(vertices), np.float32)
        for reach in (0.02, 0.05, 0.1):
            place = np.rint((vertices + normals * reach - self.low) / self.cell).astype(int)
            place = np.clip(place, 0, np.array(self.field.shape) - 1)
            total += np.clip(self.field[tuple(place.T)] / reach, 0, 1)
        return total / 3


def _faces(inside: NDArray[np.bool_], number: NDArray[np.int32], axis: int) -> NDArray[np.int32]:
    """(T, 3): a square, as two triangles, around each grid line along ``axis`` that crosses the surface."""
    first, second = [other for other in range(3) if other != axis]
    near = np.moveaxis(inside, (axis, first, second), (0, 1, 2))
    cell = np.moveaxis(number, (axis, first, second), (0, 1, 2))
    here, there = near[:-1, 1:-1, 1:-1], near[1:, 1:-1, 1:-1]
    corners = np.stack([cell[:, :-1, :-1], cell[:, 1:, :-1], cell[:, 1:, 1:], cell[:, :-1, 1:]], -1)
    crossing = here != there
    square, outward = corners[crossing], here[crossing]
    # Moving the y axis to the front swaps the handedness.
    square = np.where((outward ^ (axis == 1))[:, None], square, square[:, ::-1])
    return np.concatenate([square[:, [0, 1, 2]], square[:, [0, 2, 3]]])
