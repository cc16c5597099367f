"""Under whose name this visitor changes the register."""

import streamlit as st

from artmatch.messages import _
from artmatch.wiring import Workspace

_name = "acting-name"
_field = "acting-name-field"


def name_field(workspace: Workspace, place: str = "") -> str:
    """Ask for the visitor's name, which is kept for the session; at first it is the user of the settings.

    ``place`` tells two such fields of a page apart.
    """
    field = f"{_field}{place}"
    if field not in st.session_state:  # a field that was not on the last page has forgotten what was typed
        st.session_state[field] = st.session_state.get(_name, workspace.settings.user)
    name = st.text_input(_("Your name"), key=field, help=_("Every change is written down with who made it.")).strip()
    st.session_state[_name] = name
    return name
