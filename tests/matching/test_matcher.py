import math

import numpy as np
import pytest

from artmatch.answers import Band
from artmatch.errors import InputError
from artmatch.imaging import Limits, crop, decode, quarter_turns
from artmatch.index import Generations
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import Matcher
from artmatch.matching.query import views
from artmatch.registry import Registry


def test_a_registered_photograph_finds_its_object(matcher, pixels, query):
    answer = matcher.match([query(pixels(5))])
    first = answer.matches[0]
    assert (first.record.object_id, first.photograph.file_name, first.quarter_turns) == ("K5", "5.jpg", 0)
    assert first.similarity > 0.98
    assert answer.band is first.band is Band.STRONG
    assert answer.headline == "Strong match among 40 objects: Vase 5."
    assert "not an identification" in answer.caution
    assert (answer.object_count, answer.photograph_count) == (40, 41)
    assert answer.query_sha256 == ("0" * 64,)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_photograph_finds_its_object_and_says_how_to_turn_it_back(matcher, pixels, turns, query):
    first = matcher.match([query(quarter_turns(pixels(5), turns))]).matches[0]
    assert first.record.object_id == "K5"
    assert (turns + first.quarter_turns) % 4 == 0
    assert ("turned" in first.sentence) == (turns > 0)


def test_each_object_is_shown_once_with_its_nearest_photograph(matcher, pixels, query):
    answer = matcher.match([query(pixels(107))], top=40)
    ids = [match.record.object_id for match in answer.matches]
    assert len(set(ids)) == len(ids) == 40
    assert (ids[0], answer.matches[0].photograph.file_name) == ("K7", "107.jpg")


def test_matches_fall_in_score_and_margins_are_to_the_most_similar_other_object(matcher, pixels, query):
    matches = matcher.match([query(pixels(5))], top=40).matches
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    for match in matches:
        rival = max(other.similarity for other in matches if other is not match)
        assert match.margin == pytest.approx(match.similarity - rival, abs=1e-6)


def test_a_stranger_is_no_reliable_match_but_still_shows_the_nearest(matcher, pixels, query):
    answer = matcher.match([query(pixels(999))])
    assert answer.headline == "No reliable match among 40 objects."
    assert "does not mean not stolen" in answer.caution
    assert len(answer.matches) == 10


def test_two_photographs_of_one_object_find_it_together(matcher, pixels, query):
    noise = pixels(500)
    answer = matcher.match([query(noise), query(pixels(107))])
    first = answer.matches[0]
    assert (first.record.object_id, first.query_number) == ("K7", 1)
    assert first.sentence.startswith("Photograph 2 ")


def test_the_ranking_equals_a_plain_search_through_everything(matcher, pixels, embedder, jpeg, tmp_path, query):
    shown = (pixels(5).astype(np.float64) * 0.6 + pixels(9) * 0.4).astype(np.uint8)
    answer = matcher.match([query(shown)], top=40)
    with Registry.open(tmp_path) as registry:
        stored = registry.embeddings(embedder.model_id)
        photographs = registry.photographs(stored.photograph_ids.tolist()).values()
        owners = {one.photograph_id: one.object_id for one in photographs}
        originals = {one.photograph_id: registry.original(one) for one in photographs}
    middle = shown[9:51, 12:68]  # without 15 % at each side
    views = [quarter_turns(part, turns) for part in (shown, middle) for turns in range(4)]
    turned, best, by_place = embedder.embed_in_detail(views), {}, {}  # by object: of each view
    for number in stored.photograph_ids.tolist():
        [parts], [places], _ = embedder.embed_in_detail([decode(originals[number], name="", longest_side=512).pixels])
        similarities = [max(float(one @ part) for part in parts) for one in turned.parts[:, 0]]
        best[owners[number]] = np.maximum(best.get(owners[number], -1), similarities)
        # every place has the same chance, and is compared with the one that resembles it most
        similarities = [np.mean([max(float(one @ place) for place in places) for one in of]) for of in turned.places]
        by_place[owners[number]] = np.maximum(by_place.get(owners[number], -1), similarities)

    def standing(similar):
        """39 objects follow the first; ten more of the mean and spread of the calibration make a background of 49."""
        following = [sorted(view, reverse=True)[1:] + [0.25, 0.35] * 5 for view in zip(*similar.values(), strict=True)]
        return {name: max((of - np.mean(following, 1)) / np.std(following, 1)) for name, of in similar.items()}

    points = {one.record.object_id: math.log1p(one.verification.surprisal) for one in answer.matches}
    whole, places = standing(best), standing(by_place)
    weighed = {
        name: 6 * max(of) + 0.5 * whole[name] + 0.05 * places[name] + 0.7 * points[name] for name, of in best.items()
    }
    answered = [match.record.object_id for match in answer.matches]
    # parts are kept as float16, which moves a cosine by 1e-3
    assert [weighed[one] for one in answered] == pytest.approx(sorted(weighed.values(), reverse=True), abs=0.02)
    assert answer.matches[0].similarity == pytest.approx(max(best[answered[0]]), abs=1e-3)


