"""Exhibits stay watched: what is registered later is found for them, and told once."""

import pytest

from artmatch import engine, exhibit_watch
from artmatch.casework import Action, Decision, NewExhibitPhotograph
from artmatch.config import Settings
from artmatch.exhibit_search import replay, search_exhibit
from artmatch.exhibit_watch import Unwatched, inbox, look
from artmatch.imaging import decode
from artmatch.records import ArtworkRecord
from artmatch.wiring import Workspace


@pytest.fixture
def workspace(tmp_path, embedder, jpeg, monkeypatch):
    monkeypatch.setattr(engine, "load_embedder", lambda settings: embedder)
    settings = Settings(home=tmp_path / "home", model=tmp_path / "none.json", user="curator")
    with Workspace.open(settings) as workspace:
        for number in range(12):
            register(workspace, jpeg, number)
        workspace.casework.cases.open_case("KBI-1", by="Jones")
        yield workspace


def register(workspace, jpeg, number, *photographs):
    record = ArtworkRecord(object_id=f"K{number}", title=f"Vase {number}")
    workspace.register(record, [jpeg(one) for one in photographs or (number,)])


def seize(workspace, jpeg, name, *numbers):
    exhibit = workspace.casework.cases.add_exhibit("KBI-1", name, by="Jones")
    show(workspace, jpeg, exhibit, *numbers)
    return exhibit


def show(workspace, jpeg, exhibit, *numbers):
    new = [NewExhibitPhotograph(jpeg(one), decode(jpeg(one), name=""), f"{one}.jpg") for one in numbers]
    workspace.casework.cases.add_photographs(exhibit.exhibit_id, new, by="Jones")


def told(workspace):
    return [(one.exhibit, one.candidate.object_id) for one in look(workspace, by="watch")]


def test_a_new_record_alerts_an_old_exhibit_once(workspace, jpeg):
    seize(workspace, jpeg, "1", 500)
    seize(workspace, jpeg, "2", 501)
    assert told(workspace) == []
    register(workspace, jpeg, 501)
    assert told(workspace) == [("2", "K501")]
    assert told(workspace) == []
    [one] = inbox(workspace)
    assert (one.case, one.exhibit, one.candidate.object_id, one.is_open) == ("KBI-1", "2", "K501", True)


def test_an_alert_has_its_entry_in_the_ledger_and_its_search_can_be_made_again(workspace, jpeg):
    exhibit = seize(workspace, jpeg, "1", 500)
    register(workspace, jpeg, 500)
    [one] = look(workspace, by="watch")
    entry, search = workspace.casework.ledger.entries(limit=2)
    assert (entry.action, entry.by, entry.details["object"]) == (Action.ALERT, "watch", "K500")
    assert search.action == Action.SEARCH
    assert replay(workspace, one.alert.search_id, by="court").is_identical
    assert not workspace.casework.verify().faults
    workspace.casework.findings.judge(exhibit.exhibit_id, "K500", Decision.SAME, by="Jones")


def test_what_a_person_saw_or_judged_is_not_told(workspace, jpeg):
    seen = seize(workspace, jpeg, "1", 3)
    search_exhibit(workspace, seen.exhibit_id, by="Jones")
    assert told(workspace) == []
    dismissed = seize(workspace, jpeg, "2", 4)
    assert told(workspace) == [("2", "K4")]
    workspace.casework.findings.judge(dismissed.exhibit_id, "K4", Decision.DIFFERENT, by="Jones")
    assert [one.is_open for one in inbox(workspace)] == [False]
    register(workspace, jpeg, 600)
    assert told(workspace) == []


def test_a_new_photograph_on_either_side_is_told_again(workspace, jpeg):
    exhibit = seize(workspace, jpeg, "1", 4)
    assert told(workspace) == [("1", "K4")]
    workspace.casework.findings.judge(exhibit.exhibit_id, "K4", Decision.DIFFERENT, by="Jones")
    show(workspace, jpeg, exhibit, 700)
    assert told(workspace) == [("1", "K4")]
    register(workspace, jpeg, 4, 4, 700)
    assert told(workspace) == [("1", "K4")]
    assert told(workspace) == []


def test_a_confirmed_exhibit_is_no_longer_watched(workspace, jpeg):
    exhibit = seize(workspace, jpeg, "1", 4)
    search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    for person in ("Jones", "Smith"):
        workspace.casework.findings.judge(exhibit.exhibit_id, "K4", Decision.SAME, by=person)
    register(workspace, jpeg, 601, 4)
    assert told(workspace) == []


def test_an_exhibit_whose_photograph_is_gone_does_not_stop_the_others(workspace, jpeg):
    gone = seize(workspace, jpeg, "1", 500)
    seize(workspace, jpeg, "2", 4)
    [photograph] = workspace.casework.cases.photographs(gone.exhibit_id)
    [file] = (workspace.settings.folder / "exhibits").glob(f"*/{photograph.sha256}")
    file.unlink()
    first, second = look(workspace, by="watch")
    assert isinstance(first, Unwatched)
    assert photograph.file_name in first.reason
    assert (second.exhibit, second.candidate.object_id) == ("2", "K4")


def test_following_looks_again_when_the_ledger_tells_of_a_change(workspace, jpeg, monkeypatch):
    seize(workspace, jpeg, "1", 500)
    looks, naps = [], []

    def counted(workspace, *, by):
        looks.append(len(naps))
        yield from look(workspace, by=by)

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 2:
            workspace.match([jpeg(1)])  # a search by somebody else changes nothing
        if len(naps) == 4:
            register(workspace, jpeg, 500)

    monkeypatch.setattr(exhibit_watch, "look", counted)
    monkeypatch.setattr(exhibit_watch.time, "sleep", nap)
    one = next(exhibit_watch.follow(workspace, by="watch"))
    assert one.candidate.object_id == "K500"
    assert looks == [0, 4]


def test_hundreds_of_entries_since_are_looked_through(workspace, jpeg, monkeypatch):
    monkeypatch.setattr(exhibit_watch, "_ENTRIES", 3)
    since = len(workspace.casework.ledger)
    register(workspace, jpeg, 602)
    for _ in range(10):
        workspace.casework.ledger.note(Action.LOGIN, by="Jones", details={})
    assert exhibit_watch._has_changed(workspace, since=since)
    assert not exhibit_watch._has_changed(workspace, since=since + 1)
