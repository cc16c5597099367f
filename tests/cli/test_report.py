"""The report on an exhibit, read back out of the PDF by PDFium."""

import hashlib
import json
import re
from html import unescape

import numpy as np
import pypdfium2
import pytest
from coins import scratched_coin

from artmatch import wiring
from artmatch.imaging import encode_jpeg
from artmatch.rendering import random_object, studio_view


@pytest.fixture(scope="session")
def vase():
    """Two photographs of one drawn object."""
    rng = np.random.default_rng(3)
    drawn = random_object(rng)
    return [encode_jpeg(drawn.photograph(*studio_view(rng), side=400)) for _ in range(2)]


@pytest.fixture
def searched(artmatch, folder, vase):
    """Exhibit 3 of KBI-1 in two photographs, searched in a register of thirteen objects that has it as VASE-1."""
    artmatch("index", folder)
    (folder / "vase.jpg").write_bytes(vase[0])
    artmatch(
        "register", folder / "vase.jpg", "--id", "VASE-1", "--title", "Ваза Ἀγνή", "--owner", "Museum of Ősterby",
        "--contact", "registrar@example.org", "--event", "Stolen in 2004",
    )  # fmt: skip
    artmatch("case", "open", "KBI-1", "--agency", "KBI", "--officer", "Sgt <Jones>", "--by", "Jones")
    (folder / "seized.jpg").write_bytes(vase[1])
    artmatch(
        "exhibit", "add", "KBI-1", "3", folder / "vase.jpg", folder / "seized.jpg", "--place", "Topeka", "--by", "Jones"
    )
    done = artmatch("exhibit", "search", "KBI-1", "3", "--by", "Jones")
    assert "VASE-1" in done.stdout, done.stderr
    return folder


def text_of(pdf):
    """The text of a PDF in one line."""
    opened = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in opened).split())


def test_the_pdf_tells_names_hashes_judgements_and_whom_to_ask(artmatch, searched, vase, tmp_path):
    artmatch("judge", "give", "KBI-1", "3", "VASE-1", "same", "--reason", "marks", "--note", "Chip", "--by", "Jones")
    artmatch("judge", "give", "KBI-1", "3", "VASE-1", "same", "--by", "Смирнова")
    artmatch("judge", "give", "KBI-1", "3", "05", "different", "--by", "Jones")
    artmatch("judge", "withdraw", "3", "--note", "Wrong card", "--by", "Jones")
    done = artmatch("report", "KBI-1", "3", "--out", tmp_path / "report.pdf", "--by", "Jones")
    assert done.exit_code == 0, done.stderr
    text = text_of(tmp_path / "report.pdf")
    for photograph in vase:
        assert hashlib.sha256(photograph).hexdigest() in text
    for said in (
        "Exhibit 3 of case KBI-1", "Sgt <Jones>", "Topeka", "Ваза Ἀγνή", "Museum of Ősterby", "registrar@example.org",
        "Confirmed by Jones and Смирнова: the same object as", "Chip", "withdrawn by Jones", "Wrong card",
        "colour-layout-1", "13 objects", "A lead, not an identification",
        "points that agree in position", "artmatch replay 1", "cannot tell castings", "1 of ",
    ):  # fmt: skip
        assert said in text, said


