"""The states of the Cases and Audit pages, run in Streamlit's own simulation, on a real small register."""

import sqlite3

import pytest
from streamlit.testing.v1 import AppTest

from artmatch.casework import Decision, NewExhibitPhotograph, Standing
from artmatch.config import Settings
from artmatch.exhibit_search import search_exhibit
from artmatch.imaging import decode
from artmatch.wiring import Workspace


def cases_page():
    from artmatch.web import cases_page

    cases_page.show()


def audit_page():
    from artmatch.web import audit_page

    audit_page.show()


def opened(page, *, by="Jones", **query):
    test = AppTest.from_function(page, default_timeout=120)
    test.query_params["register"] = "demonstration"
    for name, value in query.items():
        test.query_params[name] = value
    if by:
        test.session_state["acting-name"] = by
    return running(test.run())


def running(test):
    assert not test.exception, test.exception
    return test


def shown(test):
    """Everything that the page wrote itself, as HTML."""
    return "\n".join(element.proto.body for element in test.get("html"))


def press(test, label):
    [button] = [button for button in test.button if button.label == label]
    return running(button.click().run())


@pytest.fixture
def workspace(home):
    with Workspace.open(Settings.load(home, demonstration=True)) as workspace:
        yield workspace


@pytest.fixture
def exhibit(workspace, seized):
    """Exhibit 3 of KBI-1, searched: it shows the first painting."""
    cases = workspace.casework.cases
    cases.open_case("KBI-1", by="Jones")
    exhibit = cases.add_exhibit("KBI-1", "3", by="Jones", place="<b>Topeka</b>")
    new = NewExhibitPhotograph(seized[0][0], decode(seized[0][0], name=""), "<img src=x>.jpg")
    cases.add_photographs(exhibit.exhibit_id, [new], by="Jones")
    search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    return exhibit


def test_a_name_is_asked_for_once_and_stands_in_the_ledger(workspace):
    test = opened(cases_page, by="")
    assert "Who are you?" in shown(test)
    assert "There is no case yet" not in shown(test)
    test.text_input[0].set_value("Det. Jones")
    test = press(test, "Go on")
    assert "There is no case yet" in shown(test)
    [entry] = workspace.casework.ledger.entries(limit=1)
    assert (entry.action, entry.by) == ("login", "Det. Jones")


def test_a_case_is_opened_once(workspace):
    test = opened(cases_page)
    test.text_input[0].set_value("KBI-7")
    test = press(test, "Open the case")
    assert "KBI-7" in shown(test)
    assert test.query_params["case"] in ("KBI-7", ["KBI-7"])
    test = opened(cases_page)
    test.text_input[0].set_value("KBI-7")
    test = press(test, "Open the case")
    assert "KBI-7 is open already" in shown(test)


def test_a_case_that_is_none_is_said_to_be_none(workspace):
    assert "no case" in shown(opened(cases_page, case="KBI-99"))
    workspace.casework.cases.open_case("KBI-1", by="Jones")
    assert "has no exhibit" in shown(opened(cases_page, case="KBI-1", exhibit="9"))


def test_an_exhibit_is_judged_by_two_people_and_stands_in_the_case(workspace, exhibit, drawn):
    test = opened(cases_page, case="KBI-1", exhibit="3")
    best = workspace.casework.findings.searches(exhibit.exhibit_id)[-1].candidates[0]
    test = press(test, "Same object")
    assert "A second, different person confirms it" in shown(test)
    test = opened(cases_page, by="Smith", case="KBI-1", exhibit="3")
    test = press(test, "Confirm: same object")
    assert "Confirmed as the same object by Jones and Smith." in shown(test)
    assert workspace.casework.findings.standings(exhibit.exhibit_id) == {best.object_id: Standing.CONFIRMED}
    test = opened(cases_page, case="KBI-1")
    assert "Same object, confirmed" in shown(test)
    assert best.title in shown(test)


def test_a_dismissed_candidate_stands_apart_and_is_brought_back_for_a_reason(workspace, exhibit):
    test = opened(cases_page, case="KBI-1", exhibit="3")
    best = workspace.casework.findings.searches(exhibit.exhibit_id)[-1].candidates[0]
    test = press(test, "Not the same")
    assert "Dismissed for this exhibit: 1" in [one.label for one in test.expander]
    test = press(test, "Bring back")
    assert "say in a note why" in shown(test)
    [reason] = [field for field in test.text_input if field.label == "Why it is brought back"]
    reason.set_value("The frame was changed.")
    test = press(test, "Bring back")
    assert workspace.casework.findings.standings(exhibit.exhibit_id) == {best.object_id: Standing.OPEN}
    assert "Withdrawn by Jones" in shown(test)
    assert "The frame was changed." in shown(test)


def test_what_people_typed_is_shown_as_typed(exhibit):
    html = shown(opened(cases_page, case="KBI-1", exhibit="3"))
    assert "&lt;b&gt;Topeka&lt;/b&gt;" in html
    assert "<img src=x>" not in html


def test_photographs_that_were_turned_since_ask_for_another_search(workspace, exhibit):
    test = opened(cases_page, case="KBI-1", exhibit="3")
    assert "not those of the last search" not in shown(test)
    test = press(test, "Turn")
    assert "derived: turned by 1 quarter; the original is kept" in shown(test)
    assert "not those of the last search" in shown(test)
    test = press(test, "Search the register")
    assert "not those of the last search" not in shown(test)
    assert [one.derivation.turns for one in workspace.casework.findings.searches(exhibit.exhibit_id)[-1].queries] == [1]


def test_the_audit_page_says_that_the_ledger_holds_and_names_what_does_not(workspace, exhibit, home):
    workspace.casework.findings.judge(exhibit.exhibit_id, _first(workspace, exhibit), Decision.UNSURE, by="Jones")
    entries = len(workspace.casework.ledger)
    test = opened(audit_page)
    assert f"Verified up to entry {entries}, with" in shown(test)
    assert "Judgement" in shown(test)
    test = press(test, "Verify the photographs too")
    assert "photographs." in shown(test)
    with sqlite3.connect(home / "demonstration" / "registry.sqlite") as database:
        database.execute("UPDATE exhibits SET place = 'Wichita'")
    database.close()
    assert "exhibits/1 is not what entry" in shown(opened(audit_page))


def test_a_checkpoint_is_signed_and_offered(workspace, exhibit):
    test = press(opened(audit_page), "Sign a checkpoint")
    [entry] = workspace.casework.ledger.entries(limit=1)
    assert (entry.action, entry.by) == ("checkpoint", "Jones")
    assert "Checkpoint" in shown(test)


def _first(workspace, exhibit):
    return workspace.casework.findings.searches(exhibit.exhibit_id)[-1].candidates[0].object_id
