"""Records that may describe one and the same object."""

from collections.abc import Iterator

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry.merging import told_apart_from
from artmatch.registry.schema import objects
from artmatch.registry.search import folded
from artmatch.registry.values import Resemblance

_NEARLY_THE_SAME = 90
"""Least likeness, of 100, of two descriptions word by word (rapidfuzz's token_sort_ratio); it only decides what a
curator is shown, who then compares."""
_SAYS_SOMETHING = 40
"""Least number of letters in a description, so that it tells one object from others of its kind."""
_ROWS_AT_A_TIME = 10_000


def resemblances(connection: Connection, record: ArtworkRecord) -> list[Resemblance]:
    """Objects with the same number at the same source or of the same owner, then those described nearly alike.

    Each object once; without ``record`` itself, what was merged, and what somebody told from it.
    """
    told = told_apart_from(connection, record.object_id) | {record.object_id}
    found: dict[str, str] = {}
    for object_id, reason in (*_same_numbers(connection, record), *_alike(connection, record)):
        if object_id not in told:
            found.setdefault(object_id, reason)
    return [Resemblance(object_id, reason) for object_id, reason in found.items()]


def _same_numbers(connection: Connection, record: ArtworkRecord) -> Iterator[tuple[str, str]]:
    for number, whose, said in (
        ("source_number", "source", _("The same number at the same source: {value}.")),
        ("inventory_number", "owner", _("The same inventory number of the same owner: {value}.")),
    ):
        value = getattr(record, number)
        if value:
            same = (objects.c[number] == value) & (objects.c[whose] == getattr(record, whose))
            query = (
                select(objects.c.object_id).where(same, objects.c.merged_into.is_(None)).order_by(objects.c.object_id)
            )
            for object_id in connection.scalars(query):
                yield object_id, said.format(value=value)


def _alike(connection: Connection, record: ArtworkRecord) -> list[tuple[str, str]]:
    described = _description(record.title, record.distinguishing_features, record.inscriptions, record.description)
    if len(described) < _SAYS_SOMETHING:
        return []
    columns = (objects.c.title, objects.c.distinguishing_features, objects.c.inscriptions, objects.c.description)
    query = select(objects.c.object_id, *columns).where(objects.c.merged_into.is_(None))
    rows = connection.execution_options(yield_per=_ROWS_AT_A_TIME).execute(query)
    found: list[tuple[float, str]] = []
    for part in rows.partitions():
        texts = {row.object_id: _description(*row[1:]) for row in part}
        near = process.extract_iter(described, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_NEARLY_THE_SAME)
        found += [(-likeness, object_id) for _text, likeness, object_id in near]
    return [(object_id, _("It is described in nearly the same words.")) for _likeness, object_id in sorted(found)]


def _description(*texts: str) -> str:
    return folded(" ".join(text for text in texts if text))
