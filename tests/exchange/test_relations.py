"""Objects that belong together and statuses that they have had, from files into a register."""

import json

import pytest

from artmatch.errors import RecordError
from artmatch.exchange.exporting import export
from artmatch.exchange.reading import read_records
from artmatch.exchange.relation_cells import read_links, read_statuses
from artmatch.imaging import Limits
from artmatch.matching.indexer import Indexer
from artmatch.matching.preview import preview
from artmatch.registry import GivenStatus, Link, LinkKind, Registry


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path / "register") as registry:
        yield registry


@pytest.fixture
def imported(registry, embedder, tmp_path):
    """Import a table; returns what became of its rows."""

    def run(text):
        file = tmp_path / "objects.csv"
        file.write_text(text, "utf-8")
        reading = read_records(file)
        assert [one.problem for one in reading.problems if one.weight == "error"] == []
        looked = list(preview(reading.intake, registry, limits=Limits()))
        done = list(Indexer(registry, embedder, limits=Limits(), by="Miller").run(reading.intake))
        assert [(one.state, one.reason) for one in looked] == [(one.state, one.reason) for one in done]
        return [one.state for one in done if one.reason == ""], [one.reason for one in done if one.reason]

    return run


def told(registry, object_id):
    return [(one.status, one.since) for one in registry.dossier(object_id).statuses]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("pair KBI-2", [("pair", "KBI-2")]),
        (" pair  KBI-2;set KBI 3 ", [("pair", "KBI-2;set KBI 3")]),
        ("pair KBI-2; set KBI 3;\n", [("pair", "KBI-2"), ("set", "KBI 3;")]),
        ("replica A\n\ncast B", [("replica", "A"), ("cast", "B")]),
        ("edition A; edition A", [("edition", "A")]),
    ],
)
def test_a_cell_names_objects_that_belong_together(text, links):
    assert read_links(text) == tuple(Link(number, LinkKind(kind)) for kind, number in links)


def test_a_cell_tells_statuses_oldest_first():
    assert read_statuses("stolen 2004-03-12; recovered") == (
        GivenStatus("stolen", "2004-03-12"),
        GivenStatus("recovered"),
    )


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_links, "twin KBI-2", "give one of pair"),
        (read_links, "pair", "then the object's number"),
        (read_statuses, "lost 2004", "give one of stolen"),
        (read_statuses, "stolen on 2004", "then from when"),
        (read_statuses, "stolen 2004-13", "is no date"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_to_write(read, text, said):
    with pytest.raises(RecordError, match=said):
        read(text)


def test_a_history_begins_with_the_statuses_that_a_table_tells(registry, imported):
    imported("object_id,statuses\nK1,stolen 2004-03-12; missing; recovered 2026\n")
    assert told(registry, "K1") == [("stolen", "2004-03-12"), ("missing", ""), ("recovered", "2026")]
    assert registry.record("K1").status == "recovered"
    assert registry.dossier("K1").record_at(1).status == "stolen"
    assert {one.by for one in registry.dossier("K1").statuses} == {"Miller"}


def test_statuses_are_added_once_and_never_taken_away(registry, imported):
    imported("object_id,statuses\nK1,stolen 2004\n")
    longer = "object_id,statuses\nK1,stolen 2004; recovered 2026\n"
    assert imported(longer) == (["updated"], [])
    assert imported(longer) == (["already known"], [])
    assert imported("object_id,statuses\nK1,recovered 2026\n") == (["already known"], [])
    assert told(registry, "K1") == [("stolen", "2004"), ("recovered", "2026")]
    assert registry.record("K1").status == "recovered"


def test_a_status_that_differs_from_the_last_of_the_statuses_is_refused(tmp_path):
    (tmp_path / "objects.csv").write_text("object_id,status,statuses\nK1,found,stolen 2004; recovered 2026\n")
    [problem] = [one for one in read_records(tmp_path / "objects.csv").problems if one.weight == "error"]
    assert (problem.cell, problem.problem) == (
        "C2",
        "The status is found, but the last of the statuses is recovered: make them equal.",
    )


def test_objects_are_linked_whichever_comes_first_and_only_once(registry, imported):
    table = "object_id,links\nK1,pair K2; set K3\nK2,\nK3,\n"
    assert imported(table) == (["indexed"] * 3, [])
    assert registry.links(["K1", "K2", "K4"]) == {
        "K1": (Link("K2", LinkKind.PAIR), Link("K3", LinkKind.SET)),
        "K2": (Link("K1", LinkKind.PAIR),),
    }
    revision = registry.standing("K2").revision
    assert imported(table) == (["already known"] * 3, [])
    assert registry.standing("K2").revision == revision


def test_a_link_to_an_object_that_is_nowhere_is_accounted_for(imported):
    states, reasons = imported("object_id,links\nK1,pair K9\n")
    assert states == ["indexed"]
    assert reasons == ["Objects K1 and K9 belong together, but K9 is not registered: import it, then this again."]


def test_an_export_names_no_object_that_is_not_in_it(registry, imported, tmp_path):
    imported("object_id,title,links\nK1,Vase,pair K2; set K3\nK2,Vase,\nK3,Vase,\n")
    registry.curator("Miller").merge("K3", "K2")
    list(export(registry, tmp_path / "objects.jsonl"))
    lines = {line["record"]["object_id"]: line for line in map(json.loads, (tmp_path / "objects.jsonl").open())}
    assert lines.keys() == {"K1", "K3"}
    assert lines["K1"]["links"] == [{"object_id": "K3", "kind": "set"}]
