"""PDFs are written by Pillow and PDFium, and read as files that strangers send."""

import io
from contextlib import suppress

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from artmatch.errors import DamagedImageError, ImageTooLargeError, InputError, NotFoundError
from artmatch.imaging import Limits, decode
from artmatch.imaging.pdf import PdfPicture, PdfPictures


@pytest.fixture
def document(tmp_path, pixels):
    """A PDF with one photograph on each of three pages."""
    first, *others = (Image.fromarray(pixels(number, height=120, width=160)) for number in range(3))
    first.save(tmp_path / "sale.pdf", save_all=True, append_images=others)
    return tmp_path / "sale.pdf"


def placed(file, pixels, *matrices):
    """A PDF with ``pixels`` placed on one page once for each matrix, losslessly."""
    made = pypdfium2.PdfDocument.new()
    page = made.new_page(400, 400)
    for matrix in matrices:
        image = pypdfium2.PdfImage.new(made)
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.fromarray(pixels)))
        image.set_matrix(pypdfium2.PdfMatrix(*matrix))
        page.insert_obj(image)
    page.gen_content()
    made.save(file)
    return file


def test_pictures_come_page_by_page(document, pixels):
    opened = PdfPictures(document)
    listed = list(opened.listed())
    assert listed == [PdfPicture(1, 1), PdfPicture(2, 1), PdfPicture(3, 1)]
    for number, picture in enumerate(listed):
        shown = decode(opened.data(picture, limits=Limits()), name="picture").pixels
        assert np.abs(shown.astype(int) - pixels(number, height=120, width=160)).mean() < 6


def test_a_jpeg_comes_out_as_the_bytes_that_went_in(tmp_path, jpeg):
    data = jpeg(5, height=120, width=160)
    made = pypdfium2.PdfDocument.new()
    image = pypdfium2.PdfImage.new(made)
    image.load_jpeg(io.BytesIO(data), inline=True)
    image.set_matrix(pypdfium2.PdfMatrix(160, 0, 0, 120, 0, 0))
    page = made.new_page(200, 200)
    page.insert_obj(image)
    page.gen_content()
    made.save(tmp_path / "one.pdf")
    opened = PdfPictures(tmp_path / "one.pdf")
    assert opened.data(PdfPicture(1, 1), limits=Limits()) == data


def test_a_mirrored_picture_comes_as_the_page_shows_it(tmp_path, pixels):
    stored = pixels(1, height=120, width=160)
    file = placed(tmp_path / "mirrored.pdf", stored, (160, 0, 0, 120, 0, 0), (-160, 0, 0, 120, 160, 0))
    opened = PdfPictures(file)
    plain, mirrored = (
        decode(opened.data(one, limits=Limits()), name="picture").pixels for one in list(opened.listed())
    )
    assert np.array_equal(plain, stored)
    assert np.array_equal(mirrored, stored[:, ::-1])


def test_logos_are_passed_over_and_counted(tmp_path, pixels):
    opened = PdfPictures(placed(tmp_path / "logo.pdf", pixels(1, height=40, width=200), (200, 0, 0, 40, 0, 0)))
    assert (list(opened.listed()), opened.small) == ([], 1)


def test_a_picture_over_the_limit_is_not_decoded(document):
    with pytest.raises(ImageTooLargeError, match="picture 1 on page 2"):
        PdfPictures(document).data(PdfPicture(2, 1), limits=Limits(max_pixels=1_000))


def test_a_file_that_is_no_pdf_is_one_sentence(tmp_path):
    (tmp_path / "text.pdf").write_text("no PDF")
    with pytest.raises(InputError, match="damaged or no PDF"):
        PdfPictures(tmp_path / "text.pdf")
    with pytest.raises(NotFoundError):
        PdfPictures(tmp_path / "gone.pdf")


def test_a_pdf_cut_off_anywhere_gives_pictures_or_one_clear_error(document, tmp_path):
    data = document.read_bytes()
    for part in range(1, 12):
        cut = tmp_path / "cut.pdf"
        cut.write_bytes(data[: len(data) * part // 12])
        try:
            opened = PdfPictures(cut)
        except InputError:
            continue
        for picture in opened.listed():
            with suppress(DamagedImageError):
                assert opened.data(picture, limits=Limits())
