"""What may enter a register, and the one transaction in which it does."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select, update

from artmatch.errors import ConflictError, ModelMismatchError, RecordError, RegistryError
from artmatch.imaging import sha256
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry.database import in_portions, storable
from artmatch.registry.schema import (
    embeddings,
    local_features,
    objects,
    photograph_of,
    photographs,
    record_of,
    row_of,
)
from artmatch.registry.search import search_text
from artmatch.registry.values import NewPhotograph, Registered

Entry = tuple[ArtworkRecord, Sequence[NewPhotograph]]

_NORM_TOLERANCE = 1e-3
"""How far a norm may be from 1, as in every index: float32 rounding leaves 1e-6."""


def check_entries(entries: Sequence[Entry]) -> None:
    """Refuse what must never be stored; looks at ``entries`` only.

    Raises RecordError for text that is none, RegistryError for photographs whose bytes are not those that were
    decoded and for embeddings that no index would take, ModelMismatchError if these differ in dimension.
    """
    for record, given in entries:
        _check_text(record)
        for new in given:
            if sha256(new.data) != new.image.sha256:
                raise RegistryError(
                    f"The photograph {new.file_name!r} of object {record.object_id} changed while it was read: "
                    "register it again."
                )
    check_vectors([new.vector for _, given in entries for new in given if new.vector is not None])


def check_vectors(vectors: Sequence[NDArray[np.float32]]) -> None:
    """Refuse embeddings that no index would take: RegistryError, or ModelMismatchError if they differ in dimension."""
    for vector in vectors:
        if vector.shape != vectors[0].shape or vector.ndim != 1:
            raise ModelMismatchError("Embeddings of different dimensions are no model's: embed the photographs again.")
        if not abs(float(np.linalg.norm(vector.astype(np.float64))) - 1) <= _NORM_TOLERANCE:  # nor is NaN
            raise RegistryError("An embedding is not of unit norm: embed its photograph again.")


def check_conflicts(connection: Connection, entries: Sequence[Entry]) -> None:
    """Raise ConflictError if an object is registered, or stands in ``entries`` twice, with other fields."""
    known = read_records(connection, [record.object_id for record, _ in entries])
    for record, _ in entries:
        _check_conflict(known.setdefault(record.object_id, record), record)


def store_entries(
    connection: Connection, entries: Sequence[Entry], *, model_id: str, features_id: str, replace_fields: bool
) -> list[Registered]:
    """Store objects, photographs, embeddings and local features in the writing transaction of ``connection``.

    Raises ConflictError, unless ``replace_fields``, and ModelMismatchError.
    """
    now = datetime.now(UTC)
    known = read_records(connection, [record.object_id for record, _ in entries])
    vectors: dict[int, NDArray[np.float32]] = {}
    described: dict[int, bytes] = {}
    results = []
    for record, given in entries:
        outcome = _store_record(connection, record, known.get(record.object_id), replace_fields=replace_fields)
        known[record.object_id] = record
        stored, is_extended = _store_photographs(connection, record.object_id, given, now)
        for photograph, new in zip(stored, given, strict=True):
            if new.vector is not None:
                vectors.setdefault(photograph.photograph_id, new.vector)
            if new.local_features is not None:
                described.setdefault(photograph.photograph_id, new.local_features)
        results.append(
            Registered(
                object_id=record.object_id,
                outcome="extended" if outcome == "known" and is_extended else outcome,
                photographs=stored,
            )
        )
    store_vectors(connection, model_id, vectors)
    store_local_features(connection, features_id, described)
    return results


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
            f"The embeddings stored for the model {model_id} have {stored_bytes // 4} dimensions, "
            f"not {given_bytes // 4}: the model was changed, and needs a name of its own."
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


def read_records(connection: Connection, object_ids: Sequence[str]) -> dict[str, ArtworkRecord]:
    """Those of ``object_ids`` that are registered."""
    found = {}
    for portion in in_portions(object_ids):
        for row in connection.execute(select(objects).where(objects.c.object_id.in_(portion))):
            found[row.object_id] = record_of(row)
    return found


def _store_record(
    connection: Connection, record: ArtworkRecord, known: ArtworkRecord | None, *, replace_fields: bool
) -> Literal["new", "updated", "known"]:
    row = row_of(record) | {"search_text": search_text(record)}
    if known is None:
        connection.execute(insert(objects).values(row))
        return "new"
    if known == record:
        return "known"
    if not replace_fields:
        _check_conflict(known, record)
    connection.execute(update(objects).where(objects.c.object_id == record.object_id).values(row))
    return "updated"


def _store_photographs(
    connection: Connection, object_id: str, given: Sequence[NewPhotograph], now: datetime
) -> tuple[tuple[Photograph, ...], bool]:
    """Those ``given`` as they are registered, and whether any is new."""
    rows = connection.execute(select(photographs).where(photographs.c.object_id == object_id)) if given else ()
    known = {row.sha256: photograph_of(row) for row in rows}
    is_extended = False
    for new in given:
        if new.image.sha256 not in known:
            known[new.image.sha256] = _store_photograph(connection, object_id, new, now)
            is_extended = True
    return tuple(known[new.image.sha256] for new in given), is_extended


def _store_photograph(connection: Connection, object_id: str, new: NewPhotograph, now: datetime) -> Photograph:
    photograph = Photograph(
        photograph_id=0,
        object_id=object_id,
        sha256=new.image.sha256,
        view=new.view,
        file_name=storable(new.file_name),
        media_type=new.image.media_type,
        width=new.image.full_width,
        height=new.image.full_height,
        byte_count=len(new.data),
        registered_at=now,
        credit=new.credit,
        taken=new.taken,
        included=new.included,
    )
    row = asdict(photograph) | {"view": new.view.value}
    del row["photograph_id"]
    number = connection.execute(insert(photographs).values(row)).inserted_primary_key
    assert number is not None  # of one inserted row there is always one
    return replace(photograph, photograph_id=number[0])


def _check_conflict(known: ArtworkRecord, record: ArtworkRecord) -> None:
    names = (field.name for field in fields(record))
    differing = [name for name in names if getattr(known, name) != getattr(record, name)]
    if differing:
        raise ConflictError(
            f"Object {record.object_id} is registered already with another {', '.join(differing)}: "
            "give it another object_id, or correct the record."
        )


def _check_text(record: ArtworkRecord) -> None:
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str) and value != storable(value):
            raise RecordError(
                f"The field {field.name} of object {record.object_id} holds characters that are no text: "
                "type it again or save its file as UTF-8."
            )
