"""Who sits before the page: asked once in a browser session, and an entry in the ledger."""

import streamlit as st

from artmatch.casework import Action
from artmatch.messages import _
from artmatch.web import parts, session


def asked() -> str:
    """Return the visitor's name; where nobody has given one yet, ask for it and return nothing."""
    name = session.person()
    if name:
        return name
    parts.section(_("Who are you?"))
    parts.notice(
        "plain",
        _(
            "What happens to a case is written down with the name of who does it. Give your name as it "
            "shall stand there; you are asked once."
        ),
    )
    with st.form("am-sign-in", border=False):
        given = st.text_input(_("Your name"), key="sign-in-name")
        if st.form_submit_button(_("Go on"), type="primary"):
            if given.strip():
                sign_in(given.strip())
                st.rerun()
            parts.notice("fault", _("Give a name."))
    return ""


def sign_in(name: str) -> None:
    """Have ``name`` act from now on, and stand in the ledger as having come in."""
    session.name_person(name)
    session.workspace().casework.ledger.note(Action.LOGIN, by=name, details={"face": "web page"})
