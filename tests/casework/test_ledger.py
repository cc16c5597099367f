import hashlib
import json
import sqlite3
from dataclasses import replace

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from artmatch.casework import Action, Casework, Circumstances
from artmatch.casework.schema import changeable, metadata
from artmatch.errors import InputError, RegistryError
from artmatch.records import ArtworkRecord
from artmatch.wiring import Workspace


def test_every_action_has_its_entry_with_who_and_in_what_circumstances(everything):
    entries = everything.casework.ledger.entries(limit=100)[::-1]
    assert [(entry.action, entry.by) for entry in entries] == [
        ("register", "curator"),
        ("case opened", "Jones"),
        ("exhibit added", "Jones"),
        ("upload", "Jones"),
        ("search", "Jones"),
        ("edit", "Smith"),
        ("alert", "watch"),
        ("picture derived", "Jones"),
        ("search", "Jones"),
        ("judgement", "Jones"),
        ("judgement", "Smith"),
        ("judgement", "Smith"),
        ("withdrawal", "Smith"),
        ("upload", "Jones"),
    ]
    assert [entry.number for entry in entries] == list(range(1, 15))
    search = entries[4]
    assert (search.software, search.model_id, search.index_generation) == ("0.1.0", "colour-layout-1", 1)
    assert search.settings == {
        "calibration_sha256": "",
        "demonstration": False,
        "device": "auto",
        "precision": "float32",
    }
    assert search.details["candidates"][0] == "K5"
    assert entries[9].details["note"] == "The chip at the rim."


def test_a_stranger_recomputes_the_chain_with_the_standard_library_alone(everything):
    with sqlite3.connect(everything.settings.folder / "registry.sqlite") as database:
        rows = database.execute("SELECT number, entry, hash FROM ledger ORDER BY number").fetchall()
    database.close()
    previous = "0" * 64
    for expected, (number, data, hashed) in enumerate(rows, start=1):
        entry = json.loads(data)
        again = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert again == data
        assert (number, entry["number"], entry["previous"]) == (expected, expected, previous)
        assert hashlib.sha256(data).hexdigest() == hashed
        previous = hashed
    assert len(rows) == 14


def test_a_row_has_the_hash_that_its_entry_tells(everything):
    with sqlite3.connect(everything.settings.folder / "registry.sqlite") as database:
        database.row_factory = sqlite3.Row
        row = dict(database.execute("SELECT * FROM judgements WHERE judgement_id = 1").fetchone())
    database.close()
    row["at"] = row["at"].replace(" ", "T") + "Z"
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    [told] = [entry.rows for entry in everything.casework.ledger.entries(limit=100) if "judgements/1" in entry.rows]
    assert told == {"judgements/1": hashlib.sha256(text.encode()).hexdigest()}


def test_a_quick_look_is_told_with_the_hashes_of_its_photographs(workspace, jpeg):
    with workspace.acting("Jones"):
        answer = workspace.match([jpeg(5)])
    [entry] = workspace.casework.ledger.entries(limit=1)
    assert (entry.action, entry.by) == ("search", "Jones")
    assert entry.details["photographs"] == list(answer.query_sha256)
    assert entry.details["headline"] == answer.headline


def test_what_registers_tells_of_it_and_what_registers_nothing_does_not(workspace, jpeg):
    record = ArtworkRecord(object_id="K99", title="Mask")
    for _ in range(2):
        workspace.register(record, [jpeg(99)])
    [entry, first] = workspace.casework.ledger.entries(limit=2)
    sha256 = hashlib.sha256(jpeg(99)).hexdigest()
    assert entry.details == {"objects": [{"object": "K99", "outcome": "new", "photographs": [sha256]}]}
    assert entry.files == {"photographs": [sha256]}
    assert first.number == 1


def test_where_the_entry_cannot_be_written_nothing_is_registered(workspace, jpeg, monkeypatch):
    def fail(*_, **__):
        raise RegistryError("The disk is full.")

    monkeypatch.setattr(workspace.casework.ledger, "append", fail)
    with pytest.raises(RegistryError, match="disk is full"):
        workspace.register(ArtworkRecord(object_id="K99", title="Mask"), [jpeg(99)])
    assert workspace.registry.records(["K99"]) == {}


def test_nobody_acts_without_a_name(casework):
    with pytest.raises(InputError, match="ARTMATCH_USER"):
        casework.ledger.note(Action.LOGIN, by=" ", details={})


def test_the_database_itself_refuses_to_change_what_was_written(everything):
    with sqlite3.connect(everything.settings.folder / "registry.sqlite") as database:
        for table in metadata.tables:
            [column] = database.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchone()
            statements = [f"DELETE FROM {table}"]
            if table not in ("cases", "exhibits"):  # their texts may be corrected
                statements.append(f"UPDATE {table} SET {column} = {column}")
            for statement in statements:
                with pytest.raises(sqlite3.IntegrityError, match=f"{table} keeps what was written"):
                    database.execute(statement)
    database.close()
    assert not everything.casework.verify().faults


def test_the_migrations_make_the_tables_that_the_code_works_with(workspace):
    with workspace.registry.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": lambda _, name, *__: name in ours})
        ours = set(metadata.tables)
        differences = compare_metadata(context, metadata)
    kinds = {difference[0] for difference in differences if not isinstance(difference, list)}
    assert not kinds - {"add_index", "remove_index", "add_constraint", "remove_constraint", "add_fk", "remove_fk"}
    assert not [difference for difference in differences if isinstance(difference, list)]


def test_cases_that_a_newer_artmatch_wrote_are_left_alone(workspace):
    with workspace.registry.database.writing() as connection:
        connection.exec_driver_sql("UPDATE casework_version SET version_num = '0099'")
    with pytest.raises(RegistryError, match="newer artmatch"):
        Casework.open(workspace.settings.folder, workspace.registry.database, Circumstances)


def test_postgresql_refuses_as_well_to_change_what_was_written(everything, tmp_path, new_postgresql):
    url = new_postgresql()
    settings = replace(everything.settings, home=tmp_path / "other", database=url)
    with Workspace.open(settings) as workspace, psycopg.connect(url, autocommit=True) as server:
        workspace.casework.cases.open_case("KBI-1", by="Jones")
        for table in metadata.tables.values():
            statements = [f"DELETE FROM {table.name}", f"TRUNCATE {table.name} CASCADE"]
            if table not in changeable:
                column = next(iter(table.columns)).name
                statements.append(f"UPDATE {table.name} SET {column} = {column}")
            for statement in statements:
                with pytest.raises(psycopg.errors.RaiseException, match="keeps what was written"):
                    server.execute(statement)
        assert workspace.casework.verify().faults == ()
