"""Records to LIDO 1.1. Every function builds one wrapper, in the order in which LIDO has them."""

import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from lxml import etree

from artmatch import registry
from artmatch.exchange.lido import (
    DEMONSTRATION,
    EXCAVATION,
    ITEM_RECORD,
    LOCAL_IDENTIFIER,
    LOSS,
    MATERIAL,
    NAMESPACE,
    PRODUCTION,
    SCHEMA,
    TECHNIQUE,
    UNSPECIFIED_EVENT,
    XML,
    XSI,
    tag,
)
from artmatch.exchange.lido_elements import Element, body, element, inside, made, term
from artmatch.exchange.lido_relations import related_works, status_events
from artmatch.exchange.relations import NO_RELATIONS, Relations
from artmatch.records import ArtworkRecord, EventKind, Photograph, field_text, type_separator
from artmatch.registry import DatedStatus
from artmatch.registry.measurements import parse

if TYPE_CHECKING:
    from artmatch.exchange.exporting import Link

_UNKNOWN_LANGUAGE = "und"
_EVENT_TYPES = {
    EventKind.THEFT: LOSS,
    EventKind.ROBBERY: LOSS,
    EventKind.LOSS: LOSS,
    EventKind.LOOTING: LOSS,
    EventKind.EXCAVATION: EXCAVATION,
}
"""The nearest terms of the LIDO terminology."""
_BETWEEN_TERMS = re.compile(r"\s*[,;]\s*")


