"""What an indexer makes of objects that are registered already, and of fields that an input speaks of."""

import dataclasses

import pytest

from artmatch.imaging import Limits, sha256
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput, Refused
from artmatch.matching.preview import preview
from artmatch.matching.work import State
from artmatch.records import ArtworkRecord, ViewLabel
from artmatch.registry import Registry, Stage


def given(object_id, *photographs, fields, **values):
    """An entry that speaks of ``fields`` only."""
    record = ArtworkRecord(**{"object_id": object_id, "title": object_id} | values)
    return Entry(record, photographs, frozenset(fields))


@pytest.fixture
def importer(registry, embedder):
    return Indexer(registry, embedder, limits=Limits(), batch=4, by="Rossi")


def test_what_an_input_speaks_of_is_replaced_under_the_users_name_and_the_rest_stays(registry, importer, jpeg):
    photograph = PhotographInput(jpeg(1), "a.jpg", ViewLabel.MARK, "Studio", "2001")
    list(importer.run(Intake((given("A", photograph, fields=["title"], title="Vase", owner="Museum"),))))
    later = PhotographInput(jpeg(1), "b.jpg", credit="Lang", given=frozenset({"credit"}))
    outcomes = list(importer.run(Intake((given("A", later, fields=["maker"], maker="Anon"),))))
    assert [outcome.state for outcome in outcomes] == [State.UPDATED]
    record = registry.record("A")
    assert (record.title, record.owner, record.maker) == ("Vase", "Museum", "Anon")
    [stored] = registry.photographs_of("A")
    assert (stored.view, stored.credit, stored.taken, stored.file_name) == (ViewLabel.MARK, "Lang", "2001", "a.jpg")
    assert [(one.by, len(one.changes)) for one in registry.dossier("A").revisions[1:]] == [("Rossi", 1), ("Rossi", 1)]
    again = list(importer.run(Intake((given("A", later, fields=["maker"], maker="Anon"),))))
    assert [outcome.state for outcome in again] == [State.KNOWN]


def test_an_object_that_was_edited_in_the_meantime_is_not_overwritten(registry, importer, embedder, jpeg, tmp_path):
    class Interrupting:
        """Somebody edits object A while the batch is read."""

        folder = tmp_path / "register"

        def __getattr__(self, name):
            return getattr(registry, name)

        def standings(self, object_ids):
            found = registry.standings(object_ids)
            edited = dataclasses.replace(registry.record("A"), owner="Church")
            registry.curator("Bianchi").edit(edited, revision=registry.standing("A").revision)
            return found

    photograph = PhotographInput(jpeg(1), "a.jpg")
    list(
        importer.run(
            Intake((given("A", photograph, fields=[]), given("B", PhotographInput(jpeg(2), "b.jpg"), fields=[])))
        )
    )
    slower = Indexer(Interrupting(), embedder, limits=Limits(), by="Rossi")
    changed = Intake((given("A", fields=["maker"], maker="Anon"), given("B", fields=["maker"], maker="Anon")))
    failed, updated = slower.run(changed)
    assert (failed.state, "Bianchi changed owner" in failed.reason, updated.state) == (
        State.FAILED,
        True,
        State.UPDATED,
    )
    assert (registry.record("A").owner, registry.record("A").maker) == ("Church", "")


def test_a_photograph_that_was_replaced_elsewhere_is_replaced_here(registry, importer, jpeg):
    old = PhotographInput(jpeg(1), "old.jpg", replaced_by=sha256(jpeg(2)))
    intake = Intake((given("A", old, PhotographInput(jpeg(2), "new.jpg"), fields=[]),))
    for states_ in ([State.INDEXED] * 2, [State.KNOWN] * 2):
        assert [outcome.state for outcome in importer.run(intake)] == states_
        first, second = registry.photographs_of("A")
        assert (first.replaced_by, second.replaced_by) == (second.photograph_id, None)


