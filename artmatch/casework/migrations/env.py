"""Run by Alembic for every upgrade: inside the transaction of the connection that it is given."""

from alembic import context

from artmatch.casework.schema import metadata
from artmatch.casework.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
context.run_migrations()
