"""Against a plain count of the bits that differ."""

import numpy as np
import pytest

from artmatch.index import WordIndex

WORD = np.dtype([("word", "<u2"), ("signature", "<u8")])
WORDS = 8


def described(rng, count):
    """Words whose signatures lie near few centres, so that many are close and many are not."""
    words = np.empty(count, WORD)
    words["word"] = rng.integers(WORDS, size=count)
    centres = np.random.default_rng(0).integers(2**64, size=3, dtype=np.uint64)
    flips = rng.random((count, 64)) < rng.choice([0.05, 0.2, 0.3], size=(count, 1))
    noise = np.packbits(flips, axis=1).view(np.uint64)[:, 0]
    words["signature"] = rng.choice(centres, size=count) ^ noise
    return words


def counted(query, photograph):
    """For each point of the query, exp(-(bits / 16)^2) of the nearest entry of its word, if 24 bits differ at most."""
    total = 0.0
    for word, signature in query.tolist():
        bits = [(other ^ signature).bit_count() for name, other in photograph.tolist() if name == word]
        if bits and min(bits) <= 24:
            total += np.exp(-((min(bits) / 16) ** 2))
    return total


@pytest.fixture
def photographs():
    rng = np.random.default_rng(5)
    return {number: described(rng, count) for number, count in ((3, 40), (9, 0), (1, 25), (7, 60), (30, 5), (12, 33))}


@pytest.mark.parametrize("at_a_time", [1, 2, 6])
def test_votes_are_those_of_a_plain_count_however_the_photographs_came(photographs, at_a_time):
    index, ids = WordIndex(WORDS), list(photographs)
    for start in range(0, len(ids), at_a_time):
        some = ids[start : start + at_a_time]
        index.add(some, [photographs[number] for number in some])
    query = described(np.random.default_rng(6), 50)
    expected = {number: counted(query, words) for number, words in photographs.items()}
    found = dict(zip(*(values.tolist() for values in index.votes(query)), strict=True))
    assert found == pytest.approx({number: votes for number, votes in expected.items() if votes}, rel=1e-5)
    assert len(found) > 3


def test_what_a_photograph_is_given_does_not_depend_on_what_else_is_in_there(photographs):
    query = described(np.random.default_rng(6), 50)
    alone, among_others = WordIndex(WORDS), WordIndex(WORDS)
    alone.add([7], [photographs[7]])
    among_others.add(list(photographs), list(photographs.values()))
    ids, votes = among_others.votes(query)
    assert alone.votes(query)[1].tolist() == votes[ids == 7].tolist()


def test_a_photograph_is_not_taken_in_twice_and_nothing_changes_then(photographs):
    index = WordIndex(WORDS)
    index.add([3, 7], [photographs[3], photographs[7]])
    with pytest.raises(ValueError, match="already"):
        index.add([1, 7], [photographs[1], photographs[7]])
    assert index.photograph_ids().tolist() == [3, 7]


def test_an_empty_index_and_a_query_without_points_find_nothing(photographs):
    index = WordIndex(WORDS)
    query = described(np.random.default_rng(6), 50)
    assert [len(values) for values in index.votes(query)] == [0, 0]
    index.add([3], [photographs[3]])
    assert [len(values) for values in index.votes(query[:0])] == [0, 0]