def test_the_scratches_that_tell_a_coin_from_others_of_its_type_are_shown(artmatch, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(scratched_coin(number, 1))
        artmatch("register", tmp_path / f"{number}.jpg", "--id", f"C{number}", "--title", f"Coin {number}")
    (tmp_path / "seized.jpg").write_bytes(scratched_coin(2, 2, side=1_000))
    artmatch("case", "open", "KBI-1", "--by", "Jones")
    artmatch("exhibit", "add", "KBI-1", "1", tmp_path / "seized.jpg", "--by", "Jones")
    artmatch("exhibit", "search", "KBI-1", "1", "--by", "Jones")
    artmatch("judge", "give", "KBI-1", "1", "C1", "different", "--by", "Jones")  # told of, and so with its pictures
    assert artmatch("report", "KBI-1", "1", "--out", tmp_path / "report.pdf").exit_code == 0
    told = re.split(r"\d\. (?=Coin \d )", text_of(tmp_path / "report.pdf"))
    assert [one[:6] for one in told if "Scratches and wear on both" in one] == ["Coin 2"]
    [own] = (one for one in told if one.startswith("Coin 2"))
    for caption in ("points that agree in position", "laid over the registered one", "Where the two differ, dark"):
        assert caption in own, caption


def test_two_runs_give_the_same_bytes_and_the_ledger_knows_them(artmatch, searched, tmp_path):
    for name in ("one.pdf", "two.pdf", "one.html", "two.html"):
        assert artmatch("report", "KBI-1", "3", "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    with wiring.open_register() as register:
        exports = [one.details for one in register.casework.ledger.entries(limit=4)]
        assert not register.casework.verify().faults
    assert [one["report"] for one in exports] == ["two.html", "one.html", "two.pdf", "one.pdf"]
    assert exports[0]["sha256"] == hashlib.sha256((tmp_path / "one.html").read_bytes()).hexdigest()


def test_the_html_tells_what_the_pdf_tells(artmatch, searched, tmp_path):
    artmatch("report", "KBI-1", "3", "--out", tmp_path / "report.pdf")
    artmatch("report", "KBI-1", "3", "--out", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    words = set(re.findall(r"\w{4,}", unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S))))
    missing = words - set(re.findall(r"\w{4,}", text_of(tmp_path / "report.pdf")))
    assert not missing
    assert "Sgt <Jones>" not in page


def test_a_negative_answer_says_what_it_means_and_what_would_help(artmatch, folder, tmp_path, jpeg):
    artmatch("index", folder)
    (tmp_path / "stranger.jpg").write_bytes(jpeg(999))
    artmatch("case", "open", "KBI-2")
    artmatch("exhibit", "add", "KBI-2", "1", tmp_path / "stranger.jpg")
    artmatch("exhibit", "search", "KBI-2", "1")
    assert artmatch("report", "KBI-2", "1", "--out", tmp_path / "report.pdf").exit_code == 0
    text = text_of(tmp_path / "report.pdf")
    for said in (
        "No reliable match among 12 objects", "Not registered does not mean not stolen", "12 objects with 12 photo",
        "What would help", "very small", "Photographs from other sides", "everything registered until",
        "Nobody has judged", "Nearest, though not reliable",
    ):  # fmt: skip
        assert said in text, said


def test_the_photographs_of_a_sensitive_object_are_not_in_the_report(artmatch, searched, tmp_path):
    def pictures():
        artmatch("report", "KBI-1", "3", "--out", tmp_path / "report.html")
        return (tmp_path / "report.html").read_text(encoding="utf-8").count("<img")

    shown = pictures()
    (tmp_path / "changed.csv").write_text(
        "object_id,sensitivity,consultation_contact\nVASE-1,culturally sensitive,The Council of Elders\n",
        encoding="utf-8",
    )
    changed = artmatch("import", tmp_path / "changed.csv")
    assert changed.exit_code == 0, changed.output
    hidden = pictures()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert hidden < shown
    assert "Consult The Council of Elders" in page
    assert "edited after the search" in page


def test_faults_are_one_sentence(artmatch, searched, tmp_path, folder):
    artmatch("exhibit", "add", "KBI-1", "4", folder / "01.jpg")
    for arguments, code, said in (
        (("KBI-1", "3", "--out", tmp_path / "report.doc"), 2, "name it .pdf or .html"),
        (("KBI-1", "4", "--out", tmp_path / "report.pdf"), 3, "was not searched for yet"),
        (("KBI-9", "3", "--out", tmp_path / "report.pdf"), 4, "KBI-9"),
        (("KBI-1", "3", "--out", tmp_path / "none" / "report.pdf"), 3, "cannot be written"),
    ):
        done = artmatch("report", *arguments)
        assert (done.exit_code, said in done.stderr) == (code, True), done.output


def test_what_the_trial_of_the_model_gave_is_told(artmatch, searched, home, tmp_path):
    manifest = home.parent / "model.json"
    rates = dict.fromkeys(("strangers_called_strong", "wrong_among_strong"), 0.0123)
    rates |= {"queries": 700, "strangers": 800, "strangers_called_possible_or_strong": 0.05}
    rates |= {"registered_called_possible_or_strong": 0.8}
    stored = json.loads(manifest.read_text()) | {"error_rates": rates}
    manifest.write_text(json.dumps(stored))
    artmatch("report", "KBI-1", "3", "--out", tmp_path / "report.pdf")
    assert "1.2 % were called a strong match" in text_of(tmp_path / "report.pdf")
    manifest.write_text(json.dumps(stored | {"model_id": "another"}))
    artmatch("report", "KBI-1", "3", "--out", tmp_path / "report.pdf")
    assert "is not known" in text_of(tmp_path / "report.pdf")
