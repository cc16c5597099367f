"""What views are asked of in the fit, and what it takes for the background of a small register."""

import numpy as np
import pytest

from artmatch.imaging import encode_jpeg
from artmatch.training.data import TrainingObject
from benchmarks import trial_searches
from benchmarks.trial_searches import SMALL_GALLERY, background, gallery_of


def test_one_half_of_the_views_is_asked_of_all_objects_the_other_of_few_and_none_of_others_that_show_the_same():
    rng, others = np.random.default_rng(5), np.array([3, 700])
    galleries = [gallery_of(42, others, 1_000, rng) for _ in range(200)]
    assert all(42 in members and not {3, 700} & set(members.tolist()) for members in galleries)
    assert all(len(set(members.tolist())) == len(members) for members in galleries)
    sizes = np.array([len(members) for members in galleries])
    assert set(sizes.tolist()) == {998, *range(SMALL_GALLERY - 2, SMALL_GALLERY + 1)}
    assert 70 < (sizes == 998).sum() < 130


def test_the_background_is_that_of_the_view_which_comes_nearest_to_an_object():
    nearest = np.concatenate([[0.9], np.linspace(0.5, 0.3, 49), np.full(20, 0.1)]).astype(np.float32)
    found = background(np.stack([np.full(70, 0.7, np.float32), np.random.default_rng(1).permutation(nearest)]))
    following = np.linspace(0.5, 0.3, 49)
    assert found == pytest.approx((following.mean(), following.std()), abs=1e-6)


@pytest.fixture
def shown():
    """Makes the photograph of the number given, of this name: eight by eight patches of random colour."""

    def make(number, name):
        patches = np.random.default_rng(number).integers(0, 256, (8, 8, 3)).astype(np.uint8)
        encoded = np.frombuffer(encode_jpeg(np.kron(patches, np.ones((28, 28, 1), np.uint8)), 92), np.uint8)
        return TrainingObject(name, name, (encoded,))

    return make


def test_every_view_is_asked_with_its_object_registered_and_without_it_and_never_of_a_copy(
    shown, embedder, tmp_path, monkeypatch
):
    monkeypatch.setattr(trial_searches, "SMALL_GALLERY", 8)
    monkeypatch.setattr(trial_searches, "_OF_EACH_SORT", 6)
    monkeypatch.setattr(trial_searches, "_RUNS", tmp_path)
    umbrella, again = "photoart50/dc3f60cb02ec.webp", "caltech101/b2e0431e3f50.webp"  # as same_things.csv says
    objects = [shown(0, umbrella), shown(1, "grocery/1"), shown(2, "grocery/2")]
    registered = [*objects, shown(0, again), *(shown(number, str(number)) for number in range(4, 16))]
    unregistered = [shown(number, str(number)) for number in (50, 51)]
    groups = trial_searches.asked(objects, registered, unregistered, {}, embedder)
    assert [len(group) for group in groups] == [12, 6, 6], "six views of each sort, each asked twice"
    found = 0
    for number, group in enumerate(groups):
        for known, stranger in zip(group[::2], group[1::2], strict=True):
            assert (known.stranger, stranger.stranger, stranger.truth) == (False, True, -1)
            assert known.objects in ((7, 8, 15) if number == 0 else (8, 16))
            assert stranger.objects == known.objects - 1
            assert len(known.found.similarity) == known.objects
            others = np.delete(known.found.similarity, known.truth)
            np.testing.assert_allclose(np.sort(others), np.sort(stranger.found.similarity), atol=1e-6)
            assert known.found.points == stranger.found.points >= 10, "drawn objects are rich in them"
            found += known.found.surprisal.argmax() == known.truth
    assert found >= 8, "by its points, of twelve views, degraded ones among them"
