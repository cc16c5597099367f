"""Colours come out in sRGB: profiles are built and evaluated here by the ICC specification, without the library."""

import struct

import numpy as np
import pytest
from PIL import Image
from quadrants import middle_of_quadrants, quadrants, saved

from artmatch.imaging import decode

D50 = (0.9642, 1.0, 0.8249)
ADOBE_RGB_D50 = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
SRGB_D50 = np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])


def fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def icc_profile(colour_space: bytes, connection_space: bytes, device_class: bytes, tags: dict[bytes, bytes]) -> bytes:
    body, table = b"", struct.pack(">I", len(tags))
    for name, content in tags.items():
        table += name + struct.pack(">II", 128 + 4 + 12 * len(tags) + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    header = struct.pack(">I4s4s4s4s4s", 0, b"\0\0\0\0", b"\x02\x40\0\0", device_class, colour_space, connection_space)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + fixed(*D50)
    header = header.ljust(128, b"\0")
    size = struct.pack(">I", len(header) + len(table) + len(body))
    return size + header[4:] + table + body


def description(text: bytes) -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + b"\0" * 78


def adobe_rgb() -> bytes:
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, 563)  # 563 / 256 = 2.2
    xyz = [b"XYZ \0\0\0\0" + fixed(*ADOBE_RGB_D50[:, channel]) for channel in range(3)]
    return icc_profile(
        b"RGB ",
        b"XYZ ",
        b"mntr",
        {
            b"desc": description(b"wide gamut"),
            b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": b"XYZ \0\0\0\0" + fixed(*D50),
            b"rXYZ": xyz[0],
            b"gXYZ": xyz[1],
            b"bXYZ": xyz[2],
            **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma),
        },
    )


def linear_grey() -> bytes:
    return icc_profile(
        b"GRAY",
        b"XYZ ",
        b"mntr",
        {
            b"desc": description(b"linear grey"),
            b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": b"XYZ \0\0\0\0" + fixed(*D50),
            b"kTRC": b"curv\0\0\0\0" + struct.pack(">I", 0),
        },
    )


INKS = {
    (0, 0, 0, 0): (100, 0, 0),
    (255, 0, 0, 0): (58, -30, -40),
    (0, 255, 0, 0): (50, 65, 0),
    (0, 0, 0, 255): (0, 0, 0),
}


def offset_print() -> bytes:
    """CMYK to Lab by a table of the sixteen full overprints; those that no test asks about are mid grey."""
    ramp = bytes(range(256))
    nodes = b""
    for number in range(16):
        inks = tuple(255 * (number >> bit & 1) for bit in (3, 2, 1, 0))
        lightness, a, b = INKS.get(inks, (50, 0, 0))
        nodes += bytes([round(lightness * 2.55), a + 128, b + 128])
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += ramp * 4 + nodes + ramp * 3
    return icc_profile(
        b"CMYK",
        b"Lab ",
        b"prtr",
        {
            b"desc": description(b"offset print"),
            b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": b"XYZ \0\0\0\0" + fixed(*D50),
            b"A2B0": table,
            b"A2B1": table,
        },
    )


def srgb_of_xyz(xyz: np.ndarray) -> np.ndarray:
    linear = np.clip(np.linalg.solve(SRGB_D50, xyz), 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def srgb_of_lab(lightness: float, a: float, b: float) -> np.ndarray:
    y = (lightness + 16) / 116
    cube = np.array([y + a / 500, y, y - b / 200])
    return srgb_of_xyz(np.where(cube > 6 / 29, cube**3, 3 * (6 / 29) ** 2 * (cube - 4 / 29)) * D50)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_the_colours_of_a_wide_gamut_are_brought_to_srgb(kind):
    colour = (90, 160, 120)
    expected = srgb_of_xyz(ADOBE_RGB_D50 @ (np.array(colour) / 255) ** (563 / 256))
    assert np.abs(expected - colour).max() > 15  # the profile matters
    image = decode(saved(Image.new("RGB", (32, 32), colour), kind, icc_profile=adobe_rgb()), name="a")
    assert image.pixels[16, 16].tolist() == pytest.approx(expected, abs=3)


def test_transparency_and_a_profile_go_together():
    expected = srgb_of_xyz(ADOBE_RGB_D50 @ (np.array((90, 160, 120)) / 255) ** (563 / 256))
    pixels = np.full((8, 8, 4), (90, 160, 120, 255), dtype=np.uint8)
    pixels[:, 4:, 3] = 0
    image = decode(saved(Image.fromarray(pixels), "PNG", icc_profile=adobe_rgb()), name="a")
    assert image.pixels[4, 1].tolist() == pytest.approx(expected, abs=2)
    assert tuple(image.pixels[4, 6]) == (255, 255, 255)


def test_a_grey_profile_is_applied_to_grey():
    expected = srgb_of_xyz(np.array(D50) * 64 / 255)
    for mode in ("L", "LA"):
        colour = 64 if mode == "L" else (64, 255)
        data = saved(Image.new(mode, (8, 8), colour), "PNG", icc_profile=linear_grey())
        assert decode(data, name="a").pixels[4, 4].tolist() == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("inks", INKS)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(kind, inks):
    """JPEG stores the inks inverted, as Adobe does; TIFF does not."""
    data = saved(Image.new("CMYK", (32, 32), inks), kind, icc_profile=offset_print())
    assert decode(data, name="a").pixels[16, 16].tolist() == pytest.approx(srgb_of_lab(*INKS[inks]), abs=4)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_without_a_profile_looks_like_its_inks(kind):
    inks = np.zeros((64, 96, 4), dtype=np.uint8)
    inks[:32, :48] = (0, 255, 255, 0)  # red
    inks[:32, 48:] = (255, 0, 255, 0)  # green
    inks[32:, :48] = (0, 0, 0, 255)  # black
    pixels = decode(saved(Image.fromarray(inks, "CMYK"), kind), name="a").pixels
    expected = [(255, 0, 0), (0, 255, 0), (0, 0, 0), (255, 255, 255)]
    for seen, wanted in zip(middle_of_quadrants(pixels), expected, strict=True):
        assert seen == pytest.approx(wanted, abs=3)


@pytest.mark.parametrize(
    "profile",
    [b"not a profile", b"\0" * 300, adobe_rgb()[:200], offset_print(), linear_grey(), adobe_rgb()[:-300]],
    ids=["text", "zeros", "cut", "for CMYK", "for grey", "without curves"],
)
def test_a_broken_or_unfit_profile_does_not_fail_the_photograph(profile):
    data = saved(Image.fromarray(quadrants()), "PNG", icc_profile=profile)
    np.testing.assert_array_equal(decode(data, name="a").pixels, quadrants())


def test_lab_is_read():
    data = saved(Image.new("LAB", (8, 8), (128, 128 + 40, 128 + 20)), "TIFF")
    assert decode(data, name="a").pixels[4, 4].tolist() == pytest.approx(srgb_of_lab(128 / 2.55, 40, 20), abs=4)
