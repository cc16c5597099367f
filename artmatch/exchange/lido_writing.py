"""Records to LIDO 1.1. Every function builds one wrapper, in the order in which LIDO has them."""

import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from lxml import etree

from artmatch.exchange.cells import NO_TEXT
from artmatch.exchange.lido import (
    ANALOG,
    DEMONSTRATION,
    EXCAVATION,
    ITEM_RECORD,
    LOCAL_IDENTIFIER,
    LOSS,
    MATERIAL,
    NAMESPACE,
    OURS,
    PRODUCTION,
    SCHEMA,
    TECHNIQUE,
    UNSPECIFIED_EVENT,
    URI,
    XML,
    XSI,
    tag,
)
from artmatch.records import ArtworkRecord, EventKind, Photograph, type_separator
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

Element = etree._Element
Content = Element | str | None


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

    def write(self, record: ArtworkRecord, links: "Sequence[Link]") -> None:
        """Add an object."""
        self._open.write(lido_element(record, links), pretty_print=True)


def lido_element(record: ArtworkRecord, links: "Sequence[Link]") -> Element:
    """The ``lido`` element of one object."""
    texts = record.texts()
    source = DEMONSTRATION if record.demonstration else ""
    described = (_classification(texts), _identification(texts), _events(texts), _relations(texts))
    descriptive = _made("descriptiveMetadata", *described)
    administrative = _made("administrativeMetadata", _rights(texts), _record(texts), _resources(links))
    for metadata in (descriptive, administrative):
        metadata.set(f"{{{XML}}}lang", _UNKNOWN_LANGUAGE)
    number = _made("lidoRecID", texts["object_id"], analog="object_id", type=LOCAL_IDENTIFIER, source=source)
    return _made("lido", number, descriptive, administrative)


def _made(name: str, *content: Content, analog: str = "", **attributes: str) -> Element:
    """An element of LIDO, even if there is nothing in it; empty attributes are left out."""
    given = {tag(key): value for key, value in attributes.items() if value}
    if analog:
        given[ANALOG] = OURS + analog
    made = etree.Element(tag(name), given, nsmap={"lido": NAMESPACE})
    for one in content:
        if isinstance(one, str):
            made.text = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", one)
        elif one is not None:
            made.append(one)
    return made


def _element(name: str, *content: Content, analog: str = "", **attributes: str) -> Element | None:
    """An element of LIDO, or None if there is nothing in it."""
    inside = [one for one in content if one is not None and one != ""]
    return _made(name, *inside, analog=analog, **attributes) if inside else None


def _inside(path: str, content: Content) -> Element | None:
    """``content`` in elements within each other, outermost first; None if there is none."""
    for name in reversed(path.split("/")):
        content = _element(name, content)
    assert not isinstance(content, str)
    return content


def _term(name: str, text: str, concept: str = "", analog: str = "", **attributes: str) -> Element | None:
    """A concept by its term and, if there is one, its identifier."""
    if not text:
        return None
    return _made(name, _element("conceptID", concept, type=URI), _made("term", text, analog=analog), **attributes)


def _body(name: str, text: str, analog: str) -> Element | None:
    """A person or office by name."""
    return _element(name, _element("legalBodyName", _element("appellationValue", text, analog=analog)))


def _classification(texts: Mapping[str, str]) -> Element:
    levels = texts["object_type"].split(type_separator)
    types = [
        _made("objectWorkType", _made("term", level, analog="object_type"), sortorder=str(place))
        for place, level in enumerate(levels, start=1)
    ]
    wanted = types if texts["object_type"] else [_made("objectWorkType", _made("term", "object"))]
    return _made("objectClassificationWrap", _made("objectWorkTypeWrap", *wanted))


def _identification(texts: Mapping[str, str]) -> Element:
    descriptions = [
        _element("objectDescriptionSet", _element("descriptiveNoteValue", texts[name], analog=name), type=kind)
        for name, kind in (
            ("description", "description"),
            ("distinguishing_features", "distinguishing features"),
            ("status", "status"),
        )
    ]
    title = _made("appellationValue", texts["title"], analog="title", pref="preferred")
    note = _element("descriptiveNoteValue", texts["inscriptions"], analog="inscriptions")
    number = _element("workID", texts["inventory_number"], analog="inventory_number", type="inventory number")
    return _made(
        "objectIdentificationWrap",
        _made("titleWrap", _made("titleSet", title)),
        _inside("inscriptionsWrap/inscriptions/inscriptionDescription", note),
        _inside("repositoryWrap", _element("repositorySet", _body("repositoryName", texts["owner"], "owner"), number)),
        _element("objectDescriptionWrap", *descriptions),
        _measurements(texts["measurements"]),
        _element(
            "objectMaterialsTechWrap",
            _materials(texts["materials"], "materials", MATERIAL),
            _materials(texts["techniques"], "techniques", TECHNIQUE),
        ),
    )


def _measurements(text: str) -> Element | None:
    sets = [
        _made(
            "measurementsSet",
            _made("measurementType", one.dimension or "size"),
            _made("measurementUnit", one.unit),
            _made("measurementValue", f"{one.value:g}"),
        )
        for one in parse(text)
    ]
    display = _element("displayObjectMeasurements", text, analog="measurements")
    measured = _element("objectMeasurements", *sets)
    return _inside("objectMeasurementsWrap", _element("objectMeasurementsSet", display, measured))


