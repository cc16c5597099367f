"""Bytes of a photograph to an upright sRGB array, or one clear error.

Everything is measured against the limits before a pixel is decoded. The content decides what a file is;
its name only serves the error messages.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from artmatch.errors import (
    ArtmatchError,
    DamagedImageError,
    ImageError,
    ImageTooLargeError,
    NotFoundError,
    UnsupportedImageError,
)
from artmatch.imaging.colour import to_srgb
from artmatch.imaging.formats import media_type_of, open_header
from artmatch.imaging.pixels import shrink
from artmatch.messages import _

_orientation_tag = 0x0112
_turns = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_longest_name_shown = 120


@dataclass(frozen=True, slots=True, eq=False)
class UprightImage:
    """A decoded photograph, standing as it was taken."""

    pixels: NDArray[np.uint8]
    """(H, W, 3) RGB in sRGB, upright, contiguous."""
    sha256: str
    """Of the original bytes, 64 hexadecimal digits."""
    media_type: str
    """What the bytes are, e.g. ``image/jpeg``."""
    byte_count: int
    full_width: int
    """Pixels of the upright original; ``pixels`` may hold fewer."""
    full_height: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is decoded."""

    max_bytes: int = 200_000_000
    """An uncompressed TIFF of 66 million pixels fits; Streamlit's own limit on an upload is a little higher."""
    max_pixels: int = 200_000_000
    """The largest sensor in a telephone (2026: 16,320 x 12,240); 600 MB as an array when decoded in full."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path, *, limits: Limits | None = None, longest_side: int | None = None) -> tuple[bytes, UprightImage]:
    """Read and decode the photograph at ``path``; return its original bytes as well.

    Raises :class:`~artmatch.errors.NotFoundError` if there is no such file, otherwise as :func:`decode`.
    """
    data = read_bytes(path, limits=limits)
    return data, decode(data, name=str(path), limits=limits, longest_side=longest_side)


def read_bytes(path: Path, *, limits: Limits | None = None) -> bytes:
    """Return the bytes of the file at ``path``; of one over the limit just enough for :func:`decode` to refuse it.

    Raises :class:`~artmatch.errors.NotFoundError` if there is no such file, ImageError if it cannot be read.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            return file.read((limits or Limits()).max_bytes + 1)
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no file {shown}: check the path.").format(shown=_shown(name))) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImageError(
            _("The photograph {shown} cannot be read from disk ({reason}).").format(shown=_shown(name), reason=reason)
        ) from error


def decode(data: bytes, *, name: str, limits: Limits | None = None, longest_side: int | None = None) -> UprightImage:
    """Decode the first image in ``data``.

    JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC and HEIF in any of their colour modes are read. With
    ``longest_side`` (pixels) the result is reduced until its longer side is at most that, never enlarged.
    ``name`` is what the error messages call the photograph.

    Raises :class:`~artmatch.errors.ImageTooLargeError`, :class:`~artmatch.errors.UnsupportedImageError` or
    :class:`~artmatch.errors.DamagedImageError`, and nothing else.
    """
    limits = limits or Limits()
    media_type = _checked_media_type(data, name, limits)
    try:
        image = open_header(data, media_type)
        _check_pixel_count(image, name, limits)
        full_size = image.size
        pixels, is_turned = _upright_pixels(image, longest_side)
    except ArtmatchError:
        raise
    except (MemoryError, Image.DecompressionBombError) as error:
        raise ImageTooLargeError(
            _("The photograph {shown} is too large to be decoded here: save it with fewer pixels.").format(
                shown=_shown(name)
            )
        ) from error
    except Exception as error:  # on damaged files Pillow's readers raise whatever they stumble over
        raise DamagedImageError(
            _("The photograph {shown} is damaged or incomplete: copy it again from where it came from.").format(
                shown=_shown(name)
            )
        ) from error
    full_width, full_height = full_size[::-1] if is_turned else full_size
    return UprightImage(
        pixels=pixels,
        sha256=sha256(data),
        media_type=media_type,
        byte_count=len(data),
        full_width=full_width,
        full_height=full_height,
    )


def _checked_media_type(data: bytes, name: str, limits: Limits) -> str:
    if not data:
        raise DamagedImageError(
            _("The photograph {shown} is empty: copy it again from where it came from.").format(shown=_shown(name))
        )
    if len(data) > limits.max_bytes:
        raise ImageTooLargeError(
            _("The photograph {shown} is larger than {max_bytes:.3g} MB: save it smaller.").format(
                shown=_shown(name), max_bytes=limits.max_bytes / 1e6
            )
        )
    media_type = media_type_of(data)
    if media_type is None:
        raise UnsupportedImageError(
            _(
                "{shown} is not a photograph that can be read: give a JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF "
                "or HEIC file."
            ).format(shown=_shown(name))
        )
    return media_type


def _check_pixel_count(image: Image.Image, name: str, limits: Limits) -> None:
    if image.width * image.height > limits.max_pixels:
        raise ImageTooLargeError(
            _(
                "The photograph {shown} has {width:,} x {height:,} pixels, more than the {max_pixels:,.0f} "
                "million allowed: save it smaller."
            ).format(shown=_shown(name), width=image.width, height=image.height, max_pixels=limits.max_pixels / 1e6)
        )


def _upright_pixels(image: ImageFile.ImageFile, longest_side: int | None) -> tuple[NDArray[np.uint8], bool]:
    """Load ``image``; return its pixels and whether turning it upright swapped its width and height."""
    if longest_side is not None and image.format == "JPEG":
        _draft(image, longest_side)
    image.load()
    orientation = _orientation(image)
    reduced = _reduced(image, longest_side)
    upright = to_srgb(reduced)
    if orientation in _turns:
        upright = upright.transpose(_turns[orientation])
    pixels = np.array(upright, dtype=np.uint8)
    if longest_side is not None:
        pixels = shrink(pixels, longest_side)
    return pixels, orientation >= 5


def _draft(image: ImageFile.ImageFile, longest_side: int) -> None:
    """Have the JPEG decoder halve the size up to three times, but not below ``longest_side``."""
    scale = longest_side / max(image.size)
    if scale < 1:
        width, height = (max(1, round(side * scale)) for side in image.size)
        image.draft(None, (width, height))


def _reduced(image: Image.Image, longest_side: int | None) -> Image.Image:
    """Reduce by a whole factor, if Pillow can in this mode, so that less is left to convert."""
    factor = max(image.size) // longest_side if longest_side else 1
    if factor < 2 or image.mode not in {"L", "RGB", "RGBA", "CMYK"} or "transparency" in image.info:
        return image
    return image.reduce(factor)


def _orientation(image: Image.Image) -> int:
    """Return how the loaded ``image`` still has to be turned; TIFF and HEIF readers have turned theirs."""
    try:
        orientation = image.getexif().get(_orientation_tag, 1)
    except Exception:  # broken metadata says nothing about the pixels
        return 1
    return orientation if orientation in _turns else 1


def _shown(name: str) -> str:
    """Return ``name`` fit for a message: no control characters, not endless."""
    if len(name) > _longest_name_shown:
        name = f"{name[:40]}…{name[-60:]}"
    return name if name.isprintable() and name else ascii(name)
