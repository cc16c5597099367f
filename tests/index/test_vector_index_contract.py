"""The promises of VectorIndex, kept by every implementation."""

import math
import threading
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.index import ExactIndex, FaissIndex, PgVectorIndex, VectorIndex
from artmatch.records import Embeddings

MODEL = "artmatch-test-1"
NewIndex = Callable[..., VectorIndex]


@pytest.fixture(params=[ExactIndex, FaissIndex, PgVectorIndex])
def new_index(request) -> NewIndex:
    if request.param is not PgVectorIndex:
        return lambda dimension=8: request.param(MODEL, dimension)
    new_postgresql = request.getfixturevalue("new_postgresql")
    return lambda dimension=8: PgVectorIndex(new_postgresql(), MODEL, dimension)


def unit_vectors(count: int, dimension: int = 8, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def embeddings(ids, vectors, model_id: str = MODEL) -> Embeddings:
    return Embeddings(model_id=model_id, photograph_ids=np.array(ids, dtype=np.int64), vectors=vectors)


def filled(new_index: NewIndex, ids, vectors) -> VectorIndex:
    index = new_index(vectors.shape[1])
    index.add(embeddings(ids, vectors))
    return index


def slow_answer(query, ids, vectors, k) -> list[tuple[int, float]]:
    """Sums by math.fsum, which rounds once: an oracle that shares no arithmetic with the indexes."""
    found = [
        (int(number), math.fsum(float(a) * float(b) for a, b in zip(query, vector, strict=True)))
        for number, vector in zip(ids, vectors, strict=True)
    ]
    return sorted(found, key=lambda pair: (-round(pair[1], 12), pair[0]))[:k]


def test_the_nearest_come_first_with_their_cosine(new_index):
    ids, vectors = [70, 3, 12, 5], unit_vectors(4)
    query = unit_vectors(1, seed=9)
    (answer,) = filled(new_index, ids, vectors).search(query, 4)
    expected = slow_answer(query[0], ids, vectors, 4)
    assert [neighbour.photograph_id for neighbour in answer] == [number for number, _ in expected]
    assert [neighbour.similarity for neighbour in answer] == pytest.approx([s for _, s in expected], abs=1e-12)


def test_a_vector_finds_itself_with_a_similarity_of_one(new_index):
    vectors = unit_vectors(50)
    index = filled(new_index, range(1, 51), vectors)
    answers = index.search(vectors, 1)
    assert [answer[0].photograph_id for answer in answers] == list(range(1, 51))
    assert all(0.999999 < answer[0].similarity <= 1.0 for answer in answers)


def test_opposite_vectors_have_a_similarity_of_minus_one(new_index):
    vector = unit_vectors(1)
    ((neighbour,),) = filled(new_index, [1], vector).search(-vector, 5)
    assert -1.0 <= neighbour.similarity < -0.999999


def test_equal_vectors_come_in_the_order_of_their_ids_however_many_there_are(new_index):
    ids = np.random.default_rng(1).permutation(np.arange(1, 201))
    vectors = np.repeat(unit_vectors(1), 200, axis=0)
    (answer,) = filled(new_index, ids, vectors).search(unit_vectors(1), 5)
    assert [neighbour.photograph_id for neighbour in answer] == [1, 2, 3, 4, 5]


def test_ties_at_the_last_place_go_to_the_lowest_ids(new_index):
    near, far = unit_vectors(2)
    ids = [900, *range(500, 400, -1)]
    index = filled(new_index, ids, np.array([near] + [far] * 100))
    (answer,) = index.search(near[None], 3)
    assert [neighbour.photograph_id for neighbour in answer] == [900, 401, 402]


def test_asking_for_more_than_there_are_gives_all_of_them_and_never_minus_one(new_index):
    (answer,) = filled(new_index, [4, 2, 9], unit_vectors(3)).search(unit_vectors(1, seed=5), 1000)
    assert sorted(neighbour.photograph_id for neighbour in answer) == [2, 4, 9]


def test_an_empty_index_answers_with_empty_lists(new_index):
    index = new_index()
    assert index.search(unit_vectors(3), 5) == [[], [], []]
    assert len(index) == 0
    assert len(index.embeddings()) == 0
    assert index.embeddings().vectors.shape == (0, 8)


def test_the_photographs_in_an_index_are_told_by_ascending_number(new_index):
    index = new_index()
    assert index.photograph_ids().shape == (0,)
    index.add(embeddings([4, 9, 2**40, 2], unit_vectors(4)))
    index.remove(np.array([9]))
    assert index.photograph_ids().tolist() == [2, 4, 2**40]


def test_no_queries_get_no_answers(new_index):
    index = filled(new_index, [1], unit_vectors(1))
    assert index.search(np.empty((0, 8), dtype=np.float32), 3) == []


def test_a_known_id_is_refused_and_nothing_of_the_batch_is_added(new_index):
    index = filled(new_index, [1, 2], unit_vectors(2))
    with pytest.raises(VectorIndexError, match="knows photograph 2 already"):
        index.add(embeddings([3, 2], unit_vectors(2, seed=4)))
    assert len(index) == 2
    assert index.embeddings().photograph_ids.tolist() == [1, 2]


def test_an_id_that_is_given_twice_is_refused(new_index):
    index = new_index()
    with pytest.raises(VectorIndexError, match="same photograph id"):
        index.add(embeddings([7, 7], unit_vectors(2)))
    assert len(index) == 0


def test_a_negative_id_is_refused(new_index):
    with pytest.raises(VectorIndexError, match="negative"):
        new_index().add(embeddings([-1], unit_vectors(1)))


def test_ids_that_do_not_fit_the_vectors_are_refused(new_index):
    with pytest.raises(VectorIndexError, match="shape"):
        new_index().add(embeddings([1, 2, 3], unit_vectors(2)))


@pytest.mark.parametrize("spoil", [np.nan, np.inf, -np.inf, 0.0, 3.0])
def test_vectors_not_of_unit_norm_are_refused_in_adding_and_in_searching(new_index, spoil):
    index = filled(new_index, [1], unit_vectors(1))
    spoiled = unit_vectors(2, seed=3)
    spoiled[1] = spoil
    with pytest.raises(VectorIndexError, match="unit norm"):
        index.add(embeddings([2, 3], spoiled))
    with pytest.raises(VectorIndexError, match="unit norm"):
        index.search(spoiled, 1)
    assert len(index) == 1


def test_vectors_of_another_model_are_refused(new_index):
    with pytest.raises(ModelMismatchError, match="artmatch-other"):
        new_index().add(embeddings([1], unit_vectors(1), model_id="artmatch-other"))


def test_vectors_of_another_dimension_are_refused_in_adding_and_in_searching(new_index):
    index = new_index(8)
    with pytest.raises(ModelMismatchError, match="8 numbers"):
        index.add(embeddings([1], unit_vectors(1, dimension=9)))
    with pytest.raises(ModelMismatchError, match="8 numbers"):
        index.search(unit_vectors(1, dimension=9), 1)
    with pytest.raises(ModelMismatchError, match="8 numbers"):
        index.search(unit_vectors(1)[0], 1)


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_no_neighbours_is_a_mistake_of_the_caller(new_index, k):
    with pytest.raises(ValueError, match="at least one"):
        new_index().search(unit_vectors(1), k)


def test_what_is_removed_is_not_found_and_the_rest_still_is(new_index):
    vectors = unit_vectors(6)
    index = filled(new_index, [10, 20, 30, 40, 50, 60], vectors)
    index.remove(np.array([50, 10, 20, 20]))
    assert len(index) == 3
    assert index.embeddings().photograph_ids.tolist() == [30, 40, 60]
    np.testing.assert_array_equal(index.embeddings().vectors, vectors[[2, 3, 5]])
    answers = index.search(vectors, 6)
    assert {neighbour.photograph_id for answer in answers for neighbour in answer} == {30, 40, 60}
    assert answers[5][0].photograph_id == 60


def test_a_removed_id_can_be_added_with_another_vector(new_index):
    old, new = unit_vectors(2)
    index = filled(new_index, [1], old[None])
    index.remove(np.array([1]))
    index.add(embeddings([1], new[None]))
    np.testing.assert_array_equal(index.vectors(np.array([1])), new[None])


def test_removing_an_unknown_id_removes_nothing(new_index):
    index = filled(new_index, [1, 2], unit_vectors(2))
    with pytest.raises(VectorIndexError, match="does not know photograph 3"):
        index.remove(np.array([1, 3]))
    assert len(index) == 2


def test_removing_nothing_is_fine(new_index):
    index = filled(new_index, [1, 2], unit_vectors(2))
    index.remove(np.empty(0, dtype=np.int64))
    assert len(index) == 2


def test_vectors_come_back_bit_for_bit_in_the_order_asked_for(new_index):
    vectors = unit_vectors(4)
    index = filled(new_index, [4, 3, 2, 1], vectors)
    np.testing.assert_array_equal(index.vectors(np.array([2, 4, 2])), vectors[[2, 0, 2]])
    assert index.vectors(np.empty(0, dtype=np.int64)).shape == (0, 8)
    with pytest.raises(VectorIndexError, match="does not know photograph 5"):
        index.vectors(np.array([5]))


def test_what_was_added_does_not_change_with_the_array_it_came_from(new_index):
    vectors = unit_vectors(1)
    kept = vectors.copy()
    index = filled(new_index, [1], vectors)
    vectors[:] = 0
    np.testing.assert_array_equal(index.vectors(np.array([1])), kept)
    index.vectors(np.array([1]))[:] = 0
    index.embeddings().vectors[:] = 0
    np.testing.assert_array_equal(index.vectors(np.array([1])), kept)


def test_many_queries_at_once_are_answered_as_each_would_be_alone(new_index):
    index = filled(new_index, range(300), unit_vectors(300))
    queries = unit_vectors(40, seed=8)
    assert index.search(queries, 7) == [index.search(query[None], 7)[0] for query in queries]


def test_searching_and_reading_while_another_thread_adds_and_removes(new_index):
    vectors = unit_vectors(400, dimension=32)
    index = filled(new_index, range(100), vectors[:100])
    queries = vectors[:20]
    faults: list[BaseException] = []
    is_done = threading.Event()

    def searching() -> None:
        try:
            while not is_done.is_set():
                for number, answer in enumerate(index.search(queries, 5)):
                    assert answer[0].photograph_id == number
                    assert len(answer) == 5
                stored = index.embeddings()
                np.testing.assert_array_equal(stored.vectors, vectors[stored.photograph_ids])
        except BaseException as fault:
            faults.append(fault)

    def changing(start: int) -> None:
        try:
            for number in range(start, 400, 3):
                index.add(embeddings([number], vectors[number][None]))
                if number % 2:
                    index.remove(np.array([number]))
        except BaseException as fault:
            faults.append(fault)

    searchers = [threading.Thread(target=searching) for _ in range(2)]
    changers = [threading.Thread(target=changing, args=(100 + start,)) for start in range(3)]
    for thread in searchers + changers:
        thread.start()
    for thread in changers:
        thread.join()
    is_done.set()
    for thread in searchers:
        thread.join()
    assert faults == []
    assert index.embeddings().photograph_ids.tolist() == [*range(100), *range(100, 400, 2)]


@st.composite
def galleries(draw):
    """Small galleries from few distinct directions, so that ties are the rule, with some removed again."""
    dimension = draw(st.integers(1, 6))
    direction = st.lists(st.integers(-2, 2), min_size=dimension, max_size=dimension).filter(any)
    palette = np.array(draw(st.lists(direction, min_size=1, max_size=6)), dtype=np.float64)
    palette = (palette / np.linalg.norm(palette, axis=1, keepdims=True)).astype(np.float32)
    ids = draw(st.lists(st.integers(0, 2**62), min_size=1, max_size=60, unique=True))
    choice = draw(st.lists(st.integers(0, len(palette) - 1), min_size=len(ids), max_size=len(ids)))
    removed = draw(st.lists(st.sampled_from(ids), max_size=10))
    return np.array(ids, dtype=np.int64), palette[choice], np.array(removed, dtype=np.int64), palette


def crowded(count):
    """Vectors of 512 numbers that are all but equal, in any order."""
    rng = np.random.default_rng(3)
    crowd = unit_vectors(1, dimension=512) + rng.normal(scale=1e-6, size=(count, 512))
    return rng.permutation(count), (crowd / np.linalg.norm(crowd, axis=1, keepdims=True)).astype(np.float32)


@settings(max_examples=150, deadline=None)
@given(galleries(), st.integers(1, 70))
def test_faiss_answers_exactly_as_the_oracle_does_among_ties(gallery, k):
    ids, vectors, removed, queries = gallery
    answers = []
    for kind in (ExactIndex, FaissIndex):
        index = kind(MODEL, vectors.shape[1])
        index.add(embeddings(ids, vectors))
        index.remove(removed)
        answers.append(index.search(queries, k))
    assert answers[0] == answers[1]


def test_pgvector_answers_exactly_as_the_oracle_does_among_ties(new_postgresql):
    url = new_postgresql()

    @settings(max_examples=25)
    @given(galleries(), st.integers(1, 70))
    def answers_the_same(gallery, k):
        ids, vectors, removed, queries = gallery
        exact, pgvector = ExactIndex(MODEL, vectors.shape[1]), PgVectorIndex(url, MODEL, vectors.shape[1])
        for index in (exact, pgvector):
            index.add(embeddings(ids, vectors))
            index.remove(removed)
        assert pgvector.search(queries, k) == exact.search(queries, k)
        pgvector.remove(np.setdiff1d(ids, removed))

    answers_the_same()


@pytest.mark.parametrize("count", [30, 3000])
def test_pgvector_answers_exactly_as_the_oracle_does_among_near_ties(new_postgresql, count):
    exact, pgvector = ExactIndex(MODEL, 512), PgVectorIndex(new_postgresql(), MODEL, 512)
    ids, vectors = crowded(count)
    exact.add(embeddings(ids, vectors))
    pgvector.add(embeddings(ids, vectors))
    assert exact.search(vectors[:5], 10) == pgvector.search(vectors[:5], 10)


@pytest.mark.parametrize("count", [30, 3000])
def test_faiss_answers_exactly_as_the_oracle_does_among_near_ties(count):
    ids, vectors = crowded(count)
    exact, faiss = ExactIndex(MODEL, 512), FaissIndex(MODEL, 512)
    exact.add(embeddings(ids, vectors))
    faiss.add(embeddings(ids, vectors))
    assert exact.search(vectors[:25], 10) == faiss.search(vectors[:25], 10)
