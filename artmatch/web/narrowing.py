"""Narrowing a search on the Match page to some of the register: only where somebody asks for it."""

import streamlit as st

from artmatch.messages import _
from artmatch.registry import EVERYTHING, RecordFilter
from artmatch.registry.vocabulary import vocabulary
from artmatch.web import parts, words

_tolerances = (0.05, 0.1, 0.2, 0.3)
_keys = ("narrow-type", "narrow-material", "narrow-size", "narrow-tolerance")


def ask() -> RecordFilter:
    """Ask which objects are to be searched; everything while nothing is chosen."""
    with st.expander(_("Narrow the search")):
        parts.quiet(_("Thieves change titles, sizes and types, and records err: search among all objects first."))
        types = ["", *vocabulary().object_types]
        object_type = st.selectbox(
            _("Type of object"), types, format_func=lambda value: words.named(value) or _("Any"), key=_keys[0]
        )
        material = st.text_input(_("Material"), key=_keys[1])
        first, second = st.columns(2)
        centimetres = first.number_input(_("A measurement in cm"), value=None, min_value=0.0, key=_keys[2])
        tolerance = second.selectbox(
            _("Give or take"), _tolerances, index=1, format_func=lambda share: f"{share:.0%}", key=_keys[3]
        )
    return RecordFilter(
        object_type=str(object_type or ""),
        material=material.strip(),
        size=None if centimetres is None else 10 * centimetres,
        tolerance=tolerance if centimetres is not None else EVERYTHING.tolerance,
    )


def show(among: RecordFilter) -> None:
    """Say what was searched if that was not everything, with the way back to everything."""
    if among == EVERYTHING:
        return
    said = [words.named(among.object_type), among.material]
    if among.size is not None:
        said.append(
            _("{size:g} cm give or take {tolerance:.0%}").format(size=among.size / 10, tolerance=among.tolerance)
        )
    named = ", ".join(part for part in said if part)
    parts.notice("plain", _("Only objects of these kinds were searched: {kinds}.").format(kinds=named))
    st.button(_("Search among all objects"), on_click=_forget, key="narrow-forget")


def _forget() -> None:
    for key in _keys:
        st.session_state.pop(key, None)
