"""The record of a registered object as a document shows it."""

from artmatch.messages import _
from artmatch.records import ArtworkRecord, Sensitivity

_LABELS = {
    "object_id": _("Number"),
    "object_type": _("Type"),
    "maker": _("Maker"),
    "date_or_period": _("Date or period"),
    "materials": _("Materials"),
    "techniques": _("Techniques"),
    "measurements": _("Measurements"),
    "inscriptions": _("Inscriptions"),
    "distinguishing_features": _("To tell it by"),
    "status": _("Status"),
    "event": _("Event"),
    "place_of_origin": _("Place of origin"),
    "inventory_number": _("Inventory number"),
    "source": _("Source"),
    "source_number": _("Number there"),
    "owner": _("Owner"),
}


def record_facts(record: ArtworkRecord) -> tuple[tuple[str, str], ...]:
    """Names and values of the fields that are known, those that identify the object first."""
    told = {field: str(getattr(record, field)) for field in _LABELS} | {"status": _(record.status)}
    return tuple((label, told[field]) for field, label in _LABELS.items() if told[field])


def whom_to_ask(record: ArtworkRecord) -> str:
    """Who confirms that it is this object."""
    return record.contact or record.owner or _("the keeper of the register: the record names nobody")


def why_hidden(record: ArtworkRecord) -> str:
    """Why its photographs are in no document, and whom to consult; empty if they may be."""
    if record.sensitivity is Sensitivity.PUBLIC:
        return ""
    ask = record.consultation_contact or whom_to_ask(record)
    return _("The photographs of this object are {sensitivity} and not shown here. Consult {ask}.").format(
        sensitivity=_(record.sensitivity), ask=ask
    )
