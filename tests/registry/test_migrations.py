"""Registers and backups of every version that there was, with data in them, become registers of today."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, MetaData, Table, insert

from artmatch.records import Status, ViewLabel
from artmatch.registry import NewPhotograph, Registry
from artmatch.registry.database import Database
from artmatch.registry.restore import restore
from artmatch.registry.schema import version
from artmatch.registry.upgrade import make_tables

TEXTS = (
    "object_type",
    "materials",
    "measurements",
    "inscriptions",
    "distinguishing_features",
    "subject",
    "date_or_period",
    "maker",
    "description",
    "inventory_number",
    "related_material",
    "place_of_origin",
    "related_objects",
    "date_documented",
    "event",
    "owner",
    "contact",
    "source",
)
VECTOR = b"\0\0\x80?" + bytes(28)
"""1, followed by seven zeros, in float32."""


def rows_of_first_version(photograph: NewPhotograph) -> dict[str, list[dict[str, Any]]]:
    """What the first version's tables may hold: two objects, one of them with a photograph numbered 7."""
    texts = {name: f"its {name}" for name in TEXTS}
    objects = [
        {"object_id": "KBI-1", "title": "Mask", "status": "recovered", "demonstration": False, "search_text": "mask"},
        {"object_id": "É", "title": "Büste", "status": "stolen", "demonstration": True, "search_text": "buste"},
    ]
    return {
        "objects": [row | texts for row in objects],
        "photographs": [
            {
                "photograph_id": 7,
                "object_id": "KBI-1",
                "sha256": photograph.image.sha256,
                "view": "verso",
                "file_name": "back.jpg",
                "media_type": "image/jpeg",
                "width": 40,
                "height": 24,
                "byte_count": len(photograph.data),
                "registered_at": datetime(2026, 3, 1, 12, 30, 0, 250),
            }
        ],
        "embeddings": [{"model_id": "m", "photograph_id": 7, "vector": VECTOR}],
        "local_features": [{"features_id": "sift", "photograph_id": 7, "data": b"points"}],
    }


def completed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """``row`` with something in the columns that later versions added."""
    added = [column for column in table.columns if column.name not in row]
    needed = [column for column in added if not column.nullable and column.server_default is None]
    return row | {column.name: 0 if isinstance(column.type, (Integer, Boolean)) else "" for column in needed}


def assert_holds_them(registry: Registry, photograph: NewPhotograph) -> None:
    records = registry.records(["KBI-1", "É"])
    assert (records["KBI-1"].title, records["KBI-1"].status) == ("Mask", Status.RECOVERED)
    assert (records["É"].title, records["É"].demonstration) == ("Büste", True)
    for name in TEXTS:
        assert getattr(records["É"], name) == f"its {name}"
    (stored,) = registry.photographs_of("KBI-1")
    assert (stored.photograph_id, stored.view, stored.file_name) == (7, ViewLabel.VERSO, "back.jpg")
    assert stored.registered_at.isoformat() == "2026-03-01T12:30:00.000250+00:00"
    assert registry.original(stored) == photograph.data
    embeddings = registry.embeddings("m")
    assert (embeddings.photograph_ids.tolist(), embeddings.vectors.tolist()) == ([7], [[1.0] + [0.0] * 7])
    assert registry.local_features("sift", [7]) == {7: b"points"}
    assert [record.object_id for record in registry.search_records("mask", limit=9).records] == ["KBI-1"]


@pytest.fixture
def original(photograph: Callable[[int], NewPhotograph], tmp_path: Path) -> NewPhotograph:
    """A photograph whose original lies in the register's folder, as every version keeps it."""
    new = photograph(1)
    path = tmp_path / "register" / "photographs" / new.image.sha256[:2] / new.image.sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(new.data)
    return new


@pytest.mark.parametrize("older", range(1, version + 1))
def test_a_register_of_any_version_is_brought_up_to_date_with_all_that_it_holds(
    tmp_path: Path,
    database_url: str | None,
    original: NewPhotograph,
    photograph: Callable[[int], NewPhotograph],
    older: int,
) -> None:
    folder = tmp_path / "register"
    database = Database(folder / "registry.sqlite", database_url)
    database.prepare()
    make_tables(database, older)
    with database.writing() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in rows_of_first_version(original).items():
            table = tables.tables[name]
            connection.execute(insert(table), [completed(table, row) for row in rows])
        if database_url:
            connection.exec_driver_sql("SELECT setval('photographs_photograph_id_seq', 7)")
    database.close()
    with Registry.open(folder, database_url) as registry:
        assert_holds_them(registry, original)
        record = registry.record("É")
        (new,) = registry.register([(record, [photograph(2)])], model_id="m")
        assert new.photographs[0].photograph_id == 8
        if older < version:  # the rows above are all that there is, and nothing is derived where nothing is upgraded
            assert [record.object_id for record in registry.search_records("bustte", limit=9).records] == ["É"]


@pytest.mark.parametrize("older", range(1, version + 1))
def test_a_backup_of_any_version_is_restored_as_a_register_of_today(
    tmp_path: Path, database_url: str | None, photograph: Callable[[int], NewPhotograph], older: int
) -> None:
    new = photograph(1)
    database, tables = Database(tmp_path / "older.sqlite"), MetaData()
    make_tables(database, older)
    with database.reading() as connection:
        tables.reflect(connection)
    database.close()
    rows = {
        name: [completed(tables.tables[name], row) for row in of_table]
        for name, of_table in rows_of_first_version(new).items()
    }
    about = {"format": 1, "versions": {"register": older}, "created": "2026-03-02T00:00:00+00:00", "lost": []}
    about["rows"] = {name: len(of_table) for name, of_table in rows.items()}
    files = {"backup.json": json.dumps(about).encode()}
    files[f"photographs/{new.image.sha256[:2]}/{new.image.sha256}"] = new.data
    for name, of_table in rows.items():
        files[f"tables/{name}.jsonl"] = b"".join(json.dumps(row, default=as_json).encode() + b"\n" for row in of_table)
    files["SHA256SUMS"] = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()
    ).encode()
    for name, data in files.items():
        path = tmp_path / "backup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with Registry.open(tmp_path / "register", database_url) as registry:
        restored = restore(tmp_path / "backup", registry.database, [registry.backup_part()])
        assert not any(checked.reason for checked in restored)
        assert_holds_them(registry, new)
        assert [path.name for path in registry.folder.iterdir() if path.name.startswith("restoring")] == []


def as_json(value: Any) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"base64": b64encode(value).decode()}
    return {"utc": f"{value.isoformat()}+00:00"}
