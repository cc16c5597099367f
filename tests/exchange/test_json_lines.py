"""JSON lines: everything exactly, and what is no such line refused by its number."""

import json
from dataclasses import fields, replace

import pytest

from artmatch.exchange.exporting import Link
from artmatch.exchange.json_lines import JsonLinesWriter
from artmatch.exchange.reading import read_records
from artmatch.records import ArtworkRecord, Photograph, record_fields


@pytest.fixture
def file(tmp_path):
    return tmp_path / "objects.jsonl"


def write(file, *objects):
    with file.open("wb") as stream, JsonLinesWriter(stream) as writer:
        for record, links in objects:
            writer.write(record, links)


def test_a_record_comes_back_exactly(file, full_record, full_photograph):
    other = replace(full_photograph, photograph_id=8, sha256="cd" * 32, replaced_by=None)
    write(file, (full_record, [Link(full_photograph, "o.photographs/ab.jpg"), Link(other, "o.photographs/cd.jpg")]))
    reading = read_records(file)
    assert not reading.problems
    [entry] = reading.intake.entries
    assert (entry.record, entry.given, entry.row) == (full_record, set(record_fields), 1)
    first, second = entry.photographs
    assert first.content == file.parent / "o.photographs" / "ab.jpg"
    assert (first.name, first.sha256, second.sha256) == (full_photograph.file_name, "ab" * 32, "cd" * 32)
    for name in ("view", "credit", "taken", "included", "place"):
        assert getattr(first, name) == getattr(full_photograph, name)


def test_a_line_has_every_field(file, full_record, full_photograph):
    write(file, (full_record, [Link(full_photograph, "a.jpg")]))
    line = json.loads(file.read_text("utf-8"))
    assert set(line["record"]) == {field.name for field in fields(ArtworkRecord)}
    [photograph] = line["photographs"]
    own = {"photograph_id", "object_id"}  # each register numbers its own; the record says whose it is
    assert set(photograph) == {field.name for field in fields(Photograph)} - own | {"file"}
    assert line["record"]["earliest_year"] == -43


BESIDE = '{"artmatch": 1, "record": {"object_id": "K1", "title": "Bust"}, %s}'
LINE = '{"artmatch": 1, "record": {"object_id": "K1", "title": "Bust"%s}, "photographs": [%s]}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("\udcff", "no JSON"),
        ("[]", "no object of artmatch"),
        ('{"artmatch": 2}', "no object of artmatch"),
        ('{"artmatch": 1}', "has no record"),
        ('{"artmatch": 1, "record": {"object_id": "K1"}}', "has no title"),
        (LINE % (', "colour": "red"', ""), "has the key 'colour'"),
        (LINE % (', "status": "lost"', ""), "none of stolen"),
        (LINE % (', "earliest_year": 1.5', ""), "neither text nor a whole number"),
        (LINE % (', "owner": ["a"]', ""), "neither text nor a whole number"),
        (LINE % (', "owner": true', ""), "neither text nor a whole number"),
        (LINE % (', "demonstration": true', ""), "exists nowhere"),
        ('{"artmatch": 1, "record": {"object_id": "K1", "title": "B"}, "photographs": 3}', "no list of objects"),
        (LINE % ("", '{"file": "../a.jpg"}'), "outside the folder"),
        (LINE % ("", '{"file": "/etc/passwd"}'), "outside the folder"),
        (LINE % ("", '{"file": "%2e%2e/a.jpg"}'), "outside the folder"),
        (LINE % ("", '{"file": "C:/a.jpg"}'), "outside the folder"),
        (LINE % ("", '{"file": "https://example.org/a.jpg"}'), "not beside the file"),
        (LINE % ("", '{"file": ""}'), "has no file"),
        (LINE % ("", '{"file": 3}'), "is no text"),
        (LINE % ("", '{"file": "a.jpg", "view": "side"}'), "none of overall"),
        (LINE % ("", '{"file": "a.jpg", "taken": "May"}'), "is no date"),
        (LINE % ("", '{"file": "a.jpg", "included": "no"}'), "neither true nor false"),
        (LINE % ("", '{"file": "a.jpg", "size": 3}'), "has the key 'size'"),
        (BESIDE % '"links": 3', "no list of objects"),
        (BESIDE % '"links": [{"object_id": "K3", "kind": "twin"}]', "one of pair, set"),
        (BESIDE % '"links": [{"object_id": 3, "kind": "pair"}]', "needs an object's number"),
        (BESIDE % '"statuses": [{"status": "lost"}]', "none of stolen"),
        (BESIDE % '"statuses": [{"status": "found", "since": "May"}]', "is no date"),
    ],
)
def test_a_wrong_line_is_refused_by_its_number_and_the_others_go_on(file, line, reason):
    good = LINE.replace("K1", "K2") % ("", "")
    file.write_bytes(f"\n{line}\n{good}\n".encode("utf-8", "surrogateescape"))
    reading = read_records(file)
    [problem] = reading.problems
    assert (problem.row, reason in problem.problem) == (2, True), problem.problem
    assert [entry.record.object_id for entry in reading.intake.entries] == ["K2"]
    assert [one.row for one in reading.intake.refused] == [2]


def test_an_object_that_comes_twice_is_refused_the_second_time(file):
    file.write_text((LINE % ("", "") + "\n") * 2)
    reading = read_records(file)
    assert len(reading.intake.entries) == 1
    assert reading.problems[0].problem == "Line 1 has object K1 already."


def test_a_line_without_an_end_is_not_read_into_memory(file):
    file.write_bytes(b"x" * (2**24 + 2))
    assert "longer than 16 MB" in read_records(file).problems[0].problem


def test_only_the_keys_of_a_line_are_given(file):
    file.write_text(LINE % (', "owner": "Museum"', ""))
    assert read_records(file).intake.entries[0].given == {"object_id", "title", "owner"}
