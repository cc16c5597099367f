"""Rows written, corrected and read inside somebody else's transaction, with what the ledger has to tell of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select, update

from artmatch.casework.canonical import content_hash
from artmatch.casework.schema import key_of

Told = dict[str, str]
"""Hashes of rows by their names in the ledger."""


def add(connection: Connection, table: Table, values: Mapping[str, Any]) -> tuple[Row[Any], Told]:
    """Store ``values`` as a row of ``table``; return it as it now stands, and its hash by its name."""
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None  # of one inserted row there is always one
    return read(connection, table, tuple(key))


def correct(connection: Connection, table: Table, key: int, values: Mapping[str, Any]) -> tuple[Row[Any], Told]:
    """Put ``values`` into the row ``key`` of ``table``; return it as :func:`add` does."""
    [column] = table.primary_key.columns
    connection.execute(update(table).where(column == key).values(values))
    return read(connection, table, (key,))


def read(connection: Connection, table: Table, key: tuple[Any, ...]) -> tuple[Row[Any], Told]:
    """The row of that key, which must be there, and its hash by its name."""
    wanted = (column == value for column, value in zip(table.primary_key.columns, key, strict=True))
    row = connection.execute(select(table).where(*wanted)).one()
    return row, {key_of(table, row): content_hash(dict(row._mapping))}
