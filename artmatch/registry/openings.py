"""Who looked at photographs that are not shown to everybody, and why."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from artmatch.errors import RecordError
from artmatch.messages import _
from artmatch.records import Photograph
from artmatch.registry import witness
from artmatch.registry.database import storable
from artmatch.registry.editing import photograph_numbered
from artmatch.registry.schema import openings, photographs
from artmatch.registry.values import Opening


def open_photograph(connection: Connection, photograph_id: int, *, by: str, reason: str) -> Photograph:
    """Write an opening down. Raises NotFoundError, RecordError without a reason."""
    photograph = photograph_numbered(connection, photograph_id)
    if not reason.strip():
        raise RecordError(_("This photograph is not shown to everybody: say why it has to be seen."))
    row = {"photograph_id": photograph_id, "by": storable(by), "at": datetime.now(UTC), "reason": storable(reason)}
    connection.execute(insert(openings).values(row))
    details = {"object": photograph.object_id, "photograph": photograph.sha256, "reason": storable(reason)}
    witness.tell(connection, "view of a sensitive picture", by=by, details=details)
    return photograph


def openings_of(connection: Connection, object_id: str) -> tuple[Opening, ...]:
    """Every opening of an object's photographs, in their order."""
    query = (
        select(openings)
        .join(photographs, photographs.c.photograph_id == openings.c.photograph_id)
        .where(photographs.c.object_id == object_id)
        .order_by(openings.c.opening_id)
    )
    return tuple(
        Opening(photograph_id=row.photograph_id, by=row.by, at=row.at, reason=row.reason)
        for row in connection.execute(query)
    )
