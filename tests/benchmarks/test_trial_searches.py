"""What views are asked of in the fit, and what it takes for the background of a small register."""

import numpy as np
import pytest

from benchmarks.trial_searches import SMALL_GALLERY, background, gallery_of


def test_one_half_of_the_views_is_asked_of_all_objects_the_other_of_few_and_none_of_others_that_show_the_same():
    rng, others = np.random.default_rng(5), np.array([3, 700])
    galleries = [gallery_of(42, others, 1_000, rng) for _ in range(200)]
    assert all(42 in members and not {3, 700} & set(members.tolist()) for members in galleries)
    assert all(len(set(members.tolist())) == len(members) for members in galleries)
    sizes = np.array([len(members) for members in galleries])
    assert set(sizes.tolist()) == {998, *range(SMALL_GALLERY - 2, SMALL_GALLERY + 1)}
    assert 70 < (sizes == 998).sum() < 130


def test_the_background_is_that_of_the_view_which_comes_nearest_to_an_object():
    nearest = np.concatenate([[0.9], np.linspace(0.5, 0.3, 49), np.full(20, 0.1)]).astype(np.float32)
    found = background(np.stack([np.full(70, 0.7, np.float32), np.random.default_rng(1).permutation(nearest)]))
    following = np.linspace(0.5, 0.3, 49)
    assert found == pytest.approx((following.mean(), following.std()), abs=1e-6)
