"""Editing what is said of a record's photographs, and which objects belong together, on the page of the record."""

from dataclasses import replace

import pytest
from simulated import press, running, shown
from streamlit.testing.v1 import AppTest

from artmatch.config import Settings
from artmatch.imaging import encode_jpeg
from artmatch.records import ViewLabel
from artmatch.registry import Link, LinkKind
from artmatch.wiring import Workspace


def browse_page():
    from artmatch.web import browse_page

    browse_page.show()


@pytest.fixture
def register_of(home):
    with Workspace.open(Settings.load(home, demonstration=True, env={})) as workspace:
        yield workspace.registry


@pytest.fixture
def opened(home, drawn):
    """Open the page of the third object."""
    test = AppTest.from_function(browse_page, default_timeout=120)
    test.query_params["register"] = "demonstration"
    test.query_params["object"] = drawn[2].record.object_id
    return running(test.run())


def field_of(kind, label, place=0):
    return [field for field in kind if field.label == label][place]


def test_what_is_said_of_a_photograph_is_edited_beside_it(opened, drawn, register_of):
    number = drawn[2].record.object_id
    press(opened, "Edit the photographs")
    field_of(opened.selectbox, "View").select(ViewLabel.VERSO)
    field_of(opened.text_input, "Credit").set_value("Studio Rossi")
    field_of(opened.text_input, "Taken").set_value("1931-05")
    field_of(opened.checkbox, "Compared with queries").uncheck()
    field_of(opened.text_input, "Why").set_value("the label on the back")
    field_of(opened.text_input, "Your name").set_value("Miller")
    press(opened, "Save the photographs")
    assert "Saved as revision 2." in shown(opened)
    [photograph] = register_of.photographs_of(number)
    assert (photograph.view, photograph.credit, photograph.taken) == (ViewLabel.VERSO, "Studio Rossi", "1931-05")
    assert not photograph.included
    assert {(one.by, one.note) for one in register_of.dossier(number).revisions[1:]} == {
        ("Miller", "the label on the back")
    }


def test_a_better_photograph_takes_the_place_of_an_old_one_which_is_kept(opened, drawn, seized, register_of):
    number = drawn[2].record.object_id
    before = register_of.photographs_of(number)
    press(opened, "Edit the photographs")
    field_of(opened.text_input, "Your name").set_value("Miller")
    opened.file_uploader[0].set_value([("better.jpg", seized[2][0], "image/jpeg")])
    press(opened, "Save the photographs")
    after = register_of.photographs_of(number)
    assert len(after) == len(before) + 1
    assert (after[0].replaced_by, after[-1].file_name) == (after[-1].photograph_id, "better.jpg")
    assert after[-1].view is before[0].view
    assert register_of.first_photographs([number])[number] == after[-1]
    assert register_of.original(after[0]) == encode_jpeg(drawn[2].registered[0])


def test_the_second_photograph_is_made_the_face(opened, drawn, register_of, seized, home):
    number = drawn[2].record.object_id
    with Workspace.open(Settings.load(home, demonstration=True, env={})) as workspace:
        workspace.register(drawn[2].record, [seized[2][0], seized[2][1]])
    first, *others = [one.photograph_id for one in register_of.photographs_of(number)]
    running(opened.run())
    press(opened, "Edit the photographs")
    opened.number_input[1].set_value(1)
    field_of(opened.text_input, "Your name").set_value("Miller")
    press(opened, "Save the photographs")
    assert [one.photograph_id for one in register_of.photographs_of(number)] == [others[0], first, *others[1:]]
    assert register_of.first_photographs([number])[number].photograph_id == others[0]
    assert {(one.field, one.before) for one in register_of.dossier(number).revisions[-1].changes} == {("place", "")}


@pytest.mark.parametrize(("date", "said"), [("May 1931", "is no date"), ("1931", "Jones changed credit of photograph")])
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(opened, drawn, register_of, date, said):
    number = drawn[2].record.object_id
    press(opened, "Edit the photographs")
    [photograph, *_] = register_of.photographs_of(number)
    if date == "1931":
        register_of.curator("Jones").edit_photograph(replace(photograph, credit="Jones"), revision=1)
    field_of(opened.text_input, "Taken").set_value(date)
    field_of(opened.text_input, "Your name").set_value("Miller")
    press(opened, "Save the photographs")
    assert said in shown(opened)
    assert field_of(opened.text_input, "Taken").value == date
    assert register_of.photographs_of(number)[0].taken == ""


def test_two_objects_are_said_to_belong_together_and_the_other_one_is_a_press_away(opened, drawn, register_of):
    number, other = drawn[2].record.object_id, drawn[4].record
    press(opened, "What belongs with it")
    field_of(opened.text_input, "Number of the other object").set_value(other.object_id)
    field_of(opened.selectbox, "How they belong together").select(LinkKind.CAST)
    field_of(opened.text_input, "Your name").set_value("Miller")
    press(opened, "Save this link")
    assert register_of.dossier(number).links == (Link(other.object_id, LinkKind.CAST),)
    assert f"{number} and {other.object_id} belong together: cast." in shown(opened)
    assert [button for button in opened.button if button.key == f"belongs-{other.object_id}"]
    press(opened, "Remove")
    field_of(opened.text_input, "Your name").set_value("Jones")
    press(opened, "Remove this link")
    assert f"{number} and {other.object_id} no longer belong together." in shown(opened)
    assert register_of.dossier(number).links == ()
    assert [one.by for one in register_of.dossier(number).revisions[1:]] == ["Miller", "Jones"]


def test_a_merge_is_undone_on_the_page_of_either_record(opened, drawn, register_of):
    number, other = drawn[2].record.object_id, drawn[4].record.object_id
    pictures = register_of.photographs_of(other)
    register_of.curator("Miller").merge(number, other)
    assert list(register_of.photographs_of(other)) == []
    opened.run()
    assert [button for button in opened.button if button.key == f"merged-{other}"]
    press(opened, "Undo the merge")
    field_of(opened.text_input, "Why").set_value("the frames differ")
    field_of(opened.text_input, "Your name").set_value("Jones")
    press(opened, "They are two objects")
    assert f"{other} and {number} are two objects again." in shown(opened)
    assert register_of.standing(other).merged_into is None
    assert [one.sha256 for one in register_of.photographs_of(other)] == [one.sha256 for one in pictures]
    assert [(one.by, one.note) for one in register_of.dossier(number).revisions[2:]] == [("Jones", "the frames differ")]

    register_of.curator("Miller").merge(number, other)
    opened.query_params["object"] = other
    assert "This turned out to be the same object" in shown(running(opened.run()))
    press(opened, "Undo the merge")
    field_of(opened.text_input, "Your name").set_value("Jones")
    press(opened, "They are two objects")
    assert register_of.standing(other).merged_into is None


def test_a_link_to_nothing_says_so(opened):
    press(opened, "What belongs with it")
    field_of(opened.text_input, "Number of the other object").set_value("K-9999")
    field_of(opened.text_input, "Your name").set_value("Miller")
    press(opened, "Save this link")
    assert "There is no object &#x27;K-9999&#x27;" in shown(opened)
