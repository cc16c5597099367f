import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from artmatch.matching.fusion import (
    FOLLOWING,
    Background,
    closest,
    fuse,
    per_object,
    standing_among_compared,
    standing_out,
)

cosines = st.floats(-1, 1, width=32)


def test_the_best_turn_and_the_best_registered_photograph_count():
    similarities = np.zeros((1, 4, 3), np.float32)
    similarities[0, 2, 1] = 0.7  # upside down, second photograph
    similarities[0, 0, 2] = 0.5
    owners = np.array([0, 0, 1])
    assert per_object(similarities, owners, 2).tolist() == [[pytest.approx(0.7), pytest.approx(0.5)]]
    assert closest(similarities, owners, 0) == (0, 2, 1)
    assert closest(similarities, owners, 1) == (0, 0, 2)


@given(st.integers(0, 2**32 - 1))
def test_per_object_agrees_with_a_plain_loop(seed):
    generator = np.random.default_rng(seed)
    similarities = generator.uniform(-1, 1, (3, 4, 12)).astype(np.float32)
    owners = np.concatenate([np.arange(5), generator.integers(0, 5, 7)])
    fast = per_object(similarities, owners, 5)
    for query in range(3):
        for number in range(5):
            slow = max(
                similarities[query, turn, place] for turn in range(4) for place in range(12) if owners[place] == number
            )
            assert fast[query, number] == slow


@given(arrays(np.float32, (1, 6), elements=cosines))
def test_one_photograph_keeps_its_similarities(similarities):
    assert np.allclose(fuse(similarities), similarities[0], atol=1e-6)


@given(arrays(np.float32, (3, 4), elements=cosines))
def test_the_fused_similarity_lies_between_mean_and_maximum(similarities):
    fused = fuse(similarities)
    assert np.all(fused <= similarities.max(axis=0) + 1e-6)
    assert np.all(fused >= similarities.mean(axis=0) - 1e-6)


@given(arrays(np.float32, (3, 4), elements=cosines), st.permutations(range(3)))
def test_the_order_of_the_photographs_does_not_matter(similarities, order):
    assert np.allclose(fuse(similarities), fuse(similarities[list(order)]), atol=1e-6)


def test_two_photographs_that_agree_beat_one_that_resembles_as_much():
    both, one = fuse(np.array([[0.6, 0.6], [0.6, 0.2]], np.float32))
    assert both > one


def test_a_back_that_resembles_nothing_leaves_the_order_and_nearly_the_margin():
    front = np.array([[0.7, 0.4, 0.3]], np.float32)
    back = np.array([[0.1, 0.15, 0.12]], np.float32)
    fused = fuse(np.concatenate([front, back]))
    assert fused.argsort().tolist() == front[0].argsort().tolist()
    assert fused[0] - fused[1] == pytest.approx(0.3, abs=0.01)
    assert fused[0] == pytest.approx(0.7 - 0.05 * math.log(2), abs=0.001)  # as the formula says for one of two


unrelated = Background(0.3, 0.05)


def test_an_object_stands_out_from_the_fifty_that_follow_the_first_of_a_view():
    similarities = np.array([0.9, 0.7, *np.linspace(0.5, 0.3, 80)], np.float32)
    following = similarities[1 : FOLLOWING + 1].astype(float)  # the first is no background to itself
    found = standing_out(similarities[None, None], np.arange(82), 82, unrelated)
    assert found == pytest.approx((similarities - following.mean()) / following.std(), rel=1e-4)


def test_each_view_has_its_own_background_and_the_best_of_them_counts():
    plain = np.array([0.72, 0.7, *np.linspace(0.69, 0.68, 60)], np.float32)  # resembles everything
    telling = np.array([0.3, 0.6, *np.linspace(0.3, 0.2, 60)], np.float32)
    found = standing_out(np.stack([plain, telling])[None], np.arange(62), 62, unrelated)
    assert found.argmax() == 1
    alone = standing_out(telling[None, None], np.arange(62), 62, unrelated)
    assert found[1] == pytest.approx(alone[1])


def test_a_view_that_a_photograph_lacks_says_nothing():
    similarities = np.linspace(0.8, 0.2, 60, dtype=np.float32)
    lacking = np.full(60, -np.inf, np.float32)
    found = standing_out(np.stack([similarities, lacking])[None], np.arange(60), 60, unrelated)
    assert np.array_equal(found, standing_out(similarities[None, None], np.arange(60), 60, unrelated))


def test_unrelated_objects_stand_in_for_those_that_a_small_register_lacks():
    alone = standing_out(np.full((1, 1, 1), 0.5, np.float32), np.array([0]), 1, unrelated)
    assert alone == pytest.approx([(0.5 - 0.3) / 0.05])
    ten = np.array([0.8, *np.linspace(0.4, 0.2, 9)])
    filled = np.append(ten[1:], [0.3 - 0.05, 0.3 + 0.05] * 20)  # forty objects of that mean and spread
    found = standing_out(ten.astype(np.float32)[None, None], np.arange(10), 10, unrelated)
    assert found[0] == pytest.approx((0.8 - filled.mean()) / filled.std(), rel=1e-4)


def test_a_register_of_copies_of_one_photograph_still_answers():
    found = standing_out(np.full((1, 2, 60), 0.7, np.float32), np.arange(60), 60, unrelated)
    assert np.allclose(found, 0)


def test_several_photographs_are_fused_as_similarities_are_at_the_size_of_a_standard_deviation():
    similarities = np.random.default_rng(5).uniform(0.2, 0.6, (2, 1, 60)).astype(np.float32)
    one, other = (standing_out(each[None], np.arange(60), 60, unrelated) for each in similarities)
    expected = np.log((np.exp(one.astype(float)) + np.exp(other)) / 2)
    assert standing_out(similarities, np.arange(60), 60, unrelated) == pytest.approx(expected, abs=1e-4)


def test_objects_that_were_not_compared_neither_stand_out_nor_make_up_the_background():
    similarities = np.array([[[0.9, 0.4, 0.5]]], np.float32)  # photographs of the objects 4, 4 and 1 of six
    standing = standing_among_compared(similarities, np.array([4, 4, 1]), 6, unrelated)
    assert standing[[0, 2, 3, 5]].tolist() == [0, 0, 0, 0]
    expected = standing_out(np.array([[[0.5, 0.9]]], np.float32), np.array([0, 1]), 2, unrelated)
    assert standing[[1, 4]].tolist() == expected.tolist()
    assert standing_among_compared(similarities[:, :, :0], np.empty(0, np.intp), 2, unrelated).tolist() == [0, 0]
