"""Error rates of the bands and calibration, counted by hand."""

import pytest

from artmatch.answers import Band
from artmatch.evaluation.dataset import Item, Role
from artmatch.evaluation.reliability import reliability
from artmatch.evaluation.runner import Answered


def asked(*scores, right=None, band=Band.STRONG, tied=1, said=0.0):
    """Objects "0", "1", ... with these scores; number ``right`` is the one shown, None for a stranger."""
    role = Role.STRANGER if right is None else Role.QUERY
    shown = "unknown" if right is None else str(right)
    return Answered(
        Item("p", shown, role, "a"),
        tuple((str(n), score) for n, score in enumerate(scores)),
        said=said,
        band=band,
        tied=tied,
    )


def test_strangers_are_false_alarms_and_wrong_answers_errors():
    found = reliability([asked(0.95, right=0), asked(0.95, 0.01, right=1), asked(0.95), asked(0.2, band=Band.NONE)])
    strong = found.bands[Band.STRONG]
    assert (found.queries, found.strangers) == (2, 2)
    assert (strong.queries, strong.strangers, strong.wrong) == (2, 1, 2)
    assert strong.false_alarm_rate == 1 / 2
    assert strong.error_rate == pytest.approx(2 / 3)
    assert found.bands[Band.NONE].strangers == 1
    assert found.bands[Band.POSSIBLE].error_rate == 0


def test_a_tie_is_right_if_it_holds_the_object_and_its_chances_add_up():
    found = reliability([asked(0.3, 0.25, 0.2, right=2, tied=3), asked(0.3, 0.25, 0.2, right=2, tied=2)])
    assert found.bands[Band.STRONG].wrong == 1
    assert [(round(one.said, 3), one.true) for one in found.bins] == [(0.55, 0), (0.75, 1)]


def test_answers_that_are_right_as_often_as_they_say_have_no_calibration_error():
    answers = [asked(0.8, right=0)] * 8 + [asked(0.8)] * 2
    assert reliability(answers).expected_calibration_error == pytest.approx(0)


def test_the_calibration_error_is_the_mean_gap():
    answers = [asked(1.0)] + [asked(0.45, right=0)] * 3  # one says 1 and is wrong, three say 0.45 and are right
    assert reliability(answers).expected_calibration_error == pytest.approx((1 + 3 * 0.55) / 4)


def test_the_calibration_error_of_the_scores_as_given_stands_beside_it():
    answers = [asked(0.8, right=0, said=0.5)] * 8 + [asked(0.8, said=0.5)] * 2
    found = reliability(answers)
    assert (found.expected_calibration_error, found.calibration_error_as_said) == pytest.approx((0, 0.3))


def test_a_question_without_any_answer_says_nothing_and_is_wrong():
    found = reliability([Answered(Item("q", "o", Role.QUERY, "a"), ())])
    assert found.bands[Band.NONE].wrong == 1
    assert found.expected_calibration_error == 0
