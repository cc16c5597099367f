"""Coins of one type are told apart by what use has left on them."""

from dataclasses import replace

import numpy as np
import pytest

from artmatch.imaging import encode_jpeg
from artmatch.matching.intake import Entry, PhotographInput
from artmatch.matching.siblings import Siblings, ToldApart, shared
from artmatch.records import ArtworkRecord
from artmatch.rendering import ObjectKind, Wear, random_object, studio_view


def photograph(design, number, seed, side=512):
    """Of a drawn coin of the ``design`` with its own scratches, in some studio's light."""
    wear = Wear(abrasion=0.2, chips=0.5, dirt=0.2, cracks=0.7, seed=number)
    item = random_object(np.random.default_rng(design), ObjectKind.COIN, wear)
    view = studio_view(np.random.default_rng([seed, number]))
    return item.photograph(*view._replace(faults=replace(view.faults, grey=False)), side=side)


@pytest.fixture(scope="session")
def hoard(register_once):
    """Four coins of one type, C0 to C3, and one of another, D."""
    shown = {f"C{number}": photograph(5, number, 1) for number in range(4)} | {"D": photograph(6, 9, 1)}
    return register_once(
        Entry(ArtworkRecord(object_id=name, title=name), (PhotographInput(encode_jpeg(pixels, 92), "a.jpg"),))
        for name, pixels in shown.items()
    )


@pytest.fixture
def searched(open_copy, hoard, embedder):
    """The hoard's register and a matcher for which points that agree say much, but not which coin of a type it is."""
    embedder.calibration["verification"] |= {"similarity": 0.0, "standing": 0.0, "surprisal": 0.5, "intercept": 0.0}
    embedder.calibration["verification"] |= {"possible": 0.1, "weak": 0.05}
    return open_copy(hoard)


@pytest.mark.parametrize("number", range(4))
def test_of_coins_of_one_type_that_comes_first_whose_scratches_the_photograph_shows(searched, query, number):
    answer = searched[1].match([query(photograph(5, number, 5, side=1_000))])  # in a light that shows them on each
    assert answer.matches[0].record.object_id == f"C{number}"
    assert "objects that look alike it agrees best in scratches and wear" in answer.matches[0].sentence


def scores(answer):
    return {match.record.object_id: match.score for match in answer.matches}


@pytest.fixture
def without_marks(searched, query, monkeypatch):
    """What a photograph of C2 scores if marks are not looked at."""
    with monkeypatch.context() as patch:
        patch.setattr(Siblings, "told_apart", lambda self, scores, *rest: ToldApart(scores, {}))
        return scores(searched[1].match([query(photograph(5, 2, 2, side=1_000))]))


def test_what_coins_of_one_type_have_together_stays_and_others_keep_theirs(searched, query, without_marks):
    after = scores(searched[1].match([query(photograph(5, 2, 2, side=1_000))]))
    assert after["D"] == pytest.approx(without_marks["D"])
    assert sum(after.values()) == pytest.approx(sum(without_marks.values()))
    assert after["C2"] > without_marks["C2"]
    assert after["C3"] < without_marks["C3"]


def test_a_photograph_that_can_no_longer_be_read_leaves_its_coin_as_it_was(searched, query, without_marks):
    registry, matcher = searched
    [gone] = registry.photographs_of("C3")
    [file] = (one for one in registry.folder.rglob(f"{gone.sha256}*") if "photographs" in one.parts)
    file.unlink()
    after = scores(matcher.match([query(photograph(5, 2, 2, side=1_000))]))
    assert after["C3"] == pytest.approx(without_marks["C3"])
    assert after["C2"] > without_marks["C2"]


def test_objects_of_different_designs_are_not_told_apart_by_marks(searched, query):
    answer = searched[1].match([query(photograph(6, 9, 2, side=1_000))])
    assert answer.matches[0].record.object_id == "D"
    assert "scratches" not in answer.matches[0].sentence


def test_siblings_share_what_they_have_by_their_marks():
    """Twelve and a doubt of a tenth: e to the twelvefold of half a mark more, to one; a tenth stays as it was."""
    told = shared(np.array([0.4, 0.4]), np.array([0.5, 0.0]), of_marks=12, of_scores=0.3, doubt=0.1)
    by_marks = 0.8 * np.exp(6) / (np.exp(6) + 1)
    np.testing.assert_allclose(told, [0.9 * by_marks + 0.04, 0.9 * (0.8 - by_marks) + 0.04])


def test_marks_that_say_nothing_leave_the_order():
    told = shared(np.array([0.6, 0.3, 0.05]), np.zeros(3))
    assert (np.diff(told) < 0).all()
    assert told.sum() == pytest.approx(0.95)
