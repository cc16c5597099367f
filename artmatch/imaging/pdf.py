"""The pictures that a PDF holds, page by page.

PDFium (BSD-3-Clause, through pypdfium2) decodes every kind of picture that a PDF may hold, JPEG 2000 and fax among
them, and is what Chromium opens hostile files with.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from artmatch.errors import DamagedImageError, ImageTooLargeError, InputError, NotFoundError
from artmatch.imaging.decode import Limits
from artmatch.messages import _

_SMALLEST_SIDE = 64
"""Pixels of the shorter side below which a picture is a rule, an ornament or a logo, and no photograph of an object."""
_one_at_a_time = threading.Lock()
"""PDFium must not be called by two threads, whichever files they read."""


@dataclass(frozen=True, slots=True)
class PdfPicture:
    """A picture's place in a PDF."""

    page: int
    """From 1."""
    number: int
    """On its page, from 1, the small ones counted."""


class PdfPictures:
    """The pictures of one PDF, read when they are asked for. May be used from any thread."""

    def __init__(self, file: Path) -> None:
        """Open ``file``; raises NotFoundError, or InputError if it is no PDF or needs a password."""
        if not file.is_file():
            raise NotFoundError(_("There is no file {file}: check the path.").format(file=file))
        try:
            with _one_at_a_time:
                self._document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise InputError(
                    _("The PDF {file} needs a password: save it without one.").format(file=file)
                ) from error
            raise InputError(_("The PDF {file} cannot be read: it is damaged or no PDF.").format(file=file)) from error
        self.file = file
        self.page_count = len(self._document)
        self.small = 0
        """How many pictures :meth:`listed` has passed over so far because they are small."""
        self.damaged: list[int] = []
        """Pages, from 1, that :meth:`listed` could not open so far."""

    def listed(self) -> Iterator[PdfPicture]:
        """Every picture but the small ones, in the order of the pages."""
        for page in range(1, self.page_count + 1):
            try:
                with _one_at_a_time:
                    sizes = [image.get_px_size() for image in self._images(page)]
            except pypdfium2.PdfiumError:
                self.damaged.append(page)
                continue
            for number, size in enumerate(sizes, start=1):
                if min(size) < _SMALLEST_SIDE:
                    self.small += 1
                else:
                    yield PdfPicture(page, number)

    def data(self, picture: PdfPicture, *, limits: Limits) -> bytes:
        """``picture`` as a file, the way round that it is shown: a JPEG as it lies in the PDF, anything else as PNG.

        Raises ImageTooLargeError, or DamagedImageError if it cannot be decoded.
        """
        name = _("picture {number} on page {page}").format(number=picture.number, page=picture.page)
        try:
            with _one_at_a_time:
                return self._data(self._images(picture.page)[picture.number - 1], name, limits)
        except (pypdfium2.PdfiumError, MemoryError, ValueError, IndexError) as error:
            raise DamagedImageError(
                _("The {name} of {file} cannot be decoded: it is damaged.").format(name=name, file=self.file)
            ) from error

    def _images(self, page: int) -> list[pypdfium2.PdfImage]:
        kinds = [pdfium.FPDF_PAGEOBJ_IMAGE]
        return [one for one in self._document[page - 1].get_objects(kinds) if isinstance(one, pypdfium2.PdfImage)]

    def _data(self, image: pypdfium2.PdfImage, name: str, limits: Limits) -> bytes:
        width, height = image.get_px_size()
        if width * height > limits.max_pixels:
            raise ImageTooLargeError(
                _(
                    "The {name} of {file} has {width:,} x {height:,} pixels, more than the {max_pixels:,.0f} "
                    "million allowed."
                ).format(name=name, file=self.file, width=width, height=height, max_pixels=limits.max_pixels / 1e6)
            )
        if image.get_filters() == ["DCTDecode"] and not _is_mirrored(image):
            return bytes(image.get_data())
        shown = image.get_bitmap().to_pil().convert("RGB")
        return _png(ImageOps.mirror(shown) if _is_mirrored(image) else shown)


def _is_mirrored(image: pypdfium2.PdfImage) -> bool:
    """Whether the page shows it the other way round than it is stored; turned is no matter."""
    mirrored = False
    part: pypdfium2.PdfObject | None = image
    while part is not None:
        matrix = part.get_matrix()
        mirrored ^= matrix.a * matrix.d - matrix.b * matrix.c < 0
        part = part.container
    return mirrored


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
