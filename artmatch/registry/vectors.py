"""Embeddings and local features of photographs, and which of them queries are compared with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, select, true

from artmatch.errors import ModelMismatchError, RegistryError
from artmatch.messages import _
from artmatch.records import Embeddings, Photograph
from artmatch.registry.database import MANY_BYTES, in_portions
from artmatch.registry.derived import searchable_changes
from artmatch.registry.schema import embeddings, local_features, objects, photograph_of, photographs
from artmatch.registry.search import matching
from artmatch.registry.values import EmbeddingState, RecordFilter, Stage

_NORM_TOLERANCE = 1e-3
"""How far a norm may be from 1, as in every index: float32 rounding leaves 1e-6."""
_ROWS_AT_A_TIME = 4_096


def check_vectors(vectors: Sequence[NDArray[np.float32]]) -> None:
    """Refuse embeddings that no index would take: RegistryError, or ModelMismatchError if they differ in dimension."""
    for vector in vectors:
        if vector.shape != vectors[0].shape or vector.ndim != 1:
            raise ModelMismatchError(
                _("Embeddings of different dimensions are no model's: embed the photographs again.")
            )
        if not abs(float(np.linalg.norm(vector.astype(np.float64))) - 1) <= _NORM_TOLERANCE:  # nor is NaN
            raise RegistryError(_("An embedding is not of unit norm: embed its photograph again."))


def store_vectors(connection: Connection, model_id: str, vectors: Mapping[int, NDArray[np.float32]]) -> None:
    """Store embeddings by photograph id; where there is one by this model already, that one stays.

    Raises ModelMismatchError if the model's stored embeddings have another dimension.
    """
    if not vectors:
        return
    of_model = embeddings.c.model_id == model_id
    stored_bytes = connection.scalar(select(func.length(embeddings.c.vector)).where(of_model).limit(1))
    given_bytes = 4 * len(next(iter(vectors.values())))
    if stored_bytes not in (None, given_bytes):
        raise ModelMismatchError(
            _(
                "The embeddings stored for the model {model_id} have {stored_bytes} dimensions, not "
                "{given_bytes}: the model was changed, and needs a name of its own."
            ).format(model_id=model_id, stored_bytes=stored_bytes // 4, given_bytes=given_bytes // 4)
        )
    present: set[int] = set()
    for portion in in_portions(vectors):
        wanted = of_model & embeddings.c.photograph_id.in_(portion)
        present.update(connection.scalars(select(embeddings.c.photograph_id).where(wanted)))
    rows = [
        {"model_id": model_id, "photograph_id": number, "vector": vectors[number].astype("<f4").tobytes()}
        for number in sorted(vectors.keys() - present)
    ]
    if rows:
        connection.execute(insert(embeddings), rows)


def store_local_features(connection: Connection, features_id: str, data: Mapping[int, bytes]) -> None:
    """Store local features by photograph id; where there are some of this kind already, those stay."""
    of_kind = local_features.c.features_id == features_id
    present: set[int] = set()
    for portion in in_portions(data):
        wanted = of_kind & local_features.c.photograph_id.in_(portion)
        present.update(connection.scalars(select(local_features.c.photograph_id).where(wanted)))
    rows = [
        {"features_id": features_id, "photograph_id": number, "data": data[number]}
        for number in sorted(data.keys() - present)
    ]
    if rows:
        connection.execute(insert(local_features), rows)


def read_local_features(connection: Connection, features_id: str, photograph_ids: Iterable[int]) -> dict[int, bytes]:
    """The stored local features of those of ``photograph_ids`` that have some of this kind."""
    found: dict[int, bytes] = {}
    of_kind = local_features.c.features_id == features_id
    for portion in in_portions(photograph_ids):
        wanted = of_kind & local_features.c.photograph_id.in_(portion)
        query = select(local_features.c.photograph_id, local_features.c.data).where(wanted)
        rows = connection.execute(query, execution_options=MANY_BYTES)
        found.update((row.photograph_id, row.data) for row in rows)
    return found


def read_embeddings(connection: Connection, model_id: str, *, after: int, folder: Path) -> Embeddings:
    """Embeddings by one model of the photographs numbered above ``after``, as :meth:`Registry.embeddings` has them."""
    of_model = embeddings.c.model_id == model_id
    wanted = of_model & (embeddings.c.photograph_id > after)
    query = select(embeddings.c.photograph_id, embeddings.c.vector).where(wanted)
    count = connection.scalar(select(func.count()).select_from(embeddings).where(wanted)) or 0
    size = connection.scalar(select(func.length(embeddings.c.vector)).where(of_model).limit(1)) or 0
    ids = np.empty(count, np.int64)
    vectors = np.empty((count, size // 4), np.float32)
    rows = connection.execute(
        query.order_by(embeddings.c.photograph_id),
        execution_options={"yield_per": _ROWS_AT_A_TIME, **MANY_BYTES},
    )
    start = 0
    for part in rows.partitions():
        ids[start : start + len(part)] = [number for number, _ in part]
        vectors[start : start + len(part)] = _joined([vector for _, vector in part], size, folder)
        start += len(part)
    return Embeddings(model_id=model_id, photograph_ids=ids, vectors=vectors)


def read_embeddings_of(
    connection: Connection, model_id: str, photograph_ids: Iterable[int], *, folder: Path
) -> Embeddings:
    """Embeddings by one model of those of ``photograph_ids`` that have one, ascending."""
    found: dict[int, bytes] = {}
    for portion in in_portions(photograph_ids):
        wanted = (embeddings.c.model_id == model_id) & embeddings.c.photograph_id.in_(portion)
        query = select(embeddings.c.photograph_id, embeddings.c.vector).where(wanted)
        rows = connection.execute(query, execution_options=MANY_BYTES)
        found.update((row.photograph_id, row.vector) for row in rows)
    numbers = sorted(found)
    size = len(found[numbers[0]]) if numbers else 0
    vectors = _joined([found[number] for number in numbers], size, folder)
    return Embeddings(model_id=model_id, photograph_ids=np.array(numbers, np.int64), vectors=vectors)


def searchable(
    connection: Connection, model_id: str, stages: Collection[Stage], *, after: int, among: RecordFilter
) -> NDArray[np.int64]:
    """(N,): the photographs numbered above ``after``, of the objects ``among``, that this model embedded and that are
    searched, ascending.
    """
    query = (
        select(embeddings.c.photograph_id)
        .join(photographs, photographs.c.photograph_id == embeddings.c.photograph_id)
        .join(objects, objects.c.object_id == photographs.c.object_id)
        .where(embeddings.c.model_id == model_id, embeddings.c.photograph_id > after, is_searched(stages))
        .where(matching(among) if among != RecordFilter() else true())
        .order_by(embeddings.c.photograph_id)
    )
    return np.fromiter(connection.scalars(query), np.int64)


def is_searched(stages: Collection[Stage]) -> ColumnElement[bool]:
    """The condition, on photographs joined with their objects, that queries are compared with them."""
    return and_(
        photographs.c.included.is_(True),
        photographs.c.replaced_by.is_(None),
        objects.c.merged_into.is_(None),
        objects.c.stage.in_([stage.value for stage in stages]),
    )


def embedding_state(connection: Connection, model_id: str) -> EmbeddingState:
    """How far this model's embeddings have come."""
    query = select(func.count(), func.max(embeddings.c.photograph_id)).where(embeddings.c.model_id == model_id)
    count, last = connection.execute(query).one()
    return EmbeddingState(count, last or 0, searchable_changes(connection))


def photographs_without(connection: Connection, table: Table, of_kind: ColumnElement[bool]) -> list[Photograph]:
    """Photographs that no row ``of_kind`` belongs to, by their numbers."""
    belongs = and_(table.c.photograph_id == photographs.c.photograph_id, of_kind)
    query = select(photographs).outerjoin(table, belongs).where(table.c.photograph_id.is_(None))
    return [photograph_of(row) for row in connection.execute(query.order_by(photographs.c.photograph_id))]


def _joined(vectors: Sequence[bytes], size: int, folder: Path) -> NDArray[np.float32]:
    if any(len(vector) != size for vector in vectors):
        raise RegistryError(
            _("A stored embedding in {folder} is damaged: restore it from a backup.").format(folder=folder)
        )
    return np.frombuffer(b"".join(vectors), "<f4").reshape(len(vectors), size // 4)
