"""Whoever keeps a record of changes to a register is told of each inside the transaction that makes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from artmatch.registry.database import WITNESS
from artmatch.registry.values import Registered


def tell(
    connection: Connection, action: str, *, by: str, details: Mapping[str, Any], photographs: Sequence[str] = ()
) -> None:
    """Tell the witness of the database that ``by`` did ``action``, with ``details`` as JSON can say them, and with the
    SHA-256 of the ``photographs`` whose originals belong to it.

    What the witness writes with ``connection`` is stored with the change or not at all; what it raises undoes both.
    """
    witness = connection.get_execution_options().get(WITNESS)
    if witness is not None:
        witness(connection, action, by=by, details=details, photographs=photographs)


def tell_registered(connection: Connection, done: Sequence[Registered], *, by: str) -> None:
    """Tell which objects and photographs were registered; nothing of those that were known."""
    told = [(one, [photograph.sha256 for photograph in one.photographs]) for one in done if one.outcome != "known"]
    if told:
        details = [{"object": one.object_id, "outcome": one.outcome, "photographs": hashes} for one, hashes in told]
        photographs = [name for _, hashes in told for name in hashes]
        tell(connection, "register", by=by, details={"objects": details}, photographs=photographs)
