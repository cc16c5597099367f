import zlib

import numpy as np
import pytest

from artmatch.rendering import random_object, studio_view
from artmatch.verification import LocalFeatureExtractor, LocalFeatures, visual_words
from artmatch.verification.local_features import GALLERY_KEYPOINTS


@pytest.fixture(scope="module")
def photograph():
    rng = np.random.default_rng(11)
    return random_object(rng).photograph(*studio_view(rng), side=400)


def test_a_photograph_s_features_and_words_take_at_most_forty_thousand_bytes():
    """Of noise, which no register has: points all over, and descriptors that say as much as they can."""
    noise = np.random.default_rng(1).integers(0, 256, (400, 400, 3)).astype(np.uint8)
    found = LocalFeatureExtractor().extract(noise)
    assert len(found) == GALLERY_KEYPOINTS
    assert len(found.to_bytes()) + visual_words().of(found.descriptors).nbytes <= 40_000


def test_features_come_back_from_their_bytes_to_the_precision_of_float16(photograph):
    found = LocalFeatureExtractor().extract(photograph)
    again = LocalFeatures.from_bytes(found.to_bytes())
    assert np.array_equal(again.descriptors, found.descriptors)
    np.testing.assert_allclose(again.keypoints, found.keypoints, atol=1e-3)
    np.testing.assert_allclose(again.scales, found.scales, rtol=1e-3)
    np.testing.assert_allclose(again.angles, found.angles, atol=0.2)


@pytest.mark.parametrize("data", [b"x" * 137, zlib.compress(b"x" * 137)])
def test_bytes_that_are_no_features_are_refused(data):
    with pytest.raises(ValueError, match="are no local features"):
        LocalFeatures.from_bytes(data)


def test_a_plain_photograph_has_no_keypoints():
    assert len(LocalFeatureExtractor().extract(np.full((300, 200, 3), 127, np.uint8))) == 0


def test_places_are_in_units_of_the_longer_side(photograph):
    square = photograph[:300, :300]
    found = LocalFeatureExtractor().extract(np.concatenate([square, np.full_like(square, 90)], 1))
    assert 0.3 < found.keypoints.max(0).min() <= found.keypoints.max() <= 0.51  # the right half is plain


def test_a_busy_frame_does_not_take_every_keypoint():
    rng = np.random.default_rng(5)
    frame = rng.integers(0, 256, (400, 400, 3)).astype(np.uint8)
    faint = np.kron(rng.integers(100, 150, (30, 30, 1)), np.ones((10, 10, 3))).astype(np.uint8)
    frame[50:350, 50:350] = faint
    places = LocalFeatureExtractor().extract(frame).keypoints
    inside = ((places > 50 / 400) & (places < 350 / 400)).all(1)
    assert inside.sum() > GALLERY_KEYPOINTS / 4
