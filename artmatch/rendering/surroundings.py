"""What lies behind and beside the object: surfaces, walls, clutter, and the object's shadow on them."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.parameters import Background, Colour, Light, Surface
from artmatch.rendering.projection import Camera
from artmatch.rendering.textures import Floats, cracks, noise, streaks, stretch

_TILE = 640
_EXTENT = 4.0
"""Object units across a tile."""
_VARIANTS = 4


@lru_cache(maxsize=64)
def surface_grain(surface: Surface, variant: int) -> NDArray[np.uint8]:
    """(640, 640, 3): how much lighter (over 128) or darker the surface is than its colour; twofold at most."""
    rng = np.random.default_rng([17, variant, list(Surface).index(surface)])
    shape = (_TILE, _TILE)
    fine = rng.normal(0, 1, shape).astype(np.float32)
    gain = np.ones((*shape, 3), np.float32)
    match surface:
        case Surface.SWEEP:
            gain += 0.004 * fine[..., None]
        case Surface.PLASTER:
            patches = noise(rng, shape, 6, 6, 0.6)
            gain += ((patches - 0.5) * 0.22 + 0.03 * fine)[..., None]
        case Surface.WOOD:
            grain = streaks(rng, shape, 14, 40)
            rings = np.sin(noise(rng, (_TILE, 40), 3, 2)[:, :1] * 90 + noise(rng, shape, 3, 3) * 16) * 0.5 + 0.5
            planks = (np.arange(_TILE) * int(rng.integers(3, 7)) // _TILE)[:, None]
            tone = rng.uniform(0.8, 1.15, 8)[planks].astype(np.float32)
            seams = np.abs(np.diff(planks, axis=0, prepend=0)) > 0
            value = tone * (0.65 + 0.35 * grain + 0.18 * rings) * np.where(seams, 0.45, 1)
            gain = value[..., None] * np.array([1.05, 1.0, 0.93], np.float32)
        case Surface.CLOTH:
            weave = np.sin(np.arange(_TILE) * 1.3)[:, None] * np.sin(np.arange(_TILE) * 1.3)[None]
            folds = stretch(np.sin(noise(rng, shape, 3, 2) * 26).astype(np.float32))
            gain += (0.07 * weave + 0.28 * (cv2.GaussianBlur(folds, (0, 0), 9) - 0.5) + 0.03 * fine)[..., None]
        case Surface.PAPER:
            creases = cv2.GaussianBlur(noise(rng, shape, 4, 3), (0, 0), 2)
            gain += ((creases - 0.5) * 0.12 + 0.012 * fine)[..., None]
        case Surface.STONE:
            veins = np.abs(noise(rng, shape, 5, 6, 0.6) - 0.5)
            gain += (0.25 * (noise(rng, shape, 10, 5) - 0.5) - 0.25 * np.exp(-veins * 40))[..., None]
        case Surface.EARTH:
            gain += (0.9 * (noise(rng, shape, 30, 5, 0.8) - 0.5) + 0.1 * fine)[..., None]
            gain *= 1 - 0.5 * cracks(rng, shape, 14, 2)[..., None]
        case Surface.TILES:
            count = int(rng.integers(4, 9))
            cell = np.arange(_TILE) * count % _TILE
            joint = (cell < 14)[:, None] | (cell < 14)[None]
            board = np.add.outer(np.arange(_TILE) * count // _TILE, np.arange(_TILE) * count // _TILE) % 2
            value = np.where(joint, 0.55, 1 - 0.5 * board * (variant % 2)) + 0.12 * (noise(rng, shape, 8) - 0.5)
            gain = np.repeat(value[..., None], 3, -1).astype(np.float32)
        case Surface.CARPET:
            u = np.abs(np.arange(_TILE) / _TILE * 6 % 1 - 0.5)
            diamond = np.sin((u[:, None] + u[None]) * 26) + np.sin((u[:, None] - u[None]) * 18)
            bands = stretch(diamond.astype(np.float32))[..., None]
            first, second = rng.uniform(0.4, 1.5, (2, 3))
            gain = np.where(bands > 0.55, first, np.where(bands > 0.3, second, 1)).astype(np.float32)
            gain = gain * (1 + 0.12 * fine[..., None])
    return np.clip(gain * 128, 0, 255).astype(np.uint8)


def linear(colour: Colour) -> Floats:
    """sRGB to linear light, near enough."""
    return np.asarray(colour, np.float32) ** 2


def draw_surroundings(background: Background, camera: Camera, *, standing: bool, spread: float) -> Floats:
    """(H, W, 3) linear reflectance of all that is not the object; ``spread`` is the object's size."""
    size = (camera.width, camera.height)
    grain = surface_grain(background.surface, background.seed % _VARIANTS)
    if background.clutter > 0:
        grain = _with_clutter(grain, background)
    unit = _EXTENT * spread / _TILE
    middle = _TILE / 2
    axis_x, axis_y = np.eye(3)[:2]
    if not standing:
        plane = camera.plane(np.array([-middle * unit, middle * unit, 0]), axis_x * unit, -axis_y * unit)
        seen = cv2.warpPerspective(grain, plane, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        reflectance = (seen.astype(np.float32) * np.float32(1 / 128)) ** 2 * linear(background.colour)
        return _softened(reflectance, background.blur)

    # The ground goes on to a wall that faces the camera, behind the object.
    forward = camera.axes[2] * np.array([1, 0, 1])
    forward = forward / max(np.linalg.norm(forward), 1e-6)
    side = np.array([-forward[2], 0, forward[0]])
    wall_foot = forward * spread * 1.6
    start = -middle * unit
    ground_plane = camera.plane(start * side - start * forward, side * unit, -forward * unit)
    seen = cv2.warpPerspective(grain, ground_plane, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    ground = (seen.astype(np.float32) * np.float32(1 / 128)) ** 2 * linear(background.colour)
    if background.surface is Surface.SWEEP:
        wall_grain = grain
    else:
        wall_grain = surface_grain(Surface.PLASTER, background.seed % _VARIANTS)
        if background.clutter > 0.3:
            wall_grain = _with_clutter(wall_grain, background)
    wall_plane = camera.plane(wall_foot + start * side - 2 * start * axis_y, side * unit, -axis_y * unit)
    seen = cv2.warpPerspective(wall_grain, wall_plane, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    wall = (seen.astype(np.float32) * np.float32(1 / 128)) ** 2 * linear(background.backdrop)

    foot = camera.project(np.stack([wall_foot - side * spread, wall_foot + side * spread]).astype(np.float32))
    (x0, y0, _), (x1, y1, _) = foot
    length = float(np.hypot(x1 - x0, y1 - y0)) + 1e-6
    x, y = np.arange(camera.width) + 0.5, np.arange(camera.height) + 0.5
    below = ((y[:, None] - y0) * (x1 - x0) - (x[None, :] - x0) * (y1 - y0)) / length
    up = camera.axes @ axis_y
    if (x1 - x0) * -up[1] + (y1 - y0) * up[0] < 0:
        below = -below
    # A studio sweep has no corner.
    soft = 0.16 * max(size) if background.surface is Surface.SWEEP else 1.5
    share = np.clip(below / soft + 0.5, 0, 1).astype(np.float32)[..., None]
    return _softened(wall + (ground - wall) * share, background.blur)


def _softened(picture: Floats, blur: float) -> Floats:
    sigma = blur * max(picture.shape[:2])
    return cv2.GaussianBlur(picture, (0, 0), sigma) if sigma > 0.4 else picture


def _with_clutter(grain: NDArray[np.uint8], background: Background) -> NDArray[np.uint8]:
    """The surface with papers, pens, dishes and the like on it; colours are relative to the surface's."""
    rng = np.random.default_rng([23, background.seed])
    picture = grain.copy()
    against = 128 / np.maximum(np.asarray(background.colour), 0.3)
    for _ in range(round(2 + 12 * background.clutter)):
        x, y = rng.uniform(0, _TILE, 2)
        colour = rng.uniform(0.1, 0.9) * (0.45 + 0.55 * rng.random(3) * float(rng.random() < 0.6) + np.zeros(3))
        ink = np.clip(colour * against, 0, 255).tolist()
        angle = float(rng.uniform(0, 180))
        kind = rng.integers(4)
        if kind == 0:
            extent = (float(rng.uniform(60, 190)), float(rng.uniform(50, 150)))
        elif kind == 1:
            extent = (float(rng.uniform(70, 160)), float(rng.uniform(4, 12)))
        else:
            extent = (float(rng.uniform(25, 90)),) * 2
        if kind <= 1:
            corners = cv2.boxPoints(((float(x), float(y)), extent, angle))
            shade = picture[np.clip(int(y), 0, _TILE - 1), np.clip(int(x), 0, _TILE - 1)] * 0.45
            cv2.fillConvexPoly(picture, (corners + 5).astype(np.int32), shade.tolist(), cv2.LINE_AA)
            cv2.fillConvexPoly(picture, corners.astype(np.int32), ink, cv2.LINE_AA)
            if kind == 0 and rng.random() < 0.5:
                across, along = (corners[1] - corners[0]) / 10, (corners[3] - corners[0]) / 12
                for line in range(2, 10):
                    begin = corners[0] + across * 1.2 + along * line
                    end = begin + across * rng.uniform(4, 7.5)
                    dark = [0.35 * part for part in ink]
                    cv2.line(picture, begin.astype(int).tolist(), end.astype(int).tolist(), dark, 2, cv2.LINE_AA)
        else:
            middle = (int(x), int(y))
            radius = int(extent[0] / 2)
            cv2.circle(picture, (middle[0] + 5, middle[1] + 5), radius, [0.45 * part for part in ink], -1, cv2.LINE_AA)
            cv2.circle(picture, middle, radius, ink, -1, cv2.LINE_AA)
            cv2.circle(
                picture, middle, int(radius * 0.8), [0.8 * part for part in ink], int(rng.integers(1, 6)), cv2.LINE_AA
            )
    return picture


def cast_shadow(vertices: Floats, camera: Camera, light: Light, lamp: Floats, *, standing: bool) -> Floats:
    """(H, W, 1) factors in [0, 1] for the light that reaches what the object stands or lies on."""
    shrink = max(camera.width, camera.height) / 96
    width, height = max(8, round(camera.width / shrink)), max(8, round(camera.height / shrink))
    normal = np.array([0, 1, 0] if standing else [0, 0, 1], np.float32)
    lamp_world = lamp @ camera.axes
    rise = max(float(lamp_world @ normal), 0.25)
    away = vertices @ normal
    share = light.strength * rise / (light.strength * rise + light.ambient + 1e-6)
    size = (
        96
        * float(np.ptp(vertices, axis=0).max())
        * camera.focal
        / float(np.linalg.norm(camera.position))
        / max(camera.width, camera.height)
    )
    dark = np.ones((height, width), np.float32)
    # The lamp's shadow, then the dimness under and around the object, where little of the room's light comes.
    softness = 0.5 + 0.05 * size * (1 - light.hardness)
    for direction, strength, sigma in (
        (lamp_world, share, softness),
        (normal + 0.15 * lamp_world, 0.5 * (1 - share), 0.08 * size),
    ):
        slope = direction / max(float(direction @ normal), 0.25)
        fallen = camera.project((vertices - away[:, None] * slope).astype(np.float32))
        place = np.round(fallen[:, :2] / shrink - 0.5).astype(np.int32)
        drawn = np.zeros((height, width), np.uint8)
        if standing:
            inside = ((place >= 0) & (place < (width, height))).all(1) & (fallen[:, 2] > 0.05)
            drawn[place[inside, 1], place[inside, 0]] = 255
            cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8), dst=drawn)
        else:
            cv2.fillConvexPoly(drawn, cv2.convexHull(place.clip(-9999, 9999)), 255)
        soft = cv2.GaussianBlur(drawn, (0, 0), max(sigma, 0.5)).astype(np.float32) / 255
        dark *= 1 - strength * soft
    return cv2.resize(dark, (camera.width, camera.height), interpolation=cv2.INTER_LINEAR)[..., None]
