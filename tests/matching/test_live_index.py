from dataclasses import replace

import numpy as np
import pytest

from artmatch.errors import ModelMismatchError, RegistryError, VectorIndexError
from artmatch.imaging import Limits
from artmatch.index import Generations
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.live_index import LiveIndex
from artmatch.records import ArtworkRecord
from artmatch.registry import Registry, Stage


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path / "register") as opened:
        yield opened


@pytest.fixture
def generations(tmp_path):
    return Generations(tmp_path / "register" / "generations")


@pytest.fixture
def add(embedder, jpeg):
    """Register the pictures of these numbers, each as an object of its own."""

    def registered(registry, *numbers, by=embedder, stage=Stage.LIVE):
        entries = (
            Entry(ArtworkRecord(object_id=f"K{number}", title="Vase"), (PhotographInput(jpeg(number), "a.jpg"),))
            for number in numbers
        )
        indexer = Indexer(registry, by, limits=Limits(), by="Miller", stage=stage)
        assert all(not one.reason for one in indexer.run(Intake(tuple(entries))))

    return registered


@pytest.fixture
def open_index(registry, embedder, generations):
    return lambda **changes: LiveIndex(registry, changes.pop("by", embedder), generations, limits=Limits(), **changes)


def same(index, registry, model_id):
    found, stored = index.current().embeddings(), registry.embeddings(model_id)
    return np.array_equal(found.photograph_ids, stored.photograph_ids) and np.array_equal(found.vectors, stored.vectors)


def test_an_empty_register_opens(open_index):
    assert len(open_index().current()) == 0


def test_an_object_of_another_process_is_found_at_once(open_index, registry, embedder, add, tmp_path):
    add(registry, 1)
    index = open_index()
    with Registry.open(tmp_path / "register") as other:
        add(other, 2, 3)
    assert same(index, registry, embedder.model_id)
    assert len(index.current()) == 3


def test_a_saved_generation_and_what_came_after_it_open_together(open_index, registry, embedder, add):
    add(registry, 1, 2)
    assert open_index().save() == 1
    add(registry, 3)
    index = open_index()
    assert index.generation == 1
    assert same(index, registry, embedder.model_id)
    assert index.save() == 2


def test_an_index_that_is_saved_already_is_not_saved_again(open_index, registry, add):
    add(registry, 1)
    index = open_index()
    assert (index.save(), index.save(), open_index().save()) == (1, 1, 1)


def test_an_embedding_stored_late_for_an_early_photograph_is_found(open_index, registry, embedder, add):
    """A change of model embeds photographs that were registered long before."""
    newer = type(embedder)(model_id="newer", seed=2)
    add(registry, 1, 2)
    add(registry, 3, by=newer)
    index = open_index(by=newer)
    assert len(index.current()) == 1
    assert len(list(Indexer(registry, newer, limits=Limits()).embed_missing())) == 2
    assert same(index, registry, "newer")
    assert len(index.current()) == 3


def test_a_damaged_generation_is_made_good_from_the_stored_embeddings(open_index, registry, embedder, add, generations):
    add(registry, 1, 2)
    open_index().save()
    vectors = next(generations.folder.glob("gen-*/vectors.npy"))
    data = bytearray(vectors.read_bytes())
    data[-1] ^= 1
    vectors.write_bytes(data)
    index = open_index()
    assert index.generation == 0
    assert same(index, registry, embedder.model_id)
    assert index.save() == 2


def test_a_first_object_registered_while_the_register_is_looked_at_is_no_other_models(
    open_index, registry, embedder, add, monkeypatch
):
    looked_at = registry.embedding_state

    def before_another_machine_registers(model_id):
        state = looked_at(model_id)
        if not state.count:
            add(registry, 1)
        return state

    monkeypatch.setattr(registry, "embedding_state", before_another_machine_registers)
    assert same(open_index(), registry, embedder.model_id)


def test_another_model_is_refused_with_a_generation_and_without(open_index, registry, embedder, add):
    add(registry, 1, 2)
    newer = type(embedder)(model_id="newer", seed=2)
    with pytest.raises(ModelMismatchError, match="--rebuild"):
        open_index(by=newer)
    open_index().save()
    with pytest.raises(ModelMismatchError, match="--rebuild"):
        open_index(by=newer)