def test_a_photograph_that_is_not_the_one_meant_is_refused(registry, importer, jpeg):
    wrong = PhotographInput(jpeg(1), "a.jpg", sha256=sha256(jpeg(2)))
    [outcome] = importer.run(Intake((given("A", wrong, fields=[]),)))
    assert (outcome.state, "its SHA-256 is" in outcome.reason) == (State.FAILED, True)
    assert registry.counts().objects == 0


def test_an_object_without_photographs_is_registered_and_may_be_a_draft(registry, embedder):
    indexer = Indexer(registry, embedder, limits=Limits(), by="Rossi", stage=Stage.DRAFT)
    [outcome] = indexer.run(Intake((given("A", fields=["title"], title="Vase"),)))
    assert (outcome.name, outcome.state) == ("A", State.INDEXED)
    assert registry.standing("A").stage is Stage.DRAFT


def test_the_fields_of_a_merged_object_are_left_alone(registry, importer, jpeg):
    intake = Intake(tuple(given(name, PhotographInput(jpeg(n), f"{n}.jpg"), fields=[]) for n, name in enumerate("AB")))
    list(importer.run(intake))
    registry.curator("Bianchi").merge("A", "B")
    later = Intake((given("B", PhotographInput(jpeg(1), "1.jpg"), fields=["maker"], maker="Anon"),))
    assert [outcome.state for outcome in importer.run(later)] == [State.KNOWN]
    assert (registry.record("A").maker, registry.record("B").maker) == ("", "")


@pytest.mark.parametrize("stop_after", [1, 4, 6])
def test_an_update_that_was_stopped_and_resumed_ends_like_an_unbroken_one(
    tmp_path, embedder, jpeg, contents, stop_after
):
    first = Intake(tuple(given(f"K{n}", PhotographInput(jpeg(n), "a.jpg"), fields=["title"]) for n in range(8)))
    second = Intake(
        tuple(
            given(f"K{n}", PhotographInput(jpeg(n), "a.jpg"), PhotographInput(jpeg(50 + n), "b.jpg"), fields=["maker"],
                  maker=f"M{n}")
            for n in range(8)
        )
    )  # fmt: skip

    def contents_of(registry):
        return contents(registry, embedder.model_id), registry.records(f"K{n}" for n in range(8))

    with Registry.open(tmp_path / "unbroken") as unbroken, Registry.open(tmp_path / "stopped") as stopped:
        for registry in (unbroken, stopped):
            list(Indexer(registry, embedder, limits=Limits(), batch=4, by="R").run(first))
        list(Indexer(unbroken, embedder, limits=Limits(), batch=4, by="R").run(second))
        run = Indexer(stopped, embedder, limits=Limits(), batch=4, by="R").run(second)
        for _ in range(stop_after):
            next(run)
        run.close()
        list(Indexer(stopped, embedder, limits=Limits(), batch=4, by="R").run(second))
        assert contents_of(stopped) == contents_of(unbroken)
        assert all(len(stopped.dossier(f"K{n}").revisions) == 3 for n in range(8))  # no update was made twice


def test_a_preview_says_what_a_run_does_and_writes_nothing(registry, importer, jpeg, tmp_path):
    intake = Intake(
        (
            given("A", PhotographInput(jpeg(1), "a.jpg"), fields=["title"], title="Vase"),
            given("B", PhotographInput(jpeg(2), "b.jpg"), PhotographInput(jpeg(2)[:300], "cut.jpg"), fields=[]),
            given("C", PhotographInput(tmp_path / "gone.jpg", "gone.jpg"), fields=[]),
            given("D", fields=[]),
        ),
        (Refused("row 9", "", "object_id is empty", 9),),
    )
    changed = Intake(
        (given("A", PhotographInput(jpeg(1), "a.jpg"), fields=["title"], title="Bowl"), *intake.entries[1:])
    )
    for batch in (intake, intake, changed):
        before = registry.counts()
        expected = list(preview(batch, registry, limits=Limits()))
        assert registry.counts() == before
        assert expected == list(importer.run(batch))
