"""What artmatch writes as LIDO: where every field stands, and that other programs find it there."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from artmatch import registry
from artmatch.exchange.exporting import Link
from artmatch.exchange.lido import ANALOG, NAMESPACE, OURS, PHOTOGRAPH_PLACES, PLACES, RELATION_PLACES
from artmatch.exchange.lido_foreign import foreign_texts
from artmatch.exchange.lido_writing import LidoWriter, lido_element
from artmatch.exchange.reading import read_records
from artmatch.exchange.relations import Relations
from artmatch.records import ArtworkRecord, Photograph, Status, record_fields
from artmatch.registry import DatedStatus, LinkKind

CHILDREN = {
    "lidoWrap": "lido+",
    "lido": "lidoRecID+ objectPublishedID category applicationProfile descriptiveMetadata+ administrativeMetadata+",
    "descriptiveMetadata": "objectClassificationWrap! objectIdentificationWrap! eventWrap objectRelationWrap",
    "objectClassificationWrap": "objectWorkTypeWrap! classificationWrap",
    "objectWorkTypeWrap": "objectWorkType+",
    "objectWorkType": "conceptID term",
    "objectIdentificationWrap": "titleWrap! inscriptionsWrap repositoryWrap displayStateEditionWrap "
    "objectDescriptionWrap objectMeasurementsWrap objectMaterialsTechWrap",
    "titleWrap": "titleSet+",
    "titleSet": "appellationValue+ sourceAppellation",
    "inscriptionsWrap": "inscriptions",
    "inscriptions": "inscriptionTranscription inscriptionDescription",
    "inscriptionDescription": "descriptiveNoteID descriptiveNoteValue sourceDescriptiveNote",
    "repositoryWrap": "repositorySet",
    "repositorySet": "displayRepository repositoryName workID repositoryLocation sourceRepositorySet",
    "repositoryName": "legalBodyID legalBodyName legalBodyWeblink",
    "legalBodyName": "appellationValue+ sourceAppellation",
    "objectDescriptionWrap": "objectDescriptionSet",
    "objectDescriptionSet": "descriptiveNoteID descriptiveNoteValue sourceDescriptiveNote objectDescriptionRights",
    "objectMeasurementsWrap": "objectMeasurementsSet",
    "objectMeasurementsSet": "displayObjectMeasurements objectMeasurements",
    "objectMeasurements": "measurementsSet extentMeasurements",
    "measurementsSet": "measurementType+ measurementUnit+ measurementValue!",
    "objectMaterialsTechWrap": "objectMaterialsTechSet",
    "objectMaterialsTechSet": "displayMaterialsTech materialsTech",
    "materialsTech": "termMaterialsTech extentMaterialsTech sourceMaterialsTech",
    "termMaterialsTech": "conceptID term",
    "eventWrap": "eventSet",
    "eventSet": "displayEvent event",
    "event": "eventID eventType! roleInEvent eventName eventActor culture eventDate periodName eventPlace eventMethod "
    "eventMaterialsTech eventObjectMeasurements thingPresent relatedEventSet eventDescriptionSet",
    "eventType": "conceptID term",
    "eventActor": "displayActorInRole actorInRole",
    "actorInRole": "actor! roleActor",
    "actor": "actorID nameActorSet+",
    "nameActorSet": "appellationValue+ sourceAppellation",
    "eventDate": "displayDate date",
    "date": "earliestDate latestDate",
    "eventPlace": "displayPlace place",
    "place": "placeID namePlaceSet gml partOfPlace placeClassification",
    "namePlaceSet": "appellationValue+ sourceAppellation",
    "eventDescriptionSet": "descriptiveNoteID descriptiveNoteValue sourceDescriptiveNote",
    "objectRelationWrap": "subjectWrap relatedWorksWrap",
    "subjectWrap": "subjectSet",
    "subjectSet": "displaySubject subject",
    "relatedWorksWrap": "relatedWorkSet",
    "relatedWorkSet": "displayRelatedWork relatedWork relatedWorkRelType sourceRelatedWorkSet",
    "relatedWork": "displayObject object",
    "relatedWorkRelType": "conceptID term",
    "administrativeMetadata": "rightsWorkWrap recordWrap! resourceWrap",
    "rightsWorkWrap": "rightsWorkSet",
    "rightsWorkSet": "rightsType rightsDate rightsHolder creditLine",
    "rightsType": "conceptID term",
    "rightsHolder": "legalBodyID legalBodyName legalBodyWeblink",
    "recordWrap": "recordID+ recordType! recordSource+ recordRights recordInfoSet collection",
    "recordType": "conceptID term",
    "recordSource": "legalBodyID legalBodyName legalBodyWeblink",
    "recordRights": "rightsType rightsDate rightsHolder creditLine",
    "recordInfoSet": "recordInfoID recordInfoLink recordMetadataDate",
    "collection": "displayObject object",
    "object": "objectWebResource objectID objectType objectName! objectNote",
    "objectName": "appellationValue+ sourceAppellation",
    "resourceWrap": "resourceSet",
    "resourceSet": "resourceID resourceRepresentation resourceType resourceRelType resourcePerspective "
    "resourceDescription resourceDateTaken resourceSource rightsResource",
    "resourceRepresentation": "linkResource! resourceMeasurementsSet",
    "resourceMeasurementsSet": "measurementType+ measurementUnit+ measurementValue!",
    "resourceType": "conceptID term",
    "resourcePerspective": "conceptID term",
    "resourceDateTaken": "displayDate date",
    "rightsResource": "rightsType rightsDate rightsHolder creditLine",
}
"""From the schema of LIDO 1.1: the children of each element in their order; ``!`` needed, ``+`` needed, repeatable."""


def name(element):
    return etree.QName(element).localname


RELATIONS = Relations(
    links=(registry.Link("K/2", LinkKind.PAIR), registry.Link("K; 3", LinkKind.REPLICA)),
    statuses=tuple(
        DatedStatus(
            status=status, since=since, revision=number, by="Miller", at=datetime(2026, 1, 1, tzinfo=UTC), note=note
        )
        for number, (status, since, note) in enumerate(
            [
                (Status.STOLEN, "2004-03-12", "the police report"),
                (Status.RECOVERED, "2026", ""),
                (Status.WITHDRAWN, "", ""),
            ]
        )
    ),
)


def written(record, *links, tmp_path, relations=RELATIONS):
    file = tmp_path / "objects.xml"
    with file.open("wb") as stream, LidoWriter(stream) as writer:
        writer.write(record, links, relations)
    return file


@pytest.fixture(params=["full", "empty"])
def record(request, full_record):
    return full_record if request.param == "full" else ArtworkRecord(object_id="K/1", title="Bust")


def test_every_element_stands_where_the_schema_has_it(record, full_photograph, tmp_path):
    tree = etree.parse(written(record, Link(full_photograph, "a/b.jpg"), tmp_path=tmp_path))
    for element in tree.iter():
        assert etree.QName(element).namespace == NAMESPACE
        if name(element) not in CHILDREN:
            assert not len(element), f"{name(element)} has children"
            continue
        allowed = CHILDREN[name(element)].split()
        order = [one.rstrip("+!") for one in allowed]
        children = [name(child) for child in element]
        assert children == sorted(children, key=order.index), name(element)
        assert {one.rstrip("+!") for one in allowed if one[-1] in "+!"} <= set(children), name(element)
    for metadata in tree.iter(f"{{{NAMESPACE}}}descriptiveMetadata", f"{{{NAMESPACE}}}administrativeMetadata"):
        assert metadata.get("{http://www.w3.org/XML/1998/namespace}lang")  # mandatory
    for identifier in tree.iter(
        *(f"{{{NAMESPACE}}}{one}" for one in ("lidoRecID", "recordID", "conceptID", "resourceID"))
    ):
        assert identifier.get(f"{{{NAMESPACE}}}type")  # mandatory


def places(element):
    """From what artmatch has marked to its path, with the event's kind."""
    found = {}
    for one in element.iter():
        mark = one.get(ANALOG, "")
        if mark.startswith(OURS):
            steps = [one, *one.iterancestors()]
            path = "/".join(name(step) for step in reversed(steps[:-1]) if step is not element)
            if "/eventSet/" in path:
                kinds = next(step for step in steps if name(step) == "event").findtext(f".//{{{NAMESPACE}}}term")
                kind = "production" if kinds == "Production" else "status" if kinds in list(Status) else "loss"
                path = path.replace("/eventSet/", f"/eventSet[{kind}]/")
            found[mark.removeprefix(OURS)] = path
    return found


