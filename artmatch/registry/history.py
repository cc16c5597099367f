"""Who changed what and when: revisions are only ever added."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, insert, select, update

from artmatch.errors import NotFoundError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Status, field_text, record_fields
from artmatch.registry import witness
from artmatch.registry.database import in_portions, storable
from artmatch.registry.schema import changes, objects, revisions, statuses
from artmatch.registry.values import Action, Change, DatedStatus, GivenStatus, Revision, Stage, Standing


def begin(
    connection: Connection,
    records: Iterable[ArtworkRecord],
    by: str,
    at: datetime,
    statuses_of: Mapping[str, Sequence[GivenStatus]],
) -> None:
    """Write the first revision and status of new objects, and one more for each later one of ``statuses_of`` them."""
    new = list(records)
    if not new:
        return
    given = {one.object_id: list(statuses_of.get(one.object_id, ())) or [GivenStatus(one.status)] for one in new}
    who = {"action": Action.REGISTERED.value, "by": storable(by), "at": at}
    first = {object_id: told[0] for object_id, told in given.items()}
    rows = [{"object_id": name, "revision": 1, "note": storable(one.note)} | who for name, one in first.items()]
    connection.execute(insert(revisions), rows)
    connection.execute(insert(statuses), [_status_row(name, 1, one.status, one.since) for name, one in first.items()])
    for object_id, told in given.items():
        for before, one in pairwise(told):
            change = Change(field="status", before=before.status, after=one.status, photograph_id=None)
            changed = [change] if one.status is not before.status else []
            number = add_revision(connection, object_id, Action.EDITED, by, note=one.note, changed=changed)
            add_status(connection, object_id, number, one.status, one.since)


def add_revision(
    connection: Connection,
    object_id: str,
    action: Action,
    by: str,
    *,
    note: str = "",
    changed: Sequence[Change] = (),
    values: Mapping[str, Any] | None = None,
) -> int:
    """Write the next revision of an object with what it changed, set ``values`` of its row, and return its number."""
    number = standing(connection, object_id).revision + 1
    row = {"object_id": object_id, "revision": number, "action": action.value, "by": storable(by)}
    connection.execute(insert(revisions).values(row | {"at": datetime.now(UTC), "note": storable(note)}))
    rows = [
        {
            "object_id": object_id,
            "revision": number,
            "number": place,
            "photograph_id": one.photograph_id,
            "field": one.field,
            "before": one.before,
            "after": one.after,
        }
        for place, one in enumerate(changed)
    ]
    if rows:
        connection.execute(insert(changes), rows)
    of_object = objects.c.object_id == object_id
    connection.execute(update(objects).where(of_object).values({"revision": number} | dict(values or {})))
    told = {"object": object_id, "revision": number, "what": action.value, "note": storable(note), "changes": rows}
    witness.tell(connection, "edit", by=by, details=told)
    return number


def add_status(connection: Connection, object_id: str, revision: int, status: Status, since: str) -> None:
    """Write the status that an object has from ``revision`` on."""
    connection.execute(insert(statuses).values(_status_row(object_id, revision, status, since)))


def differences(before: ArtworkRecord, after: ArtworkRecord) -> tuple[Change, ...]:
    """The fields in which two records differ."""
    return tuple(
        Change(
            field=name,
            before=field_text(getattr(before, name)),
            after=field_text(getattr(after, name)),
            photograph_id=None,
        )
        for name in (*record_fields, "demonstration")
        if getattr(before, name) != getattr(after, name)
    )


def standing(connection: Connection, object_id: str) -> Standing:
    """Where a record stands. Raises NotFoundError if there is none."""
    found = standings(connection, [object_id])
    if not found:
        raise NotFoundError(
            _("There is no object {object_id!r} in the register: check its number.").format(object_id=object_id)
        )
    return found[object_id]


def standings(connection: Connection, object_ids: Iterable[str]) -> dict[str, Standing]:
    """Where those of ``object_ids`` stand that are registered."""
    columns = (objects.c.object_id, objects.c.stage, objects.c.revision, objects.c.merged_into)
    found = {}
    for portion in in_portions(object_ids):
        for row in connection.execute(select(*columns).where(objects.c.object_id.in_(portion))):
            found[row.object_id] = Standing(
                object_id=row.object_id, stage=Stage(row.stage), revision=row.revision, merged_into=row.merged_into
            )
    return found


def holders(connection: Connection, object_ids: Iterable[str]) -> dict[str, str]:
    """The object that holds the photographs of each of ``object_ids``: another one for those that were merged."""
    found = {name: name for name in object_ids}
    while True:
        onwards = standings(connection, found.values())
        next_found = {name: onwards[holder].merged_into or holder for name, holder in found.items()}
        if next_found == found:
            return found
        found = next_found


def history(connection: Connection, object_id: str, *, after: int = 0) -> tuple[Revision, ...]:
    """The revisions of an object above ``after``, in their order."""
    altered: dict[int, list[Change]] = {}
    of_changes = (changes.c.object_id == object_id) & (changes.c.revision > after)
    for row in connection.execute(select(changes).where(of_changes).order_by(changes.c.revision, changes.c.number)):
        change = Change(field=row.field, before=row.before, after=row.after, photograph_id=row.photograph_id)
        altered.setdefault(row.revision, []).append(change)
    wanted = (revisions.c.object_id == object_id) & (revisions.c.revision > after)
    return tuple(
        Revision(
            object_id=object_id,
            number=row.revision,
            action=Action(row.action),
            by=row.by,
            at=row.at,
            note=row.note,
            changes=tuple(altered.get(row.revision, ())),
        )
        for row in connection.execute(select(revisions).where(wanted).order_by(revisions.c.revision))
    )


def dated_statuses(connection: Connection, object_ids: Iterable[str]) -> dict[str, tuple[DatedStatus, ...]]:
    """Every status that those of ``object_ids`` were given that are registered, in the order of their recording."""
    same = (statuses.c.object_id == revisions.c.object_id) & (statuses.c.revision == revisions.c.revision)
    query = select(statuses, revisions.c.by, revisions.c.at, revisions.c.note).join(revisions, same)
    found: dict[str, list[DatedStatus]] = {}
    for portion in in_portions(object_ids):
        wanted = query.where(statuses.c.object_id.in_(portion)).order_by(statuses.c.object_id, statuses.c.revision)
        for row in connection.execute(wanted):
            status = DatedStatus(
                status=Status(row.status), since=row.since, revision=row.revision, by=row.by, at=row.at, note=row.note
            )
            found.setdefault(row.object_id, []).append(status)
    return {object_id: tuple(dated) for object_id, dated in found.items()}


def _status_row(object_id: str, revision: int, status: Status, since: str) -> dict[str, Any]:
    return {"object_id": object_id, "revision": revision, "status": status.value, "since": since}
