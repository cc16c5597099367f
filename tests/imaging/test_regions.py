import cv2
import numpy as np
import pytest

from artmatch.imaging import outline, outlined, rectify, surrounding_box

SIDE = 15


def chances(corners):
    """What a perfect network would say of a convex object with these corners, in fractions of the side."""
    fine = np.zeros((SIDE * 16, SIDE * 16), np.uint8)
    cv2.fillConvexPoly(fine, np.round(np.array(corners) * SIDE * 16).astype(np.int32), 255)
    return cv2.resize(fine, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def square(middle, half, turn):
    angles = np.deg2rad(turn + np.array([225, 315, 45, 135]))
    return np.array(middle) + half * np.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], 1)


@pytest.mark.parametrize("turn", [-40, -20, 0, 15, 35])
def test_a_turned_flat_work_is_outlined_by_its_own_corners(turn):
    corners = square((0.5, 0.45), 0.25, turn)
    found = np.array(outline(chances(corners)))
    for corner in corners:
        assert np.linalg.norm(found - corner, axis=1).min() < 0.05


def test_a_thing_of_another_shape_is_outlined_by_an_upright_box():
    angles = np.linspace(0, 2 * np.pi, 3, endpoint=False)
    triangle = 0.5 + 0.35 * np.stack([np.cos(angles), np.sin(angles)], 1)
    left, top, right, bottom = surrounding_box(outline(chances(triangle)))
    assert np.allclose((left, right), (triangle[:, 0].min(), triangle[:, 0].max()), atol=0.05)
    assert np.allclose((top, bottom), (triangle[:, 1].min(), triangle[:, 1].max()), atol=0.05)


@pytest.mark.parametrize("everywhere", [0.0, 0.4, 0.6, 1.0])
def test_where_nothing_stands_out_there_is_no_outline(everywhere):
    assert outline(np.full((SIDE, SIDE), everywhere, np.float32)) is None


def test_of_two_things_the_larger_is_outlined():
    both = np.maximum(chances(square((0.3, 0.3), 0.2, 0)), chances(square((0.85, 0.85), 0.07, 0)))
    _left, _top, right, bottom = surrounding_box(outline(both))
    assert right < 0.6
    assert bottom < 0.6


@pytest.mark.parametrize("turn", [-30, 0, 25])
def test_the_outlined_part_is_cut_out_upright(turn):
    rng = np.random.default_rng(4)
    work = np.kron(rng.integers(0, 256, (4, 6, 3), np.uint8), np.ones((20, 20, 1), np.uint8))
    corners = (square((0.5, 0.5), 0.22, turn) * 400).astype(np.float32)
    own = np.array([[0, 0], [120, 0], [120, 80], [0, 80]], np.float32)
    photograph = cv2.warpPerspective(work, cv2.getPerspectiveTransform(own, corners), (400, 400))
    cut = rectify(photograph, tuple(map(tuple, corners / 400)))
    apart = cv2.resize(cut, (120, 80)).astype(int) - work
    assert np.abs(apart).mean() < 12


def test_an_outline_is_drawn_around_the_part_and_leaves_the_inside_alone():
    photograph = np.full((200, 300, 3), 90, np.uint8)
    drawn = outlined(photograph, ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)))
    assert (drawn[60:140, 80:220] == 90).all()
    assert (drawn[:30] == 90).all()
    red, green, blue = drawn[38:43, 150].astype(int).T
    assert (red - blue).max() > 200
    assert (green - blue).max() > 150
    assert (photograph == 90).all()
