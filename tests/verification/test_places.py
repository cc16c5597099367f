import numpy as np
import pytest

from artmatch.verification import place_similarities, places_from_bytes, places_to_bytes


@pytest.fixture
def places():
    """Makes so many unit vectors of eight numbers, in as many rows as asked."""

    def make(*shape, seed=3):
        drawn = np.random.default_rng(seed).normal(size=(*shape, 8))
        return (drawn / np.linalg.norm(drawn, axis=-1, keepdims=True)).astype(np.float32)

    return make


def test_every_place_of_the_query_counts_by_its_best_counterpart_and_its_chance(places):
    views, registered = places(2, 3), places(4, 5, seed=9)
    chances = np.random.default_rng(1).uniform(0.1, 1, (2, 3)).astype(np.float32)
    found = place_similarities(views, chances, registered)
    for view in range(2):
        for photograph in range(4):
            best = [max(float(place @ other) for other in registered[photograph]) for place in views[view]]
            expected = sum(b * c for b, c in zip(best, chances[view], strict=True)) / chances[view].sum()
            assert found[view, photograph] == pytest.approx(expected, abs=1e-6)


def test_what_lies_around_the_object_takes_nothing_away(places):
    """The object's places lie elsewhere in the picture, among others; half of them are hidden in the query."""
    shown, around, other = places(6), places(10, seed=5), places(16, seed=7)
    registered = np.stack([np.concatenate([around, shown])[::-1], other])
    [similarities] = place_similarities(shown[None, :3], np.ones((1, 3), np.float32), registered)
    assert similarities[0] == pytest.approx(1, abs=1e-6)
    assert similarities[1] < 0.9


def test_stored_places_come_back_to_within_a_hundredth(places):
    given = places(80)
    data = places_to_bytes(given)
    assert len(data) == 80 * 8
    back = places_from_bytes(data, 8)
    np.testing.assert_allclose(np.linalg.norm(back, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(back @ given.T, given @ given.T, atol=0.01)
