"""Records that other programs wrote in LIDO, read by the meaning of its elements."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from lxml import etree

from artmatch.errors import InputError, RecordError
from artmatch.exchange.lido import CREATION, EXCAVATION, LOSS, PRODUCTION, TECHNIQUE, XML, tag
from artmatch.exchange.links import linked
from artmatch.matching.intake import PhotographInput
from artmatch.messages import _
from artmatch.records import EventKind, ViewLabel, check_date, type_separator

Element = etree._Element

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_SKOS = "{http://www.w3.org/2004/02/skos/core#}"
_PRODUCTION_TERMS = frozenset({PRODUCTION, CREATION, "production", "creation"})
_EVENT_KINDS = {kind.value: kind for kind in EventKind} | {LOSS: EventKind.LOSS, EXCAVATION: EventKind.EXCAVATION}
_TECHNIQUE_TYPES = frozenset(
    {TECHNIQUE, "http://terminology.lido-schema.org/termmaterialstech_type/technique", "technique"}
)
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"-?\d{1,5}")
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_BETWEEN = "; "


def foreign_texts(element: Element) -> tuple[dict[str, str], list[str]]:
    """The fields of a ``lido`` element, and sentences on what none of them could take in.

    Of an element in several languages the first is taken; of the metadata in several languages those in English, or
    else the first.
    """
    described = _metadata(element, "descriptiveMetadata")
    administrated = _metadata(element, "administrativeMetadata")
    title, further = _titles(described)
    left: list[str] = []
    texts = {
        "object_id": _text(element.find(tag("lidoRecID"))),
        "title": title,
        "object_type": _object_type(described),
        "measurements": _measurements(described),
        "inscriptions": _joined(
            _all(described, "inscriptions//inscriptionTranscription", "inscriptions//descriptiveNoteValue")
        ),
        "subject": _joined(_all(described, "subjectSet/displaySubject") or _terms(described, "subjectConcept")),
        "inventory_number": _first(described, "repositorySet/workID"),
        "owner": _first(described, "repositorySet/repositoryName/legalBodyName/appellationValue"),
        "source": _first(administrated, "recordSource/legalBodyName/appellationValue"),
        "source_number": _first(administrated, "recordID"),
        "date_documented": _first(administrated, "recordInfoSet/recordMetadataDate"),
    }
    texts |= _descriptions(described, further) | _materials(described) | _related(described) | _events(described, left)
    return texts, left


def foreign_photographs(element: Element, number: int, folder: Path) -> tuple[list[PhotographInput], list[str]]:
    """The photographs that a ``lido`` element links beside its file, and sentences on those that it links elsewhere."""
    photographs, left = [], []
    for resource in _find(element, "resourceSet"):
        links = [link for link in _all(resource, "linkResource") if link]
        try:
            content = next(iter(_beside(links, folder)), None) or linked(folder, links[0] if links else "")
        except InputError as error:
            left.append(str(error))
            continue
        taken = _iso_date(_first(resource, "resourceDateTaken//earliestDate", "resourceDateTaken/displayDate"))
        perspectives = {term.casefold() for term in _terms(resource, "resourcePerspective")}
        view = next((view for view in ViewLabel if view.value in perspectives), ViewLabel.OVERALL)
        credit = _first(resource, "rightsResource/creditLine", "rightsResource/rightsHolder//appellationValue")
        said = frozenset(name for name, text in (("credit", credit), ("taken", taken)) if text)
        photographs.append(PhotographInput(content, content.name, view, credit, taken, given=said, row=number))
    return photographs, left


def _beside(links: Iterable[str], folder: Path) -> Iterable[Path]:
    """The first representation that lies beside the file is taken; others may lead into the network."""
    for link in links:
        with suppress(InputError):
            path = linked(folder, link)
            if path.exists():
                yield path


def _metadata(element: Element, name: str) -> Element:
    """The part of the record in English, or else the first; an empty one if there is none."""
    parts = element.findall(tag(name))
    english = (part for part in parts if part.get(f"{{{XML}}}lang", "").casefold().startswith("en"))
    return next(english, parts[0] if parts else etree.Element(tag(name)))


def _find(element: Element, path: str) -> list[Element]:
    """Everything at ``path``, whose names are of LIDO, anywhere below ``element``."""
    steps = "/".join(tag(step) if step else "" for step in path.split("/"))
    return element.findall(f".//{steps}")


def _text(element: Element | None) -> str:
    """Text without the line breaks and spaces that only lay out the XML."""
    return "" if element is None else _SPACE.sub(" ", "".join(str(part) for part in element.itertext())).strip()


def _all(element: Element, *paths: str) -> list[str]:
    """The texts at all ``paths``; of neighbours in several languages the first."""
    texts = []
    for path in paths:
        for one in _find(element, path):
            before = one.getprevious()
            if before is None or before.tag != one.tag or one.get(f"{{{XML}}}lang") == before.get(f"{{{XML}}}lang"):
                texts.append(_text(one))
    return [text for text in texts if text]


def _first(element: Element, *paths: str) -> str:
    return next(iter(_all(element, *paths)), "")


def _joined(texts: Iterable[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(texts))


def _terms(element: Element, name: str) -> list[str]:
    """The preferred term of each concept ``name``, in LIDO's own elements or in SKOS."""
    return [text for text in (_term(concept) for concept in _find(element, name)) if text]


