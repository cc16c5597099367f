"""A photograph of four coloured quarters, in every format, and what is left of it once read."""

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 170, 60), (30, 50, 200), (230, 210, 40)


def quadrants(width: int = 96, height: int = 64) -> np.ndarray:
    """Red, green over blue, yellow: every turn and mirroring looks different."""
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    pixels[: height // 2, : width // 2] = RED
    pixels[: height // 2, width // 2 :] = GREEN
    pixels[height // 2 :, : width // 2] = BLUE
    pixels[height // 2 :, width // 2 :] = YELLOW
    return pixels


def saved(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, quality=95, chroma=444, **options)
    else:
        lossy = {"quality": 95} if kind in {"JPEG", "MPO", "WEBP", "AVIF"} else {}
        image.save(buffer, kind, **lossy, **options)
    return buffer.getvalue()


def middle_of_quadrants(pixels: np.ndarray) -> list[tuple[int, ...]]:
    height, width = pixels.shape[:2]
    places = [(height // 4, width // 4), (height // 4, -width // 4)]
    places += [(-height // 4, width // 4), (-height // 4, -width // 4)]
    return [tuple(int(value) for value in pixels[place]) for place in places]


def assert_shows_quadrants(pixels: np.ndarray, tolerance: int = 8) -> None:
    for seen, expected in zip(middle_of_quadrants(pixels), (RED, GREEN, BLUE, YELLOW), strict=True):
        assert seen == pytest.approx(expected, abs=tolerance)
