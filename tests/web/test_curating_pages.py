"""What curators do on the pages: draft, review, edit, compare, narrow; and what is not shown to everybody."""

from dataclasses import replace

import pytest
from simulated import opened, press, running, shown

from artmatch.config import Settings
from artmatch.records import ArtworkRecord, Sensitivity
from artmatch.registry import Stage
from artmatch.wiring import Workspace


def register_page():
    from artmatch.web import register_page

    register_page.show()


def browse_page():
    from artmatch.web import browse_page

    browse_page.show()


def review_page():
    from artmatch.web import review_page

    review_page.show()


def match_page():
    from artmatch.web import match_page

    match_page.show()


def named(test, label):
    [field] = [field for field in test.text_input if field.label == label]
    return field


@pytest.fixture
def register_of(home):
    with Workspace.open(Settings.load(home, demonstration=True, env={})) as workspace:
        yield workspace.registry


def test_a_draft_of_one_curator_is_approved_and_released_by_another(home, judge_like, seized, register_of):
    judge_like(2.0)
    test = opened(register_page)
    test.file_uploader[0].set_value([("front.jpg", seized[8][0], "image/jpeg")])
    running(test.run())
    number = test.text_input(key="object_id-0").value
    test.text_input(key="title-0").set_value("Mask of a stranger")
    named(test, "Your name").set_value("Miller")
    press(test, "Save as a draft for review")
    assert "somebody else has to review it" in shown(test)
    assert register_of.standing(number).stage is Stage.DRAFT

    test = press(opened(review_page), "Mask of a stranger")
    named(test, "Your name").set_value("miller")
    press(test, "Approve")
    assert "cannot review it" in shown(test)
    named(test, "Your name").set_value("Jones")
    press(test, "Approve")
    assert "Approved, to be released" in shown(test)
    press(test, "Mask of a stranger")
    press(test, "Release into the register")
    assert "Nothing waits to be reviewed" in shown(test)
    assert register_of.standing(number).stage is Stage.LIVE
    assert [one.by for one in register_of.dossier(number).revisions] == ["Miller", "Jones", "Jones"]


def test_a_draft_can_be_merged_into_the_object_that_it_is(home, judge_like, drawn, register_of):
    judge_like(2.0)
    record = drawn[0].record
    copy = replace(record, object_id="COPY-1", title="The same once more")
    [photograph, *_] = register_of.photographs_of(record.object_id)
    with Workspace.open(Settings.load(home, demonstration=True, env={})) as workspace:
        data = register_of.original(photograph)
        workspace.register(copy, [data], by="Miller", stage=Stage.DRAFT)
    test = press(opened(review_page), "The same once more")
    page = shown(test)
    assert "This very photograph is registered already" in page
    press(test, "The same object: merge")
    assert register_of.standing("COPY-1").merged_into == record.object_id
    assert "Nothing waits" in shown(test)


def test_a_record_is_edited_on_its_page_and_shows_its_history(home, drawn, register_of):
    record = drawn[2].record
    test = press(opened(browse_page, object=record.object_id), "Edit this record")
    named(test, "Maker").set_value("Workshop of somebody")
    named(test, "Your name").set_value("Miller")
    press(test, "Save the changes")
    page = shown(test)
    assert "Saved as revision 2" in page
    assert "Workshop of somebody" in page
    assert "Miller" in page
    assert register_of.record(record.object_id) == replace(record, maker="Workshop of somebody")


def test_an_edit_that_comes_too_late_says_what_changed_and_keeps_what_was_typed(home, drawn, register_of):
    record = drawn[2].record
    test = press(opened(browse_page, object=record.object_id), "Edit this record")
    register_of.curator("Jones").edit(replace(record, title="Another title"), revision=1)
    named(test, "Maker").set_value("Workshop of somebody")
    named(test, "Your name").set_value("Miller")
    press(test, "Save the changes")
    assert "Jones changed title" in shown(test)
    assert named(test, "Maker").value == "Workshop of somebody"
    assert register_of.record(record.object_id) == replace(record, title="Another title")


def test_a_sensitive_photograph_is_hidden_until_it_is_opened_with_a_reason(
    home, judge_like, drawn, seized, register_of
):
    judge_like(0.0)
    record = drawn[0].record
    sensitive = replace(record, sensitivity=Sensitivity.SENSITIVE, consultation_contact="the elders of Altenfurt")
    register_of.curator("Miller").edit(sensitive, revision=1)
    register_of.curator("Miller").edit(replace(sensitive, status=record.status), revision=2)

    found = opened(match_page)
    found.file_uploader[0].set_value([("seized.jpg", seized[0][0], "image/jpeg")])
    page = shown(running(found.run()))
    assert f'<h1 class="am-title">{record.title}</h1>' in page
    assert "Culturally sensitive: not shown. Consult the elders of Altenfurt" in page
    assert "Registered photograph, overall" not in page.split("Less likely")[0]

    test = opened(browse_page, object=record.object_id)
    assert "Consult the elders of Altenfurt" in shown(test)
    assert "Registered photograph" not in shown(test)
    press(test, "Open the photographs")
    assert "say why it has to be seen" in shown(test)
    named(test, "Why they have to be seen").set_value("seizure 26-117")
    named(test, "Your name").set_value("Jones")
    press(test, "Open the photographs")
    assert "Registered photograph" in shown(test)
    openings = register_of.dossier(record.object_id).openings
    assert {(one.by, one.reason) for one in openings} == {("Jones", "seizure 26-117")}
    assert len(openings) == len(register_of.photographs_of(record.object_id))
    assert "am-hidden" in shown(opened(browse_page))  # for another visitor it stays hidden


def test_the_wall_is_narrowed_by_what_the_fields_say(home, drawn, register_of):
    vases = [one.record for number, one in drawn.items() if number < 6 and one.record.object_type.startswith("vessel")]
    test = opened(browse_page)
    test.selectbox(key="browse-type").select("vessel")
    assert shown(running(test.run())).count("am-thumb") == len(vases)
    test.number_input(key="browse-size").set_value(100_000.0)
    assert "No record is like this" in shown(running(test.run()))


def test_drafts_are_on_the_wall_where_they_are_asked_for(home, register_of):
    record = ArtworkRecord(object_id="NEW-1", title="A draft", demonstration=True)
    register_of.register([(record, [])], model_id="m", by="Miller", stage=Stage.DRAFT)
    test = opened(browse_page)
    assert "6 objects" in shown(test)
    test.selectbox(key="browse-stage").select("draft")
    assert "1 object" in shown(running(test.run()))
    page = shown(opened(browse_page, object="NEW-1"))
    assert "not searched yet" in page
