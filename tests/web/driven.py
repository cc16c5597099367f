"""What the tests that drive a real browser share: Debian's Chromium, by Playwright, and what is done in a page."""

import re
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

APP = Path(__file__).parents[2] / "app.py"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE = 60_000
"""Milliseconds; the model loads once, and the machine may be busy."""

in_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path: apt-get install chromium"),
]
PHONE, DESK = (390, 844), (1440, 900)
phone = pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
desk = pytest.mark.parametrize("page", [DESK], indirect=True, ids=["desk"])
phone_and_desk = pytest.mark.parametrize("page", [PHONE, DESK], indirect=True, ids=["phone", "desk"])


@contextmanager
def watched(browser, width, height):
    """A new page of this size; nothing may leave this machine from it, nor may it fail."""
    context = browser.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    asked, raised = [], []
    context.on("request", lambda request: asked.append(request.url))
    opened.on("websocket", lambda socket: asked.append(socket.url))
    opened.on("pageerror", lambda error: raised.append(str(error)))
    opened.on("dialog", lambda dialog: (raised.append(dialog.message), dialog.dismiss()))
    yield opened
    context.close()
    assert asked
    assert not [url for url in asked if not re.match(r"(https?|wss?)://localhost:\d+/|data:|blob:", url)]
    assert not raised


def wait_for(url, server):
    for _ in range(300):
        assert server.poll() is None, "the app ended by itself"
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the app did not answer within 30 seconds")


def upload(page, *files):
    page.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files]
    )


def settle(page):
    """Wait until the page is whole: what is typed into or pressed on a page that is being made anew is lost."""
    page.wait_for_timeout(300)  # until it has begun to be made
    page.wait_for_function("() => !document.querySelector('[data-stale=true], [data-testid=stStatusWidget]')")


def fill(page, label, text):
    """Type ``text`` into the field, and again where the page was made anew meanwhile."""
    for _ in range(10):
        settle(page)
        page.get_by_label(label).fill(text)
        settle(page)
        if page.get_by_label(label).input_value() == text:
            return
    pytest.fail(f"what is typed into {label!r} is lost")


def best_title(page):
    """The title of the first object, wherever the answer shows it: large, or first of those folded away."""
    page.locator(".am-title, .am-advice").first.wait_for()
    if page.locator(".am-title").count():
        return page.locator(".am-title").first.inner_text()
    page.get_by_text("Closest anyway").click()
    return page.locator("[class*=st-key-am-card-other] button").first.inner_text()


def assert_nothing_overflows(page):
    """Neither on a phone nor at a desk, once the page has taken on that width, for which it has five seconds."""
    own = page.viewport_size
    sticking_out = """width => [...document.querySelectorAll('[data-testid=stMain] *')]
        .filter(element => element.type !== 'range' && getComputedStyle(element).position !== 'absolute')
        .filter(element => element.getBoundingClientRect().right > width + 1)
        .map(element => element.outerHTML.slice(0, 200))"""
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        for _ in range(50):
            page.evaluate("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")
            overflowing = page.evaluate("document.documentElement.scrollWidth") > width
            found = page.evaluate(sticking_out, width)
            if not overflowing and not found:
                break
            page.wait_for_timeout(100)
        assert not overflowing
        assert found == []
    page.set_viewport_size(own)


def expect_in_sight(page, selector):
    page.wait_for_function(
        """selector => {
            const box = document.querySelector(selector)?.getBoundingClientRect();
            return box && box.top >= 0 && box.bottom <= innerHeight;
        }""",
        arg=selector,
    )


def give_name(page, name):
    """Fill the field, not the button that explains it."""
    page.get_by_role("textbox", name="Your name").fill(name)
