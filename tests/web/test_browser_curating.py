"""Curators' pages in a real browser, against the running app."""

import io
import os
import subprocess
import sys
import zipfile

import pytest
from driven import (
    assert_nothing_overflows,
    best_title,
    expect_in_sight,
    give_name,
    in_chromium,
    phone,
    settle,
    upload,
)

from artmatch.imaging import encode_jpeg

pytestmark = in_chromium


@phone
def test_an_object_registered_on_the_page_is_found_by_another_photograph(page, address, seized):
    page.goto(f"{address}/register?register=register")
    upload(page, ("front.jpg", seized[4][0]))
    page.get_by_text("Possible duplicates").wait_for()
    page.get_by_label("Title *").fill("Goddess with one arm")
    page.get_by_label("Owner").fill("Museo Civico")
    page.get_by_role("button", name="Save to the register").click()
    page.get_by_text("It can be found from now on").wait_for()
    expect_in_sight(page, ".st-key-am-saved")
    page.get_by_role("link", name="Match").click()
    page.get_by_text("Photographs of the item").wait_for()
    upload(page, ("seized.jpg", seized[4][1]))
    assert best_title(page) == "Goddess with one arm"


SEARCHING = """
import sys
from pathlib import Path
from artmatch.config import Settings
from artmatch.wiring import Workspace

with Workspace.open(Settings.load(demonstration=True)) as workspace:
    photograph = Path(sys.argv[1]).read_bytes()
    for _ in sys.stdin:
        found = workspace.match([photograph]).matches
        print(found[0].record.title if found else "nothing", flush=True)
"""
"""Searches for one photograph whenever it is asked to, in a process that has had the register open all along."""


@pytest.fixture
def other_process(served_home, coarse_model, seized, tmp_path):
    """Ask a process of its own what the photograph of the stranger shows; returns the title of the best match."""
    (tmp_path / "stranger.jpg").write_bytes(seized[8][1])
    environment = os.environ | {"ARTMATCH_HOME": str(served_home), "ARTMATCH_MODEL": str(coarse_model)}
    command = [sys.executable, "-c", SEARCHING, str(tmp_path / "stranger.jpg")]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:

        def ask():
            running.stdin.write("search\n")
            running.stdin.flush()
            return running.stdout.readline().strip()

        yield ask
        running.stdin.close()


def test_what_one_curator_drafts_and_another_releases_is_found_by_another_process_at_once(
    page, address, seized, other_process
):
    assert other_process() not in ("", "Mask of a laughing man")
    page.goto(f"{address}/register")
    upload(page, ("front.jpg", seized[8][0]))
    page.get_by_text("Possible duplicates").wait_for()
    page.get_by_label("Title *").fill("Mask of a laughing man")
    give_name(page, "Miller")
    page.get_by_role("button", name="Save as a draft for review").click()
    page.get_by_text("somebody else has to review it").wait_for()
    assert other_process() != "Mask of a laughing man"
    page.goto(f"{address}/review")
    for step, done in (
        ("Approve", "Approved, to be released"),
        ("Release into the register", "Nothing waits to be reviewed"),
    ):
        page.get_by_role("button", name="Mask of a laughing man").click()
        give_name(page, "Jones")
        page.get_by_role("button", name=step).click()
        page.get_by_text(done).first.wait_for()
    assert other_process() == "Mask of a laughing man"


@phone
def test_photographs_and_links_of_a_record_are_edited_on_its_page(page, address, drawn):
    number, other = drawn[4].record.object_id, drawn[1].record
    page.goto(f"{address}/browse?object={number}")
    page.get_by_role("button", name="Edit the photographs").click()
    page.get_by_role("button", name="Save the photographs").wait_for()
    assert_nothing_overflows(page)
    page.get_by_label("Credit").first.fill("Studio Rossi")
    give_name(page, "Miller")
    page.get_by_role("button", name="Save the photographs").click()
    page.get_by_text("Saved as revision").wait_for()
    page.get_by_text("files as they came").click()
    page.get_by_text("Studio Rossi", exact=True).wait_for()
    page.get_by_role("button", name="What belongs with it").click()
    page.get_by_label("Number of the other object").fill(other.object_id)
    give_name(page, "Miller")
    page.get_by_role("button", name="Save this link").click()
    page.get_by_text(f"{number} and {other.object_id} belong together: pair.").wait_for()
    assert_nothing_overflows(page)
    page.get_by_role("button", name=f"Pair: {other.object_id}").click()
    page.get_by_role("heading", name=other.title).wait_for()
    page.get_by_text(other.contact).first.wait_for()
    page.get_by_role("button", name=f"Pair: {number}").wait_for()
    settle(page)
    page.get_by_role("button", name="Remove").click()
    give_name(page, "Miller")
    page.get_by_role("button", name="Remove this link").click()
    page.get_by_text(f"{other.object_id} and {number} no longer belong together.").wait_for()
    assert_nothing_overflows(page)


@phone
def test_the_records_that_are_shown_are_downloaded(page, address, drawn):
    page.goto(f"{address}/browse?register=demonstration")
    page.get_by_label("Search the records").fill(drawn[5].record.title)
    page.keyboard.press("Enter")
    page.get_by_text("1 object for").wait_for()
    page.get_by_text("Take these records away").click()
    page.get_by_text("the 1 object shown").wait_for()
    page.get_by_text("With the photographs, in a ZIP").click()
    give_name(page, "Miller")
    page.get_by_role("button", name="Make the file").click()
    page.get_by_text("The file holds 1 object").wait_for()
    assert_nothing_overflows(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download objects").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "objects.xlsx" in archive.namelist()
        photographs = {archive.read(name) for name in archive.namelist() if name.startswith("objects.photographs/")}
    assert photographs == {encode_jpeg(pixels) for pixels in drawn[5].registered}


@phone
def test_a_dropped_table_with_its_photographs_is_checked_imported_and_found(page, address, drawn):
    table = "object_id,title,status,photograph\nIN-1,Relief from a table,stolen,a.jpg\nIN-2,Cup,stollen,a.jpg\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Photographs/a.jpg", encode_jpeg(drawn[5].registered[0][8:, 8:]))
    page.goto(f"{address}/register?register=register")
    page.get_by_role("button", name="Many objects at once").click()
    page.get_by_text("How the table is read").wait_for()
    assert_nothing_overflows(page)
    upload(page, ("objects.csv", table.encode()), ("photographs.zip", buffer.getvalue()))
    page.get_by_role("button", name="Check these files").click()
    page.get_by_text("1 new, 0 updated, 0 unchanged; 1 cannot be used.").wait_for()
    page.get_by_role("cell", name="C3", exact=True).wait_for()
    assert_nothing_overflows(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Empty table to fill in").click()
    assert download.value.suggested_filename == "objects.xlsx"
    page.get_by_text("can be found as soon as they are imported").click()
    give_name(page, "Miller")
    page.get_by_role("button", name="Import 1 record").click()
    page.get_by_text("Imported: 1 new, 0 updated, 0 unchanged, 1 failed.").wait_for()
    assert_nothing_overflows(page)
    page.goto(f"{address}/browse?register=register&object=IN-1")
    page.get_by_role("heading", name="Relief from a table").wait_for()


@phone
def test_the_form_fits_a_phone(page, address):
    page.goto(f"{address}/register")
    page.get_by_role("button", name="Save to the register").wait_for()
    assert_nothing_overflows(page)
