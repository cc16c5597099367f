"""Photographs that are not shown to everybody: searched like all others, and opened with a name and a reason."""

import numpy as np
import streamlit as st

from artmatch.messages import _
from artmatch.records import ArtworkRecord, Sensitivity
from artmatch.web import words
from artmatch.web.pictures import Picture

_opened = "opened-objects"
_grey = np.full((300, 400, 3), 216, np.uint8)


def is_hidden(record: ArtworkRecord) -> bool:
    """Whether this visitor may not see an object's photographs, not having opened them yet."""
    return record.sensitivity is not Sensitivity.PUBLIC and record.object_id not in st.session_state.get(_opened, ())


def explanation(record: ArtworkRecord) -> str:
    """Return why the photographs are not shown and whom to consult."""
    asked = record.consultation_contact or record.contact or record.owner
    said = _("{sensitivity}: not shown.").format(sensitivity=words.named(record.sensitivity.value))
    return _("{said} Consult {asked}").format(said=said, asked=asked) if asked else said


def plate(record: ArtworkRecord) -> Picture:
    """Return what stands in the place of a photograph that is not shown."""
    said = explanation(record)
    return Picture.of_pixels(_grey, caption=said, alternative=f"{record.title}: {said}")


def let_see(object_id: str) -> None:
    """Show this visitor an object's photographs from now on; who asked has been written down."""
    st.session_state[_opened] = {*st.session_state.get(_opened, ()), object_id}
