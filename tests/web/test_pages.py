"""The states of the pages, run in Streamlit's own simulation, on a real small register."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from simulated import opened, press, running, shown
from streamlit.testing.v1 import AppTest

from artmatch.config import Settings
from artmatch.wiring import Workspace

APP = str(Path(__file__).parents[2] / "app.py")


def match_page():
    from artmatch.web import match_page

    match_page.show()


def register_page():
    from artmatch.web import register_page

    register_page.show()


def browse_page():
    from artmatch.web import browse_page

    browse_page.show()


def upload(test, *files):
    test.file_uploader[0].set_value([(name, data, "image/jpeg") for name, data in files])
    return running(test.run())


def turned(jpeg):
    buffer = BytesIO()
    Image.open(BytesIO(jpeg)).transpose(Image.Transpose.ROTATE_90).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def blank():
    buffer = BytesIO()
    Image.fromarray(np.full((400, 300, 3), 128, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def test_an_empty_register_says_how_to_begin(tmp_path, monkeypatch):
    monkeypatch.setenv("ARTMATCH_HOME", str(tmp_path))
    test = opened(match_page, register="register")
    assert "There is nothing to search yet" in shown(test)
    assert {"Register an object", "Open the demonstration"} <= {button.label for button in test.button}
    assert not test.file_uploader


def test_the_whole_app_starts_and_labels_the_demonstration(home):
    test = AppTest.from_file(APP, default_timeout=60)
    test.query_params["register"] = "demonstration"
    running(test.run())
    assert "<strong>Demonstration.</strong>" in shown(test)
    assert re.search(r"6 objects<span[^>]*> · index 1 of \d", shown(test))
    assert "A lead, not an identification" in shown(test)


def test_the_real_register_is_not_labelled_as_a_demonstration(home):
    test = running(AppTest.from_file(APP, default_timeout=60).run())
    assert "Demonstration.</strong>" not in shown(test)
    assert "0 objects" in shown(test)


def test_a_setting_that_cannot_be_used_is_one_sentence_on_the_page(home, monkeypatch):
    monkeypatch.setenv("ARTMATCH_DEVICE", "abacus")
    test = running(AppTest.from_file(APP, default_timeout=60).run())
    assert "There is no device &#x27;abacus&#x27;" in shown(test)


@pytest.mark.parametrize("number", [0, 4])
def test_a_seized_photograph_finds_its_object(home, judge_like, drawn, seized, number):
    judge_like(0.0)
    test = upload(opened(match_page), ("seized.jpg", seized[number][0]))
    page = shown(test)
    assert f'<h1 class="am-title">{drawn[number].record.title}</h1>' in page
    assert "Strong match" in page
    assert drawn[number].record.owner in page
    assert len([button for button in test.button if (button.key or "").startswith("other-")]) == 5


def test_the_figures_say_what_a_chance_supposes_and_how_likely_no_object_is(home, judge_like, seized):
    judge_like(0.0)
    figures = re.sub(r"<[^>]+>", "\n", shown(upload(opened(match_page), ("seized.jpg", seized[0][0]))))
    right = re.search(r"Chance of being right\s+(.*) %, where every second photograph shows a registered", figures)
    none = re.search(r"Chance that it is no registered object\s+(.*) %", figures)
    right, none = (float(found[1].replace("more than ", "").replace("less than ", "")) for found in (right, none))
    assert 90 < right < 100
    assert 0 < none <= 100.1 - right  # both are rounded


def test_a_photograph_on_its_side_is_shown_upright_beside_the_registered_one(home, judge_like, drawn, seized):
    judge_like(0.0)
    upright = upload(opened(match_page), ("seized.jpg", seized[0][0]))
    sideways = upload(opened(match_page), ("seized.jpg", turned(seized[0][0])))
    for test in (upright, sideways):
        assert f'<h1 class="am-title">{drawn[0].record.title}</h1>' in shown(test)
    width, height = Image.open(BytesIO(seized[0][0])).size
    [aspects] = {aspect_of_first_figure(shown(test)) for test in (upright, sideways)}
    assert aspects == f"{width / height:.4f}"


def aspect_of_first_figure(page):
    """Of the answer: outlines of what was searched come before it."""
    return page.split('class="am-title"')[1].split("--aspect:")[1].split('"')[0]


def test_a_search_is_narrowed_only_when_asked_and_the_page_says_to_what(home, judge_like, drawn, seized):
    judge_like(0.0)
    test = upload(opened(match_page), ("seized.jpg", seized[0][0]))
    assert "Only objects of these kinds were searched" not in shown(test)
    test.text_input(key="narrow-material").set_value("unobtainium")
    page = shown(running(test.run()))
    assert "No registered object is of these kinds: narrow the search less." in page
    assert "Only objects of these kinds were searched: unobtainium." in page
    page = shown(press(test, "Search among all objects"))
    assert f'<h1 class="am-title">{drawn[0].record.title}</h1>' in page
    assert "Only objects of these kinds were searched" not in page


def test_a_wrong_file_is_named_in_one_sentence_and_the_others_go_on(home, judge_like, drawn, seized):
    judge_like(0.0)
    files = [
        ("no photograph.jpg", b"%PDF-1.7 not a photograph"),
        ("cut.jpg", seized[0][0][:700]),
        ("good.jpg", seized[0][0]),
    ]
    test = upload(opened(match_page), *files)
    page = shown(test)
    assert page.count('role="alert"') == 2
    assert "no photograph.jpg is not a photograph that can be read" in page
    assert "cut.jpg" in page
    assert f'<h1 class="am-title">{drawn[0].record.title}</h1>' in page


def test_a_hostile_file_name_is_shown_as_plain_text(home, seized):
    name = '<script>alert(1)</script>**b**[x](http://evil.example)$x^2$"onerror=.jpg'
    test = upload(opened(match_page), (name, seized[0][0]))
    page = shown(test)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "evil.example" not in "".join(button.label for button in test.button)


def test_nothing_reliable_says_so_with_advice_and_the_closest_folded(home, judge_like, seized):
    judge_like(2.0)
    test = upload(opened(match_page), ("seized.jpg", seized[8][0]))
    page = shown(test)
    assert "No reliable match among 6 objects" in page
    assert "does not mean not stolen" in page
    assert "Add other sides" in page
    [closest] = [one for one in test.expander if one.label == "Closest anyway"]
    assert not closest.proto.expanded
    assert len([button for button in closest.button if (button.key or "").startswith("other-")]) == 6


def test_turning_and_cropping_search_again(home, judge_like, seized):
    judge_like(0.0)
    test = upload(opened(match_page), ("seized.jpg", seized[0][0]))
    first = aspect_of_first_figure(shown(test))
    press(test, "Turn")
    press(test, "Crop")
    test.slider[0].set_range(25, 75)
    running(test.run())
    tray = test.session_state["tray-match"]
    [edit] = tray.edits.values()
    assert edit.turns == 1
    assert edit.box == (0.25, 0.0, 0.75, 1.0)
    assert aspect_of_first_figure(shown(test)) != first
    press(test, "Whole photograph again")
    assert next(iter(tray.edits.values())).box == (0.0, 0.0, 1.0, 1.0)


def test_two_photographs_are_searched_together(home, judge_like, drawn, seized):
    judge_like(0.0)
    test = upload(opened(match_page), ("a.jpg", seized[1][0]), ("b.jpg", seized[1][1]))
    assert f'<h1 class="am-title">{drawn[1].record.title}</h1>' in shown(test)
    press(test, "Start again with another item")
    assert test.file_uploader[0].label == "Drop photographs here, or press to choose or take them"


def test_a_photograph_of_the_demonstration_can_be_chosen(home, judge_like, drawn):
    judge_like(0.0)
    test = press(opened(match_page), "Photograph 1")
    assert f'<h1 class="am-title">{drawn[0].record.title}</h1>' in shown(test)


def test_an_object_without_a_photograph_is_not_stored(home):
    test = opened(register_page, register="register")
    test.text_input(key="title-0").set_value("Bust of Saint Agnes")
    press(test, "Save to the register")
    assert "Add at least one photograph" in shown(test)
    assert objects_in(home) == 0


def test_a_bad_photograph_is_not_stored(home, seized):
    test = upload(opened(register_page, register="register"), ("cut.jpg", seized[0][0][:700]))
    assert 'role="alert"' in shown(test)
    test.text_input(key="title-0").set_value("Bust of Saint Agnes")
    press(test, "Save to the register")
    assert objects_in(home) == 0


def test_an_object_without_a_title_is_not_stored_and_keeps_what_was_entered(home, seized):
    test = upload(opened(register_page, register="register"), ("front.jpg", seized[0][0]))
    test.text_input(key="owner-0").set_value("Museo Civico")
    press(test, "Save to the register")
    assert "has no title" in shown(test)
    assert test.text_input(key="owner-0").value == "Museo Civico"
    assert objects_in(home) == 0


def test_a_registered_object_is_found_at_once_by_another_photograph(home, judge_like, seized):
    judge_like(0.0)
    for number in (0, 1, 4):
        test = upload(opened(register_page, register="register"), ("front.jpg", seized[number][0]))
        test.text_input(key="title-0").set_value(f"Object drawn as number {number}")
        if test.checkbox:
            test.checkbox[0].check()
        press(test, "Save to the register")
        assert "It can be found from now on" in shown(test)
    found = upload(opened(match_page, register="register"), ("other.jpg", seized[1][1]))
    assert '<h1 class="am-title">Object drawn as number 1</h1>' in shown(found)
    assert objects_in(home) == 3


def test_the_next_object_starts_with_the_owner_and_a_fresh_number(home, seized):
    test = upload(opened(register_page, register="register"), ("front.jpg", seized[0][0]))
    first = test.text_input(key="object_id-0").value
    test.text_input(key="title-0").set_value("One")
    test.text_input(key="owner-0").set_value("Museo Civico")
    press(test, "Save to the register")
    assert test.text_input(key="owner-1").value == "Museo Civico"
    assert test.text_input(key="title-1").value == ""
    second = test.text_input(key="object_id-1").value
    assert int(second[-4:]) == int(first[-4:]) + 1


def test_the_same_photograph_is_shown_as_a_duplicate_before_it_is_saved(home, judge_like, drawn, seized):
    judge_like(2.0)
    for _ in range(2):
        test = upload(opened(register_page, register="register"), ("front.jpg", seized[0][0]))
        test.text_input(key="title-0").set_value("Only one")
        press(test, "Save to the register")
    assert "This very photograph is registered already" in shown(test)
    assert "Compare the possible duplicates first" in shown(test)
    assert objects_in(home) == 1


def objects_in(home):
    with Workspace.open(Settings.load(home, demonstration=False, env={})) as workspace:
        return workspace.registry.counts().objects


def test_the_wall_shows_every_object_and_searches_their_words(home, drawn):
    test = opened(browse_page)
    assert "6 objects" in shown(test)
    assert shown(test).count("am-thumb") == 6
    test.text_input(key="browse-text").set_value(drawn[4].record.title.upper())
    page = shown(running(test.run()))
    assert "1 object for" in page
    assert page.count("am-thumb") == 1
    assert "as good" not in page


def test_the_register_is_searched_with_a_slip_of_the_pen_and_says_so(home, drawn):
    word = max(drawn[4].record.title.split(), key=len)
    test = opened(browse_page)
    test.text_input(key="browse-text").set_value(word[:2] + word[3:])
    page = shown(running(test.run()))
    assert drawn[4].record.title in [button.label for button in test.button]
    assert "as good as these words: " in page
    assert word.lower() in page


def test_a_search_without_result_says_what_to_do(home):
    test = opened(browse_page)
    test.text_input(key="browse-text").set_value("zeppelin")
    page = shown(running(test.run()))
    assert "0 objects for" in page
    assert "No record holds these words" in page


def test_an_address_opens_a_record(home, drawn):
    record = drawn[2].record
    page = shown(opened(browse_page, object=record.object_id))
    assert f'<h1 class="am-title">{record.title}</h1>' in page
    for value in (record.object_id, record.owner, record.contact, record.measurements):
        assert value in page
    assert page.count("am-zoom") == len(drawn[2].registered)


def test_an_address_of_no_object_says_so(home):
    test = opened(browse_page, object="<b>nobody</b>")
    assert 'role="alert"' in shown(test)
    assert "<b>nobody" not in shown(test)