def test_a_change_of_model_goes_through_a_rebuild(open_index, registry, embedder, add):
    add(registry, 1, 2)
    open_index().save()
    newer = type(embedder)(model_id="newer", seed=2)
    list(Indexer(registry, newer, limits=Limits()).embed_missing())
    index = open_index(by=newer, anew=True)
    assert index.save() == 2
    assert same(open_index(by=newer), registry, "newer")


def test_the_canary_notices_weights_that_changed_under_the_same_name(open_index, registry, embedder, add):
    add(registry, 1, 2)
    open_index().save()
    changed = type(embedder)(model_id=embedder.model_id, seed=7)
    with pytest.raises(VectorIndexError, match=r"does not find its own photograph .a\.jpg. of object K2"):
        open_index(by=changed)


def test_the_canary_notices_an_original_that_changed(open_index, registry, add, tmp_path):
    add(registry, 1)
    sha256 = registry.photographs_of("K1")[0].sha256
    [original] = [file for file in (tmp_path / "register" / "photographs").rglob("*") if sha256[4:] in file.name]
    original.chmod(0o644)
    original.write_bytes(b"something else")
    with pytest.raises(RegistryError):
        open_index()


def test_the_same_photograph_of_two_objects_does_not_alarm_the_canary(open_index, registry, embedder, jpeg):
    entries = tuple(
        Entry(ArtworkRecord(object_id=name, title="Cast"), (PhotographInput(jpeg(1), "a.jpg"),)) for name in "AB"
    )
    list(Indexer(registry, embedder, limits=Limits()).run(Intake(entries)))
    assert len(open_index().current()) == 2


@pytest.mark.parametrize("begun_again", [(4,), (4, 5, 6), (4, 5, 6, 7)])
def test_the_generation_of_a_register_that_was_deleted_does_not_come_back(
    begun_again, registry, embedder, generations, add, tmp_path
):
    """Its photographs had the same numbers as the new register's."""
    add(registry, 1, 2, 3)
    LiveIndex(registry, embedder, generations, limits=Limits()).save()
    with Registry.open(tmp_path / "fresh") as fresh:
        add(fresh, *begun_again)
        index = LiveIndex(fresh, embedder, generations, limits=Limits())
        assert same(index, fresh, embedder.model_id)


def held(index):
    return index.current().embeddings().photograph_ids.tolist()


def exclude(registry, object_id, *, included=False):
    [photograph] = registry.photographs_of(object_id)
    revision = registry.standing(object_id).revision
    registry.curator("Miller").edit_photograph(replace(photograph, included=included), revision=revision)


def test_a_photograph_that_is_excluded_is_not_searched_and_comes_back_when_it_is_included(
    open_index, registry, add, tmp_path
):
    add(registry, 1, 2, 3)
    index = open_index()
    before = index.current()
    with Registry.open(tmp_path / "register") as other:
        exclude(other, "K2")
        assert held(index) == [1, 3]
        assert len(before) == 3  # whoever searches it at this moment is not disturbed
        exclude(other, "K2", included=True)
        exclude(other, "K3")
    assert held(index) == [1, 2]


def test_a_saved_generation_does_not_bring_back_what_was_excluded_since(open_index, registry, add):
    add(registry, 1, 2, 3)
    open_index().save()
    exclude(registry, "K3")
    index = open_index()
    assert held(index) == [1, 2]
    assert index.save() == 2
    assert held(open_index()) == [1, 2]
    exclude(registry, "K3", included=True)
    add(registry, 4)
    assert held(open_index()) == [1, 2, 3, 4]


def test_a_draft_is_searched_from_the_moment_of_its_release(open_index, registry, add):
    add(registry, 1)
    index = open_index()
    add(registry, 2, stage=Stage.DRAFT)
    add(registry, 3)
    assert held(index) == [1, 3]
    jones = registry.curator("Jones")
    jones.release("K2", revision=jones.approve("K2", revision=1))
    assert held(index) == [1, 2, 3]


def test_an_index_follows_photographs_through_a_merge(open_index, registry, add):
    add(registry, 1, 2)
    index = open_index()
    registry.curator("Miller").merge("K1", "K2")
    assert held(index) == [1, 2]


def test_a_register_of_drafts_alone_opens(open_index, registry, add):
    add(registry, 1, 2, stage=Stage.DRAFT)
    assert held(open_index()) == []
