"""What the tests that drive a real browser share: Debian's Chromium, by Playwright, and what is done in a page."""

import shutil
import time
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
phone = pytest.mark.parametrize("page", [(390, 844)], indirect=True, ids=["phone"])
phone_and_desk = pytest.mark.parametrize("page", [(390, 844), (1440, 900)], indirect=True, ids=["phone", "desk"])


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
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sticking_out = """width => [...document.querySelectorAll('[data-testid=stMain] *')]
        .filter(element => element.type !== 'range' && getComputedStyle(element).position !== 'absolute')
        .filter(element => element.getBoundingClientRect().right > width + 1)
        .map(element => element.outerHTML.slice(0, 200))"""
    assert page.evaluate(sticking_out, width) == []


def expect_in_sight(page, selector):
    page.wait_for_function(
        """selector => {
            const box = document.querySelector(selector).getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight;
        }""",
        arg=selector,
    )


def give_name(page, name):
    """Fill the field, not the button that explains it."""
    page.get_by_role("textbox", name="Your name").fill(name)
