"""Changes to what is registered: each names the revision that it was made from and is written down as the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph, check_date, field_text
from artmatch.registry import history
from artmatch.registry.database import in_portions, storable
from artmatch.registry.derived import derive, note_searchable_change
from artmatch.registry.schema import links, objects, photograph_of, photographs, record_of, row_of
from artmatch.registry.search import search_text
from artmatch.registry.values import Action, Change, Link, LinkKind, Stage

_PHOTOGRAPH_FIELDS = ("view", "credit", "taken", "included", "replaced_by", "object_id", "place")


def check_text(record: ArtworkRecord) -> None:
    """Raise RecordError for a field with what is no text."""
    for name, text in record.texts().items():
        if text != storable(text):
            raise RecordError(
                _(
                    "The field {name} of object {object_id} holds characters that are no text: type it again or "
                    "save its file as UTF-8."
                ).format(name=name, object_id=record.object_id)
            )


def record_of_object(connection: Connection, object_id: str) -> ArtworkRecord:
    """The record of an object. Raises NotFoundError if there is none."""
    row = connection.execute(select(objects).where(objects.c.object_id == object_id)).one_or_none()
    if row is None:
        raise NotFoundError(
            _("There is no object {object_id!r} in the register: check its number.").format(object_id=object_id)
        )
    return record_of(row)


def photograph_numbered(connection: Connection, photograph_id: int) -> Photograph:
    """A photograph. Raises NotFoundError if there is none."""
    row = connection.execute(select(photographs).where(photographs.c.photograph_id == photograph_id)).one_or_none()
    if row is None:
        raise NotFoundError(
            _("There is no photograph number {photograph_id} in the register.").format(photograph_id=photograph_id)
        )
    return photograph_of(row)


def check_revision(connection: Connection, object_id: str, revision: int) -> None:
    """Raise ConflictError, saying who changed what, if ``revision`` is no longer the newest one of the object."""
    newest = history.standing(connection, object_id).revision
    if revision == newest:
        return
    since = history.history(connection, object_id, after=revision)
    said = [_said(step.by, step.action, step.changes) for step in since]
    raise ConflictError(
        _(
            "Object {object_id} was changed while you edited it (you read revision {revision}, it is at "
            "{newest}): {said}. Nothing of yours was stored: read it again and enter your changes once "
            "more."
        ).format(object_id=object_id, revision=revision, newest=newest, said="; ".join(said))
    )


def write_record(
    connection: Connection,
    known: ArtworkRecord,
    record: ArtworkRecord,
    *,
    by: str,
    note: str = "",
    since: str = "",
    action: Action = Action.EDITED,
) -> int:
    """Put ``record`` in the place of ``known`` as a new revision, and return its number.

    A new status, or one whose date ``since`` becomes known, is added to the dated ones. A reviewed record is a draft
    again.
    """
    changed = history.differences(known, record)
    changed += _back_to_draft(connection, record.object_id)
    row = row_of(record) | {"search_text": search_text(record)}
    number = history.add_revision(connection, record.object_id, action, by, note=note, changed=changed, values=row)
    if since or record.status is not known.status:
        history.add_status(connection, record.object_id, number, record.status, since)
    derive(connection, [record])
    return number


def edit(
    connection: Connection, record: ArtworkRecord, *, revision: int, by: str, note: str = "", since: str = ""
) -> int:
    """Store the fields of ``record``, edited from ``revision``; the number of the new revision, or of the same one if
    nothing differs.

    Raises NotFoundError, RecordError, and ConflictError for an older revision.
    """
    check_text(record)
    check_date(since, _("date from which the status of object {object_id} holds").format(object_id=record.object_id))
    known = record_of_object(connection, record.object_id)
    check_revision(connection, record.object_id, revision)
    if known == replace(record, demonstration=known.demonstration) and not since:
        return revision
    return write_record(
        connection, known, replace(record, demonstration=known.demonstration), by=by, note=note, since=since
    )


def edit_photograph(connection: Connection, photograph: Photograph, *, revision: int, by: str, note: str = "") -> int:
    """Store what is said of a photograph (view, credit, date, whether it is included and what replaces it), edited
    from ``revision`` of its object; returns as :func:`edit`.

    Raises NotFoundError, RecordError for a date that is none or a replacement that is not another photograph of the
    same object, ConflictError for an older revision.
    """
    known = photograph_numbered(connection, photograph.photograph_id)
    check_date(photograph.taken, _("date of photograph {number}").format(number=photograph.photograph_id))
    if photograph.replaced_by is not None:
        other = photograph_numbered(connection, photograph.replaced_by)
        if other.object_id != known.object_id or other.replaced_by is not None or other == known:
            raise RecordError(
                _(
                    "Photograph {photograph_id} cannot replace photograph {replaced_id}: name another one of "
                    "object {object_id} that is not replaced itself."
                ).format(photograph_id=other.photograph_id, replaced_id=known.photograph_id, object_id=known.object_id)
            )
    check_revision(connection, known.object_id, revision)
    wanted = replace(
        known,
        view=photograph.view,
        credit=storable(photograph.credit),
        taken=photograph.taken,
        included=photograph.included,
        replaced_by=photograph.replaced_by,
    )
    changed = photograph_differences(known, wanted)
    if not changed:
        return revision
    store_photograph(connection, wanted)
    if is_compared(known) != is_compared(wanted):
        note_searchable_change(connection)
    changed += _back_to_draft(connection, known.object_id)
    return history.add_revision(connection, known.object_id, Action.EDITED, by, note=note, changed=changed)


def arrange(
    connection: Connection, object_id: str, photograph_ids: Sequence[int], *, revision: int, by: str, note: str = ""
) -> int:
    """Put the photographs of an object in this order, edited from its ``revision``; returns as :func:`edit`.

    Raises NotFoundError, RecordError for other photographs than the object has, ConflictError for an older revision.
    """
    check_revision(connection, object_id, revision)
    rows = connection.execute(select(photographs).where(photographs.c.object_id == object_id))
    known = {one.photograph_id: one for one in map(photograph_of, rows)}
    if sorted(known) != sorted(photograph_ids):
        raise RecordError(
            _("The order must name every photograph of object {object_id} once: read it again.").format(
                object_id=object_id
            )
        )
    changed: tuple[Change, ...] = ()
    for place, number in enumerate(photograph_ids, start=1):
        wanted = replace(known[number], place=place)
        if wanted != known[number]:
            changed += photograph_differences(known[number], wanted)
            store_photograph(connection, wanted)
    if not changed:
        return revision
    changed += _back_to_draft(connection, object_id)
    return history.add_revision(connection, object_id, Action.EDITED, by, note=note, changed=changed)


def note_photographs(connection: Connection, added: Sequence[Photograph], by: str) -> int:
    """Write down that photographs of one object were added, and return its revision."""
    object_id = added[0].object_id
    changed = [
        Change(field="photograph", before="", after=one.file_name, photograph_id=one.photograph_id) for one in added
    ]
    changed += _back_to_draft(connection, object_id)
    return history.add_revision(connection, object_id, Action.EXTENDED, by, changed=changed)


def photograph_differences(before: Photograph, after: Photograph) -> tuple[Change, ...]:
    """What was altered of a photograph."""
    return tuple(
        Change(
            field=name,
            before=field_text(getattr(before, name)),
            after=field_text(getattr(after, name)),
            photograph_id=before.photograph_id,
        )
        for name in _PHOTOGRAPH_FIELDS
        if getattr(before, name) != getattr(after, name)
    )


def store_photograph(connection: Connection, photograph: Photograph) -> None:
    """Write what can be altered of a photograph."""
    row = {name: getattr(photograph, name) for name in _PHOTOGRAPH_FIELDS} | {"view": photograph.view.value}
    connection.execute(update(photographs).where(photographs.c.photograph_id == photograph.photograph_id).values(row))


def is_compared(photograph: Photograph) -> bool:
    """Whether queries are compared with a photograph, once its object is live."""
    return photograph.included and photograph.replaced_by is None


def link(connection: Connection, object_id: str, other_id: str, kind: LinkKind, by: str) -> None:
    """Write down that two objects belong together, instead of how they were said to before.

    Raises NotFoundError, and RecordError for one object twice.
    """
    if object_id == other_id:
        raise RecordError(
            _("Object {object_id} cannot belong to itself: name another one.").format(object_id=object_id)
        )
    before = {one.object_id: one.kind for one in links_of(connection, object_id)}.get(other_id)
    if before is kind:
        return
    one_id, second_id = sorted((object_id, other_id))
    _remove_link(connection, one_id, second_id)
    _note_link(connection, object_id, other_id, before, kind, by)
    connection.execute(insert(links).values(one_id=one_id, other_id=second_id, kind=kind.value))


def unlink(connection: Connection, object_id: str, other_id: str, by: str) -> None:
    """Take back that two objects belong together. Raises NotFoundError if nobody said so."""
    before = {one.object_id: one.kind for one in links_of(connection, object_id)}.get(other_id)
    if before is None:
        raise NotFoundError(
            _("Objects {object_id} and {other_id} are not said to belong together.").format(
                object_id=object_id, other_id=other_id
            )
        )
    _remove_link(connection, *sorted((object_id, other_id)))
    _note_link(connection, object_id, other_id, before, None, by)


def links_of(connection: Connection, object_id: str) -> tuple[Link, ...]:
    """The objects that an object belongs to, by their numbers."""
    return links_of_all(connection, [object_id]).get(object_id, ())


def links_of_all(connection: Connection, object_ids: Iterable[str]) -> dict[str, tuple[Link, ...]]:
    """The same of those of ``object_ids`` that belong to any."""
    found: dict[str, set[Link]] = {}
    for portion in in_portions(object_ids):
        for here, there in ((links.c.one_id, links.c.other_id), (links.c.other_id, links.c.one_id)):
            for row in connection.execute(select(here, there, links.c.kind).where(here.in_(portion))):
                found.setdefault(row[0], set()).add(Link(row[1], LinkKind(row[2])))
    return {name: tuple(sorted(members, key=lambda one: one.object_id)) for name, members in found.items()}


def _back_to_draft(connection: Connection, object_id: str) -> tuple[Change, ...]:
    """Have a reviewed record reviewed again, since it is no longer what was read."""
    if history.standing(connection, object_id).stage is not Stage.REVIEWED:
        return ()
    connection.execute(update(objects).where(objects.c.object_id == object_id).values(stage=Stage.DRAFT.value))
    return (Change(field="stage", before=Stage.REVIEWED, after=Stage.DRAFT, photograph_id=None),)


def _remove_link(connection: Connection, one_id: str, other_id: str) -> None:
    connection.execute(delete(links).where((links.c.one_id == one_id) & (links.c.other_id == other_id)))


def _note_link(
    connection: Connection, object_id: str, other_id: str, before: LinkKind | None, after: LinkKind | None, by: str
) -> None:
    for one, other in ((object_id, other_id), (other_id, object_id)):
        change = Change(
            field="link",
            before=f"{before} with {other}" if before else "",
            after=f"{after} with {other}" if after else "",
            photograph_id=None,
        )
        action = Action.LINKED if after else Action.UNLINKED
        history.add_revision(connection, one, action, by, changed=[change])


def _said(by: str, action: Action, changed: Iterable[Change]) -> str:
    """One step of a record's history, as the person reads it whose edit came too late."""
    altered = ", ".join(f"{_named(one)} from {_shown(one.before)} to {_shown(one.after)}" for one in changed)
    return f"{by or 'somebody'} {f'changed {altered}' if altered else action.value}"


def _named(change: Change) -> str:
    return change.field if change.photograph_id is None else f"{change.field} of photograph {change.photograph_id}"


def _shown(text: str) -> str:
    return repr(text) if text else "nothing"