def test_the_middle_is_searched_beside_the_region_and_turned_where_nothing_stands_out(pixels):
    shown = pixels(5)
    middle = shown[9:51, 12:68]
    left_half = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    found, plain = views(shown, left_half), views(shown, None)
    assert (len(found), len(plain)) == (9, 8)
    assert np.array_equal(found[8], middle)
    assert [np.array_equal(each, quarter_turns(found[4], turns)) for turns, each in enumerate(found[4:8])] == [True] * 4
    assert [np.array_equal(each, quarter_turns(middle, turns)) for turns, each in enumerate(plain[4:])] == [True] * 4


def test_the_chances_of_all_objects_and_of_none_make_one(matcher, pixels, query):
    shown = (pixels(5).astype(np.float64) * 0.5 + pixels(9) * 0.5).astype(np.uint8)
    for seen in (shown, pixels(500)):
        answer = matcher.match([query(seen)], top=40)
        assert answer.unregistered + sum(match.score for match in answer.matches) == pytest.approx(1)
        assert 0 < answer.unregistered < 1 - answer.matches[1].score - answer.matches[0].score + 1e-9


def test_what_shows_a_corner_only_resembles_that_corner(matcher, pixels, query):
    """An object is as similar as the corner itself would be, though the whole is not."""
    corner = crop(pixels(5), (0, 0, 2 / 3, 2 / 3))
    first = matcher.match([query(corner)]).matches[0]
    assert first.record.object_id == "K5"
    assert first.similarity > 0.98


def test_an_empty_register_says_so(tmp_path, embedder, pixels, query):
    with Registry.open(tmp_path) as registry:
        index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
        answer = Matcher(registry, embedder, index).match([query(pixels(1))])
    assert (answer.matches, answer.band) == ((), Band.NONE)
    assert "empty" in answer.headline
    assert (answer.score, answer.unregistered) == (0, 1)


def test_a_search_without_photographs_is_refused(matcher):
    with pytest.raises(InputError, match="at least one"):
        matcher.match([])


def test_an_object_small_in_a_corner_is_found_by_the_region_in_which_it_seems_to_be(matcher, embedder, pixels, query):
    scene = pixels(999, height=600, width=800)
    scene[60:120, 80:160] = pixels(5)
    whole = matcher.match([query(scene), query(pixels(998))])
    assert whole.regions == (None, None)
    embedder.region = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))
    answer = matcher.match([query(scene)])
    assert answer.regions == (embedder.region,)
    assert answer.matches[0].record.object_id == "K5"
    assert answer.matches[0].similarity > 0.9
    assert whole.matches[0].similarity < 0.9


def test_photographs_registered_before_places_were_described_are_found_as_before(
    matcher, pixels, query, embedder, monkeypatch
):
    monkeypatch.setattr(type(embedder), "places_id", "places-that-none-has")
    first = matcher.match([query(quarter_turns(pixels(5), 1))]).matches[0]
    assert (first.record.object_id, first.quarter_turns) == ("K5", 3)
