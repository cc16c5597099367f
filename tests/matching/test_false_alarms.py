from fractions import Fraction

import numpy as np
import pytest

from artmatch.errors import ConfigurationError, ModelError
from artmatch.matching.false_alarms import FalseAlarms

# 999 strangers, so that rates are whole thousandths of the thousand that one more makes.
known = FalseAlarms.from_mapping({"strangers": 999, "highest": [0.9, 0.8, 0.7, 0.7, 0.6, 0.5]})


def test_a_rate_is_the_score_that_so_many_strangers_reach():
    assert known.threshold(Fraction(1, 1000)) == 0.9
    assert known.threshold(Fraction(2, 1000)) == 0.8
    assert known.threshold(Fraction(29, 10_000)) == 0.8, "a rate in between is rounded to the stricter one"
    assert known.threshold(Fraction(6, 1000)) == 0.5


def test_the_promise_holds_on_strangers_drawn_like_those_of_the_calibration():
    rng = np.random.default_rng(5)
    rate, alarms, trials = Fraction(3, 100), 0, 4_000
    for _ in range(trials):
        *calibrating, new = rng.beta(1, 9, 150)
        highest = sorted(calibrating, reverse=True)[:15]
        alarms += new > FalseAlarms(149, tuple(highest)).threshold(rate)
    # The chance is 4 / 150 exactly; four standard deviations of 4,000 trials are 0.0102.
    assert alarms / trials <= float(rate) + 0.0102
    assert alarms / trials >= 4 / 150 - 0.0102, "no more is asked than the promise needs"


@pytest.mark.parametrize(
    ("rate", "said"),
    [(Fraction(1, 1001), "1/1000 is the lowest"), (Fraction(1, 2000), "999 photographs"), (Fraction(1, 10), "6/1000")],
)
def test_a_rate_that_nothing_is_known_of_is_refused(rate, said):
    with pytest.raises(ConfigurationError, match=said):
        known.threshold(rate)


def test_a_model_that_was_never_tried_on_strangers_promises_nothing():
    with pytest.raises(ConfigurationError, match="without strangers"):
        FalseAlarms.from_mapping({}).threshold(Fraction(5, 1000))


def test_a_score_says_how_many_strangers_reach_it():
    assert known.rate(0.95) == 1 / 1000
    assert known.rate(0.7) == 5 / 1000
    assert known.rate(0.4) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"strangers": 9, "highest": [0.1, 0.2]},
        {"strangers": 1, "highest": [0.2, 0.1]},
        {"strangers": 9, "highest": [1.5]},
        {"strangers": 9, "highest": ["high"]},
        {"strangers": None},
    ],
)
def test_scores_that_contradict_each_other_are_refused(wrong):
    with pytest.raises(ModelError):
        FalseAlarms.from_mapping(wrong)
