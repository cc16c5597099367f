"""Objects that belong together, and the statuses that an object has had, as related works and events of LIDO."""

from collections.abc import Iterator, Sequence

from artmatch.errors import RecordError
from artmatch.exchange.lido import ANALOG, LOCAL_IDENTIFIER, LOSS, OURS, UNSPECIFIED_EVENT, tag
from artmatch.exchange.lido_elements import Element, element, inside, made, term
from artmatch.messages import _
from artmatch.records import Status, check_date
from artmatch.registry import DatedStatus, GivenStatus, Link, LinkKind

_LOST = (Status.STOLEN, Status.MISSING)


def related_works(links: Sequence[Link]) -> Iterator[Element]:
    """A ``relatedWorkSet`` for each object that one belongs with."""
    for one in links:
        number = made("objectID", one.object_id, analog="link", type=LOCAL_IDENTIFIER)
        name = inside("objectName", element("appellationValue", one.object_id))
        kind = term("relatedWorkRelType", one.kind.value, analog="link_kind")
        yield made("relatedWorkSet", made("relatedWork", made("object", number, name)), kind)


def status_events(statuses: Sequence[DatedStatus]) -> Iterator[Element]:
    """An ``eventSet`` for each status that an object was given."""
    for one in statuses:
        concept = LOSS if one.status in _LOST else UNSPECIFIED_EVENT
        yield made(
            "eventSet",
            made(
                "event",
                term("eventType", one.status.value, concept, analog="dated_status"),
                inside("eventDate", element("displayDate", one.since, analog="since")),
                inside("eventDescriptionSet", element("descriptiveNoteValue", one.note, analog="status_note")),
            ),
        )


def read_related_works(lido: Element) -> tuple[Link, ...]:
    """The objects that one belongs with, in a record that artmatch wrote. Raises RecordError for another kind."""
    found = []
    for one in lido.iter(tag("relatedWorkSet")):
        number, kind = _text(one, "link"), _text(one, "link_kind")
        if number:
            if kind not in list(LinkKind):
                raise RecordError(
                    _("The kind {kind!r} of the link to {number} is none of {kinds}.").format(
                        kind=kind, number=number, kinds=", ".join(LinkKind)
                    )
                )
            found.append(Link(number, LinkKind(kind)))
    return tuple(found)


def read_status_events(lido: Element) -> tuple[GivenStatus, ...]:
    """The statuses that an object has had, in a record that artmatch wrote. Raises RecordError for what is none."""
    found = []
    for one in lido.iter(tag("event")):
        status, since = _text(one, "dated_status"), _text(one, "since")
        if status:
            if status not in list(Status):
                raise RecordError(
                    _("The status {status!r} is none of {known}.").format(status=status, known=", ".join(Status))
                )
            check_date(since, _("date of the status {status}").format(status=status))
            found.append(GivenStatus(Status(status), since, _text(one, "status_note")))
    return tuple(found)


def _text(element: Element, mark: str) -> str:
    """What stands in ``element`` where artmatch has marked it so."""
    return next((one.text or "" for one in element.iter() if one.get(ANALOG) == OURS + mark), "")
