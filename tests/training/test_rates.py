import numpy as np
import pytest

from artmatch.training.rates import share_of_rate


def test_a_rate_rises_to_its_peak_and_falls_to_nought_by_half_a_cosine():
    shares = np.array([share_of_rate(step, steps=1_000, warm_up=10) for step in range(1_000)])
    assert shares[:5] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5], rel=1e-3)
    assert shares.argmax() == 9
    assert shares[500] == pytest.approx(0.5)
    assert shares[250] == pytest.approx(0.5 + np.sqrt(0.125))
    assert 0 < shares[-1] < 1e-5
