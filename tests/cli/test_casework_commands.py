"""Cases, exhibits, judgements and the ledger on the command line."""

import sqlite3

import pytest

from artmatch.casework import Decision, Reason
from artmatch.cli.judge_command import DECISIONS, REASONS


@pytest.fixture
def case(artmatch, folder):
    """A register of twelve objects and a case with one exhibit that shows 03."""
    artmatch("index", folder)
    assert artmatch("case", "open", "KBI-1", "--agency", "KBI", "--by", "Jones").exit_code == 0
    done = artmatch("exhibit", "add", "KBI-1", "3", folder / "03.jpg", "--place", "Topeka", "--by", "Jones")
    assert done.stdout == "Exhibit 3 of KBI-1 has 1 photograph.\n", done.stderr
    return folder


def test_from_an_exhibit_to_a_confirmed_match(artmatch, case):
    found = artmatch("exhibit", "search", "KBI-1", "3", "--by", "Jones")
    assert "Strong match among 12 objects: 03." in found.stdout
    assert "03, 03: strong match" in found.stdout
    first = artmatch("judge", "give", "KBI-1", "3", "03", "same", "--reason", "marks", "--by", "Jones")
    assert "waits for a second person" in first.stdout
    second = artmatch("judge", "give", "KBI-1", "3", "03", "same", "--by", "Smith")
    assert "03: same object, confirmed." in second.stdout
    assert "exhibit 3: strong match, 03, 03: same object, confirmed" in artmatch("case", "show", "KBI-1").stdout
    assert "KBI-1" in artmatch("case", "list").stdout
    taken = artmatch("judge", "withdraw", "2", "--note", "Wrong exhibit.", "--by", "Smith")
    assert "withdrawn" in taken.stdout
    shown = artmatch("exhibit", "show", "KBI-1", "3").stdout
    assert "Judgement 2 by Smith: 03 is same object.  WITHDRAWN by Smith: Wrong exhibit." in shown


def test_what_is_dismissed_is_shown_apart_until_it_is_brought_back_or_a_photograph_comes(artmatch, case):
    artmatch("exhibit", "search", "KBI-1", "3")
    artmatch("judge", "give", "KBI-1", "3", "03", "different")
    assert "dismissed: 03" in artmatch("exhibit", "search", "KBI-1", "3").stdout
    artmatch("judge", "bring-back", "KBI-1", "3", "03", "--note", "Seen in better light.")
    assert "dismissed" not in artmatch("exhibit", "search", "KBI-1", "3").stdout
    artmatch("judge", "give", "KBI-1", "3", "03", "different")
    artmatch("exhibit", "add", "KBI-1", "3", case / "04.jpg")
    assert "dismissed before the newest photograph" in artmatch("exhibit", "search", "KBI-1", "3").stdout


def test_a_derived_picture_is_searched_in_place_of_its_photograph(artmatch, case, json_lines):
    done = artmatch("exhibit", "derive", "KBI-1", "3", "03.jpg", "--turn", "1", "--crop", "0", "0", "1", "0.5")
    assert done.exit_code == 0, done.stderr
    artmatch("exhibit", "search", "KBI-1", "3")
    [stored] = json_lines(artmatch("exhibit", "show", "KBI-1", "3", "--json").stdout)
    [query] = stored["searches"][0]["queries"]
    assert query["derivation"] == {"turns": 1, "box": [0, 0, 1, 0.5], "enhancement": "none"}
    assert query["pixels_sha256"] in done.stdout
    assert artmatch("exhibit", "derive", "KBI-1", "3", "nothing.jpg").exit_code == 4
    assert artmatch("exhibit", "derive", "KBI-1", "3", "03.jpg", "--crop", "1", "0", "0", "1").exit_code == 3


def test_an_exhibit_gets_all_of_its_photographs_or_none(artmatch, case):
    (case / "broken.jpg").write_bytes(b"no photograph")
    done = artmatch("exhibit", "add", "KBI-1", "4", case / "05.jpg", case / "broken.jpg")
    assert done.exit_code == 3
    assert artmatch("exhibit", "show", "KBI-1", "4").exit_code == 4


def test_the_ledger_tells_who_did_what_and_is_verified(artmatch, case, json_lines, tmp_path, home):
    artmatch("case", "edit", "KBI-1", "--notes", "Two more boxes.", "--by", "Smith")
    lines = json_lines(artmatch("ledger", "show", "--json").stdout)
    assert [(line["action"], line["by"]) for line in lines[:4]] == [
        ("edit", "Smith"),
        ("upload", "Jones"),
        ("exhibit added", "Jones"),
        ("case opened", "Jones"),
    ]
    assert "Smith: edit  KBI-1" in artmatch("ledger", "show", "--last", "1").stdout
    checkpoint, key = tmp_path / "checkpoint.json", tmp_path / "key.pem"
    assert artmatch("ledger", "checkpoint", checkpoint, "--public-key", key).exit_code == 0
    against = ("--checkpoint", checkpoint, "--public-key", key)
    done = artmatch("ledger", "verify", *against)
    assert done.exit_code == 0, done.output
    assert "verified up to entry 6." in done.stdout
    with sqlite3.connect(home / "register" / "registry.sqlite") as database:
        database.execute("UPDATE cases SET officer = 'Somebody else'")
    database.close()
    done = artmatch("ledger", "verify", *against)
    assert done.exit_code == 5
    assert "cases/1 is not what entry 5 tells of." in done.stdout
    [found] = json_lines(artmatch("ledger", "verify", "--json").stdout)
    assert [fault["entry"] for fault in found["faults"]] == [5]
    assert artmatch("ledger", "verify", "--checkpoint", checkpoint).exit_code == 2


def test_searches_are_replayed(artmatch, case, json_lines):
    artmatch("exhibit", "search", "KBI-1", "3")
    done = artmatch("replay", "1")
    assert (done.exit_code, done.stdout) == (0, "Search 1 is answered identically, to the last digit.\n")
    assert json_lines(artmatch("replay", "1", "--json").stdout) == [
        {"search": 1, "identical": True, "obstacle": "", "differences": []}
    ]
    assert artmatch("replay", "2").exit_code == 4


def test_the_words_for_decisions_and_reasons_are_those_of_the_store():
    assert tuple(one.name.lower().replace("_", "-") for one in Decision) == DECISIONS
    assert tuple(one.value for one in Reason) == REASONS


def test_who_acts_is_named_by_the_setting_unless_the_command_says(artmatch, case, json_lines, monkeypatch):
    monkeypatch.setenv("ARTMATCH_USER", "Lee")
    artmatch("case", "open", "KBI-2")
    artmatch("case", "open", "KBI-3", "--by", "Smith")
    lines = json_lines(artmatch("ledger", "show", "--json", "--last", "2").stdout)
    assert [line["by"] for line in lines] == ["Smith", "Lee"]
