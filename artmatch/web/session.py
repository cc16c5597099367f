"""Which register this visitor looks at, and the one opened Workspace of each that all visitors share."""

import streamlit as st

from artmatch.config import Settings
from artmatch.messages import _
from artmatch.wiring import Workspace

_choice = "demonstration-chosen"
_starts = "starts-at-top"
_person = "acting-name"


def settings() -> Settings:
    """Return the settings of the register that this visitor chose."""
    return Settings.load(demonstration=is_demonstration())


def workspace() -> Workspace:
    """Return the opened register that this visitor chose; raises what opening it raises."""
    chosen = settings()
    return _opened(str(chosen.home), chosen.demonstration, chosen)


@st.cache_resource(show_spinner=_("Opening the register …"))
def _opened(home: str, demonstration: bool, _settings: Settings) -> Workspace:
    """Open each register once in a process; a Workspace may be used by many threads."""
    return Workspace.open(_settings)


def is_demonstration() -> bool:
    """Whether this visitor looks at the demonstration; at first as the address or the start command says."""
    if _choice not in st.session_state:
        asked = st.query_params.get("register")
        st.session_state[_choice] = asked == "demonstration" if asked else Settings.load().demonstration
    return bool(st.session_state[_choice])


def choose(demonstration: bool) -> None:
    """Show the demonstration, or the register; photographs held for the one are not carried into the other."""
    name = person()
    if demonstration != is_demonstration():
        st.session_state.clear()
    st.session_state[_choice] = demonstration
    if name:
        name_person(name)


def person() -> str:
    """Return the name that this visitor gave; empty if none was given yet."""
    return str(st.session_state.get(_person, ""))


def name_person(name: str) -> None:
    """Keep this visitor's name; none for somebody else to give theirs."""
    st.session_state[_person] = name


def start_at_top() -> None:
    """Have the next run scroll to its beginning.

    A button far down a long page leaves the visitor there, while what it led to begins at the top.
    """
    st.session_state[_starts] = starts_at_top() + 1


def starts_at_top() -> int:
    """Return how often a run was to scroll to its beginning; a new number asks for it."""
    return int(st.session_state.get(_starts, 0))


def go_to(page: str, **query: str) -> None:
    """Leave for another page, as :mod:`artmatch.web.frame` lists them; the run of this one ends here."""
    start_at_top()
    st.switch_page(st.session_state["pages"][page], query_params=query)
