"""A register of twelve drawn vases with one case on it; only the embedding model is a stand-in."""

import pytest

from artmatch import engine
from artmatch.casework import Decision, Derivation, NewExhibitPhotograph, Reason
from artmatch.config import Settings
from artmatch.exhibit_search import search_exhibit
from artmatch.imaging import decode
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.records import ArtworkRecord
from artmatch.wiring import Workspace


@pytest.fixture
def database_url():
    """Of the register's database: none, so that it is its file. The tests that run on both say so."""


@pytest.fixture
def workspace(tmp_path, embedder, jpeg, monkeypatch, database_url):
    monkeypatch.setattr(engine, "load_embedder", lambda settings: embedder)
    settings = Settings(home=tmp_path / "home", model=tmp_path / "none.json", user="curator", database=database_url)
    with Workspace.open(settings) as workspace:
        vases = (
            Entry(
                ArtworkRecord(object_id=f"K{number}", title=f"Vase {number}"),
                (PhotographInput(jpeg(number), f"{number}.jpg"),),
            )
            for number in range(12)
        )
        list(workspace.index(Intake(tuple(vases))))
        yield workspace


@pytest.fixture
def casework(workspace):
    return workspace.casework


@pytest.fixture
def photograph(jpeg):
    """From a number to a photograph on its way into an exhibit."""

    def made(number):
        data = jpeg(number)
        return NewExhibitPhotograph(data, decode(data, name="seized"), f"seized {number}.jpg")

    return made


@pytest.fixture
def exhibit(casework, photograph):
    """Exhibit 3 of case KBI-1, with a photograph of K5."""
    casework.cases.open_case("KBI-1", by="Jones", agency="KBI", officer="Jones")
    exhibit = casework.cases.add_exhibit("KBI-1", "3", by="Jones", place="Topeka", date="3 March 2026")
    casework.cases.add_photographs(exhibit.exhibit_id, [photograph(5)], by="Jones")
    return exhibit


@pytest.fixture
def searched(workspace, exhibit):
    return search_exhibit(workspace, exhibit.exhibit_id, by="Jones")


@pytest.fixture
def everything(workspace, casework, exhibit, searched, photograph):
    """The same workspace after one of every action."""
    casework.cases.edit_case("KBI-1", by="Smith", notes="Two more boxes in the cellar.")
    [one] = casework.cases.photographs(exhibit.exhibit_id)
    alert = {"search_id": searched.search_id, "exhibit_photograph_id": one.photograph_id, "object_photograph_id": 6}
    assert casework.alerts.add(exhibit.exhibit_id, "K5", by="watch", **alert)
    assert casework.alerts.add(exhibit.exhibit_id, "K5", by="watch", **alert) is None
    casework.cases.derive(one, Derivation(turns=1, box=(0.1, 0.1, 0.9, 0.9), enhancement="contrast"), by="Jones")
    search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    casework.findings.judge(
        exhibit.exhibit_id, "K5", Decision.SAME, by="Jones", reasons=[Reason.MARKS], note="The chip at the rim."
    )
    casework.findings.judge(exhibit.exhibit_id, "K5", Decision.SAME, by="Smith")
    wrong = casework.findings.judge(exhibit.exhibit_id, "K7", Decision.DIFFERENT, by="Smith", note="Another foot.")
    casework.findings.withdraw(wrong.judgement_id, by="Smith", note="Looked at the wrong card.")
    casework.cases.add_photographs(exhibit.exhibit_id, [photograph(105)], by="Jones")
    return workspace
