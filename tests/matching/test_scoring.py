import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from artmatch.answers import Band, Verification
from artmatch.errors import ModelError
from artmatch.matching.fusion import standing_out
from artmatch.matching.scoring import Calibration, Said, band, caution, features, headline, scores, sentence, tied

calibration = Calibration(
    intercept=-6,
    similarity=4,
    standing=0.5,
    places=0.25,
    surprisal=1.5,
    size=0.7,
    detail=0.6,
    unrelated=0.3,
    unrelated_spread=0.05,
    unrelated_places=0.2,
    unrelated_places_spread=0.04,
    strong=0.9,
    possible=0.5,
    weak=0.2,
)


def agreeing(surprisal):
    none = np.empty((0, 2), np.float32)
    return Verification(
        inliers=0,
        consistent=0,
        cells=0,
        surprisal=surprisal,
        query_points=none,
        registered_points=none,
        homography=None,
    )


def found(values, verifications=None, points=0):
    """Features of objects with these similarities to one view of a photograph, which has ``points``."""
    similarities = np.array(values, np.float32)
    numbers = np.arange(len(values))
    standing = standing_out(similarities[None, None], numbers, len(values), calibration.background)
    return features(similarities, standing, np.zeros(len(values), np.float32), verifications or {}, points)


def test_the_features_are_those_of_each_object_and_of_its_verification():
    similarities, standing, places = np.array([[0.4, 0.8], [-1, 3], [2, 0.5]], np.float32)
    seen = features(similarities, standing, places, {1: agreeing(30.5)}, 7)
    assert seen.similarity.tolist() == pytest.approx([0.4, 0.8])
    assert seen.standing.tolist() == [-1, 3]
    assert seen.places.tolist() == [2, 0.5]
    assert seen.surprisal.tolist() == [0, 30.5]
    assert seen.points == 7


def test_the_score_is_the_conditional_logit_with_none_of_them_as_an_alternative():
    similarities, standing, places = np.array([[0.8, 0.6, 0.4], [4, 2, 0], [1, 3, -2]], np.float32)
    seen = features(similarities, standing, places, {0: agreeing(20), 1: agreeing(0.4)}, 99)

    def utility(similarity, standing, places, surprisal=0):
        points = 1.5 * math.log(1 + surprisal) - 0.6 * math.log(1 + 99)
        return -6 + 4 * similarity + 0.5 * standing + 0.25 * places + points - 0.7 * math.log10(5_000 / 1_000)

    all_of_them = [utility(0.8, 4, 1, 20), utility(0.6, 2, 3, 0.4), utility(0.4, 0, -2)]
    total = 1 + sum(math.exp(one) for one in all_of_them)
    expected = [math.exp(one) / total for one in all_of_them]
    assert scores(seen, calibration, 5_000).tolist() == pytest.approx(expected)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=30))
def test_scores_are_chances_that_fall_with_the_similarity(values):
    given_scores = scores(found(sorted(values, reverse=True)), calibration, 100)
    assert np.all(np.diff(given_scores) <= 1e-12)
    assert np.all((given_scores >= 0) & (given_scores <= 1))
    assert given_scores.sum() <= 1 + 1e-9


def test_points_that_agree_lift_an_object_above_a_more_similar_one():
    seen = scores(found([0.7, 0.6, *[0.3] * 9], {1: agreeing(50)}), calibration, 1_000)
    assert seen[1] > 0.9 > seen[0]


def test_the_same_evidence_weighs_less_where_the_photograph_has_more_points_to_agree():
    smooth, rich = ({"values": [0.7, *[0.4] * 10], "points": points} for points in (20, 900))
    assert scores(found(**smooth), calibration, 1_000)[0] > scores(found(**rich), calibration, 1_000)[0]


def test_two_objects_that_look_alike_share_the_chance_and_tie():
    twins = scores(found([0.9, 0.9, *[0.2] * 9]), calibration, 1_000)
    assert twins[0] == twins[1] < 0.5
    assert (tied(twins), tied(scores(found([0.9, *[0.2] * 10]), calibration, 1_000))) == (2, 1)


def test_without_objects_nothing_ties():
    assert tied(np.empty(0)) == 0


def test_the_same_evidence_weighs_less_in_a_bigger_register():
    seen = found([0.7, *[0.4] * 10])
    assert scores(seen, calibration, 1_000)[0] > scores(seen, calibration, 100_000)[0]


def test_objects_that_are_not_counted_yet_are_scored_as_in_a_register_of_one():
    seen = found([0.8, 0.3])
    assert scores(seen, calibration, 0).tolist() == scores(seen, calibration, 1).tolist()


def test_a_register_of_one_object_is_compared_with_unrelated_ones():
    seen = found([0.8])
    assert seen.standing[0] == pytest.approx((0.8 - 0.3) / 0.05)
    assert scores(seen, calibration, 1)[0] > 0.5 > scores(found([0.31]), calibration, 1)[0]


def test_the_same_similarity_scores_less_where_others_come_close():
    alone = scores(found([0.7, 0.3]), calibration, 2)[0]
    crowded = scores(found([0.7, 0.68]), calibration, 2)[0]
    assert alone > crowded


