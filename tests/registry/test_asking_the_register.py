"""What can be asked of a register, against what was put in."""

from collections.abc import Callable

import numpy as np
import pytest

from artmatch.errors import ModelMismatchError, NotFoundError, RegistryError
from artmatch.records import ArtworkRecord, Embeddings, ViewLabel
from artmatch.registry import Counts, EmbeddingState, NewPhotograph, Registry

MakePhotograph = Callable[..., NewPhotograph]


@pytest.fixture
def filled(registry: Registry, photograph: MakePhotograph) -> Registry:
    """Photographs 1 to 4: a detail and two overall views of A-1, a detail of A-2, of which 3 is not embedded."""
    detail = ViewLabel.DETAIL
    registry.register(
        [
            (
                ArtworkRecord(object_id="A-1", title="Mask"),
                [photograph(1, view=detail), photograph(2), photograph(3, embedded=False)],
            ),
            (ArtworkRecord(object_id="A-2", title="Coin"), [photograph(4, view=detail)]),
            (ArtworkRecord(object_id="A-3", title="Relief"), []),
        ],
        model_id="m",
    )
    return registry


def test_what_is_not_registered_is_not_found(filled: Registry) -> None:
    for ask in (filled.record, filled.photographs_of):
        with pytest.raises(NotFoundError, match="There is no object 'A-9'"):
            ask("A-9")
    assert filled.records(["A-9", "\udcff", "A-2"]).keys() == {"A-2"}
    assert filled.photographs([9, 2]).keys() == {2}
    assert filled.find_by_sha256(["0" * 64]) == {}
    assert filled.first_photographs(["A-9", "A-3"]) == {}
    assert filled.photographs_of("A-3") == ()


def test_thousands_can_be_asked_for_at_once(filled: Registry) -> None:
    assert filled.photographs(range(100_000)).keys() == {1, 2, 3, 4}
    assert filled.records(f"A-{number}" for number in range(100_000)).keys() == {"A-1", "A-2", "A-3"}


def test_the_face_of_an_object_is_its_first_overall_view_or_else_its_first_photograph(filled: Registry) -> None:
    faces = filled.first_photographs(["A-1", "A-2", "A-3"])
    assert {object_id: face.photograph_id for object_id, face in faces.items()} == {"A-1": 2, "A-2": 4}


def test_counts_tell_objects_photographs_and_embeddings_of_each_model(filled: Registry) -> None:
    filled.store_embeddings(Embeddings("other", np.array([4, 3]), np.eye(2, dtype=np.float32)))
    assert filled.counts() == Counts(
        objects=3, unreleased=0, photographs=4, searchable=4, embeddings={"m": 3, "other": 2}
    )
    assert filled.embedding_state("m") == EmbeddingState(count=3, last_photograph_id=4)
    assert filled.embedding_state("other") == EmbeddingState(count=2, last_photograph_id=4)
    assert filled.embedding_state("none") == EmbeddingState(count=0, last_photograph_id=0)


def test_embeddings_come_by_number_and_only_after_the_one_asked_for(filled: Registry) -> None:
    np.testing.assert_array_equal(filled.embeddings("m").photograph_ids, [1, 2, 4])
    np.testing.assert_array_equal(filled.embeddings("m", after=2).photograph_ids, [4])
    assert filled.embeddings("m", after=4).vectors.shape == (0, 8)
    assert filled.embeddings("none").vectors.shape == (0, 0)
    assert filled.embeddings("m").vectors.dtype == np.float32


def test_photographs_without_an_embedding_by_a_model_are_named_until_they_have_one(filled: Registry) -> None:
    assert [one.photograph_id for one in filled.unembedded("m")] == [3]
    assert [one.photograph_id for one in filled.unembedded("other")] == [1, 2, 3, 4]
    filled.store_embeddings(Embeddings("m", np.array([3]), np.eye(8, dtype=np.float32)[:1]))
    assert filled.unembedded("m") == []
    np.testing.assert_array_equal(filled.embeddings("m", after=2).vectors[0], np.eye(8)[0])


def test_an_embedding_that_is_stored_is_not_replaced(filled: Registry) -> None:
    before = filled.embeddings("m")
    filled.store_embeddings(Embeddings("m", np.array([1, 3]), np.eye(8, dtype=np.float32)[:2]))
    after = filled.embeddings("m")
    np.testing.assert_array_equal(after.vectors[[0, 1, 3]], before.vectors)


def test_embeddings_of_unknown_photographs_or_that_no_index_takes_are_refused(filled: Registry) -> None:
    unit = np.eye(8, dtype=np.float32)
    with pytest.raises(NotFoundError, match="no photograph number 7"):
        filled.store_embeddings(Embeddings("m", np.array([3, 7]), unit[:2]))
    with pytest.raises(RegistryError, match="unit norm"):
        filled.store_embeddings(Embeddings("m", np.array([3]), unit[:1] * 2))
    with pytest.raises(ModelMismatchError):
        filled.store_embeddings(Embeddings("m", np.array([3]), unit[:1, :4]))
    assert [one.photograph_id for one in filled.unembedded("m")] == [3]


def test_another_opening_of_the_register_sees_a_new_object_at_once(
    filled: Registry, photograph: MakePhotograph
) -> None:
    with Registry.open(filled.folder) as other:
        seen = other.embedding_state("m")
        filled.register([(ArtworkRecord(object_id="A-4", title="Vase"), [photograph(5)])], model_id="m")
        assert other.embedding_state("m") != seen
        assert len(other.embeddings("m", after=seen.last_photograph_id)) == 1
        assert other.record("A-4").title == "Vase"
