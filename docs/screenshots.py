"""Take the pictures in docs/screenshots: every page and state at the width of a phone and of a desk.

``python docs/screenshots.py`` draws the demonstration register into a temporary home unless ``--home`` names one that
has it, starts the app and drives Chromium through it. Only objects that artmatch drew itself are photographed.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from artmatch.imaging import encode_jpeg
from artmatch.rendering.demonstration import demonstration_object

_root = Path(__file__).parents[1]
_folder = Path(__file__).with_name("screenshots")
_widths = {"phone": (390, 844), "desk": (1440, 900)}
_tallest = 2600
_sought = "DEMO-0021"
_arguments = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_patience = 90_000
_full_height = """() => Math.max(...[...document.querySelectorAll('section, main, div')]
    .filter(element => /auto|scroll/.test(getComputedStyle(element).overflowY))
    .map(element => element.scrollHeight), 0)"""
_busy = "() => !document.querySelector('[data-testid=stStatusWidget], .stSpinner, [data-stale=true]')"


class Camera:
    """A browser window of one width on the running app."""

    def __init__(self, browser: Browser, address: str, home: Path, size: str) -> None:
        self._address, self._seized, self.size = address, home / "demonstration" / "seized", size
        width, height = _widths[size]
        self.page: Page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        self.page.set_default_timeout(_patience)

    def open(self, path: str, register: str = "demonstration") -> None:
        """Go to a page and wait until it stands."""
        join = "&" if "?" in path else "?"
        self.page.goto(f"{self._address}/{path}{join}register={register}")
        self.page.locator(".am-footer").wait_for()
        self.settle()

    def seized(self, letter: str) -> bytes:
        """Return a bad photograph of an object of the demonstration register."""
        return (self._seized / f"{_sought}-{letter}.jpg").read_bytes()

    def upload(self, *files: tuple[str, bytes]) -> None:
        """Give files to the upload field and wait for what follows."""
        self.page.locator("input[type=file]").first.set_input_files(
            [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files]
        )
        self.page.locator("[class*=st-key-am-held]").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being computed any more."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_function(_busy)
        self.page.wait_for_timeout(600)
        self.page.wait_for_function(_busy)

    def shoot(self, name: str, *, whole: bool = True) -> None:
        """Keep what is seen, and what scrolling would show with ``whole``."""
        width, height = _widths[self.size]
        if whole:
            self.page.locator(".am-brand").scroll_into_view_if_needed()
            tall = min(max(height, self.page.evaluate(_full_height)), _tallest)
            self.page.set_viewport_size({"width": width, "height": tall})
            self.page.wait_for_timeout(300)
        file = _folder / f"{name}-{self.size}.jpg"
        self.page.screenshot(path=file, type="jpeg", quality=72)
        self.page.set_viewport_size({"width": width, "height": height})


def match_states(camera: Camera) -> None:
    """Nothing asked yet, a match, its crop, another object compared, a picture enlarged, two wrong files."""
    camera.open("")
    camera.shoot("match-start", whole=False)
    camera.upload(("IMG_2041.jpg", camera.seized("a")))
    camera.shoot("match-found")
    camera.page.get_by_role("button", name="Crop").first.click()
    camera.settle()
    for number, key in ((0, "ArrowRight"), (1, "ArrowLeft"), (2, "ArrowRight"), (3, "ArrowLeft")):
        camera.page.get_by_role("slider").nth(number).focus()
        for _ in range(12):
            camera.page.keyboard.press(key)
        camera.settle()
    camera.shoot("match-crop", whole=False)
    camera.page.locator(".am-zoom summary").last.click()
    camera.shoot("match-enlarged", whole=False)
    camera.page.locator(".am-zoom summary").last.click()
    camera.page.locator("[class*=st-key-am-card-other] button").first.click()
    camera.page.get_by_role("dialog").wait_for()
    camera.settle()
    camera.shoot("match-compare", whole=False)
    camera.open("")
    camera.upload(
        ("holiday.jpg", b"no photograph"),
        ("cut short.jpg", camera.seized("a")[:2000]),
        ("IMG_2041.jpg", camera.seized("a")),
    )
    camera.shoot("match-wrong-files", whole=False)


def match_laid_over(camera: Camera) -> None:
    """A registered photograph made dim, laid over itself."""
    camera.open("")
    camera.upload(("IMG_2050.jpg", encode_jpeg(demonstration_object(0).registered[0] // 2)))
    camera.page.locator(".stButtonGroup button", has_text="Laid over").click()
    camera.page.locator(".am-laid").wait_for()
    camera.settle()
    camera.shoot("match-laid-over")


def match_nothing(camera: Camera) -> None:
    """A photograph of something that is not registered; an empty register."""
    camera.open("")
    camera.upload(("IMG_3007.jpg", encode_jpeg(demonstration_object(92).seized[0])))
    camera.shoot("match-nothing-reliable")
    camera.open("", register="register")
    camera.shoot("match-empty-register", whole=False)


def register_states(camera: Camera) -> None:
    """The form filled in, the same with possible duplicates, saved."""
    new = demonstration_object(93)
    camera.open("register")
    camera.upload(("front.jpg", encode_jpeg(new.registered[0])))
    camera.page.get_by_label("Type of object").fill(new.record.object_type)
    camera.page.keyboard.press("Enter")
    for label, value in (
        ("Materials", new.record.materials),
        ("Measurements", new.record.measurements),
        ("Title *", new.record.title),
        ("Owner", new.record.owner),
        ("Theft or loss: place and date", new.record.event),
    ):
        camera.page.get_by_label(label, exact=True).fill(value)
    camera.shoot("register-filled")
    camera.open("register")
    camera.upload(("front.jpg", camera.seized("a")), ("later.jpg", camera.seized("b")))
    camera.shoot("register-duplicates")


def import_states(camera: Camera) -> None:
    """A table of two objects looked through, one of which cannot be used."""
    new = demonstration_object(96)
    rows = (
        ("KBI-2231", new.record.title, new.record.object_type, "stolen", "front.jpg"),
        ("KBI-2232", "Cup with two handles", "pottery > cup", "stollen", "cup.jpg"),
    )
    table = "\n".join(",".join(row) for row in (("object_id", "title", "object_type", "status", "photograph"), *rows))
    camera.open("register")
    camera.page.get_by_role("button", name="Many objects at once").click()
    camera.page.get_by_text("How the table is read").wait_for()
    files = (("objects.csv", table.encode()), ("front.jpg", encode_jpeg(new.registered[0])))
    camera.page.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )
    camera.page.get_by_role("button", name="Check these files").click()
    camera.page.get_by_text("What would happen").wait_for()
    camera.settle()
    camera.shoot("import-checked")


def browse_states(camera: Camera) -> None:
    """The wall, a search with a slip of the pen, a record, its photographs edited, what belongs with it."""
    camera.open("browse")
    camera.shoot("browse-wall", whole=False)
    camera.page.get_by_label("Search the records").fill("funerery mask")
    camera.page.keyboard.press("Enter")
    camera.settle()
    camera.shoot("browse-near-spelling", whole=False)
    camera.open(f"browse?object={_sought}")
    camera.shoot("browse-record")
    camera.page.get_by_role("button", name="What belongs with it").click()
    camera.settle()
    camera.page.get_by_label("Number of the other object").fill("DEMO-0022")
    camera.page.get_by_label("Number of the other object").scroll_into_view_if_needed()
    camera.shoot("browse-link", whole=False)
    camera.page.get_by_role("button", name="Edit the photographs").click()
    camera.settle()
    camera.shoot("browse-photographs")


def casework_states(camera: Camera) -> None:
    """A case, its exhibit searched and judged by two officers, the inbox with a record registered later, the audit."""
    page, case = camera.page, {"desk": "KBI-2026-0117", "phone": "KBI-2026-0118"}[camera.size]
    camera.open("cases")
    _sign_in(camera, "Det. A. Jones")
    if not page.get_by_label("Case number *").is_visible():
        page.get_by_text("Open a new case").click()
    for label, value in (("Case number *", case), ("Agency", "Kansas Bureau of Investigation")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Open the case").click()
    _add_exhibit(camera, "3", "Storage unit 14, Topeka", "3 March 2026")
    camera.upload(("front.jpg", camera.seized("a")), ("side.jpg", camera.seized("b")))
    page.get_by_role("button", name="Search the register").click()
    page.get_by_role("button", name="Same object").wait_for()
    camera.settle()
    camera.shoot("exhibit-searched")
    page.get_by_role("button", name="Same object").click()
    page.get_by_text("A second, different person confirms it").wait_for()
    page.get_by_role("button", name="Signed in").click()
    _sign_in(camera, "Sgt. B. Smith")
    camera.settle()
    camera.shoot("exhibit-judging", whole=False)
    page.get_by_role("button", name="Confirm: same object").click()
    page.get_by_text("Confirmed as the same object").wait_for()
    camera.settle()
    page.get_by_role("button", name=case).click()
    camera.settle()
    page.get_by_text("Add an exhibit").click()
    late = demonstration_object(96 if camera.size == "desk" else 97)
    _add_exhibit(camera, "4", "Boot of a car, Wichita", "9 March 2026")
    camera.upload(("boot.jpg", encode_jpeg(late.registered[0])))
    page.get_by_role("link", name="Cases").click()
    page.get_by_role("button", name=case).click()
    camera.settle()
    camera.shoot("cases-case", whole=False)
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Title *").wait_for()
    camera.upload(("face.jpg", encode_jpeg(late.registered[0])))
    page.get_by_label("Title *").fill(late.record.title)
    page.get_by_role("button", name="Save to the register").click()
    page.get_by_text("It can be found from now on.").wait_for()
    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("button", name="Compare them with the register now").click()
    page.get_by_text("They were compared just now.").wait_for()
    camera.settle()
    camera.shoot("inbox", whole=False)
    page.get_by_role("link", name="Audit").click()
    page.get_by_text("Verified up to entry").wait_for()
    camera.settle()
    camera.shoot("audit", whole=False)


def _sign_in(camera: Camera, name: str) -> None:
    camera.page.get_by_label("Your name").fill(name)
    camera.page.get_by_role("button", name="Go on").click()
    camera.settle()


def _add_exhibit(camera: Camera, number: str, place: str, date: str) -> None:
    for label, value in (
        ("Exhibit number *", number),
        ("Where it was seized", place),
        ("When it was seized", date),
    ):
        camera.page.get_by_label(label, exact=True).fill(value)
    camera.page.get_by_role("button", name="Add the exhibit").click()
    camera.page.get_by_text("Photographs of the exhibit").wait_for()
    camera.settle()


def review_states(camera: Camera) -> None:
    """A draft in the queue, opened to be read."""
    new = demonstration_object(94 if camera.size == "desk" else 95)
    camera.open("register")
    camera.upload(("front.jpg", encode_jpeg(new.registered[0])))
    camera.page.get_by_label("Title *", exact=True).fill(new.record.title)
    camera.page.get_by_role("textbox", name="Your name").fill("Miller")
    camera.page.get_by_role("button", name="Save as a draft for review").click()
    camera.page.get_by_text("somebody else has to review it").wait_for()
    camera.open("review")
    camera.shoot("review-queue", whole=False)
    camera.page.locator("[class*=st-key-am-card-review] button").first.click()
    camera.settle()
    camera.shoot("review-draft")


_series: tuple[Callable[[Camera], None], ...] = (
    match_states,
    match_laid_over,
    match_nothing,
    register_states,
    review_states,
    import_states,
    browse_states,
    casework_states,
)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the app for ``home`` and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(_root / "app.py"), f"--server.port={port}"]
    server = subprocess.Popen(
        command, env=os.environ | {"ARTMATCH_HOME": str(home), "ARTMATCH_USER": "Miller"}, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).close()
                break
            except (URLError, OSError):
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home with the demonstration register; default: drawn anew")
    parser.add_argument("--only", choices=[series.__name__ for series in _series])
    parser.add_argument("--size", choices=list(_widths))
    given = parser.parse_args()
    _folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as driver:
        home = Path(temporary) / "home"
        if given.home:
            shutil.copytree(given.home / "demonstration", home / "demonstration")
        else:
            subprocess.run([sys.executable, "-m", "artmatch", "demo", "--home", str(home)], check=True)
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = driver.chromium.launch(executable_path=chromium, args=list(_arguments))
        with served(home) as address:
            for size in [given.size] if given.size else _widths:
                for series in _series:
                    if given.only in (None, series.__name__):
                        series(Camera(browser, address, home, size))
        browser.close()


if __name__ == "__main__":
    main()