def _term(concept: Element) -> str:
    terms = concept.findall(tag("term")) or concept.findall(f".//{_SKOS}prefLabel")
    preferred = [term for term in terms if term.get(tag("pref"), "preferred").endswith(("preferred", "lido00169"))]
    return _text(next(iter(preferred or terms), None))


def _is(concept: Element | None, wanted: Iterable[str]) -> str:
    """Which of ``wanted``, terms and identifiers, the ``concept`` is; empty if none."""
    if concept is None:
        return ""
    names = [_text(one) for one in concept.findall(tag("conceptID"))]
    names += [one.get(_ABOUT, "") for one in concept.iter(f"{_SKOS}Concept")]
    names += [_text(one).casefold() for one in (*concept.iter(tag("term")), *concept.iter(f"{_SKOS}prefLabel"))]
    return next((name for name in names if name in set(wanted)), "")


def _titles(described: Element) -> tuple[str, list[str]]:
    """The preferred title and the others."""
    values = _find(described, "titleSet/appellationValue")
    preferred = [value for value in values if value.get(tag("pref")) == "preferred"]
    texts = list(dict.fromkeys(text for text in map(_text, (*preferred, *values)) if text))
    return (texts[0] if texts else ""), texts[1:]


def _object_type(described: Element) -> str:
    general, special = _terms(described, "classification"), _terms(described, "objectWorkType")
    levels = [*general[:1], ", ".join(dict.fromkeys(special))]
    return type_separator.join(level for level in levels if level)


def _measurements(described: Element) -> str:
    shown = _all(described, "displayObjectMeasurements")
    if shown:
        return _joined(shown)
    measured = []
    for one in _find(described, "measurementsSet"):
        kind, unit = (
            _term(part) or _text(part)
            for part in (one.find(tag(n)) for n in ("measurementType", "measurementUnit"))
            if part is not None
        )
        measured.append(f"{kind} {_text(one.find(tag('measurementValue')))} {unit}".strip())
    return ", ".join(measured)


def _descriptions(described: Element, further_titles: Sequence[str]) -> dict[str, str]:
    """Descriptions by their kind; titles that are not the preferred one are added to the description."""
    notes: dict[str, list[str]] = {"description": [], "distinguishing_features": []}
    for one in _find(described, "objectDescriptionSet"):
        kind = one.get(tag("type"), "").casefold()
        name = "distinguishing_features" if "distinguishing" in kind else "description"
        notes[name] += _all(one, "descriptiveNoteValue")
    if further_titles:
        notes["description"].append(f"Also called: {_BETWEEN.join(further_titles)}")
    return {name: _joined(texts) for name, texts in notes.items()}