def test_the_bands_begin_at_their_thresholds():
    assert [band(score, calibration) for score in (0.9, 0.899, 0.5, 0.499, 0.2, 0.199)] == [
        Band.STRONG,
        Band.POSSIBLE,
        Band.POSSIBLE,
        Band.WEAK,
        Band.WEAK,
        Band.NONE,
    ]


def test_a_weak_match_is_shown_with_how_many_strangers_come_as_far_and_is_no_lead():
    assert headline(Band.WEAK, "Vase", 7) == "Weak match among 7 objects: Vase."
    assert "one in five photographs of unregistered objects came as far" in caution(Band.WEAK)
    assert [one for one in Band if one.is_lead] == [Band.STRONG, Band.POSSIBLE]


def test_a_model_that_is_not_calibrated_ranks_but_promises_nothing():
    unfitted = Calibration.from_mapping({})
    seen = scores(found([0.99, 0.5, 0.1]), unfitted, 3)
    assert np.all(np.diff(seen) < 0)
    assert band(seen[0], unfitted) is Band.NONE


def test_a_calibration_comes_back_from_its_mapping():
    assert Calibration.from_mapping(asdict(calibration)) == calibration


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"standing": -1.0}, "negative weight"),
        ({"places": -1.0}, "negative weight"),
        ({"unrelated_spread": 0.0}, "without spread"),
        ({"unrelated_places_spread": 0.0}, "without spread"),
        ({"possible": 0.95}, "more of a weaker"),
        ({"weak": 0.6}, "more of a weaker"),
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


def test_the_headline_does_not_choose_among_objects_that_tie():
    said = headline(Band.STRONG, "Cast", 1432, alike=3)
    assert said == "Strong match among 1,432 objects: one of these 3; this method cannot say which."


@pytest.mark.parametrize("best", list(Band))
def test_every_answer_carries_a_caution(best):
    assert ("not an identification" in caution(best)) == (best is not Band.NONE)
    assert ("does not mean not stolen" in caution(best)) == (best is Band.NONE)


def say(**changes):
    first = {"rank": 0, "band": Band.STRONG, "share": 50.0, "points": 0, "query_number": 0, "quarter_turns": 0}
    speaking_for_it = {"pointing": [True], "resembles_most": True, "stands_out_by_place": True, "siblings": 0}
    return sentence(Said(**first | speaking_for_it | changes))


def test_the_sentences_read_aloud():
    assert say() == "The photograph closely resembles a registered one, and the next object is far behind."
    assert say(band=Band.POSSIBLE, share=2.0) == (
        "The photograph resembles a registered one, but the next object is close behind."
    )
    assert say(rank=1, band=Band.NONE, share=0.1) == (
        "The photograph resembles this object clearly less than the first."
    )
    assert say(rank=1, band=Band.NONE, share=0.8) == (
        "The photograph resembles this object nearly as much as the first."
    )
    assert "not more so than an unrelated one" in say(band=Band.NONE)


def test_a_sentence_counts_the_points_that_agree_where_they_are_many():
    assert say(points=124) == (
        "The photograph closely resembles a registered one; 124 points of it agree in position, "
        "and the next object is far behind."
    )
    assert "points" not in say(points=6)


def test_a_sentence_says_where_points_speak_for_an_object_and_the_whole_for_others():
    said = say(points=45, resembles_most=False)
    assert said == (
        "The photograph closely resembles a registered one; 45 points of it agree in position, though as a whole it "
        "resembles others more, and the next object is far behind."
    )
    assert "others more" not in say(points=3, resembles_most=False)
    assert "as a whole" not in say(rank=1, points=45, resembles_most=False)


def test_a_sentence_says_where_places_speak_for_an_object_and_the_whole_for_others():
    assert say(resembles_most=False) == (
        "The photograph closely resembles a registered one, place by place rather than as a whole, and the next object "
        "is far behind."
    )
    assert "place by place" not in say(resembles_most=False, stands_out_by_place=False)
    assert "place by place" not in say(rank=1, resembles_most=False)
    assert "place by place" not in say(band=Band.NONE, resembles_most=False)


def test_a_sentence_says_where_scratches_and_wear_told_one_of_several_objects_of_a_design():
    assert say(points=70, siblings=4, share=2.0) == (
        "The photograph closely resembles a registered one; 70 points of it agree in position; of 4 objects that "
        "look alike it agrees best in scratches and wear, but the next object is close behind."
    )
    assert "scratches" not in say(rank=1, siblings=4)
    assert "scratches" not in say(band=Band.NONE, siblings=4)


def test_a_sentence_says_how_the_photograph_was_turned_and_how_many_agree():
    said = say(query_number=1, quarter_turns=1, pointing=[True, True, False])
    assert said.startswith("Photograph 2, turned a quarter to the left, closely resembles")
    assert said.endswith("; 2 of 3 photographs point to it.")


def test_the_only_object_of_a_register_has_no_next_one():
    assert "next object" not in say(share=math.inf)
