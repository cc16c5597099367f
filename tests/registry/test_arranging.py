"""The photographs of an object stand in an order that people choose, and a better one takes another one's place."""

from dataclasses import replace

import pytest

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.records import ArtworkRecord, ViewLabel
from artmatch.registry import Stage, arranged, moved

bust = ArtworkRecord(object_id="KBI-1", title="Bust of Saint Agnes")
bowl = ArtworkRecord(object_id="KBI-2", title="Bowl with frieze")


@pytest.fixture
def filled(registry, photograph):
    given = [photograph(1, view=ViewLabel.MARK), photograph(2), photograph(3)]
    registry.register([(bust, given), (bowl, [photograph(4)])], model_id="m", by="Archive")
    return registry


def numbers(registry, object_id="KBI-1"):
    return [one.photograph_id for one in registry.photographs_of(object_id)]


def face(registry, object_id="KBI-1"):
    return registry.first_photographs([object_id])[object_id].photograph_id


def test_without_an_order_the_first_overall_view_is_the_face_and_comes_first_where_it_is_shown(filled):
    mark, front, back = numbers(filled)
    assert face(filled) == front
    assert [one.photograph_id for one in arranged(filled.photographs_of("KBI-1"))] == [front, mark, back]


def test_photographs_are_put_in_order_and_the_first_is_the_face_whatever_it_shows(filled):
    mark, front, back = numbers(filled)
    assert filled.curator("Miller").arrange("KBI-1", [mark, back, front], revision=1, note="the stamp counts") == 2
    assert numbers(filled) == [mark, back, front]
    assert face(filled) == mark
    [step] = filled.dossier("KBI-1").revisions[1:]
    assert (step.by, step.note) == ("Miller", "the stamp counts")
    assert [(one.field, one.photograph_id, one.before, one.after) for one in step.changes] == [
        ("place", mark, "", "1"),
        ("place", back, "", "2"),
        ("place", front, "", "3"),
    ]
    assert filled.curator("Miller").arrange("KBI-1", [mark, back, front], revision=2) == 2


def test_a_photograph_that_comes_later_stands_last_until_somebody_moves_it(filled, photograph):
    mark, front, back = numbers(filled)
    filled.curator("Miller").arrange("KBI-1", [back, front, mark], revision=1)
    filled.register([(bust, [photograph(5)])], model_id="m", by="Archive")
    *before, new = numbers(filled)
    assert before == [back, front, mark]
    assert face(filled) == back
    filled.curator("Miller").arrange("KBI-1", [new, *before], revision=3)
    assert face(filled) == new


def test_a_replaced_photograph_is_no_face_even_where_it_stands_first(filled):
    mark, front, back = numbers(filled)
    filled.curator("Miller").arrange("KBI-1", [mark, back, front], revision=1)
    known = filled.photographs([mark])[mark]
    filled.curator("Miller").edit_photograph(replace(known, replaced_by=front), revision=2)
    assert face(filled) == back


@pytest.mark.parametrize("order", [[1, 2], [1, 2, 2], [1, 2, 3, 4], [1, 2, 9], []])
def test_an_order_names_every_photograph_once(filled, order):
    with pytest.raises(RecordError, match="must name every photograph"):
        filled.curator("Miller").arrange("KBI-1", order, revision=1)
    assert filled.standing("KBI-1").revision == 1


def test_an_order_made_from_an_older_revision_is_refused(filled):
    filled.curator("Jones").edit(replace(bust, maker="Anon"), revision=1)
    with pytest.raises(ConflictError, match="Jones changed maker"):
        filled.curator("Miller").arrange("KBI-1", [3, 2, 1], revision=1)


def test_a_reviewed_record_is_read_again_after_its_photographs_were_moved(registry, photograph):
    registry.register([(bust, [photograph(1), photograph(2)])], model_id="m", by="Archive", stage=Stage.DRAFT)
    registry.curator("Jones").approve("KBI-1", revision=1)
    registry.curator("Miller").arrange("KBI-1", [2, 1], revision=2)
    assert registry.standing("KBI-1").stage is Stage.DRAFT


def test_a_merge_leaves_the_order_of_the_kept_object_and_its_undoing_brings_the_other_back(filled, photograph):
    filled.register([(bowl, [photograph(5)])], model_id="m")
    first, second = numbers(filled, "KBI-2")
    filled.curator("Miller").arrange("KBI-2", [second, first], revision=2)
    kept = numbers(filled)
    filled.curator("Miller").arrange("KBI-1", kept, revision=1)
    filled.curator("Miller").merge("KBI-1", "KBI-2")
    assert numbers(filled) == [*kept, first, second]
    filled.curator("Miller").undo_merge("KBI-2")
    assert (numbers(filled), numbers(filled, "KBI-2")) == (kept, [second, first])


@pytest.mark.parametrize(
    ("places", "order"),
    [({}, "abcd"), ({"d": 1}, "dabc"), ({"a": 3}, "bcad"), ({"a": 2, "b": 1}, "bacd"), ({"a": 4, "d": 1}, "dbca")],
)
def test_moving_some_leaves_the_others_in_their_order(places, order):
    named = {ord(name): place for name, place in places.items()}
    assert moved([ord(name) for name in "abcd"], named) == [ord(name) for name in order]


def test_a_better_photograph_takes_the_place_of_another_which_is_kept(filled, photograph):
    mark, front, back = numbers(filled)
    filled.curator("Miller").arrange("KBI-1", [front, mark, back], revision=1)
    newest = filled.replace_photograph(front, photograph(7), model_id="m", revision=2, by="Miller", note="colour")
    old, new, *others = filled.photographs_of("KBI-1")
    assert (old.photograph_id, old.replaced_by, [one.photograph_id for one in others]) == (
        front,
        new.photograph_id,
        [mark, back],
    )
    assert face(filled) == new.photograph_id
    assert filled.original(old) == photograph(2).data
    assert filled.standing("KBI-1").revision == newest
    assert [one.by for one in filled.dossier("KBI-1").revisions[2:]] == ["Miller", "Miller"]
    assert new.photograph_id in filled.embeddings("m").photograph_ids


@pytest.mark.parametrize("why", ["older revision", "the same photograph", "no name", "unknown", "the witness objects"])
def test_where_a_photograph_cannot_be_replaced_none_is_added(filled, photograph, why):
    before = (filled.photographs_of("KBI-1"), filled.dossier("KBI-1"))
    number, given, revision, by, error = 2, photograph(7), 1, "Miller", ConflictError
    if why == "older revision":
        revision = 0
    elif why == "the same photograph":
        given, error = photograph(2), RecordError
    elif why == "no name":
        by, error = " ", RecordError
    elif why == "unknown":
        number, error = 99, NotFoundError
    else:
        error = RuntimeError

        def objects(connection, action, *, by, details, photographs):
            if details.get("what") == "edited":  # the last step of it: the new one is stored by now
                raise RuntimeError

        filled.database.witness = objects
    with pytest.raises(error):
        filled.replace_photograph(number, given, model_id="m", revision=revision, by=by)
    assert (filled.photographs_of("KBI-1"), filled.dossier("KBI-1")) == before