def test_every_field_of_a_record_has_a_place_in_lido(full_record):
    assert set(PLACES) == set(record_fields), "a field of ArtworkRecord has no place in LIDO: artmatch/exchange/lido.py"
    assert places(lido_element(full_record, [])) == PLACES


def test_every_field_of_a_photograph_has_a_place_in_lido(full_photograph):
    own = {"photograph_id", "object_id"}  # each register numbers its own; the record says whose it is
    assert set(PHOTOGRAPH_PLACES) == {field.name for field in fields(Photograph)} - own
    other = replace(full_photograph, photograph_id=8, sha256="cd" * 32)
    links = [Link(full_photograph, "a/b.jpg"), Link(other, "a/c.jpg")]
    element = lido_element(ArtworkRecord(object_id="K/1", title="Bust"), links)
    resource = element.find(f".//{{{NAMESPACE}}}resourceSet")
    base = "administrativeMetadata/resourceWrap/resourceSet/"
    found = {one: path.removeprefix(base) for one, path in places(element).items() if path.startswith(base)}
    assert found | {"media_type": "resourceRepresentation/linkResource/@formatResource"} == PHOTOGRAPH_PLACES
    link = resource.find(f".//{{{NAMESPACE}}}linkResource")
    assert (link.text, link.get(f"{{{NAMESPACE}}}formatResource")) == ("a/b.jpg", "image/jpeg")


