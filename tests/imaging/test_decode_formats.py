"""Photographs of every kind come out upright, 8 bits a channel, over white."""

import hashlib
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image
from quadrants import BLUE, FORMATS, GREEN, RED, assert_shows_quadrants, quadrants, saved

from artmatch.errors import ImageError, NotFoundError
from artmatch.imaging import decode, read, sha256


def stored_for_orientation(upright: np.ndarray, orientation: int) -> np.ndarray:
    """By the EXIF standard's table: what row 0 and column 0 of the stored image are on the upright one."""
    row_0, column_0 = {
        1: ("top", "left"),
        2: ("top", "right"),
        3: ("bottom", "right"),
        4: ("bottom", "left"),
        5: ("left", "top"),
        6: ("right", "top"),
        7: ("right", "bottom"),
        8: ("left", "bottom"),
    }[orientation]
    stored = upright if row_0 in {"top", "bottom"} else upright.transpose(1, 0, 2)
    stored = stored[::-1] if row_0 in {"bottom", "right"} else stored
    return np.ascontiguousarray(stored[:, ::-1] if column_0 in {"bottom", "right"} else stored)


def exif_with(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


@pytest.mark.parametrize(("kind", "media_type"), FORMATS.items())
def test_every_format_is_read_whatever_its_name_says(kind, media_type):
    data = saved(Image.fromarray(quadrants()), kind)
    image = decode(data, name="really a spreadsheet.xls")
    assert_shows_quadrants(image.pixels)
    assert (image.pixels.shape, image.pixels.dtype) == ((64, 96, 3), np.uint8)
    assert image.pixels.flags.c_contiguous
    assert image.pixels.flags.writeable
    assert image.media_type == media_type
    assert image.sha256 == sha256(data) == hashlib.sha256(data).hexdigest()
    assert (image.byte_count, image.full_width, image.full_height) == (len(data), 96, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("longest_side", [None, 40])
def test_a_photograph_is_turned_upright_exactly_once(kind, orientation, longest_side):
    stored = Image.fromarray(stored_for_orientation(quadrants(), orientation))
    options = {"compression": "tiff_lzw"} if kind == "TIFF" and orientation % 2 else {}
    image = decode(saved(stored, kind, exif=exif_with(orientation), **options), name="a", longest_side=longest_side)
    assert_shows_quadrants(image.pixels)
    assert (image.full_width, image.full_height) == (96, 64)
    assert image.pixels.shape == ((64, 96, 3) if longest_side is None else (27, 40, 3))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heic_photograph_is_turned_upright_exactly_once(orientation):
    """Telephones store the turn both in HEIF's own properties, which the reader applies, and in EXIF."""
    stored = Image.fromarray(stored_for_orientation(quadrants(), orientation))
    data = saved(stored, "HEIF", exif=exif_with(orientation))
    assert (b"irot" in data or b"imir" in data) == (orientation != 1)
    image = decode(data, name="IMG_0001.HEIC")
    assert_shows_quadrants(image.pixels)
    assert (image.full_width, image.full_height) == (96, 64)


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\x99" * 50])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_does_not_fail_the_photograph(kind, exif):
    assert_shows_quadrants(decode(saved(Image.fromarray(quadrants()), kind, exif=exif), name="a").pixels)


def test_an_orientation_that_does_not_exist_is_passed_over():
    data = saved(Image.fromarray(quadrants()), "JPEG", exif=exif_with(77))
    assert_shows_quadrants(decode(data, name="a").pixels)


# Depth, palettes, transparency.


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, colour_type: int, rows: bytes, *extra: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", header),
            *extra,
            png_chunk(b"IDAT", zlib.compress(rows)),
            png_chunk(b"IEND", b""),
        ]
    )


RAMP_16 = np.linspace(0, 65535, 256).round().astype(np.uint16)


def test_16_bit_grey_png_keeps_its_ramp():
    rows = b"\0" + RAMP_16.astype(">u2").tobytes()
    pixels = decode(png(256, 1, 16, 0, rows), name="a").pixels
    np.testing.assert_array_equal(pixels[0], np.repeat(np.arange(256)[:, None], 3, axis=1))


def test_16_bit_colour_png_keeps_its_ramps():
    colours = np.stack([RAMP_16, RAMP_16[::-1], np.full(256, 0x8080, dtype=np.uint16)], axis=1)
    pixels = decode(png(256, 1, 16, 2, b"\0" + colours.astype(">u2").tobytes()), name="a").pixels
    np.testing.assert_array_equal(
        pixels[0], np.stack([np.arange(256), np.arange(256)[::-1], np.full(256, 128)], axis=1)
    )


