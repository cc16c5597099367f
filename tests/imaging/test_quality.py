"""Remarks on quality are made where a fault is plain, and nowhere else."""

import cv2
import numpy as np
import pytest

from artmatch.imaging import quality_remarks, small_object_remark
from artmatch.rendering import Background, CameraFaults, Light, ObjectKind, Viewpoint, random_object


def painting(side: int = 400) -> np.ndarray:
    """Patches of paint with brushwork: mid-toned, detailed, sharp."""
    rng = np.random.default_rng(4)
    coarse = rng.integers(40, 190, size=(20, 16, 3), dtype=np.uint8)
    pixels = cv2.resize(coarse, (side * 4 // 5, side), interpolation=cv2.INTER_NEAREST).astype(np.int16)
    pixels += rng.integers(-25, 25, size=pixels.shape, dtype=np.int16)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def with_glare(pixels: np.ndarray, x: float = 0.5, y: float = 0.45, width: float = 0.08) -> np.ndarray:
    height, across = pixels.shape[:2]
    rows, columns = np.mgrid[:height, :across]
    squared = (columns - x * across) ** 2 + (rows - y * height) ** 2
    light = 400 * np.exp(-squared / (2 * (width * max(height, across)) ** 2))
    return np.clip(pixels + light[..., None], 0, 255).astype(np.uint8)


def test_nothing_is_said_of_a_good_photograph():
    assert quality_remarks(painting()) == ()
    assert quality_remarks(painting(3000)) == ()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda pixels: pixels // 4, "very dark"),
        (lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 0.015 * len(pixels)), "blurred"),
        (lambda pixels: cv2.blur(pixels, (25, 1)), "blurred"),
        (lambda pixels: cv2.blur(pixels, (1, 25)), "blurred"),
        (with_glare, "burnt-out patch covers"),
        (lambda pixels: pixels[::5, ::5], "very small, 64 × 80 pixels"),
    ],
    ids=["dark", "out of focus", "shaken sideways", "shaken up and down", "glare", "small"],
)
def test_a_plain_fault_gets_one_plain_sentence(spoil, said):
    (remark,) = quality_remarks(spoil(painting()))
    assert said in remark
    assert remark.endswith(".")


def towards(pixels: np.ndarray, spoilt: np.ndarray, side: str) -> np.ndarray:
    """``pixels``, going over to ``spoilt`` in the half on ``side``."""
    height, width = pixels.shape[:2]
    rows, columns = (np.arange(length) / length for length in (height, width))
    place = {"left": 1 - columns, "right": columns, "upper": 1 - rows[:, None], "lower": rows[:, None]}[side]
    share = np.broadcast_to(1 / (1 + np.exp((0.5 - place) * 60)), (height, width))[..., None]
    return (pixels * (1 - share) + spoilt * share).astype(np.uint8)


SIDES = pytest.mark.parametrize("side", ["left", "right", "upper", "lower"])


@SIDES
def test_a_half_that_lies_in_the_dark_is_named(side):
    (remark,) = quality_remarks(towards(painting(), painting() // 6, side))
    assert remark.startswith(f"The {side} half is very dark: ")
    assert remark.endswith({"upper": "from above.", "lower": "from below."}.get(side, f"from the {side}."))


@SIDES
def test_a_half_that_is_out_of_focus_is_named(side):
    (remark,) = quality_remarks(towards(painting(), cv2.GaussianBlur(painting(), (0, 0), 6), side))
    assert remark.startswith(f"The {side} half is blurred: ")


@SIDES
def test_a_half_of_bare_wall_is_not_called_blurred(side):
    wall = np.linspace(150, 170, 320)[None, :, None].repeat(400, 0).repeat(3, 2)
    assert quality_remarks(towards(painting(), wall, side)) == ()


def test_where_light_falls_into_one_corner_only_no_half_is_named():
    corner = towards(towards(painting(), painting() // 6, "left"), painting() // 6, "upper")
    assert quality_remarks(corner) == ()


def test_a_rendered_photograph_in_the_shadow_of_a_hand_is_told_where_it_is_dark():
    item = random_object(np.random.default_rng(7), ObjectKind.PAINTING)
    lit, dim = (
        item.photograph(Viewpoint(fill=1.1), Light(), Background(), CameraFaults(exposure=exposure), side=320)
        for exposure in (1.0, 0.03)
    )
    assert quality_remarks(lit) == ()
    (remark,) = quality_remarks(towards(lit, dim, "lower"))
    assert "lower half is very dark" in remark


def test_a_large_photograph_whose_blur_vanishes_when_it_is_reduced_is_not_called_blurred():
    assert quality_remarks(cv2.GaussianBlur(painting(4000), (0, 0), 4)) == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pixels: np.pad(pixels, ((60, 60), (60, 60), (0, 0)), constant_values=255),
        lambda pixels: cv2.rectangle(pixels.copy(), (120, 150), (200, 250), (255, 255, 255), -1),
        lambda pixels: with_glare(pixels, x=0.02),
        lambda pixels: with_glare(pixels, width=0.01),
    ],
    ids=["white margin", "white square with hard edges", "light at the border", "a small highlight"],
)
def test_not_every_white_patch_is_called_glare(spoil):
    assert quality_remarks(spoil(painting())) == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (500, 3), (130, 130)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_any_size_and_any_flat_colour_can_be_judged(shape, value):
    remarks = quality_remarks(np.full((*shape, 3), value, dtype=np.uint8))
    assert any("very dark" in remark for remark in remarks) == (value == 0)
    assert not any("blurred" in remark or "patch" in remark for remark in remarks)


def box(left, top, right, bottom):
    return ((left, top), (right, top), (right, bottom), (left, bottom))


@pytest.mark.parametrize(
    ("part", "is_small"),
    [
        (None, False),
        (box(0.1, 0.1, 0.9, 0.9), False),
        (box(0.3, 0.3, 0.7, 0.7), False),
        (box(0.4, 0.4, 0.7, 0.7), True),
        (((0.5, 0.3), (0.7, 0.5), (0.5, 0.7), (0.3, 0.5)), True),
    ],
    ids=["no outline", "large", "16 % of the area", "9 %", "8 %, on its corner"],
)
def test_an_object_that_is_small_in_its_photograph_is_to_be_taken_from_closer_by(part, is_small):
    assert ("from closer by" in small_object_remark(part)) == is_small
