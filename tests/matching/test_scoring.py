import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artmatch.errors import ModelError
from artmatch.matching.scoring import Calibration, band, caution, features, headline, scores, sentence
from artmatch.records import Band

calibration = Calibration(intercept=-6, similarity=4, margin=10, contrast=6, unrelated=0.3, strong=0.9, possible=0.5)


def descending(values):
    return np.sort(np.array(values, np.float32))[::-1]


def test_the_features_of_the_first_object_are_those_worked_by_hand():
    found = features(descending([0.8, 0.6, *[0.4] * 9, 0.1]), unrelated=0.3)
    assert found.similarity[0] == pytest.approx(0.8)
    assert found.margin[0] == pytest.approx(0.2)
    assert found.contrast[0] == pytest.approx(0.8 - (0.6 + 9 * 0.4) / 10)  # the twelfth is out of the background
    assert found.margin[1] == pytest.approx(-0.2)


def test_the_score_is_the_logistic_function_of_the_features():
    found = features(descending([0.8, 0.6, *[0.4] * 9]), unrelated=0.3)
    logit = -6 + 4 * 0.8 + 10 * 0.2 + 6 * (0.8 - 0.42)
    assert scores(found, calibration)[0] == pytest.approx(1 / (1 + math.exp(-logit)))


def test_a_register_of_one_object_is_compared_with_unrelated_ones():
    found = features(descending([0.8]), unrelated=0.3)
    assert (found.margin[0], found.contrast[0]) == (pytest.approx(0.5), pytest.approx(0.5))
    far = features(descending([0.31]), unrelated=0.3)
    assert scores(found, calibration)[0] > 0.5 > scores(far, calibration)[0]


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=30))
def test_a_better_rank_never_scores_less(values):
    found = scores(features(descending(values), 0.3), calibration)
    assert np.all(np.diff(found) <= 0)
    assert np.all((found >= 0) & (found <= 1))


def test_the_same_similarity_scores_less_where_others_come_close():
    alone = scores(features(descending([0.7, 0.3]), 0.3), calibration)[0]
    crowded = scores(features(descending([0.7, 0.68]), 0.3), calibration)[0]
    assert alone > crowded


def test_the_bands_begin_at_their_thresholds():
    assert [band(score, calibration) for score in (0.9, 0.899, 0.5, 0.499)] == [
        Band.STRONG,
        Band.POSSIBLE,
        Band.POSSIBLE,
        Band.NONE,
    ]


def test_a_model_that_is_not_calibrated_ranks_but_promises_nothing():
    unfitted = Calibration.from_mapping({})
    found = scores(features(descending([0.99, 0.5, 0.1]), unfitted.unrelated), unfitted)
    assert np.all(np.diff(found) < 0)
    assert band(found[0], unfitted) is Band.NONE


def test_a_calibration_comes_back_from_its_mapping():
    assert Calibration.from_mapping(asdict(calibration)) == calibration


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"margin": -1.0}, "negative weight"),
        ({"possible": 0.95}, "more of a possible"),
        ({"intercept": math.nan}, "wrong at intercept"),
        ({"surplus": 1.0}, "wrong at surplus"),
    ],
)
def test_a_wrong_calibration_is_refused(change, message):
    with pytest.raises(ModelError, match=message):
        Calibration.from_mapping(asdict(calibration) | change)


def test_a_calibration_that_lacks_a_value_is_refused():
    values = asdict(calibration)
    del values["strong"]
    with pytest.raises(ModelError, match="wrong at strong"):
        Calibration.from_mapping(values)


def test_the_headline_counts_the_objects_searched():
    assert headline(Band.NONE, "Vase", 1432) == "No reliable match among 1,432 objects."
    assert headline(Band.STRONG, "Vase", 1432) == "Strong match among 1,432 objects: Vase."
    assert headline(Band.POSSIBLE, "Vase", 1) == "Possible match among 1 object: Vase."
    assert "empty" in headline(Band.NONE, "", 0)


@pytest.mark.parametrize("best", list(Band))
def test_every_answer_carries_a_caution(best):
    assert ("not an identification" in caution(best)) == (best is not Band.NONE)
    assert ("does not mean not stolen" in caution(best)) == (best is Band.NONE)


def say(values, rank=0, own=Band.STRONG, **changes):
    arguments = {"query_number": 0, "quarter_turns": 0, "pointing": [True]} | changes
    return sentence(rank, features(descending(values), 0.3), own, **arguments)


def test_the_sentences_read_aloud():
    far = [0.9, 0.4, *[0.35] * 9]
    near = [0.9, 0.88, *[0.35] * 9]
    assert say(far) == "The photograph closely resembles a registered one, and the next object is far behind."
    assert say(near, own=Band.POSSIBLE) == (
        "The photograph resembles a registered one, but the next object is close behind."
    )
    assert say(far, rank=1, own=Band.NONE) == "The photograph resembles this object clearly less than the first."
    assert say(near, rank=1, own=Band.NONE) == "The photograph resembles this object nearly as much as the first."
    assert "not more so than an unrelated one" in say(far, own=Band.NONE)


def test_a_sentence_says_how_the_photograph_was_turned_and_how_many_agree():
    said = say([0.9, 0.4], query_number=1, quarter_turns=1, pointing=[True, True, False])
    assert said.startswith("Photograph 2, turned a quarter to the left, closely resembles")
    assert said.endswith("; 2 of 3 photographs point to it.")


def test_the_only_object_of_a_register_has_no_next_one():
    assert "next object" not in say([0.9])
