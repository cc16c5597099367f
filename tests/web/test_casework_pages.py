"""The states of the Cases and Audit pages, run in Streamlit's own simulation, on a real small register."""

import re
import sqlite3
from functools import partial
from hashlib import sha256
from html import escape as html_escape

import pypdfium2
import pytest
import simulated
from simulated import press, shown

from artmatch.casework import Decision, NewExhibitPhotograph, Standing
from artmatch.config import Settings
from artmatch.exhibit_search import search_exhibit
from artmatch.exhibit_watch import look, waiting
from artmatch.imaging import decode, encode_jpeg
from artmatch.wiring import Workspace

opened = partial(simulated.opened, by="Jones")


STRANGER = 8
"""The drawn mask, which is not registered at first."""


def cases_page():
    from artmatch.web import cases_page

    cases_page.show()


def inbox_page():
    from artmatch.web import inbox_page

    inbox_page.show()


def audit_page():
    from artmatch.web import audit_page

    audit_page.show()


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


@pytest.fixture
def alerted(workspace, seized, drawn, judge_like, monkeypatch):
    """Exhibit 7 of KBI-1 shows the mask, which was registered afterwards and found by the standing queries."""
    judge_like(0.0)
    cases = workspace.casework.cases
    cases.open_case("KBI-1", by="Jones")
    exhibit = cases.add_exhibit("KBI-1", "7", by="Jones")
    data = seized[STRANGER][0]
    cases.add_photographs(exhibit.exhibit_id, [NewExhibitPhotograph(data, decode(data, name=""), "a.jpg")], by="Jones")
    with Workspace.open(Settings.load(workspace.settings.home, demonstration=True)) as watching:
        list(look(watching, by="watch"))  # everything that is there already is told, and none of it is the mask
        watching.register(drawn[STRANGER].record, [encode_jpeg(drawn[STRANGER].registered[0])])
        list(look(watching, by="watch"))
        yield watching, exhibit


def test_an_empty_inbox_says_so(workspace):
    assert "Nothing waits to be looked at" in shown(opened(inbox_page))


def test_a_record_registered_today_is_in_the_inbox_newest_first_until_it_is_judged(alerted, drawn):
    workspace, exhibit = alerted
    mask = drawn[STRANGER].record
    test = opened(inbox_page)
    cards = [button.label for button in test.button if button.key.startswith("open-alert")]
    assert cards[0] == "A record registered today resembles exhibit 7 of KBI\\-1"
    titles = re.findall(r'<p class="am-line">([^<]*)</p>', shown(test))
    assert titles[0] == mask.title
    assert waiting(workspace) == len(cards) == len(titles)
    workspace.casework.findings.judge(exhibit.exhibit_id, mask.object_id, Decision.SAME, by="Jones")
    test = opened(inbox_page)
    assert waiting(workspace) == len(cards) - 1
    assert "Judged already: 1" in [one.label for one in test.expander]
    assert "Same object, waits for a second person" in shown(test)


def test_what_an_alert_tells_of_is_compared_first(alerted, drawn):
    other = alerted[0].casework.findings.searches(alerted[1].exhibit_id)[-1].candidates[1]
    html = shown(opened(cases_page, case="KBI-1", exhibit="7", candidate=other.object_id))
    assert re.search(r'<h2 class="am-title">([^<]*)</h2>', html)[1] == html_escape(other.title)


def test_exhibits_are_compared_from_the_page_where_nobody_watches(workspace, exhibit):
    test = press(opened(inbox_page), "Compare them with the register now")
    assert "They were compared just now." in shown(test)
    assert "1 exhibit without a confirmed match" in shown(test)


def test_a_report_is_written_as_a_file_that_holds_the_hashes_and_stands_in_the_ledger(workspace, exhibit):
    test = press(opened(cases_page, case="KBI-1", exhibit="3"), "Write the report")
    assert [one.proto.label for one in test.get("download_button")] == ["Report as PDF", "Report as HTML"]
    written = test.session_state[f"written-report-{exhibit.exhibit_id}"][1]
    told = [entry.details["sha256"] for entry in workspace.casework.ledger.entries(limit=2)]
    assert told == [sha256(written[".html"]).hexdigest(), sha256(written[".pdf"]).hexdigest()]
    [photograph] = workspace.casework.cases.photographs(exhibit.exhibit_id)
    assert photograph.sha256 in text_of_pdf(written[".pdf"])
    assert photograph.sha256 in written[".html"].decode()


def text_of_pdf(data):
    """The text of a PDF as PDFium reads it, without its line breaks."""
    document = pypdfium2.PdfDocument(data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


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


def test_an_export_stands_on_the_audit_page_with_how_much_it_took_away(workspace, tmp_path):
    count = len(list(workspace.export(tmp_path / "all.jsonl")))
    page = shown(opened(audit_page))
    assert "Verified up to entry" in page
    assert f"file all.jsonl, {count} objects" in page


def test_a_checkpoint_is_signed_and_offered(workspace, exhibit):
    test = press(opened(audit_page), "Sign a checkpoint")
    [entry] = workspace.casework.ledger.entries(limit=1)
    assert (entry.action, entry.by) == ("checkpoint", "Jones")
    assert "Checkpoint" in shown(test)


def _first(workspace, exhibit):
    return workspace.casework.findings.searches(exhibit.exhibit_id)[-1].candidates[0].object_id
