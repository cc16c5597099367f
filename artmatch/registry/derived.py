"""What is derived from records so that they can be searched: made anew with every change and after every upgrade."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from artmatch.records import ArtworkRecord
from artmatch.registry.database import in_portions
from artmatch.registry.measurements import parse
from artmatch.registry.schema import counters, measurements, objects, record_of
from artmatch.registry.search import search_text
from artmatch.registry.spelling import forget_words, keep_words

_AT_A_TIME = 1_000
_SEARCHABLE = "searchable"


def derive(connection: Connection, records: Iterable[ArtworkRecord]) -> None:
    """Have the measurements and words of ``records``, each given once, stand in their tables."""
    given = list(records)
    for portion in in_portions(record.object_id for record in given):
        connection.execute(delete(measurements).where(measurements.c.object_id.in_(portion)))
    rows = [row for record in given for row in _measurement_rows(record)]
    if rows:
        connection.execute(insert(measurements), rows)
    keep_words(connection, map(search_text, given))


def derive_everything(connection: Connection) -> None:
    """Make everything anew that is derived."""
    forget_words(connection)
    after = ""
    while True:
        query = select(objects).where(objects.c.object_id > after).order_by(objects.c.object_id).limit(_AT_A_TIME)
        records = [record_of(row) for row in connection.execute(query)]
        if not records:
            return
        connection.execute(
            update(objects).where(objects.c.object_id == bindparam("number")).values(search_text=bindparam("folded")),
            [{"number": record.object_id, "folded": search_text(record)} for record in records],
        )
        derive(connection, records)
        after = records[-1].object_id


def note_searchable_change(connection: Connection) -> None:
    """Tell every index that a photograph was taken out of the search or put back into it."""
    connection.execute(update(counters).where(counters.c.name == _SEARCHABLE).values(number=counters.c.number + 1))


def searchable_changes(connection: Connection) -> int:
    """How often that was told."""
    return connection.scalar(select(counters.c.number).where(counters.c.name == _SEARCHABLE)) or 0


def _measurement_rows(record: ArtworkRecord) -> Sequence[dict[str, Any]]:
    return [
        {
            "object_id": record.object_id,
            "number": number,
            "dimension": one.dimension,
            "value": one.value,
            "unit": one.unit,
            "size": one.size,
        }
        for number, one in enumerate(parse(record.measurements))
    ]
