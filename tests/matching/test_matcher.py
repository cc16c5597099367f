import math
from dataclasses import replace

import numpy as np
import pytest

from artmatch.answers import Band
from artmatch.errors import InputError
from artmatch.imaging import Limits, crop, decode, encode_jpeg, quarter_turns
from artmatch.index import Generations
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import VERIFIED_PHOTOGRAPHS, Matcher, Query, views
from artmatch.records import ArtworkRecord
from artmatch.registry import RecordFilter, Registry, Stage
from artmatch.rendering import random_object, seized_view, studio_view


@pytest.fixture
def matcher(tmp_path, embedder, jpeg):
    """Over forty objects, K7 with the photographs 7 and 107, and every other one with its own number's."""
    entries = (
        Entry(
            ArtworkRecord(object_id=f"K{number}", title=f"Vase {number}"),
            tuple(PhotographInput(jpeg(one), f"{one}.jpg") for one in ([7, 107] if number == 7 else [number])),
        )
        for number in range(40)
    )
    with Registry.open(tmp_path) as registry:
        list(Indexer(registry, embedder, limits=Limits()).run(Intake(tuple(entries))))
        index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
        yield Matcher(registry, embedder, index)


def query(pixels, name="seized.jpg"):
    return Query(pixels=pixels, sha256="0" * 64, name=name)


def test_a_registered_photograph_finds_its_object(matcher, pixels):
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
def test_a_turned_photograph_finds_its_object_and_says_how_to_turn_it_back(matcher, pixels, turns):
    first = matcher.match([query(quarter_turns(pixels(5), turns))]).matches[0]
    assert first.record.object_id == "K5"
    assert (turns + first.quarter_turns) % 4 == 0
    assert ("turned" in first.sentence) == (turns > 0)


def test_each_object_is_shown_once_with_its_nearest_photograph(matcher, pixels):
    answer = matcher.match([query(pixels(107))], top=40)
    ids = [match.record.object_id for match in answer.matches]
    assert len(set(ids)) == len(ids) == 40
    assert (ids[0], answer.matches[0].photograph.file_name) == ("K7", "107.jpg")


def test_matches_fall_in_score_and_margins_are_to_the_most_similar_other_object(matcher, pixels):
    matches = matcher.match([query(pixels(5))], top=40).matches
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    for match in matches:
        rival = max(other.similarity for other in matches if other is not match)
        assert match.margin == pytest.approx(match.similarity - rival, abs=1e-6)


def test_a_stranger_is_no_reliable_match_but_still_shows_the_nearest(matcher, pixels):
    answer = matcher.match([query(pixels(999))])
    assert answer.headline == "No reliable match among 40 objects."
    assert "does not mean not stolen" in answer.caution
    assert len(answer.matches) == 10


def test_two_photographs_of_one_object_find_it_together(matcher, pixels):
    noise = pixels(500)
    answer = matcher.match([query(noise), query(pixels(107))])
    first = answer.matches[0]
    assert (first.record.object_id, first.query_number) == ("K7", 1)
    assert first.sentence.startswith("Photograph 2 ")


