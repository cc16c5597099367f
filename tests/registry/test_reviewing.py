"""A draft is read by somebody else before it is live, and searched only then."""

from dataclasses import replace

import pytest

from artmatch.errors import ConflictError
from artmatch.records import ArtworkRecord
from artmatch.registry import Action, Stage

bust = ArtworkRecord(object_id="KBI-1", title="Bust of Saint Agnes")


@pytest.fixture
def drafted(registry, photograph):
    registry.register([(bust, [photograph(1)])], model_id="m", by="Miller", stage=Stage.DRAFT)
    return registry


def test_what_is_registered_is_live_where_nothing_else_is_said(registry, photograph):
    registry.register([(bust, [photograph(1)])], model_id="m")
    assert registry.standing("KBI-1").stage is Stage.LIVE


def test_a_draft_is_reviewed_by_somebody_else_and_then_live(drafted):
    assert drafted.standing("KBI-1").stage is Stage.DRAFT
    assert drafted.queue(Stage.DRAFT) == [bust]
    jones = drafted.curator("Jones")
    assert jones.approve("KBI-1", revision=1, note="compared with the file") == 2
    assert (drafted.queue(Stage.DRAFT), drafted.queue(Stage.REVIEWED)) == ([], [bust])
    assert drafted.searchable("m").tolist() == []
    before = drafted.embedding_state("m")
    assert jones.release("KBI-1", revision=2) == 3
    assert drafted.standing("KBI-1").stage is Stage.LIVE
    assert drafted.searchable("m").tolist() == [1]
    assert drafted.embedding_state("m") != before
    steps = [(one.action, one.by) for one in drafted.dossier("KBI-1").revisions]
    assert steps == [(Action.REGISTERED, "Miller"), (Action.REVIEWED, "Jones"), (Action.RELEASED, "Jones")]


@pytest.mark.parametrize("name", ["Miller", " miller"])
def test_nobody_reviews_what_they_drafted(drafted, name):
    with pytest.raises(ConflictError, match="wrote the record of object KBI-1 and cannot review it"):
        drafted.curator(name).approve("KBI-1", revision=1)
    assert drafted.standing("KBI-1").stage is Stage.DRAFT


def test_nobody_reviews_what_they_edited_or_added_photographs_to(drafted, photograph):
    drafted.curator("Jones").edit(replace(bust, maker="Anon"), revision=1)
    edited = replace(bust, maker="Anon")
    drafted.register([(edited, [photograph(2)])], model_id="m", by="Smith")
    for name in ("Jones", "Smith"):
        with pytest.raises(ConflictError, match="cannot review it"):
            drafted.curator(name).approve("KBI-1", revision=3)
    drafted.curator("Brown").approve("KBI-1", revision=3)


def test_what_was_changed_since_it_was_read_is_not_approved_unread(drafted):
    drafted.curator("Miller").edit(replace(bust, maker="Anon"), revision=1)
    with pytest.raises(ConflictError, match="Miller changed maker from nothing to 'Anon'"):
        drafted.curator("Jones").approve("KBI-1", revision=1)


def test_a_reviewed_record_that_is_edited_is_a_draft_again(drafted, photograph):
    drafted.curator("Jones").approve("KBI-1", revision=1)
    drafted.curator("Miller").edit(replace(bust, maker="Anon"), revision=2)
    assert drafted.standing("KBI-1").stage is Stage.DRAFT
    drafted.curator("Jones").approve("KBI-1", revision=3)
    drafted.register([(replace(bust, maker="Anon"), [photograph(2)])], model_id="m", by="Miller")
    assert drafted.standing("KBI-1").stage is Stage.DRAFT


def test_a_live_record_that_is_edited_stays_live(registry):
    registry.register([(bust, [])], model_id="m")
    registry.curator("Jones").edit(replace(bust, maker="Anon"), revision=1)
    assert registry.standing("KBI-1").stage is Stage.LIVE


def test_a_draft_can_be_sent_back_with_a_reason(drafted):
    drafted.curator("Jones").send_back("KBI-1", note="the owner is missing")
    step = drafted.dossier("KBI-1").revisions[-1]
    assert (step.action, step.by, step.note) == (Action.RETURNED, "Jones", "the owner is missing")


def test_steps_that_do_not_follow_each_other_are_refused(drafted):
    jones = drafted.curator("Jones")
    with pytest.raises(ConflictError, match="KBI-1 is a draft, not reviewed"):
        jones.release("KBI-1", revision=1)
    jones.approve("KBI-1", revision=1)
    with pytest.raises(ConflictError, match="KBI-1 is reviewed, not a draft"):
        jones.approve("KBI-1", revision=2)
    jones.release("KBI-1", revision=2)
    with pytest.raises(ConflictError, match="KBI-1 is live, not a draft or reviewed"):
        jones.send_back("KBI-1", note="too late")


def test_drafts_are_counted_apart_and_found_where_they_are_asked_for(drafted, photograph):
    drafted.register([(replace(bust, object_id="KBI-2"), [photograph(2)])], model_id="m")
    counts = drafted.counts()
    assert (counts.objects, counts.unreleased, counts.photographs, counts.searchable) == (2, 1, 2, 1)
    assert drafted.searchable("m").tolist() == [2]
    assert drafted.searchable("m", stages=[Stage.DRAFT]).tolist() == [1]


def test_the_longest_waiting_comes_first(drafted):
    other = replace(bust, object_id="KBI-0")
    drafted.register([(other, [])], model_id="m", by="Miller", stage=Stage.DRAFT)
    assert drafted.queue(Stage.DRAFT) == [bust, other]
    drafted.curator("Miller").edit(replace(bust, maker="Anon"), revision=1)
    assert [one.object_id for one in drafted.queue(Stage.DRAFT)] == ["KBI-0", "KBI-1"]


def test_what_changed_since_it_was_read_is_not_released(drafted):
    drafted.curator("Jones").approve("KBI-1", revision=1)
    with pytest.raises(ConflictError, match="you read revision 1, it is at 2"):
        drafted.curator("Brown").release("KBI-1", revision=1)
    assert drafted.standing("KBI-1").stage is Stage.REVIEWED
