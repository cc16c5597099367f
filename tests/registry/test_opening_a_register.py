"""What opening makes, brings up to date, and refuses."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from artmatch.errors import ConfigurationError, RegistryError
from artmatch.records import ArtworkRecord
from artmatch.registry import Registry
from artmatch.registry.schema import metadata

mask = ArtworkRecord(object_id="KBI-1", title="Mask")


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "registry.sqlite")) as database, database:
        for statement in statements:
            database.execute(statement)


def test_a_register_is_made_in_a_new_folder_and_is_there_again_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "ünder 100% #new?" / "register"
    with Registry.open(folder) as registry:
        registry.register([(mask, [])], model_id="m")
    with Registry.open(folder) as registry:
        assert registry.record("KBI-1") == mask


def test_the_migrations_make_exactly_the_tables_that_the_code_works_with(registry: Registry) -> None:
    engine = create_engine(f"sqlite:///{registry.folder / 'registry.sqlite'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        tables = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'photographs'").scalar_one()
    engine.dispose()
    assert "AUTOINCREMENT" in tables


def test_readers_and_a_writer_work_side_by_side(registry: Registry) -> None:
    registry.register([(mask, [])], model_id="m")
    with closing(sqlite3.connect(registry.folder / "registry.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE objects SET title = 'Changed'")
        assert registry.record("KBI-1") == mask
        writer.execute("COMMIT")
    assert registry.record("KBI-1").title == "Changed"


def test_the_records_may_lie_in_another_database(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    with Registry.open(tmp_path / "register", f"sqlite:///{elsewhere}") as registry:
        registry.register([(mask, [])], model_id="m")
    assert elsewhere.exists()
    assert not (tmp_path / "register" / "registry.sqlite").exists()


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:", "oracle://host/name"])
def test_a_database_of_another_kind_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="sqlite:////folder/file"):
        Registry.open(tmp_path, url)


def test_the_password_of_a_refused_database_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Registry.open(tmp_path, "postgresql://me:secret@host/name")
    assert "secret" not in str(raised.value)


def test_a_register_of_a_newer_artmatch_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    Registry.open(tmp_path).close()
    change(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / "registry.sqlite").read_bytes()
    with pytest.raises(RegistryError, match=r"made by a newer artmatch .* install the newer one"):
        Registry.open(tmp_path)
    assert (tmp_path / "registry.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE songs (name)"],
        ["CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('ae1027a6acf')"],
        ["CREATE TABLE alembic_version (version_num)"],
    ],
)
def test_another_programs_database_is_refused(tmp_path: Path, statements: list[str]) -> None:
    change(tmp_path, *statements)
    with pytest.raises(RegistryError, match="another program's database"):
        Registry.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite").write_text("Dear curator, " * 100)
    with pytest.raises(RegistryError, match="is not a register's database"):
        Registry.open(tmp_path)


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    with Registry.open(tmp_path) as registry:
        registry.register([(ArtworkRecord(object_id=f"{n}", title="x" * 500), []) for n in range(300)], model_id="m")
    file = tmp_path / "registry.sqlite"
    data = bytearray(file.read_bytes())
    data[16384 * 8 :] = b"\xaa" * (len(data) - 16384 * 8)
    file.write_bytes(data)
    with Registry.open(tmp_path) as registry, pytest.raises(RegistryError, match=r"is damaged: restore it"):
        registry.search_records("", limit=1000)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        RegistryError, match=r"The register's folder .*file/register cannot be used \(Not a directory\)"
    ):
        Registry.open(tmp_path / "file" / "register")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes wherever it likes")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(RegistryError, match="check the path and its permissions"):
        Registry.open(tmp_path)
    tmp_path.chmod(0o755)


def test_a_database_whose_folder_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"gone/r\.sqlite cannot be opened and written"):
        Registry.open(tmp_path, f"sqlite:///{tmp_path}/gone/r.sqlite")


def test_a_database_that_another_program_keeps_locked_is_named(tmp_path: Path) -> None:
    file = tmp_path / "registry.sqlite"
    with (
        Registry.open(tmp_path, f"sqlite:///{file}?timeout=0.05") as registry,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegistryError, match="is being written by another program"):
            registry.register([(mask, [])], model_id="m")
        other.execute("ROLLBACK")
        registry.register([(mask, [])], model_id="m")


def test_a_register_may_be_moved_as_a_folder(tmp_path: Path) -> None:
    with Registry.open(tmp_path / "here") as registry:
        registry.register([(mask, [])], model_id="m")
    shutil.move(tmp_path / "here", tmp_path / "there")
    with Registry.open(tmp_path / "there") as registry:
        assert registry.record("KBI-1") == mask
