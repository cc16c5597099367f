"""What register() promises: all or nothing, nothing twice, nothing that was not given."""

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artmatch.errors import ConflictError, ModelMismatchError, NotFoundError, RecordError, RegistryError
from artmatch.imaging import decode
from artmatch.records import ArtworkRecord, Collection, EventKind, Sensitivity, Status, ViewLabel
from artmatch.registry import NewPhotograph, Registry

MakePhotograph = Callable[..., NewPhotograph]
bust = ArtworkRecord(object_id="KBI-1", title="Bust of Saint Agnes", materials="silver, parcel-gilt", owner="Cathedral")
bowl = ArtworkRecord(object_id="KBI-2", title="Bowl with frieze", status=Status.MISSING)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


def test_an_object_comes_back_with_its_record_photographs_bytes_and_embeddings(
    registry: Registry, photograph: MakePhotograph
) -> None:
    front, mark = photograph(1), photograph(2, view=ViewLabel.MARK, file_name="../héraldique <b>.jpg")
    before = datetime.now(UTC)

    (result,) = registry.register([(bust, [front, mark])], model_id="m")

    assert result.outcome == "new"
    assert registry.record("KBI-1") == bust
    stored = registry.photographs_of("KBI-1")
    assert stored == result.photographs
    assert [one.photograph_id for one in stored] == [1, 2]
    assert [one.view for one in stored] == [ViewLabel.OVERALL, ViewLabel.MARK]
    assert stored[1].file_name == "../héraldique <b>.jpg"
    assert stored[0].sha256 == hashlib.sha256(front.data).hexdigest()
    assert (stored[0].media_type, stored[0].width, stored[0].height) == ("image/jpeg", 40, 24)
    assert stored[0].byte_count == len(front.data)
    assert stored[0].registered_at.utcoffset() == timedelta(0)
    assert before <= stored[0].registered_at <= datetime.now(UTC)
    assert [registry.original(one) for one in stored] == [front.data, mark.data]
    embeddings = registry.embeddings("m")
    np.testing.assert_array_equal(embeddings.photograph_ids, [1, 2])
    np.testing.assert_array_equal(embeddings.vectors, np.stack([front.vector, mark.vector]))


def test_the_same_again_is_known_and_adds_nothing(registry: Registry, photograph: MakePhotograph) -> None:
    entries = [(bust, [photograph(1), photograph(2)]), (bowl, [])]
    first = registry.register(entries, model_id="m")
    counts = registry.counts()

    again = registry.register(entries, model_id="m")

    assert [result.outcome for result in again] == ["known", "known"]
    assert [result.photographs for result in again] == [result.photographs for result in first]
    assert registry.counts() == counts


def test_new_photographs_of_a_known_object_extend_it(registry: Registry, photograph: MakePhotograph) -> None:
    registry.register([(bust, [photograph(1)])], model_id="m")
    (result,) = registry.register([(bust, [photograph(1), photograph(2)])], model_id="m")
    assert result.outcome == "extended"
    assert [one.photograph_id for one in result.photographs] == [1, 2]
    assert registry.photographs_of("KBI-1") == result.photographs


def test_the_same_bytes_for_two_objects_are_two_photographs_in_one_file(
    registry: Registry, photograph: MakePhotograph
) -> None:
    registry.register([(bust, [photograph(1)]), (bowl, [photograph(1)])], model_id="m")
    (same,) = registry.find_by_sha256([photograph(1).image.sha256]).values()
    assert [one.object_id for one in same] == ["KBI-1", "KBI-2"]
    assert len(files_in(registry.folder / "photographs")) == 1


def test_a_photograph_given_twice_at_once_is_registered_once(registry: Registry, photograph: MakePhotograph) -> None:
    (result,) = registry.register([(bust, [photograph(1), photograph(1)])], model_id="m")
    assert [one.photograph_id for one in result.photographs] == [1, 1]
    assert registry.counts().photographs == 1


def test_an_object_may_come_in_several_entries_of_a_batch(registry: Registry, photograph: MakePhotograph) -> None:
    results = registry.register([(bust, [photograph(1)]), (bust, [photograph(2)])], model_id="m")
    assert [result.outcome for result in results] == ["new", "extended"]
    assert len(registry.photographs_of("KBI-1")) == 2


