"""Photographs by what is known of them, and how much there is of everything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from artmatch.records import Photograph, ViewLabel
from artmatch.registry import vectors
from artmatch.registry.database import in_portions
from artmatch.registry.schema import embeddings, objects, photograph_of, photographs
from artmatch.registry.values import LIVE, Counts, Stage


def where(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> list[Photograph]:
    """Photographs with any of ``values`` in ``column``, by their numbers."""
    found: list[Photograph] = []
    for portion in in_portions(values):
        rows = connection.execute(select(photographs).where(column.in_(portion)))
        found.extend(photograph_of(row) for row in rows)
    return sorted(found, key=lambda photograph: photograph.photograph_id)


def faces(connection: Connection, object_ids: Iterable[str]) -> dict[str, Photograph]:
    """The face of each object that has a photograph; see :meth:`artmatch.registry.store.Registry.first_photographs`."""
    found: dict[str, Photograph] = {}
    for photograph in where(connection, photographs.c.object_id, object_ids):
        face = found.setdefault(photograph.object_id, photograph)
        if _rank(photograph) < _rank(face):
            found[photograph.object_id] = photograph
    return found


def in_order(found: Iterable[Photograph]) -> tuple[Photograph, ...]:
    """Photographs of one object as somebody put them in order; those without a place after them, as they came."""
    return tuple(sorted(found, key=lambda one: (*_place(one), one.photograph_id)))


def arranged(found: Sequence[Photograph]) -> tuple[Photograph, ...]:
    """Photographs of one object as they are shown: the face of the object, then the others in their order."""
    others = list(in_order(found))
    face = min(others, key=_rank, default=None)
    if face is None:
        return ()
    others.remove(face)
    return (face, *others)


def moved(photograph_ids: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """``photograph_ids`` with some of them at other ``places``, from 1; the others stay in their order."""
    order = [one for one in photograph_ids if one not in places]
    for place, one in sorted((place, one) for one, place in places.items()):
        order.insert(place - 1, one)
    return order


def counts(connection: Connection) -> Counts:
    """How much is registered."""
    own = select(func.count()).select_from(objects).where(objects.c.merged_into.is_(None))
    of_objects = select(func.count()).select_from(photographs).join(objects)
    by_model = select(embeddings.c.model_id, func.count()).group_by(embeddings.c.model_id)
    return Counts(
        objects=connection.scalar(own) or 0,
        unreleased=connection.scalar(own.where(objects.c.stage != Stage.LIVE.value)) or 0,
        photographs=connection.scalar(select(func.count()).select_from(photographs)) or 0,
        searchable=connection.scalar(of_objects.where(vectors.is_searched(LIVE))) or 0,
        embeddings=dict(connection.execute(by_model).all()),
    )


def _place(photograph: Photograph) -> tuple[bool, int]:
    return photograph.place is None, photograph.place or 0


def _rank(photograph: Photograph) -> tuple[bool, bool, int, bool]:
    """How well a photograph shows its object to begin with, lowest best."""
    return photograph.replaced_by is not None, *_place(photograph), photograph.view is not ViewLabel.OVERALL
