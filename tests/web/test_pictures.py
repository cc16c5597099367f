import base64
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from artmatch.imaging import crop, quarter_turns
from artmatch.web.photographs import Edit
from artmatch.web.pictures import Picture, crop_preview, figure, plain, row, whole


@pytest.fixture
def pixels():
    return np.random.default_rng(7).integers(40, 256, (300, 400, 3), dtype=np.uint8)


def test_the_preview_of_a_crop_keeps_what_is_inside_and_darkens_what_is_outside(pixels):
    preview = crop_preview(pixels, (0.25, 0.5, 0.75, 1.0))
    np.testing.assert_array_equal(preview[160:290, 110:290], pixels[160:290, 110:290])
    np.testing.assert_array_equal(preview[:150], pixels[:150] // 3)
    assert preview.shape == pixels.shape


def test_the_preview_of_an_uncropped_photograph_is_the_photograph(pixels):
    np.testing.assert_array_equal(crop_preview(pixels, whole), pixels)


def test_the_preview_of_the_smallest_crop_does_not_fail(pixels):
    crop_preview(pixels, (0.99, 0.99, 1.0, 1.0))


def test_the_preview_leaves_the_photograph_itself_alone(pixels):
    before = pixels.copy()
    crop_preview(pixels, (0.1, 0.1, 0.9, 0.9))
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3, 5, -1])
def test_turning_keeps_the_crop_on_the_same_part_of_the_object(pixels, quarters):
    edit = Edit(box=(0.25, 0.5, 0.75, 1.0))
    turned = edit.turned(quarters)
    expected = quarter_turns(crop(pixels, edit.box), quarters % 4)
    np.testing.assert_array_equal(crop(quarter_turns(pixels, turned.turns), turned.box), expected)


def test_four_quarter_turns_change_nothing():
    edit = Edit(turns=1, box=(0.25, 0.125, 0.75, 0.5))
    assert edit.turned(4) == edit


def test_a_picture_carries_its_own_bytes_and_no_address(pixels):
    picture = Picture.of_pixels(pixels, caption="registered", alternative="a bust", longest_side=200)
    markup = figure(picture)
    sources = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', markup)
    assert len(sources) == 1
    assert Image.open(BytesIO(base64.b64decode(sources[0]))).size == (200, 150)
    assert "http" not in markup


def test_captions_and_alternatives_are_escaped(pixels):
    hostile = '"><img src=x onerror=alert(1)>'
    picture = Picture.of_pixels(pixels, caption=hostile, alternative=hostile)
    for markup in (figure(picture), plain(picture), row([picture, picture])):
        assert "<img src=x" not in markup
        assert 'alt="&quot;&gt;' in markup


def test_a_picture_of_a_jpeg_keeps_its_bytes_and_knows_its_size(pixels):
    drawn = Picture.of_pixels(pixels, caption="", alternative="")
    kept = Picture.of_jpeg(drawn.jpeg, caption="c", alternative="a")
    assert (kept.width, kept.height, kept.jpeg) == (400, 300, drawn.jpeg)
    assert kept.aspect == pytest.approx(4 / 3)
