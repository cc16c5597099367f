import numpy as np
import pytest

from artmatch.evaluation.metrics import (
    Ranking,
    figures,
    micro_average_precision,
    recall_at,
    recall_at_precision,
)


def ranking(shown, *answers, set_name="a"):
    return Ranking(set_name, shown, tuple((object_id, score) for object_id, score in answers))


def test_recall_counts_an_object_once_however_many_frames_it_has():
    video = [ranking("x", ("x", 0.9))] * 3 + [ranking("x", ("y", 0.9), ("x", 0.8))]
    single = [ranking("y", ("x", 0.5), ("z", 0.4))]
    # x: 3 of 4 frames at rank 1, all 4 within 5; y: never
    assert recall_at(video + single, 1) == pytest.approx((0.75 + 0.0) / 2)
    assert recall_at(video + single, 5) == pytest.approx((1.0 + 0.0) / 2)


def test_macro_recall_is_the_mean_over_sets_not_over_queries():
    large = [ranking(f"o{number}", (f"o{number}", 0.9), set_name="large") for number in range(9)]
    small = [ranking("p", ("q", 0.9), set_name="small")]
    result = figures(large + small)
    assert result.sets["large"].recall[1] == 1.0
    assert result.sets["small"].recall[1] == 0.0
    assert result.macro[1] == pytest.approx(0.5)
    assert (result.sets["large"].queries, result.sets["large"].objects, result.queries) == (9, 9, 10)


def test_recall_at_5_and_10_look_no_further_than_their_rank():
    ten = tuple((f"w{number}", 1 - number / 100) for number in range(9))
    sixth = ranking("x", *ten[:5], ("x", 0.5))
    tenth = ranking("x", *ten, ("x", 0.5))
    eleventh = ranking("x", *ten, ("w9", 0.6), ("x", 0.5))
    assert [recall_at([sixth], k) for k in (1, 5, 10)] == [0, 0, 1]
    assert [recall_at([tenth], k) for k in (1, 5, 10)] == [0, 0, 1]
    assert [recall_at([eleventh], k) for k in (1, 5, 10)] == [0, 0, 0]


def test_micro_ap_equals_the_sum_worked_by_hand():
    # by score: right, wrong, right, stranger, right; 4 queries of which one is never answered right
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, False, True, False, True])
    assert micro_average_precision(scores, right, 4) == pytest.approx((1 / 1 + 2 / 3 + 3 / 5) / 4)


def test_micro_ap_does_not_depend_on_the_order_of_the_queries():
    generator = np.random.default_rng(3)
    scores, right = generator.random(50), generator.random(50) < 0.6
    order = generator.permutation(50)
    assert micro_average_precision(scores, right, 40) == pytest.approx(
        micro_average_precision(scores[order], right[order], 40)
    )


def test_equal_scores_put_the_wrong_answers_first():
    scores = np.array([0.5, 0.5])
    assert micro_average_precision(scores, np.array([True, False]), 1) == pytest.approx(0.5)
    assert recall_at_precision(scores, np.array([True, False]), 1, 0.9) == 0.0


def test_r_at_p90_takes_the_threshold_that_answers_most():
    # nine right, one wrong, then right again: at ten answers the precision is exactly 0.9, at eleven 10 / 11
    right = np.array([True] * 9 + [False, True])
    scores = np.linspace(1, 0, 11)
    assert recall_at_precision(scores, right, 20, 0.9) == pytest.approx(10 / 20)


def test_r_at_p90_may_pass_through_a_lower_precision():
    right = np.array([False] + [True] * 9)
    scores = np.linspace(1, 0, 10)
    assert recall_at_precision(scores, right, 9, 0.9) == pytest.approx(1.0)


def test_r_at_p90_is_nought_when_strangers_score_highest():
    right = np.array([False, False, True])
    assert recall_at_precision(np.array([0.9, 0.8, 0.7]), right, 1, 0.9) == 0.0


def test_a_confident_stranger_costs_micro_ap_but_not_recall():
    queries = [ranking("x", ("x", 0.5)), ranking("y", ("y", 0.4))]
    calm = figures([*queries, ranking(None, ("x", 0.1))])
    alarmed = figures([*queries, ranking(None, ("x", 0.9))])
    assert calm.macro == alarmed.macro
    assert calm.micro_ap == pytest.approx(1.0)
    assert alarmed.micro_ap == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert (calm.r_at_p90, alarmed.r_at_p90) == (1.0, 0.0)
    assert alarmed.strangers == 1


def test_a_query_without_an_answer_is_a_miss():
    result = figures([ranking("x"), ranking("y", ("y", 0.9))])
    assert result.macro[1] == pytest.approx(0.5)
    assert result.micro_ap == pytest.approx(0.5)


def test_an_answer_of_score_nought_counts():
    assert figures([ranking("x", ("x", 0.0))]).micro_ap == 1.0


def test_figures_of_strangers_alone_are_refused():
    with pytest.raises(ValueError, match="no query"):
        figures([ranking(None, ("x", 0.3))])
