"""What the fit takes for the background of a small register."""

import numpy as np
import pytest

from benchmarks.trial_searches import background


def test_the_background_is_that_of_the_view_which_comes_nearest_to_an_object():
    nearest = np.concatenate([[0.9], np.linspace(0.5, 0.3, 49), np.full(20, 0.1)]).astype(np.float32)
    found = background(np.stack([np.full(70, 0.7, np.float32), np.random.default_rng(1).permutation(nearest)]))
    following = np.linspace(0.5, 0.3, 49)
    assert found == pytest.approx((following.mean(), following.std()), abs=1e-6)