def test_other_fields_of_a_known_object_are_refused_by_name_and_nothing_of_the_batch_is_stored(
    registry: Registry, photograph: MakePhotograph
) -> None:
    registry.register([(bust, [photograph(1)])], model_id="m")
    files = files_in(registry.folder)
    other = replace(bust, title="Bust", status=Status.RECOVERED)

    with pytest.raises(ConflictError, match="KBI-1 is registered already with another title, status"):
        registry.register([(bowl, [photograph(2)]), (other, [photograph(3)])], model_id="m")

    assert registry.records(["KBI-1", "KBI-2"]) == {"KBI-1": bust}
    assert registry.counts().photographs == 1
    assert files_in(registry.folder) == files


def test_one_object_with_two_different_records_in_a_batch_is_refused(registry: Registry) -> None:
    with pytest.raises(ConflictError, match=r"KBI-1 .* another owner"):
        registry.register([(bust, []), (replace(bust, owner="Parish"), [])], model_id="m")
    assert registry.counts().objects == 0


def test_fields_are_replaced_where_that_is_asked_for(registry: Registry, photograph: MakePhotograph) -> None:
    registry.register([(bust, [photograph(1)]), (bowl, [])], model_id="m")
    recovered = replace(bust, status=Status.RECOVERED, contact="")

    results = registry.register([(recovered, [photograph(1), photograph(2)]), (bowl, [])], model_id="m", update=True)

    assert [result.outcome for result in results] == ["updated", "known"]
    assert registry.record("KBI-1") == recovered
    assert registry.counts().objects == 2
    assert len(registry.photographs_of("KBI-1")) == 2


def test_a_known_photograph_gains_the_embedding_that_it_lacked_and_keeps_the_one_it_has(
    registry: Registry, photograph: MakePhotograph
) -> None:
    bare, embedded = photograph(1, embedded=False), photograph(1)
    turned = replace(embedded, vector=photograph(2).vector)
    for given_, result in [(bare, "new"), (embedded, "known"), (turned, "known")]:
        assert registry.register([(bust, [given_])], model_id="m")[0].outcome == result
    np.testing.assert_array_equal(registry.embeddings("m").vectors, [embedded.vector])


@pytest.mark.parametrize("text", ["half a \ud83c character", "null \0 character"])
def test_a_field_that_is_no_text_is_refused(registry: Registry, text: str) -> None:
    with pytest.raises(RecordError, match="The field maker of object KBI-1 holds characters that are no text"):
        registry.register([(replace(bust, maker=text), [])], model_id="m")


def test_a_file_name_that_is_no_text_is_stored_as_far_as_it_is(registry: Registry, photograph: MakePhotograph) -> None:
    registry.register([(bust, [photograph(1, file_name="b\udcffst\0.jpg")])], model_id="m")
    assert registry.photographs_of("KBI-1")[0].file_name == "b?st\N{REPLACEMENT CHARACTER}.jpg"


def test_bytes_that_are_not_those_that_were_decoded_are_refused(registry: Registry, photograph: MakePhotograph) -> None:
    with pytest.raises(RegistryError, match=r"'photograph 1\.jpg' of object KBI-1 changed while it was read"):
        registry.register([(bust, [replace(photograph(1), data=b"other")])], model_id="m")
    assert registry.counts().objects == 0


@pytest.mark.parametrize("scale", [0.0, 0.9, np.nan, np.inf])
def test_an_embedding_not_of_unit_norm_is_refused(registry: Registry, photograph: MakePhotograph, scale: float) -> None:
    good = photograph(1)
    assert good.vector is not None
    with pytest.raises(RegistryError, match="unit norm"):
        registry.register([(bust, [replace(good, vector=good.vector * np.float32(scale))])], model_id="m")
    assert registry.counts().objects == 0


def test_embeddings_of_another_dimension_than_the_models_are_refused(
    registry: Registry, photograph: MakePhotograph
) -> None:
    registry.register([(bust, [photograph(1)])], model_id="m")
    short = replace(photograph(2), vector=np.array([0.6, 0.8], np.float32))
    with pytest.raises(ModelMismatchError, match="have 8 dimensions, not 2"):
        registry.register([(bowl, [short])], model_id="m")
    assert registry.counts().objects == 1
    registry.register([(bowl, [short])], model_id="another")
    assert registry.embeddings("another").vectors.shape == (1, 2)


