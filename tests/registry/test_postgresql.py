"""What only a register on PostgreSQL can meet and refuses; everything else is tested on both databases."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, insert, select

from artmatch.errors import RegistryError
from artmatch.records import ArtworkRecord
from artmatch.registry import NewPhotograph, Registry
from artmatch.registry.database import Database
from artmatch.registry.schema import objects, row_of

MakePhotograph = Callable[..., NewPhotograph]
mask = ArtworkRecord(object_id="KBI-1", title="Mask")
bowl = ArtworkRecord(object_id="KBI-2", title="Bowl")


@pytest.fixture
def url(new_postgresql: Callable[..., str]) -> str:
    return new_postgresql()


@pytest.fixture
def registry(tmp_path: Path, url: str) -> Iterator[Registry]:
    with Registry.open(tmp_path / "register", url) as registry:
        yield registry


@pytest.fixture
def other(url: str) -> Iterator[psycopg.Connection]:
    """Another program on the same database; each statement is a transaction of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def refusal(folder: Path, url: str) -> str:
    with pytest.raises(RegistryError) as raised:
        Registry.open(folder, url)
    return str(raised.value)


def refusal_to_write(registry: Registry) -> str:
    with pytest.raises(RegistryError) as raised:
        registry.register([(bowl, [])], model_id="m")
    return str(raised.value)


def test_no_record_lies_in_the_folder(registry: Registry) -> None:
    registry.register([(mask, [])], model_id="m")
    assert {path.name for path in registry.folder.iterdir()} <= {"lock"}


def test_a_reader_sees_one_state_while_another_writes(registry: Registry, url: str) -> None:
    database = Database(Path(), url)
    count = select(func.count()).select_from(objects)
    with database.reading() as connection:
        assert connection.scalar(count) == 0
        registry.register([(mask, [])], model_id="m")
        assert connection.scalar(count) == 0
    with database.reading() as connection:
        assert connection.scalar(count) == 1
    database.close()


def test_a_writer_waits_for_the_one_before_it_and_sees_what_that_stored(
    registry: Registry, url: str, photograph: MakePhotograph
) -> None:
    database = Database(Path(), url)
    second = threading.Thread(target=registry.register, args=([(mask, [photograph(1)])],), kwargs={"model_id": "m"})
    with database.writing() as connection:
        connection.execute(insert(objects).values(row_of(mask) | {"search_text": ""}))
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join(20)
    database.close()
    assert registry.counts().objects == 1
    assert len(registry.photographs_of("KBI-1")) == 1


def test_records_come_in_the_order_of_their_characters_as_on_sqlite(registry: Registry) -> None:
    ids = ["B-1", "a-1", "Z", "é", "b 2", "b2", "_"]
    registry.register([(ArtworkRecord(object_id=one, title="Coin"), []) for one in ids], model_id="m")
    assert [record.object_id for record in registry.search_records("", limit=10).records] == sorted(ids)


def test_a_server_that_was_started_anew_is_used_again(registry: Registry, other: psycopg.Connection) -> None:
    registry.register([(mask, [])], model_id="m")
    sessions = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert other.execute(f"SELECT pg_terminate_backend(pid) FROM {sessions}").fetchall()
    assert registry.record("KBI-1") == mask


def test_a_server_that_goes_away_amid_writing_has_stored_nothing(registry: Registry, url: str) -> None:
    database = Database(Path(), url)

    def write() -> None:
        with database.writing() as connection:
            connection.execute(insert(objects).values(row_of(mask) | {"search_text": ""}))
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(RegistryError, match=r"cannot be reached .*: check its URL and whether its server runs"):
        write()
    database.close()
    assert registry.counts().objects == 0


def test_a_server_that_does_not_run_is_named_without_the_password(tmp_path: Path) -> None:
    said = refusal(tmp_path, "postgresql://me:secret@127.0.0.1:1/art")
    assert said.startswith("The register art on 127.0.0.1 cannot be reached (connection failed")
    assert "secret" not in said


def test_a_database_that_is_not_there_is_named(tmp_path: Path, url: str) -> None:
    said = refusal(tmp_path, url.replace("/test_", "/gone_"))
    assert "cannot be reached" in said
    assert "does not exist" in said


def test_a_wrong_password_is_named_and_not_shown(tmp_path: Path, url: str, other: psycopg.Connection) -> None:
    other.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    try:
        for password in ("", ":wrong"):
            said = refusal(tmp_path, url.replace("//artmatch@", f"//guarded{password}@"))
            assert "refuses user or password: check them in the URL or in ~/.pgpass" in said
            assert "wrong" not in said
    finally:
        other.execute("DROP ROLE guarded")


