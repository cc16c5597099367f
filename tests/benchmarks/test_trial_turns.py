"""Each sort of things is asked for as often as any other."""

from collections import Counter

import pytest

from artmatch.training.data import TrainingObject
from benchmarks.trial_turns import sort_of, turns


def test_each_sort_is_asked_for_as_often_and_within_it_each_object_as_evenly_as_can_be():
    sorts = ["coins"] * 7 + ["paintings"] * 50 + ["coins"] * 3 + ["toys"]
    asked = turns(sorts, 25)
    of_each = Counter()
    for sort, times in zip(sorts, asked, strict=True):
        of_each[sort] += times
    assert of_each == {"coins": 25, "paintings": 25, "toys": 25}
    of_sort = {sort: [times for one, times in zip(sorts, asked, strict=True) if one == sort] for sort in of_each}
    assert set(of_sort["coins"]) == {2, 3}
    assert set(of_sort["paintings"]) == {0, 1}
    assert sum(of_sort["paintings"][:25]) == pytest.approx(12.5, abs=1), "spread over all of them"


@pytest.mark.parametrize(
    ("name", "sort"),
    [("thai_amulets/1.webp", "coins and amulets"), ("fine/00001", "drawn"), ("a_new_one/1.webp", "other things")],
)
def test_a_photograph_s_collection_says_what_sort_of_thing_it_shows(name, sort):
    assert sort_of(TrainingObject(name, name, ())) == sort
