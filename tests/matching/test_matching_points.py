"""What is found by its points, however little it resembles the query as a whole."""

from dataclasses import replace

import numpy as np
import pytest

from artmatch.imaging import Limits, encode_jpeg
from artmatch.index import Generations
from artmatch.matching.intake import Entry, PhotographInput
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import VERIFIED_PHOTOGRAPHS, Matcher
from artmatch.records import ArtworkRecord
from artmatch.registry import Registry
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.verification import LocalFeatureExtractor


@pytest.fixture(scope="session")
def crowd(register_once, jpeg):
    """K0 to K69, smooth pictures, and drawn objects D0 to D5."""
    shown = {f"K{number}": jpeg(number) for number in range(70)}
    for number in range(6):
        rng = np.random.default_rng(number)
        shown[f"D{number}"] = encode_jpeg(random_object(rng).photograph(*studio_view(rng), side=400), quality=90)
    return register_once(
        Entry(ArtworkRecord(object_id=name, title=name), (PhotographInput(data, "a.jpg"),))
        for name, data in shown.items()
    )


@pytest.fixture
def crowded(open_copy, crowd, embedder):
    """The crowd's register and a matcher that goes by points."""
    embedder.calibration["verification"]["surprisal"] = 4.0
    return open_copy(crowd)


def in_a_corner(pixels, number):
    """The drawn object of this number, a third of the height, in a corner of a smooth picture."""
    rng = np.random.default_rng(number)
    scene = pixels(500, height=500, width=500).copy()
    small = random_object(rng).photograph(*studio_view(rng), side=160)
    scene[20 : 20 + small.shape[0], 20 : 20 + small.shape[1]] = small
    return scene


@pytest.mark.parametrize("number", [0, 3])
def test_an_object_that_the_embedding_misses_is_found_by_its_points(crowded, pixels, number, query):
    _, matcher = crowded
    scene = in_a_corner(pixels, number)
    answer = matcher.match([query(scene)], top=80)
    assert answer.matches[0].record.object_id == f"D{number}"
    assert answer.matches[0].verification.agreeing > 20
    more_similar = [one for one in answer.matches if one.similarity > answer.matches[0].similarity]
    assert len(more_similar) >= VERIFIED_PHOTOGRAPHS
    assert "though as a whole it resembles others more" in answer.matches[0].sentence


def test_an_object_that_only_a_fine_look_shows_is_found_by_its_points(crowded, query):
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


def test_what_is_not_searched_is_not_found_by_its_points_either(crowded, pixels, query):
    registry, matcher = crowded
    scene = query(in_a_corner(pixels, 3))
    assert matcher.match([scene], without="D3").matches[0].record.object_id != "D3"
    [photograph] = registry.photographs_of("D3")
    standing = registry.standing("D3")
    registry.curator("Jones").edit_photograph(replace(photograph, included=False), revision=standing.revision)
    assert "D3" not in [one.record.object_id for one in matcher.match([scene], top=80).matches]


def test_the_points_that_agree_come_with_the_match(matcher, pixels, query):
    first = matcher.match([query(pixels(5))]).matches[0]
    assert first.verification.inliers >= 5
    np.testing.assert_allclose(
        first.verification.query_points, first.verification.registered_points, atol=0.02
    )  # the registered photograph is the query


def test_the_embedding_alone_compares_no_points(tmp_path, matcher, embedder, pixels, query):
    with Registry.open(tmp_path) as registry:
        index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
        answer = Matcher(registry, embedder, index, verifies=False).match([query(pixels(5))])
    assert answer.matches[0].record.object_id == "K5"
    assert all(match.verification is None for match in answer.matches)


def test_points_of_the_photograph_that_has_most_are_taken_off_every_chance(open_copy, crowd, embedder, pixels, query):
    shown = [query(in_a_corner(pixels, 99)), query(pixels(501, height=400, width=400))]
    extractor = LocalFeatureExtractor(embedder.describer)
    most = max(len(extractor.extract_query(one.pixels)) for one in shown)
    _, matcher = open_copy(crowd)
    embedder.calibration["verification"]["detail"] = 0.3
    _, cautious = open_copy(crowd)
    before, after = (
        (1 - answer.unregistered) / answer.unregistered for answer in (matcher.match(shown), cautious.match(shown))
    )
    assert most > 20
    assert before / after == pytest.approx((1 + most) ** 0.3)