def test_numbers_of_photographs_that_were_not_stored_after_all_are_given_again(
    registry: Registry, photograph: MakePhotograph
) -> None:
    registry.register([(bust, [photograph(1)])], model_id="m")
    short = replace(photograph(3), vector=np.array([0.6, 0.8], np.float32))
    with pytest.raises(ModelMismatchError):
        registry.register([(bowl, [replace(photograph(2), vector=None), short])], model_id="m")
    registry.register([(bowl, [photograph(2), photograph(3)])], model_id="m")
    assert [one.photograph_id for one in registry.photographs_of("KBI-2")] == [2, 3]


def test_embeddings_of_two_dimensions_in_a_batch_are_refused(registry: Registry, photograph: MakePhotograph) -> None:
    short = replace(photograph(2), vector=np.array([0.6, 0.8], np.float32))
    with pytest.raises(ModelMismatchError):
        registry.register([(bust, [photograph(1), short])], model_id="m")


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
numbers = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
text_fields = {f.name for f in fields(ArtworkRecord) if f.type == "str" or f.type is str} - {
    "object_id",
    "title",
    "event_earliest",
    "event_latest",
}
years = st.none() | st.integers(-3000, 2100)
records = st.builds(
    ArtworkRecord,
    object_id=numbers,
    title=text.filter(str.strip),
    status=st.sampled_from(Status),
    earliest_year=years.filter(lambda year: year is None or year < 0),
    latest_year=years.filter(lambda year: year is None or year >= 0),
    event_kind=st.none() | st.sampled_from(EventKind),
    event_earliest=st.sampled_from(["", "1999", "1999-12", "1999-12-31"]),
    event_latest=st.sampled_from(["", "1999", "1999-12", "2000-01-01"]),
    collection=st.sampled_from(Collection),
    sensitivity=st.sampled_from(Sensitivity),
    demonstration=st.booleans(),
    **dict.fromkeys(text_fields, text),
)


def test_any_record_comes_back_as_it_was_given(registry: Registry) -> None:
    @settings(max_examples=60, deadline=None)
    @given(records)
    def comes_back(record: ArtworkRecord) -> None:
        registry.register([(record, [])], model_id="m", update=True)
        assert registry.record(record.object_id) == record
        assert registry.search_records("", limit=10**6).count == registry.counts().objects

    comes_back()


def test_threads_may_register_and_read_at_once(registry: Registry, photograph: MakePhotograph) -> None:
    new = [photograph(number) for number in range(24)]
    start = threading.Barrier(8)

    def work(worker: int) -> None:
        start.wait()
        for number in range(worker, 24, 8):
            record = ArtworkRecord(object_id=f"T-{number}", title="Coin")
            registry.register([(record, [new[number]])], model_id="m")
            (stored,) = registry.photographs_of(record.object_id)
            assert decode(registry.thumbnail(stored), name="").pixels.shape == (24, 40, 3)
            assert registry.embedding_state("m").count >= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert registry.counts().photographs == 24
    np.testing.assert_array_equal(registry.embeddings("m").photograph_ids, np.arange(1, 25))


def test_local_features_are_stored_with_their_photograph_and_stay(registry, photograph) -> None:
    new = replace(photograph(1), local_features={"sift": b"first"})
    record = ArtworkRecord(object_id="K1", title="Vase")
    [registered] = registry.register([(record, [new])], model_id="m")
    [number] = [one.photograph_id for one in registered.photographs]
    registry.store_local_features("sift", {number: b"second"})
    assert registry.local_features("sift", [number, 99]) == {number: b"first"}
    assert registry.local_features("other", [number]) == {}
    assert registry.without_local_features("sift") == []
    assert [one.photograph_id for one in registry.without_local_features("other")] == [number]


def test_local_features_of_an_unknown_photograph_are_refused(registry) -> None:
    with pytest.raises(NotFoundError, match="no photograph number 7"):
        registry.store_local_features("sift", {7: b"x"})
