import cv2
import numpy as np
import pytest

from artmatch.verification.keypoints import Keypoints
from artmatch.verification.patches import cut_patches


def features(places, diameters, directions, longest):
    """Keypoints at ``places`` in pixels."""
    return Keypoints(np.float32(places) / longest, np.float32(diameters) / longest, np.float32(directions))


def ramp(rows, columns):
    """Grey levels that grow by one for every pixel to the right."""
    return np.tile(np.arange(columns, dtype=np.uint8), (rows, 1))


def test_a_patch_shows_seven_diameters_around_its_keypoint():
    patch = cut_patches(ramp(200, 240), features([(100, 90)], [8], [0], 240))[0].astype(float)
    wanted = 100 + ((np.arange(32) + 0.5) / 32 - 0.5) * 7 * 8
    np.testing.assert_allclose(patch, np.tile(wanted, (32, 1)), atol=1)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_patch_turns_with_its_keypoint(turn):
    upright, turned = cut_patches(ramp(200, 240), features([(100, 90)] * 2, [8, 8], [0, turn], 240)).astype(int)
    assert np.abs(np.rot90(upright, turn // 90) - turned).max() <= 1


def test_a_coarse_patch_is_averaged_rather_than_sampled():
    noise = np.random.default_rng(1).integers(0, 256, (500, 500)).astype(np.uint8)
    fine, coarse = cut_patches(noise, features([(250, 250)] * 2, [4, 60], [0, 0], 500)).astype(float)
    assert coarse.std() < fine.std() / 3
    assert abs(coarse.mean() - 127.5) < 10


def test_beyond_the_picture_its_border_goes_on():
    patch = cut_patches(ramp(200, 240), features([(0, 90)], [8], [0], 240))[0]
    assert patch[:, :15].max() <= 1  # one: a coarser picture's border has seen some of what lies inside
    assert patch[:, -1].min() > 20


def test_the_same_place_in_a_turned_and_enlarged_photograph_gives_the_same_patch():
    soft = cv2.GaussianBlur(np.random.default_rng(3).integers(0, 256, (300, 300)).astype(np.uint8), (0, 0), 6)
    soft = cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX)
    angle, growth = 37.0, 1.7
    turn = cv2.getRotationMatrix2D((150, 150), -angle, growth)  # OpenCV counts from right to up, a keypoint to down
    seen = cv2.warpAffine(soft, turn, (300, 300), flags=cv2.INTER_CUBIC)
    place = turn @ (160, 140, 1)
    plain = cut_patches(soft, features([(160, 140)], [10], [20], 300))
    moved = cut_patches(seen, features([place], [10 * growth], [20 + angle], 300))
    assert np.abs(plain.astype(int) - moved).mean() < 3


def test_a_photograph_without_keypoints_has_no_patches():
    assert cut_patches(ramp(50, 50), features(np.empty((0, 2)), [], [], 50)).shape == (0, 32, 32)
