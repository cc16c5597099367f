import cv2
import numpy as np
import pytest

from artmatch.answers import Marks, Verification
from artmatch.embedding.patches import patch_describer
from artmatch.rendering import random_object, studio_view
from artmatch.verification import LocalFeatureExtractor, drawing, verify

SIDE = 320


@pytest.fixture(scope="module")
def pair():
    """A photograph, the same one seen at a slant, and what corresponds."""
    rng = np.random.default_rng(3)
    registered = random_object(rng).photograph(*studio_view(rng), side=SIDE)
    height, width = registered.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners * 0.8 + np.array([[20, 10], [40, 30], [30, 40], [10, 30]], np.float32)
    query = cv2.warpPerspective(registered, cv2.getPerspectiveTransform(corners, seen), (width, height))
    extractor = LocalFeatureExtractor(patch_describer())
    return query, registered, verify(extractor.extract(query, 900), extractor.extract(registered))


def test_the_aligned_query_lies_on_the_registered_photograph(pair):
    query, registered, found = pair
    warped = drawing.aligned(query, registered, found)
    assert warped.shape == registered.shape
    inside = (slice(30, -30), slice(30, -30))
    apart = np.abs(warped[inside].astype(int) - registered[inside])
    unaligned = np.abs(query[inside].astype(int) - registered[inside])
    assert apart.mean() < 0.5 * unaligned.mean()


def test_alignment_holds_for_photographs_of_other_sizes(pair):
    query, registered, found = pair
    larger = cv2.resize(registered, None, fx=2, fy=2)
    warped = drawing.aligned(cv2.resize(query, None, fx=0.5, fy=0.5), larger, found)
    assert warped.shape == larger.shape
    assert np.abs(warped[60:-60, 60:-60].astype(int) - larger[60:-60, 60:-60]).mean() < 20


def test_the_difference_is_pale_where_the_photographs_agree_and_dark_where_something_is_missing(pair):
    query, registered, found = pair
    changed = registered.copy()
    changed[100:160, 100:160] = 255 - changed[100:160, 100:160]
    seen = drawing.difference(query, changed, found)
    assert seen[105:155, 105:155].mean() < seen[180:260, 180:260].mean() - 30


def test_the_points_are_drawn_where_they_lie_in_both_photographs():
    left, right = np.zeros((100, 200, 3), np.uint8), np.zeros((50, 50, 3), np.uint8)
    found = Verification(
        inliers=0,
        consistent=1,
        surprisal=0.0,
        cells=1,
        query_points=np.array([[0.5, 0.25]], np.float32),
        registered_points=np.array([[0.5, 0.5]], np.float32),
        homography=None,
    )
    drawn = drawing.correspondences(left, right, found, height=100)
    assert drawn.shape == (100, 200 + 12 + 100, 3)
    assert drawn[50, 100].any()
    assert drawn[50, 212 + 50].any()
    assert not drawn[10, 10].any()


def test_marks_are_ringed_at_the_same_place_of_both_photographs_which_lie_alike():
    registered = np.full((100, 100, 3), 90, np.uint8)
    registered[40:44, 60:64] = 250
    query = np.full((200, 200, 3), 90, np.uint8)  # twice as large, and moved by a tenth
    query[2 * 50 : 2 * 54, 2 * 70 : 2 * 74] = 250
    onto = np.array([[1, 0, -0.1], [0, 1, -0.1], [0, 0, 1.0]])
    marks = Marks(common=0.8, places=np.array([[0.62, 0.42]], np.float32), homography=onto)
    drawn = drawing.marked(query, registered, marks, height=100).astype(int)
    assert drawn.shape == (100, 100 + 12 + 100, 3)
    for left in (0, 112):
        part = drawn[:, left : left + 100]
        assert part[42, 62].min() > 240, "the mark itself stays bare"
        assert part[42, 62 - 22].tolist() == pytest.approx([255, 210, 0], abs=60)
        assert (part[70:85, :30] == 90).all()


def test_an_object_that_is_not_flat_has_no_overlay(pair):
    query, registered, _ = pair
    nothing = Verification.nothing()
    assert drawing.aligned(query, registered, nothing) is None
    assert drawing.difference(query, registered, nothing) is None
    assert drawing.correspondences(query, registered, nothing).shape[0] == 640


def test_what_adds_nothing_to_a_resemblance_is_dark(pair):
    query, registered, _ = pair
    left = np.zeros((4, 4), np.float32)
    left[:, :2] = 1
    drawn = drawing.resemblance(query, registered, left, np.ones((4, 4), np.float32), height=SIDE)
    width = round(query.shape[1] * SIDE / query.shape[0])
    shown = cv2.resize(query, (width, SIDE), interpolation=cv2.INTER_CUBIC).astype(int)
    third = width // 4
    assert np.abs(drawn[:, :third] - shown[:, :third]).mean() < 8
    assert drawn[:, width - third : width].mean() < 0.4 * shown[:, width - third :].mean()
    assert np.abs(drawn[:, -registered.shape[1] * SIDE // registered.shape[0] :].mean() - registered.mean()) < 8