def _materials(described: Element) -> dict[str, str]:
    """As the record shows them, or else the terms that it is found by; a set of techniques only tells of techniques."""
    texts: dict[str, list[str]] = {"materials": [], "techniques": []}
    for one in (*_find(described, "objectMaterialsTechSet"), *_find(described, "eventMaterialsTech")):
        terms: dict[str, list[str]] = {"materials": [], "techniques": []}
        for term in _find(one, "termMaterialsTech"):
            kind = "techniques" if term.get(tag("type"), "").casefold() in _TECHNIQUE_TYPES else "materials"
            terms[kind].append(_term(term))
        shown = "techniques" if terms["techniques"] and not terms["materials"] else "materials"
        terms[shown] = _all(one, "displayMaterialsTech") or terms[shown]
        for kind, found in terms.items():
            texts[kind] += filter(None, found)
    return {kind: _joined(found) for kind, found in texts.items()}


def _related(described: Element) -> dict[str, str]:
    """What documents the object, and objects that belong to it."""
    texts: dict[str, list[str]] = {"related_material": [], "related_objects": []}
    for one in _find(described, "relatedWorkSet"):
        documents = any("document" in term.casefold() for term in _terms(one, "relatedWorkRelType"))
        texts["related_material" if documents else "related_objects"] += _all(one, "displayRelatedWork") or _all(
            one, "displayObject", "objectNote"
        )
    return {kind: _joined(found) for kind, found in texts.items()}


def _events(described: Element, left: list[str]) -> dict[str, str]:
    """Fields of the first production and of the first theft, loss or excavation; of others ``left`` says that."""
    texts: dict[str, str] = {}
    for one in _find(described, "eventSet"):
        kind = _find(one, "eventType")
        concept = kind[0] if kind else None
        name = _is(concept, _EVENT_KINDS)
        if _is(concept, _PRODUCTION_TERMS) and "maker" not in texts:
            texts |= _production(one)
        elif name and "event_kind" not in texts:
            texts |= {"event_kind": _EVENT_KINDS[name].value} | _loss(one)
        else:
            shown = (_term(concept) if concept is not None else "") or _("of no kind")
            left.append(_("The event {shown!r} has no place in a record and was left alone.").format(shown=shown))
    return texts


def _production(event: Element) -> dict[str, str]:
    earliest, latest = (_YEAR.match(_first(event, f"eventDate//{name}")) for name in ("earliestDate", "latestDate"))
    shown = _first(event, "eventDate/displayDate")
    years = [str(int(year[0])) for year in (earliest, latest) if year]
    makers = _all(event, "displayActorInRole") or _all(event, "actor/nameActorSet/appellationValue")
    return {
        "maker": _joined([*makers, *_terms(event, "culture")]),
        "date_or_period": shown or _joined(_terms(event, "periodName")) or "-".join(dict.fromkeys(years)),
        "earliest_year": str(int(earliest[0])) if earliest else "",
        "latest_year": str(int(latest[0])) if latest else "",
        "place_of_origin": _place(event),
    }


def _loss(event: Element) -> dict[str, str]:
    return {
        "event": _joined(_all(event, "displayEvent", "eventDescriptionSet/descriptiveNoteValue")),
        "event_place": _place(event),
        "event_earliest": _iso_date(_first(event, "eventDate//earliestDate")),
        "event_latest": _iso_date(_first(event, "eventDate//latestDate")),
    }


def _place(event: Element) -> str:
    return _joined(_all(event, "eventPlace/displayPlace") or _all(event, "eventPlace//appellationValue"))


def _iso_date(text: str) -> str:
    """The year, month or day that ``text`` begins with; empty if it does with none."""
    found = _DATE.match(text)
    if found:
        with suppress(RecordError):
            check_date(found[0], "date")
            return found[0]
    return ""