def tiff(order: str, width: int, samples: int, photometric: int, bits: int, strip: bytes, *more) -> bytes:
    """One row, uncompressed. ``more``: further entries (tag, type, count, value)."""
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, 1),
        (258, 3, 1, bits) if samples < 3 else (258, 3, 3, "bits"),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, 1, "strip"),
        (277, 3, 1, samples),
        (278, 4, 1, 1),
        (279, 4, 1, len(strip)),
        *more,
    ]
    after = 8 + 2 + 12 * len(entries) + 4
    places = {"bits": after, "strip": after + 6}
    out = (
        (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + struct.pack(order + "H", len(entries))
    )
    for tag, kind, count, content in sorted(entries):
        value = places.get(content, content)
        packed = (
            struct.pack(order + "H", value) + b"\0\0" if kind == 3 and count == 1 else struct.pack(order + "I", value)
        )
        out += struct.pack(order + "HHI", tag, kind, count) + packed
    return out + b"\0\0\0\0" + struct.pack(order + "3H", bits, bits, bits) + strip


@pytest.mark.parametrize(("order", "photometric"), [("<", 0), ("<", 1), (">", 1)])
def test_16_bit_grey_tiff_keeps_its_ramp_in_both_byte_orders_and_where_zero_is_white(order, photometric):
    pixels = decode(tiff(order, 256, 1, photometric, 16, RAMP_16.astype(order + "u2").tobytes()), name="a").pixels
    ramp = np.arange(256) if photometric else np.arange(256)[::-1]
    np.testing.assert_array_equal(pixels[0, :, 0], ramp)


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_colour_tiff_keeps_its_ramps(order):
    colours = np.stack([RAMP_16, RAMP_16[::-1], np.full(256, 0x8080, dtype=np.uint16)], axis=1)
    pixels = decode(tiff(order, 256, 3, 2, 16, colours.astype(order + "u2").tobytes()), name="a").pixels
    np.testing.assert_array_equal(pixels[0, :, 1], np.arange(256)[::-1])
    assert (pixels[0, :, 2] == 128).all()


def test_floating_point_grey_is_stretched_between_its_extremes():
    values = np.linspace(-2.0, 5.0, 256, dtype=np.float32).reshape(1, 256)
    pixels = decode(saved(Image.fromarray(values), "TIFF"), name="a").pixels
    np.testing.assert_allclose(pixels[0, :, 0], np.arange(256), atol=1)
    constant = decode(saved(Image.fromarray(np.full((4, 4), np.nan, dtype=np.float32)), "TIFF"), name="a")
    assert (constant.pixels == 0).all()


def test_8_bit_grey_and_bilevel_are_read():
    assert decode(saved(Image.new("L", (9, 5), 77), "PNG"), name="a").pixels.tolist()[0][0] == [77, 77, 77]
    bilevel = Image.new("1", (9, 5), 1)
    bilevel.putpixel((0, 0), 0)
    for kind in ("PNG", "TIFF", "BMP"):
        pixels = decode(saved(bilevel, kind), name="a").pixels
        assert (tuple(pixels[0, 0]), tuple(pixels[4, 8])) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_what_is_half_transparent_is_blended_with_white(kind):
    image = decode(saved(Image.new("RGBA", (32, 32), (200, 40, 0, 128)), kind), name="a")
    opacity = 128 / 255
    expected = [255 + (value - 255) * opacity for value in (200, 40, 0)]
    assert image.pixels[16, 16].tolist() == pytest.approx(expected, abs=4)


def test_grey_with_alpha_is_blended_with_white():
    pixels = decode(saved(Image.new("LA", (4, 4), (55, 51)), "PNG"), name="a").pixels
    assert pixels[0, 0].tolist() == pytest.approx([255 - 200 * 0.2] * 3, abs=1)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_the_transparent_colour_of_a_palette_is_white(kind):
    image = Image.new("P", (8, 8), 1)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putpixel((0, 0), 0)
    pixels = decode(saved(image, kind, transparency=0), name="a").pixels
    assert tuple(pixels[0, 0]) == (255, 255, 255)
    assert tuple(pixels[4, 4]) == (200, 100, 50)


def test_a_palette_of_several_opacities_is_blended_with_white():
    rows = b"\0\0\1\2"
    palette = png_chunk(b"PLTE", bytes([0, 0, 0] * 3)) + png_chunk(b"tRNS", bytes([0, 51, 255]))
    pixels = decode(png(3, 1, 8, 3, rows, palette), name="a").pixels
    assert pixels[0, :, 0].tolist() == [255, 204, 0]


@pytest.mark.parametrize(
    ("depth", "colour_type", "row", "transparent"),
    [
        (8, 0, bytes([7, 9]), struct.pack(">H", 7)),
        (1, 0, bytes([0b01000000]), struct.pack(">H", 0)),
        (16, 0, struct.pack(">2H", 700, 0), struct.pack(">H", 700)),
        (8, 2, bytes([1, 2, 3, 9, 9, 9]), struct.pack(">3H", 1, 2, 3)),
        (16, 2, struct.pack(">6H", 0x0101, 0x0202, 0x8103, 0, 0, 0), struct.pack(">3H", 0x0101, 0x0202, 0x8103)),
    ],
    ids=["grey", "bilevel", "16-bit grey", "colour", "16-bit colour"],
)
def test_the_transparent_colour_of_a_png_is_white(depth, colour_type, row, transparent):
    data = png(2, 1, depth, colour_type, b"\0" + row, png_chunk(b"tRNS", transparent))
    pixels = decode(data, name="a").pixels
    assert tuple(pixels[0, 0]) == (255, 255, 255)
    if depth > 1:
        assert (pixels[0, 1] < 10).all()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF", "MPO"])
def test_of_many_frames_the_first_is_read(kind):
    first, *others = [Image.new("RGB", (24, 16), colour) for colour in (RED, GREEN, BLUE)]
    data = saved(first, kind, save_all=True, append_images=others)
    assert decode(data, name="a").pixels[8, 12].tolist() == pytest.approx(RED, abs=8)


def test_of_several_heif_images_the_primary_one_is_read():
    heif = pillow_heif.from_pillow(Image.new("RGB", (64, 64), GREEN))
    heif.add_from_pillow(Image.new("RGB", (64, 64), BLUE))
    buffer = io.BytesIO()
    heif.save(buffer, quality=95, primary_index=1)
    assert decode(buffer.getvalue(), name="a").pixels[32, 32].tolist() == pytest.approx(BLUE, abs=8)


# Size.


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("longest_side", [17, 50, 96, 500])
def test_the_longer_side_is_at_most_what_was_asked_for_and_never_enlarged(kind, longest_side):
    image = decode(saved(Image.fromarray(quadrants()), kind), name="a", longest_side=longest_side)
    side = min(longest_side, 96)
    assert image.pixels.shape == (round(side * 64 / 96), side, 3)
    assert (image.full_width, image.full_height) == (96, 64)
    assert_shows_quadrants(image.pixels, tolerance=10)


@pytest.mark.parametrize("size", [(3001, 2000), (1999, 3000), (4000, 31)])
@pytest.mark.parametrize("longest_side", [250, 512, 1400])
def test_a_large_jpeg_is_reduced_evenly(size, longest_side):
    gradient = np.linspace(0, 255, size[0])[None, :, None].repeat(size[1], axis=0).repeat(3, axis=2)
    data = saved(Image.fromarray(gradient.astype(np.uint8)), "JPEG")
    image = decode(data, name="a", longest_side=longest_side)
    assert max(image.pixels.shape) == longest_side
    assert (image.full_width, image.full_height) == size
    width = image.pixels.shape[1]
    assert image.pixels[0, :, 0] == pytest.approx((np.arange(width) + 0.5) * 255 / width, abs=3)


def test_reading_gives_the_original_bytes_too(tmp_path: Path):
    data = saved(Image.fromarray(quadrants()), "PNG")
    (tmp_path / "a.png").write_bytes(data)
    original, image = read(tmp_path / "a.png")
    assert original == data
    assert_shows_quadrants(image.pixels)


def test_a_file_that_is_not_there_or_not_a_file_is_one_clear_error(tmp_path: Path):
    with pytest.raises(NotFoundError, match=r"no file .*gone\.jpg"):
        read(tmp_path / "gone.jpg")
    with pytest.raises(ImageError, match="cannot be read from disk"):
        read(tmp_path)
    with pytest.raises(ImageError, match="cannot be read from disk"):
        read(tmp_path / "nul\0byte.jpg")
