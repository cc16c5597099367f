"""What may enter a register, and the one transaction in which it does."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from artmatch.errors import ConflictError, RecordError, RegistryError
from artmatch.imaging import sha256
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph, check_date
from artmatch.registry import history
from artmatch.registry.database import in_portions, storable
from artmatch.registry.derived import derive
from artmatch.registry.editing import (
    check_revision,
    check_text,
    edit_photograph,
    note_photographs,
    photograph_numbered,
    record_of_object,
    write_record,
)
from artmatch.registry.schema import objects, photograph_of, photographs, record_of, row_of
from artmatch.registry.search import search_text
from artmatch.registry.values import GivenStatus, NewPhotograph, Registered, Stage
from artmatch.registry.vectors import check_vectors, store_local_features, store_vectors

Entry = tuple[ArtworkRecord, Sequence[NewPhotograph]]


def check_entries(entries: Sequence[Entry], statuses: Mapping[str, Sequence[GivenStatus]]) -> None:
    """Refuse what must never be stored; looks at what is given only.

    Raises RecordError for text that is none and dates that are none, RegistryError for photographs whose bytes are not
    those that were decoded and for embeddings that no index would take, ModelMismatchError if these differ in
    dimension.
    """
    for record, given in entries:
        check_text(record)
        _check_statuses(record, statuses.get(record.object_id, ()))
        for new in given:
            check_date(new.taken, _("date of the photograph {name!r}").format(name=new.file_name))
            if sha256(new.data) != new.image.sha256:
                raise RegistryError(
                    _(
                        "The photograph {file_name!r} of object {object_id} changed while it was read: register it "
                        "again."
                    ).format(file_name=new.file_name, object_id=record.object_id)
                )
    check_vectors([new.vector for _, given in entries for new in given if new.vector is not None])


def check_conflicts(connection: Connection, entries: Sequence[Entry]) -> None:
    """Raise ConflictError if an object is registered, or stands in ``entries`` twice, with other fields."""
    known = read_records(connection, [record.object_id for record, _ in entries])
    for record, _given in entries:
        _check_conflict(known.setdefault(record.object_id, record), record)


def store_entries(
    connection: Connection,
    entries: Sequence[Entry],
    *,
    model_id: str,
    replace_fields: bool,
    by: str,
    stage: Stage,
    statuses: Mapping[str, Sequence[GivenStatus]],
) -> list[Registered]:
    """Store objects, photographs, embeddings and local features in the writing transaction of ``connection``.

    New objects begin at ``stage``, under the name ``by``. Photographs of an object that was merged into another go to
    that one. Raises ConflictError, unless ``replace_fields``, and ModelMismatchError.
    """
    now = datetime.now(UTC)
    known = read_records(connection, [record.object_id for record, _ in entries])
    holders = history.holders(connection, known)
    new: dict[str, ArtworkRecord] = {}
    for record, _given in entries:
        if record.object_id not in known:
            new.setdefault(record.object_id, record)
    _store_new(connection, list(new.values()), by, stage, now, statuses)
    vectors: dict[int, NDArray[np.float32]] = {}
    described: dict[str, dict[int, bytes]] = {}
    results: list[Registered] = []
    for record, given in entries:
        object_id = record.object_id
        is_first = object_id in new and object_id not in known
        before = known.setdefault(object_id, record)
        if not replace_fields:
            _check_conflict(before, record)
        if before != record:
            write_record(connection, before, record, by=by)
            known[object_id] = record
        stored, added = _store_photographs(connection, holders.get(object_id, object_id), given, now)
        if added and not is_first:
            note_photographs(connection, added, by)
        for photograph, one in zip(stored, given, strict=True):
            if one.vector is not None:
                vectors.setdefault(photograph.photograph_id, one.vector)
            for kind, data in one.local_features.items():
                described.setdefault(kind, {}).setdefault(photograph.photograph_id, data)
        outcome = _outcome(is_first=is_first, is_updated=before != record, is_extended=bool(added))
        results.append(Registered(object_id=object_id, outcome=outcome, photographs=stored))
    store_vectors(connection, model_id, vectors)
    for kind, of_photographs in described.items():
        store_local_features(connection, kind, of_photographs)
    return results


def replace_photograph(
    connection: Connection, photograph_id: int, new: NewPhotograph, *, model_id: str, revision: int, by: str, note: str
) -> tuple[Registered, int]:
    """Store ``new`` where a photograph stands, which is kept and marked as replaced by it, edited from ``revision`` of
    its object; what became of it, and the newest revision.

    Raises as :func:`store_entries` and :func:`artmatch.registry.editing.edit_photograph`.
    """
    known = photograph_numbered(connection, photograph_id)
    check_revision(connection, known.object_id, revision)
    record = record_of_object(connection, known.object_id)
    [done] = store_entries(
        connection,
        [(record, [replace(new, place=known.place)])],
        model_id=model_id,
        replace_fields=False,
        by=by,
        stage=Stage.LIVE,  # of new objects; this one is there
        statuses={},
    )
    now = history.standing(connection, known.object_id).revision
    wanted = replace(known, replaced_by=done.photographs[0].photograph_id)
    return done, edit_photograph(connection, wanted, revision=now, by=by, note=note)


def read_records(connection: Connection, object_ids: Sequence[str]) -> dict[str, ArtworkRecord]:
    """Those of ``object_ids`` that are registered."""
    found = {}
    for portion in in_portions(object_ids):
        for row in connection.execute(select(objects).where(objects.c.object_id.in_(portion))):
            found[row.object_id] = record_of(row)
    return found


def _outcome(*, is_first: bool, is_updated: bool, is_extended: bool) -> Literal["new", "extended", "updated", "known"]:
    if is_first:
        return "new"
    if is_updated:
        return "updated"
    return "extended" if is_extended else "known"


def _store_new(
    connection: Connection,
    new: Sequence[ArtworkRecord],
    by: str,
    stage: Stage,
    now: datetime,
    statuses: Mapping[str, Sequence[GivenStatus]],
) -> None:
    if new:
        rows = [row_of(record) | {"search_text": search_text(record), "stage": stage.value} for record in new]
        connection.execute(insert(objects), rows)
        history.begin(connection, new, by, now, statuses)
        derive(connection, new)


def _check_statuses(record: ArtworkRecord, given: Sequence[GivenStatus]) -> None:
    for one in given:
        check_date(one.since, _("date of the status {status}").format(status=one.status))
    if given and given[-1].status is not record.status:
        raise RecordError(
            _("Object {object_id} is {status}, but the last of its dated statuses is {last}: make them equal.").format(
                object_id=record.object_id, status=record.status, last=given[-1].status
            )
        )


def _store_photographs(
    connection: Connection, object_id: str, given: Sequence[NewPhotograph], now: datetime
) -> tuple[tuple[Photograph, ...], list[Photograph]]:
    """Those ``given`` as they are registered, and the new ones among them."""
    rows = connection.execute(select(photographs).where(photographs.c.object_id == object_id)) if given else ()
    known = {row.sha256: photograph_of(row) for row in rows}
    added = []
    for new in given:
        if new.image.sha256 not in known:
            known[new.image.sha256] = _store_photograph(connection, object_id, new, now)
            added.append(known[new.image.sha256])
    return tuple(known[new.image.sha256] for new in given), added


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
        credit=storable(new.credit),
        taken=new.taken,
        included=new.included,
        place=new.place,
    )
    row = asdict(photograph) | {"view": new.view.value}
    del row["photograph_id"]
    number = connection.execute(insert(photographs).values(row)).inserted_primary_key
    assert number is not None  # of one inserted row there is always one
    return replace(photograph, photograph_id=number[0])


def _check_conflict(known: ArtworkRecord, record: ArtworkRecord) -> None:
    differing = [field.name for field in fields(record) if getattr(known, field.name) != getattr(record, field.name)]
    if differing:
        raise ConflictError(
            _(
                "Object {object_id} is registered already with another {differing}: give it another "
                "object_id, or correct the record."
            ).format(object_id=record.object_id, differing=", ".join(differing))
        )
