"""The colour of every pixel that sees the object."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from artmatch.rendering.mesh import Mesh
from artmatch.rendering.parameters import Light, Material
from artmatch.rendering.projection import Camera
from artmatch.rendering.rasteriser import rasterise
from artmatch.rendering.textures import Floats

_SHADOW_MAP = 72
_SMALL, _OVERSAMPLING, _OVERSAMPLING_LARGE = 320, 1.5, 1.25
"""Pixels per pixel along each axis before edges are smoothed: more where the longer side has few pixels."""
_AT_ONCE = 12_000
"""Pixels coloured in one step: the arrays in between then stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """What a mesh is covered with, each level half as wide as the one before."""

    levels: tuple[tuple[Floats, Floats], ...] = field(repr=False)
    """(H, W, 4) linear red, green, blue and shine from 0 to 1; (H, W, 2) slopes of the surface to the right and up."""

    @classmethod
    def of(cls, colour: Floats, shine: Floats | float, height: Floats | None, relief: float = 1.0) -> "Texture":
        """From (H, W, 3) sRGB in [0, 1], (H, W) shine and (H, W) heights in texels, exaggerated by ``relief``."""
        rows, columns = colour.shape[:2]
        look = np.empty((rows, columns, 4), np.float32)
        look[..., :3] = np.clip(colour, 0, 1) ** 2
        look[..., 3] = shine
        slopes = np.zeros((rows, columns, 2), np.float32)
        if height is not None:
            slopes[..., 0] = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=0.125 * relief)
            slopes[..., 1] = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=-0.125 * relief)
        levels: list[tuple[Floats, Floats]] = [(look, slopes)]
        while min(rows, columns) > 48:
            rows, columns = rows // 2, columns // 2
            size = (columns, rows)
            halved = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in levels[-1])
            levels.append((next(halved), next(halved)))
        return cls(tuple(levels))

    def sample(self, u: Floats, v: Floats, level: int) -> tuple[Floats, Floats]:
        """(P, 4) colour with shine and (P, 2) slopes at P places."""
        look, slopes = self.levels[min(max(level, 0), len(self.levels) - 1)]
        height, width = look.shape[:2]
        # One row of places: OpenCV 5 takes a map of one dimension for something else.
        x, y = (u * width - 0.5)[None], (v * height - 0.5)[None]
        return (
            cv2.remap(look, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)[0],
            cv2.remap(slopes, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)[0],
        )


def lamp_direction(light: Light, roll: float) -> Floats:
    """(3,) unit vector to the lamp in the camera's right, down, forward."""
    right, up, towards = light.direction
    turn = np.radians(roll)
    down = -up
    turned = (right * np.cos(turn) - down * np.sin(turn), right * np.sin(turn) + down * np.cos(turn), -towards)
    return np.asarray(turned, np.float32) / np.float32(np.linalg.norm(turned))


def visibility(vertices: Floats, normals: Floats, lamp: Floats) -> Floats:
    """(V,) in [0, 1]: how much of the lamp in direction ``lamp`` each vertex sees past the rest of the object."""
    across = np.cross(lamp, (0.31, 0.87, -0.38))
    across /= np.linalg.norm(across)
    along = np.cross(lamp, across)
    place = vertices @ np.stack([across, along, lamp], -1).astype(np.float32)
    low, high = place.min(0), place.max(0)
    cell = float((high - low)[:2].max()) / (_SHADOW_MAP - 5) + 1e-9
    column = ((place[:, 0] - low[0]) / cell).astype(np.int32) + 2
    row = ((place[:, 1] - low[1]) / cell).astype(np.int32) + 2
    nearest = np.full((_SHADOW_MAP, _SHADOW_MAP), -1e9, np.float32)
    np.maximum.at(nearest, (row, column), place[:, 2])
    # A vertex may be this far below the nearest one of its cell before it counts as hidden.
    tilt = 1 / np.maximum(normals @ lamp, 0.15)
    allowance = place[:, 2] + cell * (0.7 + 1.2 * tilt)
    total = np.zeros(len(vertices), np.float32)
    for step_row, step_column in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        total += nearest[row + step_row, column + step_column] <= allowance
    return total / 5


