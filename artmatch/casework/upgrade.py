"""Bringing the tables of casework to those that this version of artmatch works with; the register has its own."""

from pathlib import Path

from sqlalchemy import inspect, text

from artmatch.casework import schema
from artmatch.errors import RegistryError
from artmatch.messages import _
from artmatch.registry.database import Database

VERSION_TABLE = "casework_version"
_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Make or alter the tables until they are those of :data:`schema.version`; all at once or not at all.

    One process at a time may do this. Raises RegistryError if a newer artmatch made them.
    """
    with database.reading() as connection:
        found = 0
        if inspect(connection).has_table(VERSION_TABLE):
            found = int(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or 0)
    if found > schema.version:
        raise RegistryError(
            _(
                "The cases in {name} were written by a newer artmatch (its tables are version {found}, this "
                "artmatch knows up to {version}): install the newer one."
            ).format(name=database.name, found=found, version=schema.version)
        )
    if found == schema.version:
        return
    _run_migrations(database, "head")


def make_tables(database: Database, version: int) -> None:
    """Make the tables of an older version in a database without any."""
    _run_migrations(database, f"{version:04}")


def _run_migrations(database: Database, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)
