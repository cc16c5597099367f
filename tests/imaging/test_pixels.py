"""Geometry and encoding of pixel arrays."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from artmatch.imaging import crop, encode_jpeg, quarter_turns, resize_to_square, shrink, thumbnail


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, size=(height, width, 3), dtype=np.uint8)


def test_shrinking_averages_over_areas():
    pixels = noise(40, 60)
    expected = pixels.reshape(10, 4, 15, 4, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(shrink(pixels, 15), expected, atol=0.51)


@pytest.mark.parametrize("longest_side", [60, 61, 1000])
def test_shrinking_never_enlarges(longest_side):
    np.testing.assert_array_equal(shrink(noise(40, 60), longest_side), noise(40, 60))


@pytest.mark.parametrize("shape", [(1000, 3), (3, 1000), (1, 1)])
def test_the_thinnest_photograph_keeps_at_least_one_pixel_each_way(shape):
    assert min(shrink(noise(*shape), 10).shape[:2]) >= 1
    assert resize_to_square(noise(*shape), 16).shape == (16, 16, 3)


def test_a_square_is_squashed_and_averaged_over_areas():
    pixels = noise(40, 60)
    expected = pixels.reshape(10, 4, 10, 6, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(resize_to_square(pixels, 10), expected, atol=0.51)


@pytest.mark.parametrize("shape", [(5, 5), (5, 64), (64, 5)])
def test_a_small_photograph_is_enlarged_to_the_square(shape):
    square = resize_to_square(np.full((*shape, 3), (9, 99, 199), dtype=np.uint8), 32)
    assert square.shape == (32, 32, 3)
    assert (square == (9, 99, 199)).all()


@pytest.mark.parametrize("turns", range(-1, 6))
def test_quarter_turns_go_anticlockwise(turns):
    marked = np.zeros((2, 3, 3), dtype=np.uint8)
    marked[0, 2] = 255  # top right: after a quarter anticlockwise, top left
    turned = quarter_turns(marked, turns)
    corner = {0: (0, 2), 1: (0, 0), 2: (1, 0), 3: (2, 1)}[turns % 4]
    assert turned.shape == ((2, 3, 3) if turns % 2 == 0 else (3, 2, 3))
    assert (turned[corner] == 255).all()
    assert turned.flags.c_contiguous


def test_a_crop_is_given_in_fractions():
    pixels = noise(100, 200)
    np.testing.assert_array_equal(crop(pixels, (0.1, 0.25, 0.6, 0.75)), pixels[25:75, 20:120])
    np.testing.assert_array_equal(crop(pixels, (0, 0, 1, 1)), pixels)


@pytest.mark.parametrize(
    "box",
    [(0.5, 0, 0.5, 1), (0.6, 0, 0.5, 1), (0, 0.9, 1, 0.1), (-0.1, 0, 1, 1), (0, 0, 1, 1.1), (0, 0, float("nan"), 1)],
)
def test_a_box_that_holds_nothing_is_a_mistake_of_the_caller(box):
    with pytest.raises(ValueError, match="box"):
        crop(noise(4, 4), box)


fractions = st.floats(0, 1)


@given(st.integers(1, 30), st.integers(1, 30), st.tuples(fractions, fractions), st.tuples(fractions, fractions))
def test_every_crop_holds_at_least_one_pixel(height, width, horizontal, vertical):
    (left, right), (top, bottom) = sorted(horizontal), sorted(vertical)
    if left < right and top < bottom:
        cropped = crop(noise(height, width), (left, top, right, bottom))
        assert 1 <= cropped.shape[0] <= height
        assert 1 <= cropped.shape[1] <= width


def test_a_jpeg_shows_the_pixels_and_is_the_same_every_time():
    pixels = np.full((20, 30, 3), (200, 100, 50), dtype=np.uint8)
    data = encode_jpeg(pixels)
    assert data == encode_jpeg(pixels)
    np.testing.assert_allclose(np.asarray(Image.open(io.BytesIO(data))), pixels, atol=2)
    assert len(encode_jpeg(noise(64, 64), quality=30)) < len(encode_jpeg(noise(64, 64), quality=95))


def test_a_thumbnail_is_a_small_jpeg_and_the_same_every_time():
    pixels = noise(300, 900)
    data = thumbnail(pixels, 90)
    assert data == thumbnail(pixels.copy(), 90)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (90, 30))
    with Image.open(io.BytesIO(thumbnail(noise(10, 10)))) as image:
        assert image.size == (10, 10)
