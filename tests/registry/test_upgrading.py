"""A register of an earlier version opens with everything in it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from artmatch.records import ArtworkRecord, Photograph, Status, ViewLabel
from artmatch.registry import Action, RecordFilter, Registry, Stage, upgrade

names = [
    *("object_id", "title", "object_type", "materials", "measurements", "inscriptions", "distinguishing_features"),
    *("subject", "date_or_period", "maker", "description", "inventory_number", "related_material", "place_of_origin"),
    *("related_objects", "date_documented", "status", "event", "owner", "contact", "source"),
]


@pytest.fixture
def version_1(tmp_path):
    """A register that the first version made, with two objects and a photograph."""
    engine = create_engine(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(upgrade._MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    texts = [f"the {name}" for name in names[1:]]
    texts[names.index("status") - 1] = "missing"
    texts[names.index("measurements") - 1] = "41 x 22 cm"
    with closing(sqlite3.connect(tmp_path / "registry.sqlite")) as database, database:
        marks = ", ".join("?" * (len(names) + 2))
        row = f"INSERT INTO objects ({', '.join(names)}, demonstration, search_text) VALUES ({marks})"
        database.execute(row, ["A", *texts, 0, "the title"])
        database.execute(row, ["B", "Bowl", *[""] * 14, "stolen", *[""] * 4, 1, "bowl"])
        database.execute(
            "INSERT INTO photographs VALUES (7, 'A', ?, 'mark', 'a.jpg', 'image/jpeg', 40, 30, 99, ?)",
            ["ab" * 32, "2025-01-02 03:04:05.000000"],
        )
        database.execute("INSERT INTO embeddings VALUES ('m', 7, ?)", [bytes(12) + b"\x00\x00\x80\x3f"])
        database.execute("INSERT INTO local_features VALUES ('sift', 7, ?)", [b"features"])
    return tmp_path


def test_a_register_of_version_1_keeps_everything_and_gains_a_history(version_1):
    with Registry.open(version_1) as registry:
        given = {name: f"the {name}" for name in names} | {"object_id": "A", "measurements": "41 x 22 cm"}
        assert registry.record("A") == ArtworkRecord.from_texts(given | {"status": "missing"})
        assert registry.record("B") == ArtworkRecord(object_id="B", title="Bowl", demonstration=True)
        made = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
        [photograph] = registry.photographs_of("A")
        assert photograph == Photograph(
            photograph_id=7,
            object_id="A",
            sha256="ab" * 32,
            view=ViewLabel.MARK,
            file_name="a.jpg",
            media_type="image/jpeg",
            width=40,
            height=30,
            byte_count=99,
            registered_at=made,
        )
        assert registry.searchable("m").tolist() == [7]
        assert registry.embeddings("m").vectors.tolist() == [[0, 0, 0, 1]]
        assert registry.local_features("sift", [7]) == {7: b"features"}
        assert registry.standing("A").stage is Stage.LIVE
        [revision] = registry.dossier("A").revisions
        assert (revision.action, revision.by, revision.at) == (Action.REGISTERED, "", made)
        assert [one.status for one in registry.dossier("A").statuses] == [Status.MISSING]
        assert registry.search_records("source", limit=9).count == 1  # made anew from the record
        assert registry.search_records(RecordFilter(size=410, dimension="height"), limit=9).count == 1


def test_a_register_of_version_1_can_be_worked_on(version_1, photograph):
    with Registry.open(version_1) as registry:
        record = ArtworkRecord(object_id="B", title="Bowl", maker="Anon", demonstration=True)
        registry.curator("Miller").edit(record, revision=1)
        registry.register([(record, [photograph(1)])], model_id="n")
        assert registry.photographs_of("B")[0].photograph_id == 8
        assert registry.dossier("B").record_at(1).maker == ""
