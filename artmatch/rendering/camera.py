"""From light on the sensor to the file: what cameras, hands and lamps do to a photograph."""

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.parameters import CameraFaults
from artmatch.rendering.textures import Floats, noise

_AT_ONCE = 12_000
"""Pixels printed in one step: the arrays in between then stay in the processor's cache."""


def develop(scene: Floats, faults: CameraFaults) -> NDArray[np.uint8]:
    """(H, W, 3) linear light to (H, W, 3) uint8 sRGB with ``faults``; the crop was done by placing the camera."""
    rng = np.random.default_rng([31, faults.seed])
    picture = scene * np.float32(faults.exposure)
    if faults.shadow > 0:
        picture = picture * _dimming(picture.shape[:2], faults.shadow, rng)
    if faults.finger > 0:
        picture = _with_fingers(picture, faults.finger, rng)
    if faults.ruler:
        picture = _with_ruler(picture, rng)
    if faults.glare > 0:
        picture = picture + _glare(picture.shape[:2], faults.glare, rng)
    if faults.vignette > 0:
        picture = picture * _vignette(picture.shape[:2], faults.vignette)
    longest = max(picture.shape[:2])
    if faults.blur * longest > 0.25:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), faults.blur * longest))
    if faults.motion * longest > 1:
        picture = np.asarray(cv2.filter2D(picture, -1, _smear(faults.motion * longest, rng)))
    pixels = np.empty(picture.shape, np.uint8)
    cast = np.asarray(faults.cast, np.float32)
    step = max(1, _AT_ONCE // picture.shape[1])
    for row in range(0, len(picture), step):
        pixels[row : row + step] = _printed(picture[row : row + step] * cast, faults, rng)
    if faults.jpeg < 95:
        _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(faults.jpeg)])
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB).astype(np.uint8, copy=False)  # type: ignore[union-attr]
    return pixels


