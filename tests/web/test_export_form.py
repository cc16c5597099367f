"""What Browse shows is taken away as a file, written as by the command and told in the ledger."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from simulated import opened, press, running, shown

from artmatch.config import Settings
from artmatch.exchange.delivery import Given, lay_out
from artmatch.records import Sensitivity
from artmatch.wiring import Workspace


def browse_page():
    from artmatch.web import browse_page

    browse_page.show()


@pytest.fixture
def workspace(home):
    with Workspace.open(Settings.load(home, demonstration=True, env={})) as opened_one:
        yield opened_one


def made(test, ending, *, everything=False, with_photographs=False, by="Miller"):
    """The name and the bytes of the file that was made on the page."""
    test.radio[0].set_value(not everything)
    test.selectbox(key="export-format").select(ending)
    test.checkbox(key="export-photographs").set_value(with_photographs)
    test.text_input(key="acting-name-field-export").set_value(by)
    press(running(test.run()), "Make the file")
    return test.session_state["export-made"].name, test.session_state["export-made"].data


def test_the_records_shown_are_taken_away_as_a_table_and_the_ledger_says_so(workspace, drawn):
    vases = {one.record.object_id for one in drawn.values() if one.record.object_type.startswith("vessel")}
    test = opened(browse_page)
    test.selectbox(key="browse-type").select("vessel")
    name, data = made(test, ".xlsx")
    rows = list(load_workbook(io.BytesIO(data))["objects"].iter_rows(min_row=2, max_col=1, values_only=True))
    assert (name, {number for (number,) in rows}) == ("objects.xlsx", vases)
    assert "The file holds 1 object." in shown(test)
    [entry] = [one for one in workspace.casework.ledger.entries(limit=9) if one.action == "export"]
    assert entry.by == "Miller"
    assert entry.details == {
        "file": "objects.xlsx", "objects": 1, "with_hidden": False, "with_photographs": False,
        "among": {"object_type": "vessel", "stage": "live"},
    }  # fmt: skip


def test_a_zip_has_the_photographs_but_not_those_that_are_not_public(workspace, drawn, tmp_path):
    hidden = drawn[0].record
    workspace.registry.curator("Miller").edit(replace(hidden, sensitivity=Sensitivity.RESTRICTED), revision=1)
    name, data = made(test := opened(browse_page), ".jsonl", everything=True, with_photographs=True)
    assert name == "objects.zip"
    assert "of objects that are not public" in shown(test)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lines = [json.loads(line) for line in archive.read("objects.jsonl").splitlines()]
        there = set(archive.namelist()) - {"objects.jsonl"}
    written = {line["record"]["object_id"]: [one["file"] for one in line["photographs"]] for line in lines}
    assert {number: len(files) for number, files in written.items()} == {
        one.record.object_id: 0 if one.record == hidden else len(one.registered)
        for number, one in drawn.items()
        if number < 6
    }
    assert {file for files in written.values() for file in files} == there
    folder = tmp_path / "again"
    folder.mkdir()
    delivery = lay_out([Given(name, io.BytesIO(data))], folder)  # what the page gives, the page takes
    assert delivery.records.name == "objects.jsonl"


def test_nobody_takes_records_away_without_a_name(workspace):
    test = opened(browse_page)
    test.text_input(key="acting-name-field-export").set_value(" ")
    press(running(test.run()), "Make the file")
    assert "Say who you are" in shown(test)
    assert "export-made" not in test.session_state
