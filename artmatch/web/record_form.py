"""The fields of a record as a form, to register an object or to edit one."""

from collections.abc import Mapping, Sequence

import streamlit as st

from artmatch.messages import _
from artmatch.records import Collection, EventKind, Sensitivity, Status, type_separator
from artmatch.registry.vocabulary import vocabulary
from artmatch.web import parts, words

_tall_fields = frozenset({"distinguishing_features", "description"})
_hints = {
    "object_type": _("general first: sculpture > reliquary bust"),
    "measurements": "41 x 22 cm, 3.2 kg",
    "inscriptions": _("as written, and where: signature, stamps, labels on the back"),
    "distinguishing_features": _("damage, repairs, defects of making: what no other one has"),
    "earliest_year": _("a whole number, below 1 before Christ"),
    "event": _("Modena, 12 March 2004"),
    "event_earliest": "2004, 2004-03 or 2004-03-12",
    "contact": _("an office, a telephone number or an address"),
    "source": _("the register it comes from"),
}
_case_fields = (
    ("status", _("Status")),
    ("event_kind", _("Kind of event")),
    *parts.case_fields,
    ("collection", _("Collection")),
    ("sensitivity", _("Who may see the photographs")),
)
_choices: dict[str, tuple[str, ...]] = {
    "status": tuple(Status),
    "event_kind": ("", *EventKind),
    "collection": tuple(Collection),
    "sensitivity": tuple(Sensitivity),
}


def described(values: Mapping[str, str], key: str) -> dict[str, str]:
    """Show the fields of Object ID with ``values``, and return what is entered; widgets end in ``key``."""
    return _fields(parts.object_id_fields, values, key)


def circumstances(values: Mapping[str, str], key: str) -> dict[str, str]:
    """Show the fields that stand beside Object ID, and return what is entered."""
    return _fields(_case_fields, values, key)


def _fields(fields: Sequence[tuple[str, str]], values: Mapping[str, str], key: str) -> dict[str, str]:
    """Show fields, two in a row where the page is wide enough, read from left to right."""
    entered: dict[str, str] = {}
    for start in range(0, len(fields), 2):
        for column, (field, name) in zip(st.columns(2), fields[start : start + 2], strict=False):
            with column:
                entered[field] = _field(field, name, values.get(field, ""), f"{field}-{key}")
    return entered


def _field(field: str, name: str, value: str, key: str) -> str:
    if field == "object_type":
        return _object_type(name, value, key)
    if field in _choices:
        options = _choices[field]
        place = options.index(value) if value in options else 0
        return str(st.selectbox(name, options, index=place, format_func=_said, key=key))
    shown = f"{name} *" if field == "title" else name
    show_field = st.text_area if field in _tall_fields else st.text_input
    return str(show_field(shown, value=value, placeholder=_hints.get(field, ""), key=key)).strip()


def _object_type(name: str, value: str, key: str) -> str:
    """Choose a type by typing any part of it; one that is not in the vocabulary may be entered."""
    types = [
        f"{general}{type_separator}{special}"
        for general, specials in vocabulary().object_types.items()
        for special in specials
    ]
    offered = [value, *types] if value and value not in types else types
    place = offered.index(value) if value else None
    chosen = st.selectbox(
        name, offered, index=place, placeholder=_hints["object_type"], accept_new_options=True, key=key
    )
    return (chosen or "").strip()


def _said(value: str) -> str:
    return words.named(value) or _("Not known")
