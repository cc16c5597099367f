"""Triangle meshes and the ways in which the makers of objects build them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.textures import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles whose corners run anticlockwise seen from outside."""

    vertices: Floats
    """(V, 3) in object units."""
    triangles: NDArray[np.int32]
    """(T, 3) vertex numbers."""
    uv: Floats
    """(V, 2) places in the texture: 0 to 1 from its left to its right edge, and from its top to its bottom."""
    normals: Floats
    """(V, 3) outward, unit length."""
    openness: Floats
    """(V,) from 0 in a deep hollow to 1: how much of the room's light arrives."""


def grid_triangles(rows: int, columns: int) -> NDArray[np.int32]:
    """(2 (rows-1) (columns-1), 3): two triangles a cell of a grid numbered row by row, the first row at the top."""
    start = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    right, below = start + 1, start + columns
    return np.concatenate([np.stack([start, below, right], 1), np.stack([right, below, below + 1], 1)]).astype(np.int32)


def vertex_normals(vertices: Floats, triangles: NDArray[np.int32]) -> Floats:
    """(V, 3): mean of the adjoining triangles' normals, weighted by their area."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    faces = np.cross(b - a, c - a)
    total = np.stack(
        [np.bincount(triangles.ravel(), np.repeat(faces[:, axis], 3), len(vertices)) for axis in range(3)], -1
    )
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12), np.float32)


def from_grid(vertices: Floats, uv: Floats, *, closed: bool = False) -> Mesh:
    """A mesh over a grid of (rows, columns, 3) points and their (rows, columns, 2) places in the texture.

    ``closed`` says that the last column repeats the first, so that the normals agree along the seam.
    """
    rows, columns, _ = vertices.shape
    flat = vertices.reshape(-1, 3).astype(np.float32)
    triangles = grid_triangles(rows, columns)
    normals = vertex_normals(flat, triangles)
    if closed:
        grid = normals.reshape(rows, columns, 3)
        seam = grid[:, 0] + grid[:, -1]
        grid[:, 0] = grid[:, -1] = seam / np.maximum(np.linalg.norm(seam, axis=1, keepdims=True), 1e-12)
    return Mesh(flat, triangles, uv.reshape(-1, 2).astype(np.float32), normals, np.ones(len(flat), np.float32))


def join(parts: list[Mesh]) -> Mesh:
    """One mesh of several."""
    starts = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=True)]).astype(np.int32),
        np.concatenate([part.uv for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.openness for part in parts]),
    )


def revolve(profile: Floats, along: Floats, columns: int = 72, flutes: Floats | None = None) -> Mesh:
    """Turn a (N, 2) profile of radius and height about the y axis; ``along`` (N,) is its v in the texture.

    The profile runs from the top downwards on the outside. ``flutes`` (columns + 1,) multiplies the radius.
    """
    turn = np.linspace(0, 2 * np.pi, columns + 1)
    radius = profile[:, 0, None] * (np.ones(columns + 1) if flutes is None else flutes)
    height = np.broadcast_to(profile[:, 1, None], radius.shape)
    # u grows to the right for a viewer in front, and the seam is at the back.
    vertices = np.stack([-radius * np.sin(turn), height, -radius * np.cos(turn)], -1)
    uv = np.stack(np.broadcast_arrays(turn / (2 * np.pi), along[:, None]), -1)
    return from_grid(vertices, uv, closed=True)


def tube(path: Floats, radii: Floats, uv: tuple[float, float], sides: int = 10) -> Mesh:
    """A round bar along a (N, 3) path with (N,) radii, all of it in the colour at ``uv``: handles."""
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    first = np.cross(along, (0.13, 0.27, 0.95))
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(along, first)
    turn = np.linspace(0, 2 * np.pi, sides + 1)
    ring = first[:, None] * np.cos(turn)[:, None] + second[:, None] * np.sin(turn)[:, None]
    vertices = path[:, None] + radii[:, None, None] * ring
    spots = np.broadcast_to(np.asarray(uv, np.float32), (*vertices.shape[:2], 2))
    return from_grid(vertices[:, ::-1], spots, closed=True)


def star(outline: Floats, height: Floats, extent: tuple[float, float], rings: int = 40) -> Mesh:
    """A slab seen from the front: a star-shaped outline, its face raised to ``height``, its edge down to z = 0.

    ``outline`` is (S, 2) x, y running anticlockwise about the origin; ``height`` (H, W) covers the rectangle of
    ``extent`` (width, height) about the origin, top row first, in object units.
    """
    closed = np.concatenate([outline, outline[:1]])
    # Rings lie closer towards the edge, where the outline turns down.
    share = np.linspace(0, 1, rings) ** 0.8
    plane = share[:, None, None] * closed[None]
    uv = np.stack([plane[..., 0] / extent[0] + 0.5, 0.5 - plane[..., 1] / extent[1]], -1)
    rows, columns = height.shape
    x = np.clip(uv[..., 0] * columns, 0, columns - 1).astype(int)
    y = np.clip(uv[..., 1] * rows, 0, rows - 1).astype(int)
    face = np.concatenate([plane, height[y, x][..., None]], -1)
    front = from_grid(face, uv, closed=True)
    # The face's own slopes come from the texture; the mesh gives the plane that they refer to.
    front = replace(front, normals=np.broadcast_to(np.array([0, 0, 1], np.float32), front.normals.shape))
    foot = np.concatenate([closed, np.zeros((len(closed), 1))], -1)
    side = from_grid(np.stack([face[-1], foot]), np.stack([uv[-1] * 0.98 + 0.01] * 2), closed=True)
    return join([front, side])
