"""The parts of the peers that are arithmetic, against the same thing written plainly."""

import math
from collections import Counter

import numpy as np
import pytest

from benchmarks.peer_methods import Owners
from benchmarks.peer_methods.words import Described, InvertedFile, affine_inliers, homography_inliers


def test_an_object_is_as_good_as_its_best_photograph():
    owners = Owners(["vase", "coin", "vase", "mask"])
    assert owners.best(np.array([0.1, 0.5, 0.7, 0.0])) == [("vase", 0.7), ("coin", 0.5)]


def test_the_inverted_file_gives_the_cosine_of_tf_idf():
    rng = np.random.default_rng(3)
    photographs = [rng.integers(0, 30, rng.integers(5, 40)) for _ in range(12)]
    query = rng.integers(0, 30, 25)

    def vector(words):
        counts = Counter(words.tolist())
        return {
            word: count * math.log(12 / max(sum(word in other for other in photographs), 1))
            for word, count in counts.items()
        }

    def cosine(a, b):
        lengths = [math.sqrt(sum(value**2 for value in one.values())) for one in (a, b)]
        return sum(value * b.get(word, 0) for word, value in a.items()) / math.prod(lengths)

    expected = [cosine(vector(query), vector(words)) for words in photographs]
    assert InvertedFile(photographs, 30).similarities(query) == pytest.approx(expected)


def described(places, shape, words, descriptors=None):
    return Described(
        np.asarray(places, np.float32),
        np.asarray(shape, np.complex128),
        np.eye(128, dtype=np.float32)[: len(words)] if descriptors is None else descriptors,
        np.asarray(words),
    )


@pytest.fixture
def pair():
    """Forty points, and the same ones turned by 30 degrees, half as big and moved; words name them."""
    rng = np.random.default_rng(1)
    places = rng.uniform(0, 500, (40, 2))
    move = 0.5 * np.exp(1j * np.deg2rad(30))
    moved = (places @ (1, 1j)) * move + (40 + 90j)
    words = np.arange(40)
    shape = 10 * np.exp(1j * rng.uniform(0, 6, 40))
    return described(places, shape, words), described(np.stack([moved.real, moved.imag], 1), shape * move, words)


@pytest.mark.parametrize("inliers", [affine_inliers, homography_inliers])
def test_what_was_turned_and_shrunk_agrees_in_every_point(pair, inliers):
    assert inliers(*pair) == 40


@pytest.mark.parametrize("inliers", [affine_inliers, homography_inliers])
def test_points_that_lie_anyhow_agree_in_few(pair, inliers):
    query, registered = pair
    anyhow = np.random.default_rng(2).permutation(40)
    mixed = described(registered.places[anyhow], registered.shape[anyhow], registered.words, registered.descriptors)
    assert inliers(query, mixed) < 10


@pytest.mark.parametrize("inliers", [affine_inliers, homography_inliers])
def test_a_photograph_without_points_agrees_in_none(pair, inliers):
    empty = described(np.empty((0, 2)), [], np.empty(0, int), np.empty((0, 128), np.float32))
    assert inliers(pair[0], empty) == inliers(empty, pair[0]) == 0
