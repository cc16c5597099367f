import csv
import io
import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from artmatch import wiring
from artmatch.matching.comparison import Journal

_GENEROUS = ("--false-alarms", "40/1000")


@pytest.fixture
def registered(artmatch, folder):
    """Twelve objects, 00 to 11; 03 has an owner and a contact."""
    table = folder / "records.csv"
    rows = [
        "object_id,title,owner,contact,maker,photograph",
        "03,Bust of Agnes,San Marco,nucleo@example.it,Ilaria,03.jpg",
    ]
    rows += [f"{number:02},Cup {number},,,,{number:02}.jpg" for number in range(12) if number != 3]
    table.write_text("\n".join(rows), encoding="utf-8")
    assert artmatch("import", table).exit_code == 0


@pytest.fixture
def shop(tmp_path, jpeg):
    """A table with nine lots: two show registered objects, one of them in two photographs, and one cannot be read."""
    shop = tmp_path / "shop"
    shop.mkdir()
    for name, number in {"agnes.jpg": 3, "back.jpg": 700, "cup.jpg": 7}.items():
        (shop / name).write_bytes(jpeg(number))
    for number in range(6):
        (shop / f"{number}.jpg").write_bytes(jpeg(900 + number))
    (shop / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    rows = ["lot;title;url;photograph", "14;<b>Bust</b>;https://shop.example/14;agnes.jpg", "14;;;back.jpg"]
    rows += ["15;=2+2;javascript:alert(1);cup.jpg", "16;Broken;;broken.jpg", "17;Far;;https://shop.example/17.jpg"]
    rows += [f"2{number};Stranger;;{number}.jpg" for number in range(6)]
    (shop / "sale.csv").write_text("\n".join(rows), encoding="utf-8")
    return shop / "sale.csv"


def results(out):
    lots = [json.loads(line) for line in (out / "lots.jsonl").read_text(encoding="utf-8").splitlines()]
    table = list(csv.DictReader(io.StringIO((out / "lots.csv").read_text(encoding="utf-8"))))
    return lots, table, (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("registered")
def test_every_lot_of_a_table_is_accounted_for(artmatch, shop, tmp_path, json_lines):
    done = artmatch("compare", shop, "--out", tmp_path / "out", "--json", *_GENEROUS)
    assert done.exit_code == 7, done.stderr
    *lines, last = json_lines(done.stdout)
    lots, table, page = results(tmp_path / "out")
    assert lines == lots
    assert [lot["lot"] for lot in lots] == ["14", "15", "16", *(f"2{number}" for number in range(6))]
    assert [lot["lot"] for lot in lots if not lot["compared"]] == ["16"]
    assert {one["name"] for one in last["summary"]["unreadable"]} == {"17", "broken.jpg"}
    assert "network" in last["summary"]["unreadable"][0]["reason"]
    assert {row["lot"] for row in table} == {lot["lot"] for lot in lots} | {"17"}
    assert [seen["name"] for seen in lots[0]["photographs"]] == ["agnes.jpg", "back.jpg"]
    assert "damaged or incomplete" in page


@pytest.mark.usefixtures("registered")
def test_the_lots_worth_looking_at_stand_first_with_whom_to_ask(artmatch, shop, tmp_path):
    done = artmatch("compare", shop, "--out", tmp_path / "out", *_GENEROUS)
    lots, table, page = results(tmp_path / "out")
    assert {lot["lot"]: lot["leads"][0]["object_id"] for lot in lots if lot["worth_looking_at"]} == {
        "14": "03",
        "15": "07",
    }
    assert [float(row["score"] or 0) for row in table] == sorted((float(r["score"] or 0) for r in table), reverse=True)
    first = {row["lot"]: row for row in table[:2]}
    assert first["14"]["registered_contact"] == "nucleo@example.it"
    assert first["15"]["title"] == "'=2+2", "a spreadsheet takes no formula from a stranger"
    assert "2 of 8 lots are worth looking at." in done.stdout
    with wiring.open_register() as register:
        [entry] = register.casework.ledger.entries(limit=1)
    assert (entry.action, entry.details["worth_looking_at"]) == ("search", list(first))
    titles = [unescape(title) for title in re.findall(r"<h3>(.*?)</h3>", page)]
    registered = {"14": "Bust of Agnes", "15": "Cup 7"}
    assert titles == [title for lot in first for title in (lot, registered[lot])]
    assert "Confirm with</strong> nucleo@example.it" in page
    assert "not an identification" in page


@pytest.mark.usefixtures("registered")
def test_the_page_needs_no_other_file_and_takes_no_markup_from_a_stranger(artmatch, shop, tmp_path):
    artmatch("compare", shop, "--out", tmp_path / "out", *_GENEROUS)
    _, _, page = results(tmp_path / "out")
    assert "&lt;b&gt;Bust&lt;/b&gt;" in page
    assert "<b>Bust" not in page
    assert 'href="javascript' not in page
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    outside = [source for source in sources if not source.startswith(("data:image/jpeg;base64,", "#"))]
    assert outside == ["https://shop.example/14"]
    pictures = [source.partition(",")[2] for source in sources if source.startswith("data:")]
    assert len(pictures) >= 4
    assert all(Image.open(io.BytesIO(b64decode(picture))).format == "JPEG" for picture in pictures)


@pytest.mark.usefixtures("registered")
def test_another_rate_is_answered_from_the_journal(artmatch, shop, tmp_path, embedder):
    artmatch("compare", shop, "--out", tmp_path / "out", *_GENEROUS)
    embedded = embedder.embedded
    stricter = artmatch("compare", shop, "--out", tmp_path / "out", "--false-alarms", "1/1000")
    assert embedder.embedded <= embedded + 1, "nothing but the canary"
    assert "no lot showed a registered object, 0.008 at most would be expected" in stricter.stdout
    assert "a score above 0.9000" in results(tmp_path / "out")[2]
    refused = artmatch("compare", shop, "--out", tmp_path / "out", "--false-alarms", "1/5000")
    assert (refused.exit_code, "1/1000 is the lowest" in refused.stderr) == (2, True)
    assert artmatch("compare", shop, "--false-alarms", "many").exit_code == 2


@pytest.mark.usefixtures("registered")
def test_a_register_that_has_grown_is_searched_again(artmatch, shop, tmp_path, json_lines):
    artmatch("compare", shop, "--out", tmp_path / "out", *_GENEROUS)
    artmatch("register", shop.parent / "4.jpg", "--id", "NEW", "--title", "New", "--contact", "somebody")
    again = json_lines(artmatch("compare", shop, "--out", tmp_path / "out", "--json", *_GENEROUS).stdout)
    assert [lot["leads"][0]["object_id"] for lot in again[:-1] if lot["lot"] == "24"] == ["NEW"]
    assert again[-1]["summary"]["worth_looking_at"] == 3


@pytest.mark.usefixtures("registered")
def test_a_pdf_is_compared_picture_by_picture(artmatch, tmp_path, pixels, json_lines):
    first, *others = (Image.fromarray(pixels(number)).resize((320, 240)) for number in (800, 5, 801))
    first.save(tmp_path / "sale.pdf", save_all=True, append_images=others)
    done = artmatch("compare", tmp_path / "sale.pdf", "--out", tmp_path / "out", "--json", *_GENEROUS)
    assert done.exit_code == 0, done.stderr
    lots = json_lines(done.stdout)[:-1]
    assert [(lot["lot"], lot["worth_looking_at"]) for lot in lots] == [
        ("page 1, picture 1", False),
        ("page 2, picture 1", True),
        ("page 3, picture 1", False),
    ]
    assert lots[1]["leads"][0]["object_id"] == "05"


@pytest.mark.usefixtures("registered")
def test_a_folder_is_compared_as_match_answers_it(artmatch, folder, tmp_path, json_lines):
    lots = json_lines(artmatch("compare", folder, "--out", tmp_path / "out", "--json", *_GENEROUS).stdout)[:-1]
    assert [lot["lot"] for lot in lots] == [f"{number:02}" for number in range(12)]
    first, *_, last = json_lines(artmatch("match", folder / "07.jpg", "--json").stdout)
    lead = lots[7]["leads"][0]
    assert (lead["object_id"], lead["sentence"]) == (first["object_id"], first["sentence"])
    assert lead["score"] == pytest.approx(first["score"], abs=1e-6)
    assert lots[7]["score"] == pytest.approx(last["summary"]["score"], abs=1e-6)


@pytest.mark.usefixtures("registered")
def test_lots_with_the_same_photograph_share_a_card(artmatch, tmp_path, jpeg):
    (tmp_path / "shop").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / "shop" / name).write_bytes(jpeg(3))
    artmatch("compare", tmp_path / "shop", "--out", tmp_path / "out", *_GENEROUS)
    _, _, page = results(tmp_path / "out")
    assert page.count("<article") == 1
    assert "The same photographs: b" in page


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("gone.csv", None, 4, "There is no catalogue"),
        ("gone.pdf", None, 4, "There is no file"),
        ("text.pdf", b"text", 3, "damaged or no PDF"),
        ("table.csv", b"lot,picture\n1,2\n", 3, "lacks the column photograph"),
        ("empty.csv", b"photograph\n", 3, "no rows"),
        ("binary.csv", b"\xff\xfe\x00", 3, "cannot be read as CSV"),
    ],
)
def test_a_catalogue_that_is_none_is_one_sentence(artmatch, tmp_path, name, content, code, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = artmatch("compare", tmp_path / name, "--out", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


@pytest.mark.usefixtures("registered")
def test_two_runs_do_not_write_into_one_folder(artmatch, shop, tmp_path):
    held = Journal(tmp_path / "out" / "journal.jsonl")
    refused = artmatch("compare", shop, "--out", tmp_path / "out")
    assert (refused.exit_code, "Another artmatch compares into" in refused.stderr) == (5, True)
    held.close()
    assert artmatch("compare", shop, "--out", tmp_path / "out").exit_code == 7


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.usefixtures("registered")
def test_compare_killed_at_random_moments_and_resumed_ends_like_an_unbroken_run(home, tmp_path, jpeg):
    shop = tmp_path / "shop"
    shop.mkdir()
    for number in range(90):
        (shop / f"{number:03}.jpg").write_bytes(jpeg(number))
    (shop / "050.jpg").write_bytes(b"no photograph")
    command = [sys.executable, str(Path(__file__).with_name("comparing.py")), str(shop), str(tmp_path), "4", "3"]
    environment = os.environ | {"ARTMATCH_HOME": str(home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert len(set(done.stdout.split())) >= 2, f"the kills struck too seldom in between: {done.stdout.split()}"
    unbroken, resumed = (results(tmp_path / name) for name in ("unbroken", "resumed"))
    assert len(unbroken[0]) == 90
    assert resumed[:2] == unbroken[:2]
    assert re.sub(r"<dd>[^<]* UTC</dd>", "", resumed[2]) == re.sub(r"<dd>[^<]* UTC</dd>", "", unbroken[2])
