"""What was registered twice becomes one object with nothing lost, and two again where that was wrong."""

from dataclasses import replace

import pytest

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.records import ArtworkRecord, Status
from artmatch.registry import Action, Stage

kept = ArtworkRecord(object_id="KBI-1", title="Bust of Saint Agnes", owner="Cathedral", latest_year=1300)
other = ArtworkRecord(
    object_id="TPC-7", title="Busto", owner="Diocesi", maker="Anon", status=Status.MISSING, measurements="41 cm"
)


@pytest.fixture
def filled(registry, photograph):
    entries = [(kept, [photograph(1)]), (other, [photograph(1), photograph(2)]), (replace(kept, object_id="C"), [])]
    registry.register(entries, model_id="m")
    return registry


def ids(registry, object_id):
    return [one.photograph_id for one in registry.photographs_of(object_id)]


def everything(registry):
    return [
        (registry.record(name), registry.photographs_of(name), registry.standing(name).merged_into)
        for name in ("KBI-1", "TPC-7")
    ]


def test_a_merge_brings_the_photographs_and_what_was_not_known(filled):
    filled.curator("Miller").merge("KBI-1", "TPC-7")
    assert filled.record("KBI-1") == replace(kept, maker="Anon", measurements="41 cm")
    assert filled.record("TPC-7") == other
    assert (ids(filled, "KBI-1"), ids(filled, "TPC-7")) == ([1, 3], [2])  # both had photograph 1
    assert filled.standing("TPC-7").merged_into == "KBI-1"
    assert filled.dossier("KBI-1").merged_from == ("TPC-7",)
    assert filled.searchable("m").tolist() == [1, 3]
    assert [one.object_id for one in filled.search_records("", limit=9).records] == ["C", "KBI-1"]
    assert filled.counts().objects == 2
    for name in ("KBI-1", "TPC-7"):
        assert filled.dossier(name).revisions[-1].action is Action.MERGED


def test_a_merge_that_was_wrong_is_undone_as_if_it_had_not_been(filled):
    before, searched = everything(filled), filled.searchable("m").tolist()
    miller = filled.curator("Miller")
    miller.merge("KBI-1", "TPC-7")
    assert miller.undo_merge("TPC-7", note="another saint") == "KBI-1"
    assert everything(filled) == before
    assert filled.searchable("m").tolist() == searched
    assert filled.counts().objects == 3
    assert filled.dossier("TPC-7").revisions[-1].note == "another saint"
    miller.merge("TPC-7", "KBI-1")  # and may be made the other way round
    assert ids(filled, "TPC-7") == [2, 3]


def test_what_was_edited_after_a_merge_stays_when_it_is_undone(filled):
    miller = filled.curator("Miller")
    miller.merge("KBI-1", "TPC-7")
    merged = filled.record("KBI-1")
    miller.edit(replace(merged, maker="Workshop of Anon", subject="Saint Agnes"), revision=2)
    miller.undo_merge("TPC-7")
    assert filled.record("KBI-1") == replace(kept, maker="Workshop of Anon", subject="Saint Agnes")


def test_photographs_for_a_merged_object_go_to_the_one_that_was_kept(filled, photograph):
    filled.curator("Miller").merge("KBI-1", "TPC-7")
    [again] = filled.register([(other, [photograph(2)])], model_id="m")
    assert (again.outcome, again.photographs[0].object_id) == ("known", "KBI-1")
    filled.register([(other, [photograph(5)])], model_id="m")
    assert ids(filled, "KBI-1") == [1, 3, 4]


def test_merges_on_top_of_each_other_are_undone_from_the_top(filled, photograph):
    miller = filled.curator("Miller")
    miller.merge("KBI-1", "TPC-7")
    miller.merge("C", "KBI-1")
    assert ids(filled, "C") == [1, 3]
    filled.register([(other, [photograph(5)])], model_id="m")
    assert ids(filled, "C") == [1, 3, 4]
    with pytest.raises(ConflictError, match="merged into C since: undo that merge first"):
        miller.undo_merge("TPC-7")
    miller.undo_merge("KBI-1")
    miller.undo_merge("TPC-7")
    assert (ids(filled, "KBI-1"), ids(filled, "TPC-7")) == ([1], [2, 3])


def test_a_year_that_contradicts_is_not_taken_over(filled):
    filled.register([(replace(other, object_id="D", earliest_year=1600), [])], model_id="m")
    filled.curator("Miller").merge("KBI-1", "D")
    assert filled.record("KBI-1") == replace(kept, maker="Anon", measurements="41 cm")


def test_what_cannot_be_merged_is_left_as_it_is(filled):
    filled.register([(replace(kept, object_id="DEMO-1", demonstration=True), [])], model_id="m")
    filled.register([(replace(kept, object_id="NEW"), [])], model_id="m", by="Jones", stage=Stage.DRAFT)
    miller = filled.curator("Miller")
    for one, two, error, said in [
        ("KBI-1", "KBI-1", RecordError, "into itself"),
        ("KBI-1", "GONE", NotFoundError, "'GONE'"),
        ("KBI-1", "DEMO-1", RecordError, "drawn by artmatch"),
        ("NEW", "KBI-1", ConflictError, "merge NEW into the live one"),
    ]:
        with pytest.raises(error, match=said):
            miller.merge(one, two)
    miller.merge("KBI-1", "TPC-7")
    for one, two in (("TPC-7", "C"), ("C", "TPC-7")):
        with pytest.raises(ConflictError, match="TPC-7 was merged into KBI-1 already"):
            miller.merge(one, two)
    with pytest.raises(NotFoundError, match="C is not merged"):
        miller.undo_merge("C")


text = "Silver bust of a young woman with a crown of lilies, the left hand missing, repaired at the neck with lead"


def test_objects_of_one_number_or_one_description_are_offered_as_duplicates(registry):
    def record(object_id, **given):
        return ArtworkRecord(**{"object_id": object_id, "title": "Thing"} | given)

    registry.register(
        [
            (record("A", source="TPC", source_number="04/1"), []),
            (record("B", owner="Museum", inventory_number="12"), []),
            (record("C", description=text.replace("lilies", "roses").upper()), []),
            (record("D", source="KBI", source_number="04/1", owner="Other", inventory_number="12"), []),
            (record("E", description="A bust"), []),
        ],
        model_id="m",
    )
    new = record("N", source="TPC", source_number="04/1", owner="Museum", inventory_number="12", description=text[::1])
    assert [(one.object_id, one.reason.split(":")[0]) for one in registry.resemblances(new)] == [
        ("A", "The same number at the same source"),
        ("B", "The same inventory number of the same owner"),
        ("C", "It is described in nearly the same words."),
    ]
    assert registry.resemblances(record("N2", description="A bust")) == []


def test_what_was_told_apart_is_not_offered_again(registry):
    one = ArtworkRecord(object_id="A", title="Vase", source="TPC", source_number="1")
    two = replace(one, object_id="B")
    registry.register([(one, []), (two, [])], model_id="m")
    assert [found.object_id for found in registry.resemblances(two)] == ["A"]
    miller = registry.curator("Miller")
    miller.tell_apart("A", "B", note="a pair")
    miller.tell_apart("B", "A")
    assert registry.resemblances(two) == registry.resemblances(one) == []
    assert registry.dossier("B").told_apart_from == ("A",)
    with pytest.raises(RecordError, match="one object"):
        miller.tell_apart("A", "A")
    with pytest.raises(NotFoundError):
        miller.tell_apart("A", "Z")
