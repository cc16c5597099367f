import math
from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from artmatch.embedding.patches import patch_describer
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.verification import LocalFeatureExtractor, LocalFeatures, verify

SIDE = 400


@pytest.fixture(scope="module")
def extractor():
    return LocalFeatureExtractor(patch_describer())


def drawn(seed):
    """A rendered object as a register keeps it, and as it was seized."""
    rng = np.random.default_rng(seed)
    item = random_object(rng)
    return item.photograph(*studio_view(rng), side=SIDE), item.photograph(*seized_view(rng), side=SIDE)


def warped(pixels, homography):
    return cv2.warpPerspective(pixels, homography, pixels.shape[1::-1])


def test_the_homography_between_two_photographs_is_found(extractor):
    registered, _ = drawn(3)
    corners = np.array([[0, 0], [SIDE, 0], [SIDE, SIDE], [0, SIDE]], np.float32)
    seen = np.array([[60, 30], [350, 80], [330, 370], [40, 300]], np.float32)
    query = warped(registered, cv2.getPerspectiveTransform(corners, seen))
    found = verify(extractor.extract(query, 900), extractor.extract(registered))
    assert found.inliers > 30
    there = cv2.perspectiveTransform(seen[None] / SIDE, found.homography)[0]
    np.testing.assert_allclose(there, corners / SIDE, atol=0.02)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_photograph_agrees_as_well(extractor, turns):
    registered, _ = drawn(3)
    found = verify(extractor.extract(np.rot90(registered, turns).copy(), 900), extractor.extract(registered))
    assert found.consistent > 100
    assert found.cells > 20


def test_corresponding_points_show_the_same_place(extractor):
    registered, _ = drawn(3)
    shift = np.array([[1, 0, 20], [0, 1, -12], [0, 0, 1]], np.float64)
    found = verify(extractor.extract(warped(registered, shift), 900), extractor.extract(registered))
    moved = np.median((found.query_points - found.registered_points) * SIDE, 0)
    np.testing.assert_allclose(moved, (20, -12), atol=1)


def test_seized_objects_agree_with_their_own_photograph_more_than_with_any_other(extractor):
    """Some seized views show too little of their object, hence most and not all."""
    pairs = [drawn(seed) for seed in range(20, 32)]
    registered = [extractor.extract(studio) for studio, _ in pairs]
    seized = [extractor.extract(query, 900) for _, query in pairs]
    agreeing = np.array([[verify(mine, theirs).agreeing for theirs in registered] for mine in seized])
    own = agreeing.diagonal()
    others = agreeing[~np.eye(len(pairs), dtype=bool)]
    assert (own > others.max()).mean() >= 0.5
    assert np.percentile(others, 95) <= 6


def test_a_mirror_image_agrees_in_next_to_nothing(extractor):
    registered, _ = drawn(3)
    same, mirrored = (
        verify(extractor.extract(pixels.copy(), 900), extractor.extract(registered))
        for pixels in (registered, registered[:, ::-1])
    )
    assert same.inliers > 200
    assert mirrored.inliers < same.inliers / 20


def test_a_photograph_without_keypoints_agrees_in_nothing(extractor):
    registered, _ = drawn(3)
    nothing = extractor.extract(np.full((SIDE, SIDE, 3), 127, np.uint8))
    for pair in ((nothing, extractor.extract(registered)), (extractor.extract(registered), nothing)):
        found = verify(*pair)
        assert (found.inliers, found.consistent, found.agreeing, found.homography) == (0, 0, 0, None)


def scattered(count=200, seed=8):
    """Local features all over a photograph, no two alike."""
    rng = np.random.default_rng(seed)
    return LocalFeatures(
        rng.uniform(0.05, 0.95, (count, 2)).astype(np.float32),
        np.full(count, 0.05, np.float32),
        np.zeros(count, np.float32),
        rng.integers(-60, 61, (count, 64)).astype(np.int8),
    )


def test_places_that_only_a_mirror_could_bring_together_are_no_inliers():
    registered = scattered()
    same = verify(registered, registered)
    mirrored = replace(registered, keypoints=registered.keypoints * (-1, 1) + np.float32((1, 0)))
    assert (same.inliers, verify(mirrored, registered).inliers) == (200, 0)


def test_patches_that_are_turned_another_way_are_not_consistent():
    registered = scattered()
    turned = registered.angles.copy()
    turned[:80] = 180
    assert verify(registered, registered).consistent == 200
    assert verify(replace(registered, angles=turned), registered).consistent == 120


def test_patches_of_another_scale_are_not_consistent():
    registered = scattered()
    larger = registered.scales.copy()
    larger[:80] *= 3
    assert verify(replace(registered, scales=larger), registered).consistent == 120


