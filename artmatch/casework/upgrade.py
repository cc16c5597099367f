"""Bringing the tables of casework to those that this version of artmatch works with; the register has its own."""

from pathlib import Path

from sqlalchemy import inspect, text

from artmatch.casework import schema
from artmatch.errors import RegistryError
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
            f"The cases in {database.name} were written by a newer artmatch (its tables are version {found}, this "
            f"artmatch knows up to {schema.version}): install the newer one."
        )
    if found == schema.version:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
