"""One photograph laid over another in a real browser: wiped, flickered, zoomed, by mouse, finger and keys."""

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from driven import assert_nothing_overflows, desk, in_chromium, phone, phone_and_desk, settle, upload, watched
from PIL import Image

from artmatch.imaging import encode_jpeg

pytestmark = in_chromium


@pytest.fixture(scope="module")
def page(browser, request, address, drawn):
    """The answer to a darker copy of a registered photograph, for every test on a page of that size."""
    with watched(browser, *request.param) as opened:
        opened.goto(address)
        upload(opened, ("IMG_0001.jpg", encode_jpeg(drawn[0].registered[0] // 2)))
        yield opened


@pytest.fixture
def laid(page):
    """The frame in which the copy lies over the photograph, as it is at first."""
    for way in ("Points", "Laid over"):
        page.get_by_role("button", name=way).or_(page.get_by_role("radio", name=way)).first.click()
        page.locator(".am-laid-frame").wait_for(state="visible" if way == "Laid over" else "detached")
    frame = page.locator(".am-laid-frame")
    frame.scroll_into_view_if_needed()
    settle(page)  # what is being made anew is pale
    page.wait_for_function("[...document.querySelectorAll('.am-laid img')].every(image => image.complete)")
    return frame


def seen(frame):
    """The mean brightness of each quarter of the width, from left to right, below the names."""
    pixels = np.asarray(Image.open(BytesIO(frame.screenshot())).convert("L"), float)
    pixels = pixels[len(pixels) // 4 :]
    edges = np.linspace(0, pixels.shape[1], 5).round().astype(int)
    margin = 8  # the line and the border of the photograph are neither the one nor the other
    return [pixels[:, left + margin : right - margin].mean() for left, right in pairwise(edges)]


def at(page, key):
    """What is seen after ``key`` was pressed on the wipe."""
    page.get_by_label("Wipe").focus()
    page.keyboard.press(key)
    return seen(page.locator(".am-laid-frame"))


def value(page):
    return int(page.get_by_label("Wipe").input_value())


@phone_and_desk
def test_keys_wipe_from_the_registered_photograph_to_the_one_over_it(page, laid):
    assert page.get_by_label("Wipe").input_value() == "50"
    both = seen(laid)
    under, over = at(page, "Home"), at(page, "End")
    assert all(dark < 0.75 * light for dark, light in zip(over, under, strict=True))
    assert both == pytest.approx([*over[:2], *under[2:]], abs=2)
    assert_nothing_overflows(page)


@desk
def test_the_names_say_which_photograph_is_seen(page, laid):
    names = page.get_by_text("Your photograph", exact=True), page.get_by_text("Registered photograph, overall")
    both = [name.locator("visible=true").count() for name in names]
    assert both == [1, 1]
    at(page, "Home")
    assert [name.locator("visible=true").count() for name in names] == [0, 1]
    at(page, "End")
    assert [name.locator("visible=true").count() for name in names] == [1, 0]


@desk
def test_the_mouse_drags_the_line_across_the_pictures(page, laid):
    box = laid.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 50, steps=4)
    assert value(page) == pytest.approx(75, abs=1)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 50)
    assert value(page) == pytest.approx(75, abs=1)


def swipe(page, start, end):
    """Move one finger over the glass."""
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for step in range(11):
        x, y = (one + (other - one) * step / 10 for one, other in zip(start, end, strict=True))
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@phone
def test_a_finger_drags_the_line_and_moves_what_is_enlarged(page, laid):
    def across():
        box = laid.bounding_box()
        return [(box["x"] + box["width"] * share, box["y"] + box["height"] / 2) for share in (0.3, 0.8)]

    swipe(page, *across())
    assert value(page) == pytest.approx(80, abs=3)
    page.get_by_label("Zoom").focus()
    page.keyboard.press("End")
    # a touch is scrolling or not by what was last painted, not by what the page has become since
    page.evaluate("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")
    before = page.evaluate("document.querySelector('.am-laid-window').scrollLeft")
    swipe(page, *across())  # focus may have scrolled the page
    page.wait_for_function(f"document.querySelector('.am-laid-window').scrollLeft < {before} - 50")


@desk
def test_flicker_shows_the_two_in_turn_until_it_is_stopped_and_each_step_can_be_made_by_hand(page, laid):
    flicker = page.get_by_role("button", name="Flicker")
    flicker.focus()
    page.keyboard.press("Enter")
    for expected in (0, 100, 0, 100):
        page.wait_for_function(f"document.querySelector('.am-laid .wipe').value === '{expected}'")
    page.keyboard.press("Enter")
    assert flicker.get_attribute("aria-pressed") == "false"
    stopped = value(page)
    page.wait_for_timeout(1600)
    assert value(page) == stopped
    for _ in range(2):
        page.get_by_role("button", name="The other one").click()
        assert value(page) == 100 - stopped
        stopped = value(page)


@phone
def test_zoom_enlarges_both_about_the_middle_within_the_same_frame(page, laid):
    frame = laid.bounding_box()
    page.get_by_label("Zoom").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    # both at one moment: the page may scroll to what has the focus meanwhile
    boxes = "images => images.map(image => image.getBoundingClientRect().toJSON())"
    one, other = laid.locator("img").evaluate_all(boxes)
    assert one == other
    assert one["width"] == pytest.approx(2 * frame["width"], abs=2)
    assert one["x"] + one["width"] / 2 == pytest.approx(frame["x"] + frame["width"] / 2, abs=10)  # a scroll bar's width
    assert laid.bounding_box()["height"] == pytest.approx(frame["height"], abs=1)
    half = seen(laid)
    under, over = at(page, "Home"), at(page, "End")
    assert half == pytest.approx([*over[:2], *under[2:]], abs=8)
    assert_nothing_overflows(page)