def _materials(text: str, name: str, kind: str) -> Element | None:
    terms = [_term("termMaterialsTech", term, type=kind) for term in _BETWEEN_TERMS.split(text)]
    display = _element("displayMaterialsTech", text, analog=name)
    return _element("objectMaterialsTechSet", display, _element("materialsTech", *terms))


def _events(texts: Mapping[str, str]) -> Element | None:
    return _element("eventWrap", _production(texts), _loss(texts))


def _production(texts: Mapping[str, str]) -> Element | None:
    maker = texts["maker"]
    name = _inside("actorInRole/actor/nameActorSet", _element("appellationValue", maker))
    years = (
        _element("earliestDate", _iso_year(texts["earliest_year"]), analog="earliest_year"),
        _element("latestDate", _iso_year(texts["latest_year"]), analog="latest_year"),
    )
    known = [
        _element("eventActor", _element("displayActorInRole", maker, analog="maker"), name),
        _element(
            "eventDate",
            _element("displayDate", texts["date_or_period"], analog="date_or_period"),
            _element("date", *years),
        ),
        _place(texts["place_of_origin"], "place_of_origin"),
    ]
    if not any(one is not None for one in known):
        return None
    return _made("eventSet", _made("event", _term("eventType", "Production", PRODUCTION), *known))


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
        _element("earliestDate", texts["event_earliest"], analog="event_earliest"),
        _element("latestDate", texts["event_latest"], analog="event_latest"),
    )
    return _made(
        "eventSet",
        _made(
            "event",
            _term("eventType", kind or "event", concept, analog="event_kind" if kind else ""),
            _inside("eventDate", _element("date", *dates)),
            _place(texts["event_place"], "event_place"),
            _inside("eventDescriptionSet", _element("descriptiveNoteValue", texts["event"], analog="event")),
        ),
    )


def _place(text: str, name: str) -> Element | None:
    return _element(
        "eventPlace",
        _element("displayPlace", text, analog=name),
        _inside("place/namePlaceSet", _element("appellationValue", text)),
    )


def _relations(texts: Mapping[str, str]) -> Element | None:
    works = [
        _element(
            "relatedWorkSet",
            _element("displayRelatedWork", texts[name], analog=name),
            _term("relatedWorkRelType", relation) if texts[name] else None,
        )
        for name, relation in (("related_objects", "is related to"), ("related_material", "is documented in"))
    ]
    subject = _element("displaySubject", texts["subject"], analog="subject")
    return _element(
        "objectRelationWrap", _inside("subjectWrap/subjectSet", subject), _element("relatedWorksWrap", *works)
    )


def _rights(texts: Mapping[str, str]) -> Element:
    kind = _term("rightsType", texts["sensitivity"], analog="sensitivity")
    holder = _body("rightsHolder", texts["consultation_contact"], "consultation_contact")
    return _made("rightsWorkWrap", _made("rightsWorkSet", kind, holder))


def _record(texts: Mapping[str, str]) -> Element:
    has_number = bool(texts["source_number"])
    number = texts["source_number"] or texts["object_id"]
    name = _element("appellationValue", texts["collection"], analog="collection")
    date = _element("recordMetadataDate", texts["date_documented"], analog="date_documented", type="created")
    holder = _body("rightsHolder", texts["contact"], "contact")
    source = _body("recordSource", texts["source"], "source")
    return _made(
        "recordWrap",
        _made("recordID", number, analog="source_number" if has_number else "", type=LOCAL_IDENTIFIER),
        _term("recordType", "Item-level record", ITEM_RECORD),
        _made("recordSource") if source is None else source,
        None if holder is None else _made("recordRights", _term("rightsType", "to be asked before use"), holder),
        _element("recordInfoSet", date),
        _inside("collection/object/objectName", name),
    )


def _resources(links: "Sequence[Link]") -> Element | None:
    sha256s = {link.photograph.photograph_id: link.photograph.sha256 for link in links}
    sets = [_resource(link.photograph, link.file, sha256s, place) for place, link in enumerate(links, start=1)]
    return _element("resourceWrap", *sets)


def _resource(photograph: Photograph, file: str, sha256s: Mapping[int, str], place: int) -> Element:
    described = {
        "file_name": photograph.file_name,
        "included": "yes" if photograph.included else "no",
        "replaced_by": sha256s.get(photograph.replaced_by or 0, ""),
        "registered_at": photograph.registered_at.isoformat(),
    }
    measured = (
        ("width", "pixel", photograph.width),
        ("height", "pixel", photograph.height),
        ("byte_count", "byte", photograph.byte_count),
    )
    taken = _element("displayDate", photograph.taken, analog="taken")
    return _made(
        "resourceSet",
        _made("resourceID", photograph.sha256, analog="sha256", type="SHA-256"),
        _made(
            "resourceRepresentation",
            _made("linkResource", file, formatResource=photograph.media_type),
            *(
                _made(
                    "resourceMeasurementsSet",
                    _made("measurementType", name),
                    _made("measurementUnit", unit),
                    _made("measurementValue", str(value), analog=name),
                )
                for name, unit, value in measured
            ),
        ),
        _term("resourceType", "photograph"),
        _term("resourcePerspective", photograph.view.value, analog="view"),
        *(_element("resourceDescription", text, analog=name, type=name) for name, text in described.items()),
        _element("resourceDateTaken", taken),
        _inside("rightsResource", _element("creditLine", photograph.credit, analog="credit")),
        sortorder=str(place),
    )