def shade(
    mesh: Mesh, texture: Texture, material: Material, sky: Floats, camera: Camera, light: Light, lamp: Floats
) -> Floats:
    """(camera.height, camera.width, 4) linear colour times coverage, and coverage."""
    finer = _OVERSAMPLING if max(camera.width, camera.height) <= _SMALL else _OVERSAMPLING_LARGE
    dense = Camera(
        camera.position,
        camera.axes,
        camera.focal * finer,
        (camera.centre[0] * finer, camera.centre[1] * finer),
        round(camera.width * finer),
        round(camera.height * finer),
    )
    screen = dense.project(mesh.vertices)
    lit = visibility(mesh.vertices, mesh.normals, lamp @ camera.axes)
    attributes = np.concatenate([mesh.uv, lit[:, None], mesh.openness[:, None], mesh.normals], 1)
    layer = np.zeros((dense.height * dense.width, 4), np.float32)
    pixels, triangles, shares = rasterise(screen, mesh.triangles, dense.width, dense.height)
    level = _level(screen, mesh, texture)
    for start in range(0, len(pixels), _AT_ONCE):
        stretch = slice(start, start + _AT_ONCE)
        row, column = np.divmod(pixels[stretch], dense.width)
        rays = tuple(
            ((place + 0.5 - centre) / dense.focal).astype(np.float32)
            for place, centre in zip((column, row), dense.centre, strict=True)
        )
        corners = mesh.triangles[triangles[stretch]]
        first, second, third = (attributes[corners[:, number]] for number in range(3))
        share1, share2 = shares[:, stretch, None]
        values = np.ascontiguousarray((first + (second - first) * share1 + (third - first) * share2).T)
        layer[pixels[stretch], :3] = _colours(values, texture, material, sky, dense, light, lamp, rays, level)
    layer[pixels, 3] = 1
    dense_layer = layer.reshape(dense.height, dense.width, 4)
    return cv2.resize(dense_layer, (camera.width, camera.height), interpolation=cv2.INTER_AREA)


def _level(screen: Floats, mesh: Mesh, texture: Texture) -> int:
    """Which texture level has about a texel a pixel, going by the triangles that face the camera."""
    height, width = texture.levels[0][0].shape[:2]
    some = mesh.triangles[:: max(1, len(mesh.triangles) // 1500)]
    corners = screen[some, :2]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    pixels = first[:, 1] * second[:, 0] - first[:, 0] * second[:, 1]
    corners = mesh.uv[some] * (width, height)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    texels = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])
    facing = pixels > 0
    ratio = texels[facing].sum() / max(float(pixels[facing].sum()), 1e-6)
    return round(float(np.log2(max(ratio, 1e-3))) / 2 - 0.2)


def _colours(
    carried: Floats,
    texture: Texture,
    material: Material,
    sky: Floats,
    camera: Camera,
    light: Light,
    lamp: Floats,
    rays: tuple[Floats, ...],
    level: int,
) -> Floats:
    """(P, 3) linear light from the object to P pixels; ``carried`` is (7, P), ``rays`` x and y at depth 1."""
    sample, slopes = texture.sample(carried[0], carried[1], level)
    # Dirt and patina gather where the room's light hardly reaches.
    albedo = sample[..., :3] * (0.5 + 0.5 * carried[3][:, None])
    shine = sample[..., 3] * material.gloss
    nx, ny, nz = carried[4], carried[5], carried[6]
    right, up = slopes[..., 0], slopes[..., 1]
    flat = 1 / np.sqrt(nx * nx + nz * nz + 1e-6)
    # To the right on the surface is up x normal, upwards is normal x right.
    tx, tz = nz * flat, -nx * flat
    normal = np.stack([nx - right * tx - up * ny * tz, ny - up * (nz * tx - nx * tz), nz - right * tz + up * ny * tx])
    normal /= np.sqrt((normal * normal).sum(0) + 1e-9)
    lamp_world = lamp @ camera.axes
    directions = np.concatenate([camera.axes, sky[None], lamp_world[None]]).astype(np.float32)
    across, down, forward, to_sky, to_lamp = directions @ normal
    x, y = rays
    ray = 1 / np.sqrt(x * x + y * y + 1)
    facing = np.clip(-(across * x + down * y + forward) * ray, 0, 1)
    sky_seen = camera.axes @ sky
    mirror_lamp = 2 * facing * to_lamp + (x * lamp[0] + y * lamp[1] + lamp[2]) * ray
    mirror_sky = 2 * facing * to_sky + (x * sky_seen[0] + y * sky_seen[1] + sky_seen[2]) * ray

    lit = carried[2]
    direct = light.strength * np.clip(to_lamp, 0, 1) * lit
    around = light.ambient * (0.65 + 0.35 * to_sky) * carried[3]
    tint = np.asarray(light.colour, np.float32)
    grazing = (1 - facing) ** 4
    highlight = np.clip(mirror_lamp, 0, 1) ** material.sharpness * lit * light.specular * light.strength
    room = light.ambient * carried[3] * (0.35 + 0.65 * np.clip(mirror_sky * 1.5, -0.4, 1) ** 2) + 0.15 * highlight
    bright = shine * (0.08 + 0.92 * material.metal + 0.5 * grazing * (1 - material.metal))
    mirrored = bright * room + shine * highlight * (1.1 if material.metal < 0.5 else 1.6)
    body = (direct[..., None] * tint + around[..., None]) * (1 - 0.75 * material.metal * sample[..., 3:4])
    if material.metal > 0.5:
        return np.asarray(albedo * (body + 1.7 * mirrored[..., None]))
    return np.asarray(albedo * body + mirrored[..., None] * tint)