def test_the_ranking_equals_a_plain_search_through_everything(matcher, pixels, embedder, jpeg, tmp_path):
    shown = (pixels(5).astype(np.float64) * 0.6 + pixels(9) * 0.4).astype(np.uint8)
    answer = matcher.match([query(shown)], top=40)
    with Registry.open(tmp_path) as registry:
        stored = registry.embeddings(embedder.model_id)
        photographs = registry.photographs(stored.photograph_ids.tolist()).values()
        owners = {one.photograph_id: one.object_id for one in photographs}
        originals = {one.photograph_id: registry.original(one) for one in photographs}
    middle = shown[9:51, 12:68]  # without 15 % at each side
    views = [quarter_turns(part, turns) for part in (shown, middle) for turns in range(4)]
    turned = embedder.embed(views).astype(np.float64)
    best = {}  # by object: of each view
    for number in stored.photograph_ids.tolist():
        [parts] = embedder.embed_parts([decode(originals[number], name="", longest_side=512).pixels])
        similarities = [max(float(one @ part) for part in parts) for one in turned]
        best[owners[number]] = np.maximum(best.get(owners[number], -1), similarities)
    # 39 objects follow the first; ten more of the mean and spread of the calibration make up a background of 49
    following = [sorted(of_view, reverse=True)[1:] + [0.25, 0.35] * 5 for of_view in zip(*best.values(), strict=True)]
    means, spreads = np.mean(following, 1), np.std(following, 1)
    points = {one.record.object_id: math.log1p(one.verification.surprisal) for one in answer.matches}
    weighed = {
        name: 6 * max(each) + 0.5 * max((each - means) / spreads) + 0.7 * points[name] for name, each in best.items()
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


def test_the_chances_of_all_objects_and_of_none_make_one(matcher, pixels):
    shown = (pixels(5).astype(np.float64) * 0.5 + pixels(9) * 0.5).astype(np.uint8)
    for seen in (shown, pixels(500)):
        answer = matcher.match([query(seen)], top=40)
        assert answer.unregistered + sum(match.score for match in answer.matches) == pytest.approx(1)
        assert 0 < answer.unregistered < 1 - answer.matches[1].score - answer.matches[0].score + 1e-9


@pytest.fixture
def crowded(tmp_path, embedder, jpeg):
    """A matcher that goes by points, over K0 to K69, smooth pictures, and over drawn objects D0 to D5."""
    embedder.calibration["verification"]["surprisal"] = 4.0
    shown = {f"K{number}": jpeg(number) for number in range(70)}
    for number in range(6):
        rng = np.random.default_rng(number)
        shown[f"D{number}"] = encode_jpeg(random_object(rng).photograph(*studio_view(rng), side=400), quality=90)
    entries = [
        Entry(ArtworkRecord(object_id=name, title=name), (PhotographInput(data, "a.jpg"),))
        for name, data in shown.items()
    ]
    with Registry.open(tmp_path) as registry:
        list(Indexer(registry, embedder, limits=Limits()).run(Intake(tuple(entries))))
        index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
        yield registry, Matcher(registry, embedder, index)


def in_a_corner(pixels, number):
    """The drawn object of this number, a third of the height, in a corner of a smooth picture."""
    rng = np.random.default_rng(number)
    scene = pixels(500, height=500, width=500).copy()
    small = random_object(rng).photograph(*studio_view(rng), side=160)
    scene[20 : 20 + small.shape[0], 20 : 20 + small.shape[1]] = small
    return scene


@pytest.mark.parametrize("number", [0, 3])
def test_an_object_that_the_embedding_misses_is_found_by_its_points(crowded, pixels, number):
    _, matcher = crowded
    scene = in_a_corner(pixels, number)
    answer = matcher.match([query(scene)], top=80)
    assert answer.matches[0].record.object_id == f"D{number}"
    assert answer.matches[0].verification.agreeing > 20
    more_similar = [one for one in answer.matches if one.similarity > answer.matches[0].similarity]
    assert len(more_similar) >= VERIFIED_PHOTOGRAPHS
    assert "though as a whole it resembles others more" in answer.matches[0].sentence


def test_an_object_that_only_a_fine_look_shows_is_found_by_its_points(crowded):
    """An eighth of the width of a camera's photograph, in front of something larger."""
    _, matcher = crowded
    rng = np.random.default_rng(90)
    scene = random_object(rng).photograph(*seized_view(rng), side=2_048).copy()
    rng = np.random.default_rng(3)
    small = random_object(rng).photograph(*studio_view(rng), side=256)
    y, x = (1_000, 600)
    scene[y : y + small.shape[0], x : x + small.shape[1]] = small
    answer = matcher.match([query(scene)])
    assert answer.matches[0].record.object_id == "D3"
    assert answer.matches[0].verification.agreeing > 15


def test_what_is_not_searched_is_not_found_by_its_points_either(crowded, pixels):
    registry, matcher = crowded
    scene = query(in_a_corner(pixels, 3))
    assert matcher.match([scene], without="D3").matches[0].record.object_id != "D3"
    [photograph] = registry.photographs_of("D3")
    standing = registry.standing("D3")
    registry.curator("Jones").edit_photograph(replace(photograph, included=False), revision=standing.revision)
    assert "D3" not in [one.record.object_id for one in matcher.match([scene], top=80).matches]


def test_a_narrowed_search_looks_among_such_objects_only_and_says_so(tmp_path, embedder, jpeg, pixels):
    """Two bronzes, 41 and 60 cm high, and a vase of clay."""
    bronze = {"object_type": "Sculpture", "materials": "bronze"}
    records = [
        ArtworkRecord(object_id="A", title="Bust", measurements="41 cm high", **bronze),
        ArtworkRecord(object_id="B", title="Nymph", measurements="60 cm high", **bronze),
        ArtworkRecord(object_id="C", title="Vase", object_type="Vessel", materials="clay", measurements="41 cm"),
    ]
    entries = [Entry(one, (PhotographInput(jpeg(number), "a.jpg"),)) for number, one in enumerate(records)]
    with Registry.open(tmp_path) as registry:
        list(Indexer(registry, embedder, limits=Limits()).run(Intake(tuple(entries))))
        matcher = Matcher(
            registry, embedder, LiveIndex(registry, embedder, Generations(tmp_path / "g"), limits=Limits())
        )

        def answer(**among):
            return matcher.match([query(pixels(2))], among=RecordFilter(**among))

        def ids(found):
            return sorted(match.record.object_id for match in found.matches)

        assert ids(answer()) == ["A", "B", "C"]
        assert "search among all of them" not in answer().caution
        narrow = answer(material="bronze")
        assert ids(narrow) == ["A", "B"]
        assert (narrow.object_count, narrow.photograph_count) == (2, 2)
        assert "search among all of them too" in narrow.caution
        assert ids(answer(size=400.0)) == ["A", "C"]
        assert ids(answer(object_type="Sculpture", size=400.0)) == ["A"]
        nothing = answer(material="gold")
        assert (ids(nothing), nothing.band) == ([], Band.NONE)
        assert nothing.headline == "No registered object is of these kinds: narrow the search less."


def test_what_shows_a_corner_only_resembles_that_corner(matcher, pixels):
    """An object is as similar as the corner itself would be, though the whole is not."""
    corner = crop(pixels(5), (0, 0, 2 / 3, 2 / 3))
    first = matcher.match([query(corner)]).matches[0]
    assert first.record.object_id == "K5"
    assert first.similarity > 0.98


def test_photographs_that_this_model_has_not_embedded_are_said_to_be_missing(tmp_path, embedder, jpeg, pixels):
    entries = [
        Entry(ArtworkRecord(object_id=f"K{number}", title="Vase"), (PhotographInput(jpeg(number), "a.jpg"),))
        for number in range(3)
    ]
    newer = type(embedder)(model_id="newer", seed=2)
    with Registry.open(tmp_path) as registry:
        list(Indexer(registry, embedder, limits=Limits()).run(Intake(tuple(entries[:2]))))
        list(Indexer(registry, newer, limits=Limits()).run(Intake(tuple(entries[2:]))))
        index = LiveIndex(registry, newer, Generations(tmp_path / "generations"), limits=Limits())
        answer = Matcher(registry, newer, index).match([query(pixels(2))])
    assert "2 registered photographs could not be searched" in answer.caution


def test_an_empty_register_says_so(tmp_path, embedder, pixels):
    with Registry.open(tmp_path) as registry:
        index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
        answer = Matcher(registry, embedder, index).match([query(pixels(1))])
    assert (answer.matches, answer.band) == ((), Band.NONE)
    assert "empty" in answer.headline
    assert (answer.score, answer.unregistered) == (0, 1)


def test_a_search_without_photographs_is_refused(matcher):
    with pytest.raises(InputError, match="at least one"):
        matcher.match([])


def test_the_points_that_agree_come_with_the_match(matcher, pixels):
    first = matcher.match([query(pixels(5))]).matches[0]
    assert first.verification.inliers >= 5
    np.testing.assert_allclose(
        first.verification.query_points, first.verification.registered_points, atol=0.02
    )  # the registered photograph is the query


def test_the_embedding_alone_compares_no_points(tmp_path, matcher, embedder, pixels):
    with Registry.open(tmp_path) as registry:
        index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
        answer = Matcher(registry, embedder, index, verifies=False).match([query(pixels(5))])
    assert answer.matches[0].record.object_id == "K5"
    assert all(match.verification is None for match in answer.matches)


def test_an_object_small_in_a_corner_is_found_by_the_region_in_which_it_seems_to_be(matcher, embedder, pixels):
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


@pytest.fixture
def registry_of(matcher, tmp_path):
    with Registry.open(tmp_path) as registry:
        yield registry


def test_a_draft_is_found_only_where_drafts_are_asked_for(matcher, registry_of, embedder, pixels, jpeg):
    record = ArtworkRecord(object_id="NEW", title="New vase")
    entry = Entry(record, (PhotographInput(jpeg(200), "200.jpg"),))
    indexer = Indexer(registry_of, embedder, limits=Limits(), by="Miller", stage=Stage.DRAFT)
    list(indexer.run(Intake((entry,))))
    without = matcher.match([query(pixels(200))], top=50)
    assert "NEW" not in [match.record.object_id for match in without.matches]
    assert (without.object_count, without.photograph_count) == (40, 41)
    assert "could not be searched" not in without.caution
    drafts_too = matcher.match([query(pixels(200))], top=50, include_drafts=True)
    assert drafts_too.matches[0].record.object_id == "NEW"
    assert (drafts_too.object_count, drafts_too.photograph_count) == (41, 42)
    assert matcher.match([query(pixels(5))], include_drafts=True).matches[0].record.object_id == "K5"


def test_an_excluded_photograph_is_never_the_answer(matcher, registry_of, pixels):
    front, _ = registry_of.photographs_of("K7")
    registry_of.curator("Miller").edit_photograph(replace(front, included=False), revision=1)
    answer = matcher.match([query(pixels(7))], top=40)
    shown = [match.photograph.photograph_id for match in answer.matches]
    assert len(shown) == 40
    assert front.photograph_id not in shown
    assert "could not be searched" not in answer.caution


def test_a_merged_object_answers_as_the_one_that_was_kept(matcher, registry_of, pixels):
    registry_of.curator("Miller").merge("K5", "K9")
    answer = matcher.match([query(pixels(9))], top=40)
    assert answer.matches[0].record.object_id == "K5"
    assert "K9" not in [match.record.object_id for match in answer.matches]
    assert answer.object_count == 39


def test_an_object_that_is_left_out_is_no_answer_and_takes_no_chance_from_the_others(matcher, pixels):
    between = query((pixels(5).astype(int) * 6 // 10 + pixels(9).astype(int) * 4 // 10).astype(np.uint8))
    with_it = matcher.match([between], top=40)
    without = matcher.match([between], top=40, without="K5")
    assert (with_it.matches[0].record.object_id, without.matches[0].record.object_id) == ("K5", "K9")
    assert "K5" not in [match.record.object_id for match in without.matches]
    [before] = [match.score for match in with_it.matches if match.record.object_id == "K9"]
    assert without.matches[0].score > before
