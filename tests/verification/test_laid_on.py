import cv2
import numpy as np
import pytest

from artmatch.verification import LocalFeatures, laid_on

ONTO_FIRST = np.array([[0.8, -0.3, 0.2], [0.3, 0.8, 0.05], [0, 0, 1.0]])
"""Of the second photograph."""
ONTO_SECOND = np.array([[0.9, 0.2, 0.02], [-0.2, 0.9, 0.15], [0, 0, 1.0]])
"""Of the third."""


@pytest.fixture
def photographs():
    """Three: the first and the second have twenty points in common, the second and the third twenty others; and one
    more that has none.
    """
    rng = np.random.default_rng(3)
    descriptors = rng.integers(-60, 61, (60, 64)).astype(np.int8)
    places = rng.uniform(0.1, 0.9, (60, 2)).astype(np.float32)

    def features(shown, onto_second):
        from_second = np.linalg.inv(onto_second)
        seen = cv2.perspectiveTransform(places[None, shown].astype(np.float64), from_second)[0]
        along = complex(from_second[0, 0], from_second[1, 0])
        scales = np.full(len(shown), 0.05 * abs(along), np.float32)
        angles = np.full(len(shown), np.degrees(np.angle(along)), np.float32)
        return LocalFeatures(seen.astype(np.float32), scales, angles, descriptors[shown])

    first, second, third = np.arange(20), np.arange(40), np.arange(20, 40)
    other = np.arange(40, 60)
    return {
        7: features(first, np.linalg.inv(ONTO_FIRST)),
        2: features(second, np.eye(3)),
        5: features(third, ONTO_SECOND),
        9: features(other, np.eye(3)),
    }


def test_a_photograph_that_agrees_only_with_another_is_laid_on_the_first_by_that_one(photographs):
    lies = laid_on(7, photographs)
    assert list(lies) == [7, 2, 5]
    for number, onto in ((7, np.eye(3)), (2, ONTO_FIRST), (5, ONTO_FIRST @ ONTO_SECOND)):
        np.testing.assert_allclose(lies[number].homography / lies[number].homography[2, 2], onto, atol=0.01)


def test_the_places_are_those_of_the_first_photograph(photographs):
    third = photographs[5]
    there = cv2.perspectiveTransform(third.keypoints[None].astype(np.float64), ONTO_FIRST @ ONTO_SECOND)[0]
    found = laid_on(7, photographs)[5].places
    assert len(found) >= 15
    assert np.abs(found[:, None] - there[None]).max(2).min(1).max() < 0.01


def test_what_agrees_with_none_is_laid_nowhere(photographs):
    assert list(laid_on(9, photographs)) == [9]