def test_a_record_comes_back_exactly(record, full_photograph, tmp_path):
    file = written(record, Link(full_photograph, "photographs/ab.jpg"), tmp_path=tmp_path)
    reading = read_records(file)
    assert not reading.problems
    [entry] = reading.intake.entries
    assert entry.record == record
    assert entry.given == set(record_fields)
    [photograph] = entry.photographs
    assert photograph.content == tmp_path / "photographs" / "ab.jpg"
    assert (photograph.name, photograph.sha256) == (full_photograph.file_name, full_photograph.sha256)
    for one in ("view", "credit", "taken", "included"):
        assert getattr(photograph, one) == getattr(full_photograph, one)


def test_links_and_dated_statuses_have_places_in_lido_and_come_back(tmp_path):
    record = ArtworkRecord(object_id="K/1", title="Bust", status=Status.WITHDRAWN)
    found = places(lido_element(record, [], RELATIONS))
    assert {name: place for name, place in found.items() if name not in record_fields} == RELATION_PLACES
    [entry] = read_records(written(record, tmp_path=tmp_path)).intake.entries
    assert entry.links == RELATIONS.links
    told = [(one.status, one.since, one.note) for one in RELATIONS.statuses]
    assert [(one.status, one.since, one.note) for one in entry.statuses] == told


def test_another_program_finds_terms_measurements_and_names(full_record):
    record = replace(
        full_record, materials="oak; gold leaf", maker="A. Brandt", measurements="height 41 cm, 22 cm wide"
    )
    element = lido_element(record, [])

    def found(path):
        steps = "/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))
        return [one.text for one in element.iterfind(f".//{steps}")]

    assert found("objectWorkType/term") == ["sculpture", "reliquary bust"]
    assert found("measurementsSet/measurementType") == ["height", "width"]
    assert found("measurementsSet/measurementValue") == ["41", "22"]
    assert found("measurementsSet/measurementUnit") == ["cm", "cm"]
    assert found("termMaterialsTech/term")[:2] == ["oak", "gold leaf"]
    assert found("actor/nameActorSet/appellationValue") == ["A. Brandt"]
    assert found("eventDate/date/earliestDate") == ["-0043", "2004-03"]


def test_most_fields_are_understood_without_artmatchs_marks(full_record):
    element = lido_element(full_record, [])
    for one in element.iter():
        one.attrib.pop(ANALOG, None)
    texts, left = foreign_texts(element)
    ours = {one: " ".join(text.split()) for one, text in full_record.texts().items()}
    differing = {one for one, text in ours.items() if texts.get(one, "") != text}
    assert differing == {
        "object_type",  # its two levels read as two aspects of one
        "description",  # together with the status, which LIDO has no element for
        "status",
        "contact",
        "collection",
        "sensitivity",
        "consultation_contact",
    }
    assert not left


def test_an_object_that_was_drawn_is_not_read_back(tmp_path):
    record = ArtworkRecord(object_id="D1", title="Drawn", demonstration=True)
    reading = read_records(written(record, tmp_path=tmp_path))
    assert not reading.intake.entries
    assert "drawn by artmatch and exists nowhere" in reading.problems[0].problem