def _printed(picture: Floats, faults: CameraFaults, rng: np.random.Generator) -> NDArray[np.uint8]:
    """(H, W, 3) light on the sensor to (H, W, 3) uint8: tone, contrast and noise."""
    # sRGB's curve is close to a square root; whites roll off instead of clipping hard.
    np.sqrt(np.maximum(picture, 0, out=picture), out=picture)
    picture = np.where(picture > 0.85, 1 - 0.15 * np.exp((0.85 - picture) / 0.15), picture)
    if faults.contrast != 1:
        picture = (picture - 0.45) * np.float32(faults.contrast) + 0.45
    if faults.grey:
        picture = np.repeat((picture @ np.array([0.3, 0.59, 0.11], np.float32))[..., None], 3, -1)
    if faults.noise > 0:
        grain = rng.standard_normal(picture.shape, np.float32) * np.float32(faults.noise)
        picture = picture + cv2.GaussianBlur(grain, (0, 0), 0.6) * np.float32(1.6)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def _places(shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Rows (H, 1) and columns (1, W) from -0.5 to 0.5 along the shorter side."""
    height, width = shape
    shortest = min(shape)
    y = ((np.arange(height, dtype=np.float32) + 0.5 - height / 2) / shortest)[:, None]
    x = ((np.arange(width, dtype=np.float32) + 0.5 - width / 2) / shortest)[None, :]
    return y, x


def _glare(shape: tuple[int, int], strength: float, rng: np.random.Generator) -> Floats:
    """(H, W, 1): light of a lamp or a window mirrored by glass or varnish."""
    y, x = _places(shape)
    total = np.zeros(shape, np.float32)
    for _ in range(rng.integers(1, 3)):
        dx, dy = x - rng.uniform(-0.4, 0.4), y - rng.uniform(-0.4, 0.4)
        turn = rng.uniform(0, np.pi)
        along = (dx * np.cos(turn) + dy * np.sin(turn)) / rng.uniform(0.06, 0.35)
        across = (dy * np.cos(turn) - dx * np.sin(turn)) / rng.uniform(0.04, 0.14)
        # Round for a lamp, nearly a rectangle for a window; both with a halo.
        power = rng.choice([2.0, 3.0, 4.5], p=[0.6, 0.2, 0.2])
        halo = 0.22 * np.exp(-(along * along + across * across) * 0.12)
        total += (np.exp(-(np.abs(along) ** power + np.abs(across) ** power)) + halo) * rng.uniform(0.4, 1)
    return (total * np.float32(strength) + np.float32(0.04 * strength))[..., None]


def _dimming(shape: tuple[int, int], strength: float, rng: np.random.Generator) -> Floats:
    """(H, W, 1): factors of a soft-edged shadow over part of the picture."""
    y, x = _places(shape)
    turn = rng.uniform(0, 2 * np.pi)
    edge = x * np.cos(turn) + y * np.sin(turn) - rng.uniform(-0.2, 0.3)
    edge = edge + 0.15 * (noise(rng, shape, 3, 2) - 0.5)
    return np.asarray(1 - strength / (1 + np.exp(-edge * rng.uniform(10, 60))), np.float32)[..., None]


def _vignette(shape: tuple[int, int], strength: float) -> Floats:
    y, x = _places(shape)
    return np.asarray(1 - strength * np.clip((x * x + y * y) * 1.6, 0, 1))[..., None]


def _smear(length: float, rng: np.random.Generator) -> Floats:
    side = max(3, int(length) | 1)
    kernel = np.zeros((side, side), np.uint8)
    turn = rng.uniform(0, np.pi)
    reach = np.array([np.cos(turn), np.sin(turn)]) * (side // 2)
    middle = side // 2
    start, end = (np.round(middle + sign * reach).astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, start, end, 255, 1, cv2.LINE_AA)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _with_fingers(picture: Floats, reach: float, rng: np.random.Generator) -> Floats:
    """One to three fingertips from one side of the frame."""
    full_height, full_width = picture.shape[:2]
    # Skin has no detail: half the resolution will do.
    height, width = (full_height + 1) // 2, (full_width + 1) // 2
    longest = max(height, width)
    skin = np.array([0.62, 0.36, 0.25], np.float32) * rng.uniform(0.35, 1.15)
    nail = skin * 0.6 + np.array([0.35, 0.28, 0.25], np.float32)
    side = int(rng.integers(4))
    thickness = rng.uniform(0.05, 0.09) * longest
    at = rng.uniform(0.2, 0.8)
    inward = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)][side])
    depth = np.full((height, width), 1e9, np.float32)
    nails = np.zeros((height, width), np.uint8)
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None]
    for number in range(int(rng.integers(1, 4))):
        place = at + (number - 0.5) * thickness * 1.9 / longest
        length = reach * longest * rng.uniform(0.75, 1.1)
        start = [(0, place * height), (width, place * height), (place * width, 0), (place * width, height)][side]
        tip = np.array(start) + inward * length + rng.normal(0, 0.02 * longest, 2)
        base = np.array(start) - inward * thickness
        bar = tip - base
        along = np.clip(((x - base[0]) * bar[0] + (y - base[1]) * bar[1]) * np.float32(1 / (bar @ bar)), 0, 1)
        dx, dy = (
            x - np.float32(base[0]) - along * np.float32(bar[0]),
            y - np.float32(base[1]) - along * np.float32(bar[1]),
        )
        depth = np.minimum(depth, np.sqrt(dx * dx + dy * dy) * np.float32(1 / thickness))
        spot = tip - bar / np.linalg.norm(bar) * thickness * 0.15
        axes = (round(thickness * 0.55), round(thickness * 0.42))
        turn = float(np.degrees(np.arctan2(bar[1], bar[0])))
        cv2.ellipse(nails, np.round(spot).astype(int).tolist(), axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
    coverage = np.clip((1 - depth) * thickness * 0.6, 0, 1)
    round_off = np.sqrt(np.clip(1 - depth * depth, 0, 1))
    near = np.clip(1.6 - depth, 0, 1) * 0.5
    size = (full_width, full_height)
    painted_nails = nails.astype(np.float32) / 255
    cover, shape, shadow, nailed = (
        cv2.resize(each, size)[..., None] for each in (coverage, round_off, near, painted_nails)
    )
    level = float(np.clip(picture.mean() * 3, 0.25, 1.1))
    hand = (skin + (nail - skin) * nailed * 0.7) * (0.35 + 0.65 * shape) * level
    return np.asarray(picture * (1 - shadow) * (1 - cover) + hand * cover)


def _with_ruler(picture: Floats, rng: np.random.Generator) -> Floats:
    """A scale bar of black and white centimetres along one side."""
    height, width = picture.shape[:2]
    longest = max(height, width)
    strip = np.full((24, 240, 3), 0.85, np.float32)
    for number in range(10):
        strip[:10, number * 24 : number * 24 + 24] = 0.03 if number % 2 else 0.85
        for tick in range(5):
            strip[14 : 18 + 4 * (tick == 0), number * 24 + tick * 5] = 0.05
    strip *= np.float32(np.clip(picture.mean() * 3, 0.3, 1.0))
    turn = np.radians(rng.choice([0, 90]) + rng.normal(0, 4))
    scale = rng.uniform(0.45, 0.8) * longest / 240
    x, y = (
        (rng.uniform(0.3, 0.7) * width, height * 0.93)
        if abs(np.cos(turn)) > 0.5
        else (0.06 * width, rng.uniform(0.3, 0.7) * height)
    )
    cosine, sine = np.cos(turn) * scale, np.sin(turn) * scale
    place = np.array([[cosine, -sine, x - cosine * 120 + sine * 12], [sine, cosine, y - sine * 120 - cosine * 12]])
    drawn = cv2.warpAffine(strip, place, (width, height), flags=cv2.INTER_AREA)
    covered = cv2.warpAffine(np.ones((24, 240), np.float32), place, (width, height))[..., None]
    return picture * (1 - covered) + drawn * covered
