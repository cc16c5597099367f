"""LIDO 1.1 (ICOM-CIDOC): its names, and the place of every field in it.

A record that artmatch wrote says so: its ``lidoRecID`` has the ``encodinganalog`` ``artmatch:object_id``, and every
element that holds a field as it is registered is marked with the field's name in the same way, which LIDO provides for
and other programs may ignore. Terms, measurement sets and names beside such an element are for other programs.
"""

from typing import Final

NAMESPACE: Final = "http://www.lido-schema.org"
SCHEMA: Final = "http://www.lido-schema.org/schema/v1.1/lido-v1.1.xsd"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
ANALOG: Final = f"{{{NAMESPACE}}}encodinganalog"
OURS: Final = "artmatch:"
DEMONSTRATION: Final = "artmatch demonstration: drawn, exists nowhere"

_TERMINOLOGY = "http://terminology.lido-schema.org/lido"
LOCAL_IDENTIFIER: Final = f"{_TERMINOLOGY}00100"
URI: Final = f"{_TERMINOLOGY}00099"
MATERIAL: Final = f"{_TERMINOLOGY}00132"
TECHNIQUE: Final = f"{_TERMINOLOGY}00131"
PRODUCTION: Final = f"{_TERMINOLOGY}00007"
CREATION: Final = f"{_TERMINOLOGY}00012"
LOSS: Final = f"{_TERMINOLOGY}00009"
EXCAVATION: Final = f"{_TERMINOLOGY}00033"
UNSPECIFIED_EVENT: Final = f"{_TERMINOLOGY}00003"
ITEM_RECORD: Final = f"{_TERMINOLOGY}00141"

_IDENTIFICATION = "descriptiveMetadata/objectIdentificationWrap"
_PRODUCTION = "descriptiveMetadata/eventWrap/eventSet[production]/event"
_EVENT = "descriptiveMetadata/eventWrap/eventSet[loss]/event"
_RECORD = "administrativeMetadata/recordWrap"

PLACES: Final = {
    "object_id": "lidoRecID",
    "title": f"{_IDENTIFICATION}/titleWrap/titleSet/appellationValue",
    "object_type": "descriptiveMetadata/objectClassificationWrap/objectWorkTypeWrap/objectWorkType/term",
    "materials": f"{_IDENTIFICATION}/objectMaterialsTechWrap/objectMaterialsTechSet/displayMaterialsTech",
    "techniques": f"{_IDENTIFICATION}/objectMaterialsTechWrap/objectMaterialsTechSet/displayMaterialsTech",
    "measurements": f"{_IDENTIFICATION}/objectMeasurementsWrap/objectMeasurementsSet/displayObjectMeasurements",
    "inscriptions": f"{_IDENTIFICATION}/inscriptionsWrap/inscriptions/inscriptionDescription/descriptiveNoteValue",
    "distinguishing_features": f"{_IDENTIFICATION}/objectDescriptionWrap/objectDescriptionSet/descriptiveNoteValue",
    "subject": "descriptiveMetadata/objectRelationWrap/subjectWrap/subjectSet/displaySubject",
    "date_or_period": f"{_PRODUCTION}/eventDate/displayDate",
    "earliest_year": f"{_PRODUCTION}/eventDate/date/earliestDate",
    "latest_year": f"{_PRODUCTION}/eventDate/date/latestDate",
    "maker": f"{_PRODUCTION}/eventActor/displayActorInRole",
    "description": f"{_IDENTIFICATION}/objectDescriptionWrap/objectDescriptionSet/descriptiveNoteValue",
    "inventory_number": f"{_IDENTIFICATION}/repositoryWrap/repositorySet/workID",
    "related_material": "descriptiveMetadata/objectRelationWrap/relatedWorksWrap/relatedWorkSet/displayRelatedWork",
    "place_of_origin": f"{_PRODUCTION}/eventPlace/displayPlace",
    "related_objects": "descriptiveMetadata/objectRelationWrap/relatedWorksWrap/relatedWorkSet/displayRelatedWork",
    "date_documented": f"{_RECORD}/recordInfoSet/recordMetadataDate",
    "status": f"{_IDENTIFICATION}/objectDescriptionWrap/objectDescriptionSet/descriptiveNoteValue",
    "event_kind": f"{_EVENT}/eventType/term",
    "event": f"{_EVENT}/eventDescriptionSet/descriptiveNoteValue",
    "event_place": f"{_EVENT}/eventPlace/displayPlace",
    "event_earliest": f"{_EVENT}/eventDate/date/earliestDate",
    "event_latest": f"{_EVENT}/eventDate/date/latestDate",
    "owner": f"{_IDENTIFICATION}/repositoryWrap/repositorySet/repositoryName/legalBodyName/appellationValue",
    "contact": f"{_RECORD}/recordRights/rightsHolder/legalBodyName/appellationValue",
    "source": f"{_RECORD}/recordSource/legalBodyName/appellationValue",
    "source_number": f"{_RECORD}/recordID",
    "collection": f"{_RECORD}/collection/object/objectName/appellationValue",
    "sensitivity": "administrativeMetadata/rightsWorkWrap/rightsWorkSet/rightsType/term",
    "consultation_contact": (
        "administrativeMetadata/rightsWorkWrap/rightsWorkSet/rightsHolder/legalBodyName/appellationValue"
    ),
}
"""Where in a ``lido`` element each field of a record stands; [production] and [loss] tell two sets of events apart."""

RELATION_PLACES: Final = {
    "link": "descriptiveMetadata/objectRelationWrap/relatedWorksWrap/relatedWorkSet/relatedWork/object/objectID",
    "link_kind": "descriptiveMetadata/objectRelationWrap/relatedWorksWrap/relatedWorkSet/relatedWorkRelType/term",
    "dated_status": "descriptiveMetadata/eventWrap/eventSet[status]/event/eventType/term",
    "since": "descriptiveMetadata/eventWrap/eventSet[status]/event/eventDate/displayDate",
    "status_note": "descriptiveMetadata/eventWrap/eventSet[status]/event/eventDescriptionSet/descriptiveNoteValue",
}
"""Where the objects that one belongs with, and each status that it has had, stand."""

PHOTOGRAPH_PLACES: Final = {
    "sha256": "resourceID",
    "media_type": "resourceRepresentation/linkResource/@formatResource",
    "width": "resourceRepresentation/resourceMeasurementsSet/measurementValue",
    "height": "resourceRepresentation/resourceMeasurementsSet/measurementValue",
    "byte_count": "resourceRepresentation/resourceMeasurementsSet/measurementValue",
    "view": "resourcePerspective/term",
    "file_name": "resourceDescription",
    "included": "resourceDescription",
    "replaced_by": "resourceDescription",
    "registered_at": "resourceDescription",
    "place": "resourceDescription",
    "taken": "resourceDateTaken/displayDate",
    "credit": "rightsResource/creditLine",
}
"""Where in a ``resourceSet`` each field of a photograph stands."""


def tag(name: str) -> str:
    """The element ``name`` as lxml writes it."""
    return f"{{{NAMESPACE}}}{name}"