@pytest.mark.parametrize("seed", range(12))
def test_nearly_all_correspondences_of_a_flat_work_at_a_slant_fit_its_homography(seed):
    """Noise of a third of a pixel of 512; one in five correspondences is anywhere."""
    rng = np.random.default_rng(seed)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    share = rng.uniform(0.5, 0.8)  # of the picture's side
    seen = (corners * share + 0.1 + rng.uniform(-0.05, 0.05, (4, 2))).astype(np.float32)
    truth = cv2.getPerspectiveTransform(seen, corners)
    registered = rng.uniform(0, 1, (150, 2)).astype(np.float32)
    query = cv2.perspectiveTransform(registered[None], np.linalg.inv(truth))[0]
    query += rng.normal(0, 0.3 / 512, query.shape).astype(np.float32)
    query[:30] = rng.uniform(0, 1, (30, 2))
    scales, angles = np.full(150, 0.03, np.float32), np.zeros(150, np.float32)
    descriptors = rng.integers(-60, 61, (150, 64)).astype(np.int8)
    found = verify(
        LocalFeatures(query, scales, angles, descriptors),
        LocalFeatures(registered, scales / np.float32(share), angles, descriptors),
    )
    assert found.inliers >= 115
    assert found.homography is not None
    there = cv2.perspectiveTransform(seen[None], found.homography)[0]
    np.testing.assert_allclose(there, corners, atol=0.01)


def test_places_that_fit_a_homography_count_for_nothing_where_their_directions_contradict_each_other():
    rng = np.random.default_rng(8)
    places = rng.uniform(0.1, 0.9, (8, 2)).astype(np.float32)
    descriptors = rng.integers(-60, 61, (8, 64)).astype(np.int8)
    registered = LocalFeatures(places, np.full(8, 0.03, np.float32), np.zeros(8, np.float32), descriptors)
    assert verify(registered, registered).inliers == 8
    assert verify(replace(registered, angles=45 * np.arange(8, dtype=np.float32)), registered).inliers == 0


def accident(agreeing, of):
    """Minus the logarithm of the chance that so many correspondences lie by accident where the others want them."""
    chance = Fraction(math.pi * 0.06**2)
    tail = sum(math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(agreeing, of + 1))
    return math.log(tail.denominator) - math.log(tail.numerator)


def elsewhere(features, count):
    """The first ``count`` of them lie anywhere."""
    places = features.keypoints.copy()
    places[:count] = np.random.default_rng(9).uniform(0, 1, (count, 2))
    return replace(features, keypoints=places)


def test_the_surprisal_of_points_that_all_agree_is_that_of_every_one_but_that_which_they_agree_with():
    registered = scattered()
    assert verify(registered, registered).surprisal == pytest.approx(accident(199, of=199))


@pytest.mark.parametrize("moved", [80, 150, 190])
def test_the_surprisal_is_just_below_that_of_the_binomial_distribution(moved):
    registered = scattered()
    found = verify(elsewhere(registered, moved), registered)
    exact = accident(found.consistent - 1, of=199)
    assert exact - 4 < found.surprisal <= exact


def test_where_directions_differ_all_but_four_of_those_count_that_fit_a_homography():
    registered = scattered()
    turned = replace(registered, angles=(60 * np.arange(200) % 360).astype(np.float32))
    found = verify(turned, registered)
    assert (found.inliers, found.consistent) == (200, 34)
    assert found.surprisal == pytest.approx(accident(196, of=196))


def test_a_few_of_few_points_say_more_than_as_many_of_many():
    registered = scattered()
    few = registered.some(np.arange(188, 200))
    of_few, of_many = verify(few, few), verify(elsewhere(registered, 188), registered)
    assert 12 <= of_many.consistent <= 15
    assert of_few.surprisal > 2 * of_many.surprisal > 0


def test_points_that_agree_by_accident_say_next_to_nothing():
    registered = scattered()
    found = verify(elsewhere(registered, 200), registered)
    assert found.consistent > 1
    assert found.surprisal < 3


def test_a_point_that_might_as_well_be_another_counts_less():
    registered = scattered()
    copied = np.clip(registered.descriptors + np.random.default_rng(10).integers(-20, 21, (200, 64)), -127, 127)
    with_likenesses = registered.with_others(
        replace(elsewhere(registered, 200), descriptors=copied.astype(np.int8)),
    )
    query = replace(
        registered,
        descriptors=np.clip(
            registered.descriptors + np.random.default_rng(11).integers(-15, 16, (200, 64)), -127, 127
        ).astype(np.int8),
    )
    clear, doubtful = verify(query, registered), verify(query, with_likenesses)
    assert (clear.consistent, doubtful.consistent) == (200, 200)
    assert doubtful.surprisal < 0.9 * clear.surprisal
