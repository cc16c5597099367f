"""CSV -> register -> LIDO -> new register -> JSON lines loses nothing, whatever a curator typed."""

import csv
import io
import json
from dataclasses import fields
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from artmatch.exchange.exporting import export
from artmatch.exchange.reading import read_records
from artmatch.imaging import Limits, encode_jpeg
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import DESCRIPTIONS, RELATION_COLUMNS, TABLE_COLUMNS
from artmatch.matching.work import State
from artmatch.records import (
    ArtworkRecord,
    Collection,
    EventKind,
    Photograph,
    Sensitivity,
    Status,
    ViewLabel,
    record_fields,
)
from artmatch.registry import LinkKind, Registry

_PHOTOGRAPHS = 6

# What a cell may hold: any text that XML and databases can, as a table reads it (line breaks unified, ends stripped).
cells = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters="\r" + "".join(map(chr, (*range(9), *range(11, 32), 0xFFFE, 0xFFFF))),
    ),
    max_size=12,
).map(str.strip)
numbers = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=6).filter(
    lambda text: text == text.strip() and text.isprintable() and not text[0].isdecimal()
)
dates = st.dates().map(lambda day: day.isoformat()) | st.integers(1, 9999).map("{:04}".format)
particular = {
    "status": st.sampled_from(Status),
    "event_kind": st.sampled_from(EventKind),
    "collection": st.sampled_from(Collection),
    "sensitivity": st.sampled_from(Sensitivity),
    "earliest_year": st.integers(-20_000, 0).map(str),
    "latest_year": st.integers(0, 2_100).map(str),
    "event_earliest": st.sampled_from(["1900", "1950-06", "1999-12-31"]),
    "event_latest": st.sampled_from(["2000", "2004-02-29"]),
    "title": cells.filter(bool),
}


def field_texts(name):
    values = particular.get(name, cells)
    return values if name == "title" else st.just("") | values


dated = st.tuples(st.sampled_from(Status), st.just("") | dates)
rows = st.fixed_dictionaries({name: field_texts(name) for name in record_fields if name != "object_id"})
photographs = st.fixed_dictionaries(
    {
        "photograph": st.integers(0, _PHOTOGRAPHS - 1).map("{}.jpg".format),
        "view": st.just("") | st.sampled_from(ViewLabel),
        "credit": cells,
        "taken": st.just("") | dates,
        "included": st.sampled_from(["", "yes", "no"]),
    }
)
objects = st.dictionaries(
    numbers,
    st.tuples(
        rows,
        st.lists(photographs, max_size=3, unique_by=lambda one: one["photograph"]),
        st.lists(dated, max_size=3),
    ),
    min_size=1,
    max_size=3,
)
kinds = st.lists(st.none() | st.sampled_from(LinkKind), min_size=3, max_size=3)
"""How the first two objects, the first and the third, and the last two belong together."""


def linked(table, kinds):
    """From every object to the kinds of those that it belongs with."""
    pairs = dict(zip(combinations(table, 2), kinds, strict=False))
    found = {object_id: {} for object_id in table}
    for (one, other), kind in pairs.items():
        if kind is not None:
            found[one][other] = found[other][one] = kind.value
    return found


def relation_cells(object_id, record, statuses, links):
    """Each link is told by one of its two objects only."""
    told = {other: kind for other, kind in links.items() if object_id < other}
    dated = [f"{status} {since}".strip() for status, since in statuses]
    status = statuses[-1][0] if statuses else record["status"]
    return {
        "links": "\n".join(f"{kind} {other}" for other, kind in told.items()),
        "statuses": "; ".join(dated),
        "status": status,
    }


def written(table, links):
    """The table as CSV: an object's fields in its first row, a row for every photograph."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, TABLE_COLUMNS, restval="")
    writer.writeheader()
    for object_id, (record, members, statuses) in table.items():
        first, *others = members or [{}]
        beside = relation_cells(object_id, record, statuses, links[object_id])
        writer.writerow({"object_id": object_id} | record | beside | first)
        writer.writerows({"object_id": object_id} | other for other in others)
    return buffer.getvalue()


_ORIGINALS = [
    encode_jpeg(np.random.default_rng(number).integers(0, 256, (30, 40, 3)).astype(np.uint8))
    for number in range(_PHOTOGRAPHS)
]


@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes: each example makes two registers
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(table=objects, kinds=kinds)
def test_csv_to_register_to_lido_to_register_to_json_lines_loses_nothing(table, kinds, embedder):
    links = linked(table, kinds)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, data in enumerate(_ORIGINALS):
            (folder / f"{number}.jpg").write_bytes(data)
        (folder / "objects.csv").write_bytes(written(table, links).encode("utf-8"))
        for source, register, target in (
            ("objects.csv", "first", "objects.xml"),
            ("objects.xml", "second", "objects.jsonl"),
        ):
            reading = read_records(folder / source)
            assert not [one for one in reading.problems if one.weight == "error"], reading.problems
            with Registry.open(folder / register) as registry:
                outcomes = list(Indexer(registry, embedder, limits=Limits(), by="test").run(reading.intake))
                assert {outcome.state for outcome in outcomes} == {State.INDEXED}, outcomes
                list(export(registry, folder / target, with_hidden=True))
        lines = [json.loads(line) for line in (folder / "objects.jsonl").read_bytes().splitlines()]
        stored = {line["record"]["object_id"]: line for line in lines}
        assert set(stored) == set(table)
        for object_id, (fields_given, members, statuses) in table.items():
            line = stored[object_id]
            assert {one["object_id"]: one["kind"] for one in line["links"]} == links[object_id]
            record = fields_given | ({"status": statuses[-1][0]} if statuses else {})
            told = statuses or [(record["status"] or "stolen", "")]
            assert [(one["status"], one["since"]) for one in line["statuses"]] == told
            given_fields = {"object_id": object_id} | {key: text for key, text in record.items() if text}
            defaults = {"status": "stolen", "collection": "objects", "sensitivity": "public"}
            expected = dict.fromkeys(record_fields, "") | defaults | given_fields
            said = {key: "" if value is None else str(value) for key, value in line["record"].items()}
            assert said == expected | {"demonstration": "False"}
            assert [
                ((folder / one["file"]).read_bytes(), one["file_name"], *(one[key] for key in DESCRIPTIONS))
                for one in line["photographs"]
            ] == [
                (
                    _ORIGINALS[int(one["photograph"].removesuffix(".jpg"))],
                    one["photograph"],
                    one["view"] or "overall",
                    one["credit"],
                    one["taken"],
                    one["included"] != "no",
                )
                for one in members
            ]


def test_the_property_covers_every_field():
    """A new field of a record or of what is said of a photograph must be in the table that the test makes."""
    assert set(TABLE_COLUMNS) == {*record_fields, *RELATION_COLUMNS, "photograph", *DESCRIPTIONS}
    assert {field.name for field in fields(ArtworkRecord)} == {*record_fields, "demonstration"}
    assert set(DESCRIPTIONS) <= {field.name for field in fields(Photograph)}
