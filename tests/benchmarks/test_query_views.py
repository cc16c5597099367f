"""What the ablation of a search counts, on similarities whose answers are plain to see."""

import numpy as np
import pytest

from artmatch.matching.fusion import Background
from benchmarks.query_views import _best, _result, _standing, _unit, figures


def test_an_object_found_first_counts_at_once_and_one_found_third_among_five():
    similarity = np.array([[0.9, 0.1, 0.2, 0.0], [0.5, 0.3, 0.4, 0.1]], np.float32)
    found = figures(similarity)
    assert (found["recall_at_1"], found["recall_at_5"]) == (0.5, 1.0)


def test_an_object_behind_five_others_is_not_among_the_first_five():
    similarity = np.array([[0.1, 0.9, 0.8, 0.7, 0.6, 0.5]], np.float32)
    assert figures(similarity)["recall_at_5"] == 0


def test_every_query_is_asked_as_a_stranger_too():
    sure = np.array([[0.9, 0.1], [0.2, 0.8]], np.float32)
    assert figures(sure)["micro_ap"] == 1
    # with its object taken out, the second query's answer scores higher than the first query's right one
    unsure = np.array([[0.5, 0.1], [0.7, 0.8]], np.float32)
    assert figures(unsure)["micro_ap"] == pytest.approx((1 + 2 / 3) / 2)


def test_a_score_orders_the_answers_and_leaves_them_as_they_are():
    unsure = np.array([[0.5, 0.1], [0.7, 0.8]], np.float32)
    score = np.array([[2.0, 0.0], [1.0, 3.0]], np.float32)
    assert figures(unsure, score) == {"recall_at_1": 1, "recall_at_5": 1, "micro_ap": 1}


def test_the_view_and_the_corner_that_resemble_most_count():
    whole = np.zeros((1, 4, 2, 5), np.float32)
    whole[0, 2, 1, 3] = 0.6
    middle = np.zeros((1, 4, 2, 5), np.float32)
    middle[0, 0, 0, 0] = 0.7
    assert _best([whole]).tolist() == [[0, pytest.approx(0.6)]]
    assert _best([whole, middle]).tolist() == [[pytest.approx(0.7), pytest.approx(0.6)]]


def test_what_resembles_everything_alike_stands_out_less_than_what_resembles_one():
    rng = np.random.default_rng(0)
    crowded = 0.6 + rng.normal(0, 0.05, 200)
    lonely = 0.2 + rng.normal(0, 0.05, 200)
    crowded[0], lonely[0] = 0.75, 0.6
    views = np.stack([crowded, lonely]).astype(np.float32)[:, None, :, None]
    standing = _standing([views], Background(0.3, 0.05))
    assert standing[1, 0] > standing[0, 0] > 0


def test_the_ways_add_one_ingredient_after_the_other():
    queries, gallery = 6, 60
    empty = np.zeros((queries, 4, gallery, 5), np.float32)
    own = np.arange(queries)
    similarity = {"whole": np.full_like(empty, 0.1), "region": empty.copy(), "middle": empty.copy()}
    similarity["whole"][own, :, own + 1] = 0.3  # something else is likelier
    similarity["whole"][0, 0, 0, 0] = 0.9  # the first is found upright
    similarity["whole"][1, 3, 1, 0] = 0.9  # the second when turned
    similarity["whole"][2, 2, 2, 4] = 0.9  # the third by a corner
    similarity["region"][3, 1, 3, 0] = 0.9
    similarity["middle"][4, 0, 4, 0] = 0.9
    similarity["middle"][5, 2, 5, 0] = 0.9  # the sixth by the middle, when turned
    ways = _result("model", queries, similarity, similarity, Background(0.1, 0.05))["ways"]
    assert [round(queries * one["recall_at_1"]) for one in ways.values()] == [1, 2, 3, 4, 5, 6, 5, 5]


def test_the_vectors_of_two_sizes_are_one_unit_vector():
    assert _unit(np.array([[3.0, 4.0]], np.float32)) == pytest.approx(np.array([[0.6, 0.8]]))
