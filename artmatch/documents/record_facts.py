"""The record of a registered object as a document shows it."""

from artmatch.records import ArtworkRecord, Sensitivity

_LABELS = {
    "object_id": "Number",
    "object_type": "Type",
    "maker": "Maker",
    "date_or_period": "Date or period",
    "materials": "Materials",
    "techniques": "Techniques",
    "measurements": "Measurements",
    "inscriptions": "Inscriptions",
    "distinguishing_features": "To tell it by",
    "status": "Status",
    "event": "Event",
    "place_of_origin": "Place of origin",
    "inventory_number": "Inventory number",
    "source": "Source",
    "source_number": "Number there",
    "owner": "Owner",
}


def record_facts(record: ArtworkRecord) -> tuple[tuple[str, str], ...]:
    """Names and values of the fields that are known, those that identify the object first."""
    return tuple((label, str(getattr(record, field))) for field, label in _LABELS.items() if getattr(record, field))


def whom_to_ask(record: ArtworkRecord) -> str:
    """Who confirms that it is this object."""
    return record.contact or record.owner or "the keeper of the register: the record names nobody"


def why_hidden(record: ArtworkRecord) -> str:
    """Why its photographs are in no document, and whom to consult; empty if they may be."""
    if record.sensitivity is Sensitivity.PUBLIC:
        return ""
    ask = record.consultation_contact or whom_to_ask(record)
    return f"The photographs of this object are {record.sensitivity} and not shown here. Consult {ask}."
