"""Run by Alembic for every upgrade: inside the transaction of the connection that it is given."""

from alembic import context

from artmatch.registry.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
context.run_migrations()
