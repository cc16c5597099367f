"""Geometry and encoding of upright pixel arrays: (H, W, 3) RGB uint8 in, a fresh contiguous array out."""

from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from artmatch.messages import _

Pixels = NDArray[np.uint8]


def shrink(pixels: Pixels, longest_side: int) -> Pixels:
    """Reduce ``pixels`` by area averaging to a longer side of at most ``longest_side``; never enlarge."""
    height, width = pixels.shape[:2]
    scale = longest_side / max(height, width)
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _resized(pixels, size, cv2.INTER_AREA)


def resize_to_square(pixels: Pixels, side: int) -> Pixels:
    """Return (side, side, 3), squashed: area averages where that shrinks, bicubic where it enlarges."""
    height, width = pixels.shape[:2]
    shrunk = _resized(pixels, (min(width, side), min(height, side)), cv2.INTER_AREA)
    return _resized(shrunk, (side, side), cv2.INTER_CUBIC)


def _resized(pixels: Pixels, size: tuple[int, int], interpolation: int) -> Pixels:
    if pixels.shape[1::-1] == size:
        return np.ascontiguousarray(pixels)
    return np.asarray(cv2.resize(pixels, size, interpolation=interpolation), dtype=np.uint8)


def quarter_turns(pixels: Pixels, turns: int) -> Pixels:
    """Turn ``pixels`` anticlockwise by ``turns`` quarters."""
    return np.ascontiguousarray(np.rot90(pixels, turns))


def crop(pixels: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    """Cut out ``box``: left, top, right, bottom as fractions of width and height, 0 to 1; at least one pixel.

    Raises ``ValueError`` if the box is empty, turned inside out or reaches outside the photograph.
    """
    left, top, right, bottom = box
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise ValueError(_("the box {box} is not left < right and top < bottom within 0 to 1").format(box=box))
    height, width = pixels.shape[:2]
    x = min(round(left * width), width - 1)
    y = min(round(top * height), height - 1)
    x_end = max(round(right * width), x + 1)
    y_end = max(round(bottom * height), y + 1)
    return np.ascontiguousarray(pixels[y:y_end, x:x_end])


def stretch_contrast(pixels: Pixels) -> Pixels:
    """Spread the brightness from its 1st to its 99th percentile over 0 to 255; all three channels alike.

    Where the two are equal nothing is changed.
    """
    low, high = np.percentile(pixels, (1, 99))
    if low == high:
        return np.ascontiguousarray(pixels)
    spread = (np.arange(256) - low) * (255 / (high - low))
    return np.asarray(np.rint(spread.clip(0, 255)).astype(np.uint8)[pixels])


def encode_jpeg(pixels: Pixels, quality: int = 90) -> bytes:
    """Return ``pixels`` as a JPEG file; the same bytes every time."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def thumbnail(pixels: Pixels, side: int = 320) -> bytes:
    """Return a JPEG whose longer side is at most ``side`` pixels."""
    return encode_jpeg(shrink(pixels, side), quality=85)
