import numpy as np
import pytest

from artmatch.matching.candidates import CloserLook, Comparison, turns_upright


@pytest.fixture
def compared():
    """One query in nine views against two photographs: what it resembles as a whole, and place by place."""

    def make(whole, by_place):
        similarities = np.stack([whole, np.zeros(9)], 1)[None].astype(np.float32)
        looked_at = np.stack([by_place, np.full(9, -np.inf)], 1)[None].astype(np.float32)
        nothing = np.zeros(2, np.float32)
        found = Comparison(
            similarities=similarities,
            photographs=[],
            owners=np.array([0, 1]),
            object_ids=["A", "B"],
            of_objects=nothing[None],
            fused=nothing,
            sharing=np.empty(0, np.intp),
        )
        return found, CloserLook({}, looked_at, nothing)

    return make


WHOLE = [0.1, 0.2, 0.1, 0.1, 0.3, 0.5, 0.1, 0.1, 0.9]
"""The whole in four orientations, the region, and the middle as it is."""


def test_places_tell_which_way_up_before_the_photograph_as_a_whole(compared):
    by_place = [0.1, 0.1, 0.2, 0.4, 0.1, 0.2, 0.2, 0.3, 0.8]
    assert turns_upright(*compared(WHOLE, by_place), 0, 0) == 3


def test_a_photograph_whose_places_are_not_known_is_turned_by_the_whole(compared):
    assert turns_upright(*compared(WHOLE, [-np.inf] * 9), 0, 0) == 1