@pytest.mark.parametrize("how", ["ENCODING 'LATIN1' LOCALE 'C'", "ENCODING 'UTF8' LOCALE 'en_US.UTF-8'"])
def test_a_database_of_another_encoding_or_order_is_refused(
    tmp_path: Path, new_postgresql: Callable[..., str], how: str
) -> None:
    try:
        url = new_postgresql(how)
    except psycopg.errors.WrongObjectType as error:
        pytest.skip(f"this machine has no other order than that of characters: {error}")
    assert "make it with CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8'" in refusal(tmp_path, url)


def test_a_database_that_another_program_keeps_locked_is_named(
    tmp_path: Path, url: str, registry: Registry, other: psycopg.Connection
) -> None:
    with Registry.open(tmp_path / "register", f"{url}&options=-clock_timeout%3D50") as impatient:
        with other.transaction():
            other.execute("LOCK TABLE objects")
            assert "is being written by another program: try again when" in refusal_to_write(impatient)
        impatient.register([(bowl, [])], model_id="m")


def test_rights_to_read_only_are_enough_for_reading_and_named_in_writing(
    tmp_path: Path, url: str, registry: Registry, other: psycopg.Connection
) -> None:
    registry.register([(mask, [])], model_id="m")
    other.execute("CREATE ROLE visitor LOGIN")
    other.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO visitor")
    try:
        with Registry.open(tmp_path / "register", url.replace("//artmatch@", "//visitor@")) as visited:
            assert visited.record("KBI-1") == mask
            assert "may not be written: check the rights of the URL's user" in refusal_to_write(visited)
    finally:
        other.execute("DROP OWNED BY visitor")
        other.execute("DROP ROLE visitor")


def test_a_server_that_is_read_only_is_named(tmp_path: Path, url: str, registry: Registry) -> None:
    standby = f"{url}&options=-cdefault_transaction_read_only%3Don"
    with Registry.open(tmp_path / "register", standby) as read_only:
        assert "may not be written" in refusal_to_write(read_only)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("53100", "The server's disk is full, nothing was stored in the register .*: make room"),
        ("XX001", "is damaged: restore it from a backup"),
        ("58030", r"cannot be used \(.*not today.*\): repair what the reason says"),
    ],
)
def test_a_server_that_fails_in_storing_says_why(
    registry: Registry, other: psycopg.Connection, code: str, sentence: str
) -> None:
    other.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = 'not today'; END $$"
    )
    other.execute("CREATE TRIGGER fail BEFORE INSERT ON objects FOR EACH ROW EXECUTE FUNCTION fail()")
    with pytest.raises(RegistryError, match=sentence):
        registry.register([(mask, [])], model_id="m")
    assert registry.counts().objects == 0


def test_a_register_of_a_newer_artmatch_is_refused(
    tmp_path: Path, url: str, registry: Registry, other: psycopg.Connection
) -> None:
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "was made by a newer artmatch" in refusal(tmp_path, url)


def test_another_programs_database_is_refused(tmp_path: Path, url: str, other: psycopg.Connection) -> None:
    other.execute("CREATE TABLE songs (name text)")
    assert "is another program's database" in refusal(tmp_path, url)


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, url: str, other: psycopg.Connection
) -> None:
    other.execute(
        "CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname = 'embeddings') THEN RAISE 'stopped'; END IF; END $$"
    )
    other.execute("CREATE EVENT TRIGGER stop ON ddl_command_end EXECUTE FUNCTION stop()")
    assert "stopped" in refusal(tmp_path, url)
    assert other.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    other.execute("DROP EVENT TRIGGER stop")
    Registry.open(tmp_path, url).close()


def test_a_driver_that_is_missing_or_another_one_is_named(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        from artmatch.errors import ConfigurationError
        from artmatch.registry import Registry
        assert "psycopg" not in sys.modules  # is loaded by nobody who does not use it
        sys.modules["psycopg"] = None
        for url in ("postgresql://host/art", "postgresql+asyncpg://host/art"):
            try:
                Registry.open(Path(sys.argv[1]), url)
            except ConfigurationError as error:
                print(error)
    """
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    missing, another = done.stdout.splitlines()
    assert "pip install 'artmatch[postgresql]'" in missing
    assert "names a driver that is not used: write postgresql://" in another