class LidoWriter:
    """Writes objects to a binary stream, as one ``lidoWrap``."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = etree.xmlfile(stream, encoding="utf-8")

    def __enter__(self) -> Self:
        self._open = self._file.__enter__()
        self._open.write_declaration()
        attributes = {f"{{{XSI}}}schemaLocation": f"{NAMESPACE} {SCHEMA}", tag("relatedencoding"): "artmatch"}
        self._wrap = self._open.element(tag("lidoWrap"), attributes, nsmap={"lido": NAMESPACE, "xsi": XSI})
        self._wrap.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wrap.__exit__(kind, error, trace)
        self._file.__exit__(kind, error, trace)

    def write(self, record: ArtworkRecord, links: "Sequence[Link]", relations: Relations = NO_RELATIONS) -> None:
        """Add an object."""
        self._open.write(lido_element(record, links, relations), pretty_print=True)


def lido_element(record: ArtworkRecord, links: "Sequence[Link]", relations: Relations = NO_RELATIONS) -> Element:
    """The ``lido`` element of one object."""
    texts = record.texts()
    source = DEMONSTRATION if record.demonstration else ""
    described = (
        _classification(texts),
        _identification(texts),
        _events(texts, relations.statuses),
        _relations(texts, relations.links),
    )
    descriptive = made("descriptiveMetadata", *described)
    administrative = made("administrativeMetadata", _rights(texts), _record(texts), _resources(links))
    for metadata in (descriptive, administrative):
        metadata.set(f"{{{XML}}}lang", _UNKNOWN_LANGUAGE)
    number = made("lidoRecID", texts["object_id"], analog="object_id", type=LOCAL_IDENTIFIER, source=source)
    return made("lido", number, descriptive, administrative)


def _classification(texts: Mapping[str, str]) -> Element:
    levels = texts["object_type"].split(type_separator)
    types = [
        made("objectWorkType", made("term", level, analog="object_type"), sortorder=str(place))
        for place, level in enumerate(levels, start=1)
    ]
    wanted = types if texts["object_type"] else [made("objectWorkType", made("term", "object"))]
    return made("objectClassificationWrap", made("objectWorkTypeWrap", *wanted))


def _identification(texts: Mapping[str, str]) -> Element:
    descriptions = [
        element("objectDescriptionSet", element("descriptiveNoteValue", texts[name], analog=name), type=kind)
        for name, kind in (
            ("description", "description"),
            ("distinguishing_features", "distinguishing features"),
            ("status", "status"),
        )
    ]
    title = made("appellationValue", texts["title"], analog="title", pref="preferred")
    note = element("descriptiveNoteValue", texts["inscriptions"], analog="inscriptions")
    number = element("workID", texts["inventory_number"], analog="inventory_number", type="inventory number")
    return made(
        "objectIdentificationWrap",
        made("titleWrap", made("titleSet", title)),
        inside("inscriptionsWrap/inscriptions/inscriptionDescription", note),
        inside("repositoryWrap", element("repositorySet", body("repositoryName", texts["owner"], "owner"), number)),
        element("objectDescriptionWrap", *descriptions),
        _measurements(texts["measurements"]),
        element(
            "objectMaterialsTechWrap",
            _materials(texts["materials"], "materials", MATERIAL),
            _materials(texts["techniques"], "techniques", TECHNIQUE),
        ),
    )


def _measurements(text: str) -> Element | None:
    sets = [
        made(
            "measurementsSet",
            made("measurementType", one.dimension or "size"),
            made("measurementUnit", one.unit),
            made("measurementValue", f"{one.value:g}"),
        )
        for one in parse(text)
    ]
    display = element("displayObjectMeasurements", text, analog="measurements")
    measured = element("objectMeasurements", *sets)
    return inside("objectMeasurementsWrap", element("objectMeasurementsSet", display, measured))


def _materials(text: str, name: str, kind: str) -> Element | None:
    terms = [term("termMaterialsTech", one, type=kind) for one in _BETWEEN_TERMS.split(text)]
    display = element("displayMaterialsTech", text, analog=name)
    return element("objectMaterialsTechSet", display, element("materialsTech", *terms))


def _events(texts: Mapping[str, str], statuses: Sequence[DatedStatus]) -> Element | None:
    return element("eventWrap", _production(texts), _loss(texts), *status_events(statuses))


def _production(texts: Mapping[str, str]) -> Element | None:
    maker = texts["maker"]
    name = inside("actorInRole/actor/nameActorSet", element("appellationValue", maker))
    years = (
        element("earliestDate", _iso_year(texts["earliest_year"]), analog="earliest_year"),
        element("latestDate", _iso_year(texts["latest_year"]), analog="latest_year"),
    )
    known = [
        element("eventActor", element("displayActorInRole", maker, analog="maker"), name),
        element(
            "eventDate",
            element("displayDate", texts["date_or_period"], analog="date_or_period"),
            element("date", *years),
        ),
        _place(texts["place_of_origin"], "place_of_origin"),
    ]
    if not any(one is not None for one in known):
        return None
    return made("eventSet", made("event", term("eventType", "Production", PRODUCTION), *known))


def _iso_year(year: str) -> str:
    """Four digits at least, after the sign; ISO 8601 counts years before Christ as records do."""
    return f"{int(year):0{5 if year.startswith('-') else 4}}" if year else ""


def _loss(texts: Mapping[str, str]) -> Element | None:
    names = ("event_kind", "event", "event_place", "event_earliest", "event_latest")
    if not any(texts[name] for name in names):
        return None
    kind = texts["event_kind"]
    concept = _EVENT_TYPES.get(EventKind(kind), UNSPECIFIED_EVENT) if kind else UNSPECIFIED_EVENT
    dates = (
        element("earliestDate", texts["event_earliest"], analog="event_earliest"),
        element("latestDate", texts["event_latest"], analog="event_latest"),
    )
    return made(
        "eventSet",
        made(
            "event",
            term("eventType", kind or "event", concept, analog="event_kind" if kind else ""),
            inside("eventDate", element("date", *dates)),
            _place(texts["event_place"], "event_place"),
            inside("eventDescriptionSet", element("descriptiveNoteValue", texts["event"], analog="event")),
        ),
    )


def _place(text: str, name: str) -> Element | None:
    return element(
        "eventPlace",
        element("displayPlace", text, analog=name),
        inside("place/namePlaceSet", element("appellationValue", text)),
    )


def _relations(texts: Mapping[str, str], links: Sequence[registry.Link]) -> Element | None:
    works = [
        element(
            "relatedWorkSet",
            element("displayRelatedWork", texts[name], analog=name),
            term("relatedWorkRelType", relation) if texts[name] else None,
        )
        for name, relation in (("related_objects", "is related to"), ("related_material", "is documented in"))
    ]
    subject = element("displaySubject", texts["subject"], analog="subject")
    return element(
        "objectRelationWrap",
        inside("subjectWrap/subjectSet", subject),
        element("relatedWorksWrap", *works, *related_works(links)),
    )


def _rights(texts: Mapping[str, str]) -> Element:
    kind = term("rightsType", texts["sensitivity"], analog="sensitivity")
    holder = body("rightsHolder", texts["consultation_contact"], "consultation_contact")
    return made("rightsWorkWrap", made("rightsWorkSet", kind, holder))


def _record(texts: Mapping[str, str]) -> Element:
    has_number = bool(texts["source_number"])
    number = texts["source_number"] or texts["object_id"]
    name = element("appellationValue", texts["collection"], analog="collection")
    date = element("recordMetadataDate", texts["date_documented"], analog="date_documented", type="created")
    holder = body("rightsHolder", texts["contact"], "contact")
    source = body("recordSource", texts["source"], "source")
    return made(
        "recordWrap",
        made("recordID", number, analog="source_number" if has_number else "", type=LOCAL_IDENTIFIER),
        term("recordType", "Item-level record", ITEM_RECORD),
        made("recordSource") if source is None else source,
        None if holder is None else made("recordRights", term("rightsType", "to be asked before use"), holder),
        element("recordInfoSet", date),
        inside("collection/object/objectName", name),
    )


def _resources(links: "Sequence[Link]") -> Element | None:
    sha256s = {link.photograph.photograph_id: link.photograph.sha256 for link in links}
    sets = [_resource(link.photograph, link.file, sha256s, place) for place, link in enumerate(links, start=1)]
    return element("resourceWrap", *sets)


def _resource(photograph: Photograph, file: str, sha256s: Mapping[int, str], place: int) -> Element:
    described = {
        "file_name": photograph.file_name,
        "included": "yes" if photograph.included else "no",
        "replaced_by": sha256s.get(photograph.replaced_by or 0, ""),
        "registered_at": photograph.registered_at.isoformat(),
        "place": field_text(photograph.place),
    }
    measured = (
        ("width", "pixel", photograph.width),
        ("height", "pixel", photograph.height),
        ("byte_count", "byte", photograph.byte_count),
    )
    taken = element("displayDate", photograph.taken, analog="taken")
    return made(
        "resourceSet",
        made("resourceID", photograph.sha256, analog="sha256", type="SHA-256"),
        made(
            "resourceRepresentation",
            made("linkResource", file, formatResource=photograph.media_type),
            *(
                made(
                    "resourceMeasurementsSet",
                    made("measurementType", name),
                    made("measurementUnit", unit),
                    made("measurementValue", str(value), analog=name),
                )
                for name, unit, value in measured
            ),
        ),
        term("resourceType", "photograph"),
        term("resourcePerspective", photograph.view.value, analog="view"),
        *(element("resourceDescription", text, analog=name, type=name) for name, text in described.items()),
        element("resourceDateTaken", taken),
        inside("rightsResource", element("creditLine", photograph.credit, analog="credit")),
        sortorder=str(place),
    )
