"""Pictures for the pages, drawn on the server: figures, pairs at one height, previews of a crop. Pure.

Photographs travel inside the page as data, not under an address of their own: whoever may not see the page
cannot fetch them.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from artmatch.imaging import encode_jpeg, shrink
from artmatch.messages import _
from artmatch.web.words import escaped

Pixels = NDArray[np.uint8]
Box = tuple[float, float, float, float]

whole: Box = (0.0, 0.0, 1.0, 1.0)
"""The box of an uncropped photograph."""
large_side = 1400
"""Longer side in pixels of a picture that is looked at closely; it fills a desk screen when enlarged."""
preview_side = 640
_crop_line = (255, 214, 10)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG with what stands under it and what a screen reader says instead of it."""

    jpeg: bytes
    width: int
    height: int
    caption: str
    alternative: str

    @classmethod
    def of_pixels(cls, pixels: Pixels, *, caption: str, alternative: str, longest_side: int = large_side) -> "Picture":
        """Encode (H, W, 3) RGB ``pixels``, reduced to ``longest_side``."""
        reduced = shrink(pixels, longest_side)
        height, width = reduced.shape[:2]
        return cls(encode_jpeg(reduced, quality=85), width, height, caption, alternative)

    @classmethod
    def of_jpeg(cls, jpeg: bytes, *, caption: str, alternative: str) -> "Picture":
        """Take a JPEG as it is; only its header is read."""
        width, height = Image.open(BytesIO(jpeg)).size
        return cls(jpeg, width, height, caption, alternative)

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


def plain(picture: Picture) -> str:
    """Return ``picture`` as an HTML image of fixed frame, for cards."""
    return f'<div class="am-thumb">{image(picture)}</div>'


def figure(picture: Picture) -> str:
    """Return ``picture`` as an HTML figure with its caption; a press or Enter enlarges it, another closes it."""
    return (
        f'<figure class="am-figure" style="--aspect:{picture.aspect:.4f}">'
        f'<details class="am-zoom"><summary title="{escaped(_("Enlarge"))}">{image(picture)}</summary></details>'
        f"<figcaption>{escaped(picture.caption)}</figcaption></figure>"
    )


def row(pictures: Sequence[Picture]) -> str:
    """Return ``pictures`` side by side at one height; on a phone wide ones stand one above the other."""
    return f'<div class="am-row">{"".join(figure(picture) for picture in pictures)}</div>'


def image(picture: Picture) -> str:
    """Return ``picture`` as an HTML image that carries its own data."""
    data = base64.b64encode(picture.jpeg).decode("ascii")
    return (
        f'<img src="data:image/jpeg;base64,{data}" width="{picture.width}" height="{picture.height}" '
        f'alt="{escaped(picture.alternative)}">'
    )


def crop_preview(pixels: Pixels, box: Box) -> Pixels:
    """Return (H, W, 3) ``pixels`` as a preview: darkened outside ``box``, which is outlined."""
    preview = shrink(pixels, preview_side)
    if box == whole:
        return preview
    height, width = preview.shape[:2]
    left, top, right, bottom = box
    x, x_end = _span(left, right, width)
    y, y_end = _span(top, bottom, height)
    drawn = preview // 3
    drawn[y:y_end, x:x_end] = _crop_line
    inside = (slice(y + 2, y_end - 2), slice(x + 2, x_end - 2))
    drawn[inside] = preview[inside]
    return drawn


def _span(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the pixels from ``start`` to ``end`` (fractions of ``length``), at least one."""
    first = min(round(start * length), length - 1)
    return first, max(round(end * length), first + 1)
