"""The formats that are read, told apart by their first bytes, and Pillow's reader of each.

The readers are called directly. ``PIL.Image.open`` would measure every file against a limit that the whole
process shares, and would try readers for dozens of formats that no photograph has.
"""

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

supported_suffixes = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff"),
        *(".bmp", ".gif", ".avif", ".heic", ".heif", ".hif"),
    }
)
"""File suffixes worth looking into when a folder is read; what a file is, its bytes decide."""

_signatures: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"BM", "image/bmp"),
)
_heic_brands = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_heif_brands = {b"mif1", b"msf1"}
_avif_brands = {b"avif", b"avis"}

_readers: dict[str, type[ImageFile.ImageFile]] = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/gif": GifImageFile,
    "image/tiff": TiffImageFile,
    "image/bmp": BmpImageFile,
    "image/webp": WebPImageFile,
    "image/avif": AvifImageFile,
}

_quiet_filters: list[Any] = []


def media_type_of(data: bytes) -> str | None:
    """Return the media type that the first bytes of ``data`` announce, None if it is not one that is read."""
    for signature, media_type in _signatures:
        if data.startswith(signature):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _media_type_of_brands(data)
    return None


def _media_type_of_brands(data: bytes) -> str | None:
    """Tell AVIF from HEIF by the brands of an ISO media file: the major one and the compatible ones."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _avif_brands:
        return "image/avif"
    if brands & _heic_brands:
        return "image/heic"
    return "image/heif" if brands & _heif_brands else None


def open_header(data: bytes, media_type: str) -> ImageFile.ImageFile:
    """Read the header only; the pixels follow with ``load()``. Raises whatever the reader raises."""
    _keep_readers_quiet()
    if media_type in {"image/heic", "image/heif"}:
        from pillow_heif import HeifImageFile

        reader: type[ImageFile.ImageFile] = HeifImageFile
    else:
        reader = _readers[media_type]
    return reader(BytesIO(data))


def _keep_readers_quiet() -> None:
    """Let Pillow's readers pass over oddities in metadata without a word on stderr.

    The filters go to the end of the list, so that any filter of the application or of a test comes first.
    They outlive the call because ``warnings.catch_warnings`` would undo other threads' filters.
    """
    if _quiet_filters and all(known in warnings.filters for known in _quiet_filters):
        return
    _quiet_filters.clear()
    warnings.filterwarnings("ignore", module=r"PIL\.(Tiff|Jpeg|Png)ImagePlugin$", append=True)
    _quiet_filters.append(warnings.filters[-1])
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning, append=True)
    _quiet_filters.append(warnings.filters[-1])
