"""LIDO 1.0 and 1.1 to records: those that artmatch wrote exactly, those of others by the meaning of their elements.

Nothing is fetched: entities, document types and external files are refused, sizes are limited.
"""

import re
from pathlib import Path

from lxml import etree

from artmatch.errors import InputError, NotFoundError, RecordError
from artmatch.exchange.lido import ANALOG, DEMONSTRATION, OURS, tag
from artmatch.exchange.lido_foreign import foreign_photographs, foreign_texts
from artmatch.exchange.lido_relations import read_related_works, read_status_events
from artmatch.exchange.links import linked
from artmatch.exchange.problems import Problem, Reading, Weight
from artmatch.matching.intake import DESCRIPTIONS, Entry, Intake, PhotographInput, Refused
from artmatch.messages import _
from artmatch.records import ArtworkRecord, ViewLabel, check_date, record_fields, type_separator

_MAX_BYTES = 2**31
"""Of a file; 100,000 records of twenty kilobytes."""
_MAX_RECORD_ELEMENTS = 50_000

Element = etree._Element


def read_lido(file: Path) -> Reading:
    """The objects of ``file``; a wrong record is refused by its place in the file and the others go on.

    Photographs are looked for in the folder of the file. Raises NotFoundError, or InputError if the file is no XML
    with LIDO records that can be read safely.
    """
    entries: list[Entry] = []
    refused: list[Refused] = []
    problems: list[Problem] = []
    places: dict[str, int] = {}
    number = 0
    try:
        with file.open("rb") as stream:
            _check_size(file)
            parser = etree.iterparse(
                stream,
                events=("end",),
                tag=tag("lido"),
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            for number, (_event, element) in enumerate(parser, start=1):
                _check_safe(element, file)
                try:
                    entry, remarks = _entry(element, number, file.parent)
                    first = places.setdefault(entry.record.object_id, number)
                    if first != number:
                        raise InputError(
                            _("Record {first} is of object {object_id} already.").format(
                                first=first, object_id=entry.record.object_id
                            )
                        )
                    entries.append(entry)
                    problems += remarks
                except InputError as error:
                    problems.append(Problem(str(error), number))
                    refused.append(Refused(f"record {number}", "", str(error), number))
                _forget(element)
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no file {file}: check the path.").format(file=file)) from error
    except OSError as error:
        raise InputError(
            _("The file {file} cannot be read from disk ({reason}).").format(file=file, reason=error.strerror)
        ) from error
    except etree.XMLSyntaxError as error:
        raise InputError(
            _("The file {file} is no XML that can be read ({msg}): export it again.").format(file=file, msg=error.msg)
        ) from error
    if not number:
        raise InputError(
            _("The file {file} has no LIDO record: its elements must be those of LIDO 1.0 or 1.1.").format(file=file)
        )
    return Reading(Intake(tuple(entries), tuple(refused)), tuple(problems), ("linkResource", ""))


def _check_size(file: Path) -> None:
    if file.stat().st_size > _MAX_BYTES:
        raise InputError(
            _("The file {file} is larger than {max_bytes:,} MB: cut it into several.").format(
                file=file, max_bytes=_MAX_BYTES // 2**20
            )
        )


def _check_safe(element: Element, file: Path) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise InputError(
            _("The file {file} has a document type, which LIDO has not: remove its DOCTYPE.").format(file=file)
        )
    for place, _inner in enumerate(element.iter()):
        if place > _MAX_RECORD_ELEMENTS:
            raise InputError(
                _("A record in {file} has more than {max_record_elements:,} elements: it is no record.").format(
                    file=file, max_record_elements=_MAX_RECORD_ELEMENTS
                )
            )


def _forget(element: Element) -> None:
    """Free what was read: a file may hold more records than memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _entry(element: Element, number: int, folder: Path) -> tuple[Entry, list[Problem]]:
    """One object, and remarks on what its record could not take in."""
    remarks: list[Problem] = []
    identifier = element.find(tag("lidoRecID"))
    if identifier is not None and identifier.get(ANALOG) == f"{OURS}object_id":
        if identifier.get(tag("source")) == DEMONSTRATION:
            raise RecordError(_("The object was drawn by artmatch and exists nowhere: it is not registered."))
        texts = _our_texts(element)
        links, statuses = read_related_works(element), read_status_events(element)
        given = frozenset(record_fields)
        photographs = [
            _our_photograph(resource, number, folder) for resource in element.iterfind(f".//{tag('resourceSet')}")
        ]
    else:
        texts, left = foreign_texts(element)
        links, statuses = (), ()
        given = frozenset(name for name, text in texts.items() if text)
        photographs, unlinked = foreign_photographs(element, number, folder)
        remarks = [Problem(text, number, weight=Weight.REMARK) for text in (*left, *unlinked)]
    record = ArtworkRecord.from_texts(texts)
    return Entry(record, tuple(photographs), given, number, links, statuses), remarks


def _our_texts(element: Element) -> dict[str, str]:
    """The fields of a record that artmatch wrote."""
    marked = _marked(element)
    texts = {name: values[0] for name, values in marked.items() if name in record_fields}
    if "object_type" in marked:
        texts["object_type"] = type_separator.join(marked["object_type"])
    return texts


def _our_photograph(resource: Element, number: int, folder: Path) -> PhotographInput:
    texts = {name: values[0] for name, values in _marked(resource).items()}
    link = (resource.findtext(f".//{tag('linkResource')}") or "").strip()
    view = texts.get("view", ViewLabel.OVERALL)
    if view not in list(ViewLabel):
        raise RecordError(_("The view {view!r} is none of {views}.").format(view=view, views=", ".join(ViewLabel)))
    check_date(texts.get("taken", ""), _("taken of a photograph"))
    return PhotographInput(
        linked(folder, link),
        texts.get("file_name", link),
        ViewLabel(view),
        texts.get("credit", ""),
        texts.get("taken", ""),
        texts.get("included") != "no",
        frozenset(DESCRIPTIONS),
        texts.get("replaced_by", ""),
        texts.get("sha256", ""),
        number,
        int(texts["place"]) if re.fullmatch(r"[1-9]\d{0,8}", texts.get("place", "")) else None,
    )


def _marked(element: Element) -> dict[str, list[str]]:
    """The texts in ``element`` that artmatch has marked, by what they are, in their order."""
    marked: dict[str, list[str]] = {}
    for one in element.iter():
        name = one.get(ANALOG, "")
        if name.startswith(OURS):
            marked.setdefault(name.removeprefix(OURS), []).append(one.text or "")
    return marked
