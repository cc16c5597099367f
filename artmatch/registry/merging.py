"""One object registered twice: merged into one with everything kept, taken apart again, or told apart for good."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph, record_fields
from artmatch.registry import history, witness
from artmatch.registry.database import storable
from artmatch.registry.derived import note_searchable_change
from artmatch.registry.editing import (
    photograph_differences,
    photograph_numbered,
    record_of_object,
    store_photograph,
    write_record,
)
from artmatch.registry.schema import merges, objects, photograph_of, photographs, told_apart
from artmatch.registry.values import Action, Change, Revision, Stage, Standing

_OWN = frozenset({"object_id", "title", "status", "collection", "sensitivity"})
"""Fields that every record has a value of, so that there is nothing to fill in."""


@dataclass(frozen=True, slots=True)
class _Merge:
    """A merge that was not undone, with the revisions that it made of both objects."""

    merge_id: int
    kept: Revision
    merged: Revision


def merge(connection: Connection, kept_id: str, merged_id: str, *, by: str, note: str = "") -> None:
    """``merged_id`` turned out to be ``kept_id``: its photographs go there, and its fields fill those that are empty.

    The record of ``merged_id`` stays as it is and says where it went. A photograph that both have stays with it. Raises
    NotFoundError, RecordError for one object twice or a demonstration object with a real one, and ConflictError if
    either was merged already or a live object would become a draft.
    """
    kept, merged = record_of_object(connection, kept_id), record_of_object(connection, merged_id)
    _check_merge(kept, merged, history.standing(connection, kept_id), history.standing(connection, merged_id))
    filled = {
        name: getattr(merged, name)
        for name in record_fields
        if name not in _OWN and not getattr(kept, name) and getattr(kept, name) != 0
    }
    kept_revision = write_record(
        connection,
        kept,
        _consistent(kept, filled),
        by=by,
        note=note or f"{merged_id} is the same object",
        action=Action.MERGED,
    )
    moved = _move_photographs(connection, merged_id, kept_id)
    into = Change(field="merged_into", before="", after=kept_id, photograph_id=None)
    merged_revision = history.add_revision(
        connection,
        merged_id,
        Action.MERGED,
        by,
        note=note or f"the same object as {kept_id}",
        changed=[into, *moved],
        values={"merged_into": kept_id},
    )
    connection.execute(
        insert(merges).values(
            kept_id=kept_id,
            kept_revision=kept_revision,
            merged_id=merged_id,
            merged_revision=merged_revision,
            undone=False,
        )
    )
    note_searchable_change(connection)


def undo_merge(connection: Connection, merged_id: str, *, by: str, note: str = "") -> str:
    """Take a merge back and return the object that was kept.

    The photographs that came with the merge go back, and so does every field that it filled and nobody edited since.
    Raises NotFoundError if ``merged_id`` is not merged, ConflictError if the kept object was merged on since.
    """
    found = _open_merge(connection, merged_id)
    kept_id = found.kept.object_id
    onwards = history.standing(connection, kept_id).merged_into
    if onwards is not None:
        raise ConflictError(
            _("Object {kept_id} was merged into {onwards} since: undo that merge first.").format(
                kept_id=kept_id, onwards=onwards
            )
        )
    kept = record_of_object(connection, kept_id)
    now = kept.texts()
    back = {one.field: one.before for one in found.kept.changes if now.get(one.field) == one.after}
    restored = ArtworkRecord.from_texts(now | back, demonstration=kept.demonstration)
    note = note or f"{merged_id} and {kept_id} are two objects"
    write_record(connection, kept, restored, by=by, note=note, action=Action.UNMERGED)
    returned: list[Change] = []
    places = {one.photograph_id: int(one.before) for one in found.merged.changes if one.field == "place"}
    for change in found.merged.changes:
        if change.photograph_id is not None and change.field == "object_id":
            photograph = photograph_numbered(connection, change.photograph_id)
            returned += _move(connection, photograph, merged_id, places.get(change.photograph_id))
    out = Change(field="merged_into", before=kept_id, after="", photograph_id=None)
    history.add_revision(
        connection, merged_id, Action.UNMERGED, by, note=note, changed=[out, *returned], values={"merged_into": None}
    )
    connection.execute(update(merges).where(merges.c.merge_id == found.merge_id).values(undone=True))
    note_searchable_change(connection)
    return kept_id


def tell_apart(connection: Connection, object_id: str, other_id: str, *, by: str, note: str = "") -> None:
    """Write down that somebody compared two objects and found them to be two; they are not offered as one again.

    Raises NotFoundError, RecordError for one object twice.
    """
    if object_id == other_id:
        raise RecordError(_("{object_id} is one object: name another one to tell it from.").format(object_id=object_id))
    for number in (object_id, other_id):
        history.standing(connection, number)
    if other_id in told_apart_from(connection, object_id):
        return
    one, other = sorted((object_id, other_id))
    row = {"one_id": one, "other_id": other, "by": storable(by), "at": datetime.now(UTC), "note": storable(note)}
    connection.execute(insert(told_apart).values(row))
    details = {"object": one, "other": other, "what": "told apart", "note": storable(note)}
    witness.tell(connection, "edit", by=by, details=details)


def told_apart_from(connection: Connection, object_id: str) -> set[str]:
    """The objects that somebody told from this one."""
    pair = (told_apart.c.one_id, told_apart.c.other_id)
    query = select(*pair).where((pair[0] == object_id) | (pair[1] == object_id))
    return {number for row in connection.execute(query) for number in row} - {object_id}


def merged_from(connection: Connection, object_id: str) -> tuple[str, ...]:
    """The objects that were merged into this one."""
    query = select(objects.c.object_id).where(objects.c.merged_into == object_id).order_by(objects.c.object_id)
    return tuple(connection.scalars(query))


def _check_merge(kept: ArtworkRecord, merged: ArtworkRecord, of_kept: Standing, of_merged: Standing) -> None:
    if kept.object_id == merged.object_id:
        raise RecordError(
            _("Object {object_id} cannot be merged into itself: name another one.").format(object_id=kept.object_id)
        )
    if kept.demonstration != merged.demonstration:
        raise RecordError(
            _("One of {object_id} and {other_id} was drawn by artmatch: they are two objects.").format(
                object_id=kept.object_id, other_id=merged.object_id
            )
        )
    for stands in (of_kept, of_merged):
        if stands.merged_into is not None:
            raise ConflictError(
                _("Object {object_id} was merged into {merged_into} already: name that one.").format(
                    object_id=stands.object_id, merged_into=stands.merged_into
                )
            )
    if of_merged.stage is Stage.LIVE and of_kept.stage is not Stage.LIVE:
        raise ConflictError(
            _("Object {object_id} is live and {other_id} is not: merge {other_id} into the live one.").format(
                object_id=merged.object_id, other_id=kept.object_id
            )
        )


def _consistent(kept: ArtworkRecord, filled: dict[str, object]) -> ArtworkRecord:
    """``kept`` with ``filled``, but for a year or a date that would contradict its own."""
    for names in (
        (),
        ("earliest_year", "latest_year"),
        ("earliest_year", "latest_year", "event_earliest", "event_latest"),
    ):
        try:
            return replace(kept, **{name: value for name, value in filled.items() if name not in names})  # type: ignore[arg-type]
        except RecordError:
            continue
    return kept


def _move_photographs(connection: Connection, from_id: str, to_id: str) -> list[Change]:
    there = photographs.c.object_id == to_id
    known = set(connection.scalars(select(photographs.c.sha256).where(there)))
    rows = connection.execute(select(photographs).where(photographs.c.object_id == from_id)).all()
    changed: list[Change] = []
    for photograph in map(photograph_of, rows):
        if photograph.sha256 not in known:
            changed += _move(connection, photograph, to_id)
    return changed


def _move(connection: Connection, photograph: Photograph, to_id: str, place: int | None = None) -> tuple[Change, ...]:
    moved = replace(photograph, object_id=to_id, place=place)
    store_photograph(connection, moved)
    return photograph_differences(photograph, moved)


def _open_merge(connection: Connection, merged_id: str) -> _Merge:
    history.standing(connection, merged_id)
    query = select(merges).where(merges.c.merged_id == merged_id, merges.c.undone.is_(False))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(
            _("Object {merged_id} is not merged into another one: there is nothing to undo.").format(
                merged_id=merged_id
            )
        )
    [kept] = [one for one in history.history(connection, row.kept_id) if one.number == row.kept_revision]
    [merged] = [one for one in history.history(connection, merged_id) if one.number == row.merged_revision]
    return _Merge(row.merge_id, kept, merged)
