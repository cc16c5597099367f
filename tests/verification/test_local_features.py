import zlib

import cv2
import numpy as np
import pytest

from artmatch.embedding.patches import patch_describer
from artmatch.imaging import shrink
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.verification import LocalFeatureExtractor, LocalFeatures, verify, visual_words
from artmatch.verification.local_features import GALLERY_KEYPOINTS, QUERY_KEYPOINTS
from artmatch.verification.patches import cut_patches


@pytest.fixture(scope="module")
def photograph():
    rng = np.random.default_rng(11)
    return random_object(rng).photograph(*studio_view(rng), side=400)


def test_a_photograph_s_features_and_words_take_at_most_forty_thousand_bytes():
    """Of noise, which no register has: points all over, and descriptors that say as much as they can."""
    noise = np.random.default_rng(1).integers(0, 256, (400, 400, 3)).astype(np.uint8)
    found = LocalFeatureExtractor(patch_describer()).extract(noise)
    assert len(found) == GALLERY_KEYPOINTS
    assert len(found.to_bytes()) + visual_words().of(found.vectors).nbytes <= 40_000


def test_features_come_back_from_their_bytes_to_the_precision_of_float16(photograph):
    found = LocalFeatureExtractor(patch_describer()).extract(photograph)
    again = LocalFeatures.from_bytes(found.to_bytes())
    assert np.array_equal(again.descriptors, found.descriptors)
    np.testing.assert_allclose(again.keypoints, found.keypoints, atol=1e-3)
    np.testing.assert_allclose(again.scales, found.scales, rtol=1e-3)
    np.testing.assert_allclose(again.angles, found.angles, atol=0.2)


def test_a_stored_descriptor_points_where_the_network_s_own_does(photograph):
    found = LocalFeatureExtractor(patch_describer()).extract(photograph)
    exact = patch_describer().describe(cut_patches(cv2.cvtColor(photograph, cv2.COLOR_RGB2GRAY), found))
    assert (found.vectors * exact).sum(1).min() > 0.995
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("data", [b"x" * 137, zlib.compress(b"x" * 137)])
def test_bytes_that_are_no_features_are_refused(data):
    with pytest.raises(ValueError, match="are no local features"):
        LocalFeatures.from_bytes(data)


def test_a_plain_photograph_has_no_keypoints():
    assert len(LocalFeatureExtractor(patch_describer()).extract(np.full((300, 200, 3), 127, np.uint8))) == 0


def test_places_are_in_units_of_the_longer_side(photograph):
    square = photograph[:300, :300]
    found = LocalFeatureExtractor(patch_describer()).extract(np.concatenate([square, np.full_like(square, 90)], 1))
    assert 0.3 < found.keypoints.max(0).min() <= found.keypoints.max() <= 0.51  # the right half is plain


def test_a_busy_frame_does_not_take_every_keypoint():
    rng = np.random.default_rng(5)
    frame = rng.integers(0, 256, (400, 400, 3)).astype(np.uint8)
    faint = np.kron(rng.integers(100, 150, (30, 30, 1)), np.ones((10, 10, 3))).astype(np.uint8)
    frame[50:350, 50:350] = faint
    places = LocalFeatureExtractor(patch_describer()).extract(frame).keypoints
    inside = ((places > 50 / 400) & (places < 350 / 400)).all(1)
    assert inside.sum() > GALLERY_KEYPOINTS / 4


def in_a_busy_picture(seed, *, side, small):
    """A drawn object as registered; that in front of another, larger one; and its left, top, right and bottom there."""
    rng = np.random.default_rng(seed)
    registered = random_object(rng).photograph(*studio_view(rng), side=512)
    picture = random_object(rng).photograph(*seized_view(rng), side=side).copy()
    shown = shrink(registered, small)
    y, x = ((long - short) // 2 for long, short in zip(picture.shape[:2], shown.shape[:2], strict=True))
    picture[y : y + shown.shape[0], x : x + shown.shape[1]] = shown
    longest = max(picture.shape)
    return registered, picture, np.array([x, y, x + shown.shape[1], y + shown.shape[0]]) / longest


def test_a_query_of_few_pixels_has_the_keypoints_of_a_registered_photograph_only_more_of_them(photograph):
    extractor = LocalFeatureExtractor(patch_describer())
    query, plain = extractor.extract_query(photograph), extractor.extract(photograph, QUERY_KEYPOINTS)
    assert np.array_equal(query.keypoints, plain.keypoints)
    assert np.array_equal(query.descriptors, plain.descriptors)


def test_a_query_of_many_pixels_has_finer_keypoints_too():
    _, picture, _ = in_a_busy_picture(4, side=1_400, small=200)
    extractor = LocalFeatureExtractor(patch_describer())
    query, plain = extractor.extract_query(picture), extractor.extract(picture, QUERY_KEYPOINTS)
    assert np.array_equal(query.descriptors[: len(plain)], plain.descriptors)
    finer = query.scales[len(plain) :]
    assert len(finer) == QUERY_KEYPOINTS
    assert finer.max() < 2.5 / 512
    assert query.keypoints.min() >= 0
    assert query.keypoints.max() <= 1


@pytest.mark.parametrize("seed", [1, 3, 8])
def test_a_small_object_is_verified_by_its_finer_keypoints(seed):
    registered, picture, (left, top, right, bottom) = in_a_busy_picture(seed, side=1_024, small=150)
    extractor = LocalFeatureExtractor(patch_describer())
    kept = extractor.extract(registered)
    coarse = verify(extractor.extract(picture, QUERY_KEYPOINTS), kept)
    fine = verify(extractor.extract_query(picture), kept)
    assert fine.agreeing > max(15, 2 * coarse.agreeing)
    inside = ((fine.query_points >= (left, top)) & (fine.query_points <= (right, bottom))).all(1)
    assert inside.mean() > 0.9
