"""The tables in the texts are those of the results beside them."""

import json
from pathlib import Path

import pytest

from benchmarks.report import _PARTS, _TEXTS, with_table

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results"


def result(name):
    file = RESULTS / f"{name}.json"
    if not file.exists():
        pytest.skip(f"{name} was not measured yet")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(_PARTS))
def test_the_table_beside_a_result_is_made_from_it(name):
    table, _ = _PARTS[name]
    made = table(result(name))
    assert (RESULTS / f"{name}.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("name", list(_TEXTS))
def test_guide_and_card_have_the_tables_of_their_results(name):
    text = (ROOT / _TEXTS[name]).read_text(encoding="utf-8")
    table, _ = _PARTS[name]
    made = table(result(name))
    assert with_table(text, name, made) == text
    assert made in text


def test_every_set_has_its_interval_in_the_table_of_accuracy():
    found = result("accuracy")
    rows = [line.split(" | ") for line in (RESULTS / "accuracy.md").read_text(encoding="utf-8").splitlines()]
    for name, part in found["ways"]["everything"]["sets"].items():
        (cells,) = (row for row in rows if row[0] == f"| {name}")
        low, high = part["recall_at_1_interval"]
        assert cells[2] == f"{part['recall_at_1']:.3f} ({low:.3f} to {high:.3f})"


def test_a_table_replaces_the_one_between_its_marks_only():
    text = "a\n<!-- peers: written by benchmarks/report.py -->\nold\n<!-- end of peers -->\nb\n"
    once = with_table(text, "peers", r"new \1" + "\n")
    assert once == text.replace("old", r"new \1")
    assert with_table(once, "peers", r"new \1" + "\n") == once
    assert with_table(text, "growth", "x\n") == text
