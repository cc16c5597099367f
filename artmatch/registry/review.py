"""The way of a record into the register: drafted, reviewed by somebody else, live."""

from sqlalchemy import Connection, select

from artmatch.errors import ConflictError
from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry import history
from artmatch.registry.derived import note_searchable_change
from artmatch.registry.editing import check_revision
from artmatch.registry.schema import objects, record_of, revisions
from artmatch.registry.search import folded
from artmatch.registry.values import Action, Change, Stage

_said = {Stage.DRAFT: "a draft", Stage.REVIEWED: "reviewed", Stage.LIVE: "live"}
_WRITING = (Action.REGISTERED.value, Action.EDITED.value, Action.EXTENDED.value)


def approve(connection: Connection, object_id: str, *, revision: int, by: str, note: str = "") -> int:
    """A draft becomes reviewed. Raises ConflictError if it is none, no longer at ``revision``, or ``by`` wrote it."""
    _check_stage(connection, object_id, Stage.DRAFT)
    check_revision(connection, object_id, revision)
    of_object = (revisions.c.object_id == object_id) & revisions.c.action.in_(_WRITING)
    writers = connection.scalars(select(revisions.c.by).where(of_object)).all()
    if folded(by).strip() in {folded(writer).strip() for writer in writers}:
        raise ConflictError(
            _("{by} wrote the record of object {object_id} and cannot review it: have somebody else read it.").format(
                by=by, object_id=object_id
            )
        )
    return _move(connection, object_id, Stage.REVIEWED, Action.REVIEWED, by, note)


def send_back(connection: Connection, object_id: str, *, by: str, note: str) -> int:
    """A draft or reviewed record goes back to who drafted it. Raises ConflictError if it is live already."""
    _check_stage(connection, object_id, Stage.DRAFT, Stage.REVIEWED)
    return _move(connection, object_id, Stage.DRAFT, Action.RETURNED, by, note)


def release(connection: Connection, object_id: str, *, revision: int, by: str, note: str = "") -> int:
    """A reviewed record becomes live. Raises ConflictError if it is not reviewed or no longer at ``revision``."""
    _check_stage(connection, object_id, Stage.REVIEWED)
    check_revision(connection, object_id, revision)
    number = _move(connection, object_id, Stage.LIVE, Action.RELEASED, by, note)
    note_searchable_change(connection)
    return number


def queue(connection: Connection, stage: Stage) -> list[ArtworkRecord]:
    """The records that stand at ``stage``, the one that has waited longest first."""
    newest = (revisions.c.object_id == objects.c.object_id) & (revisions.c.revision == objects.c.revision)
    query = (
        select(objects)
        .join(revisions, newest)
        .where(objects.c.stage == stage.value, objects.c.merged_into.is_(None))
        .order_by(revisions.c.at, objects.c.object_id)
    )
    return [record_of(row) for row in connection.execute(query)]


def _check_stage(connection: Connection, object_id: str, *expected: Stage) -> None:
    stands = history.standing(connection, object_id)
    if stands.merged_into is not None:
        raise ConflictError(
            _("Object {object_id} was merged into {merged_into}: go on with that one.").format(
                object_id=object_id, merged_into=stands.merged_into
            )
        )
    if stands.stage not in expected:
        wanted = " or ".join(_said[stage] for stage in expected)
        raise ConflictError(
            _("Object {object_id} is {said}, not {wanted}: nothing was changed.").format(
                object_id=object_id, said=_said[stands.stage], wanted=wanted
            )
        )


def _move(connection: Connection, object_id: str, stage: Stage, action: Action, by: str, note: str) -> int:
    before = history.standing(connection, object_id).stage
    change = Change(field="stage", before=before.value, after=stage.value, photograph_id=None)
    changed = [change] if before is not stage else []
    return history.add_revision(
        connection, object_id, action, by, note=note, changed=changed, values={"stage": stage.value}
    )
