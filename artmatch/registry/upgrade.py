"""Bringing a database to the tables that this version of artmatch works with."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from artmatch.errors import RegistryError
from artmatch.messages import _
from artmatch.registry import schema
from artmatch.registry.database import Database
from artmatch.registry.derived import derive_everything

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"


def upgrade(database: Database) -> None:
    """Make or alter the tables until they are those of :data:`schema.version`, and make what is derived anew; all at
    once or not at all.

    One process at a time may do this. Raises RegistryError if a newer artmatch made the register or another program
    the database.
    """
    with database.reading() as connection:
        found = _version(connection, database.name)
    if found == schema.version:
        return
    with database.writing() as connection:
        _run_migrations(connection, "head")
        derive_everything(connection)


def make_tables(database: Database, version: int) -> None:
    """Make the tables of an older version in an empty database."""
    with database.writing() as connection:
        _run_migrations(connection, f"{version:04}")


def _version(connection: Connection, name: str) -> int:
    """The version of the tables, 0 if there are none."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return 0
    if _VERSION_TABLE not in tables:
        raise _another_programs(name)
    stated = str(connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}")))
    number = int(stated) if stated.isdecimal() else 0
    if number < 1:
        raise _another_programs(name)
    if number > schema.version:
        raise RegistryError(
            _(
                "The register {name} was made by a newer artmatch (its tables are version {number}, this "
                "artmatch knows up to {version}): install the newer one."
            ).format(name=name, number=number, version=schema.version)
        )
    return number


def _another_programs(name: str) -> RegistryError:
    return RegistryError(
        _("{name} is another program's database, not a register: name another folder.").format(name=name)
    )


def _run_migrations(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
