"""Which objects belong together: shown on the page of a record, said and taken back there."""

from collections.abc import Callable

import streamlit as st

from artmatch.errors import ArtmatchError
from artmatch.messages import _
from artmatch.registry import Dossier, Link, LinkKind
from artmatch.web import parts, people, words
from artmatch.wiring import Workspace

_linking = "linking"
_removing = "removing-link"
_said = "link-said"


def show(workspace: Workspace, dossier: Dossier, open_record: Callable[[str], None]) -> None:
    """Show the objects that one belongs with, and offer to say so of another one or to take it back."""
    number = dossier.record.object_id
    there = workspace.registry.records(one.object_id for one in dossier.links)
    for one in dossier.links:
        _show_link(workspace, number, one, there[one.object_id].title, open_record)
    said = st.session_state.pop(_said, None)
    if said is not None:
        parts.notice("good", said)
    if st.session_state.get(_linking) == number:
        _show_form(workspace, dossier)
    else:
        st.button(_("What belongs with it"), on_click=_open, args=(number,))


def _show_link(workspace: Workspace, number: str, link: Link, title: str, open_record: Callable[[str], None]) -> None:
    """Show one object that belongs with this one, with the way to it and the button that takes the link back."""
    other = link.object_id
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        said = words.label(f"{words.named(link.kind.value)}: {other}")
        st.button(said, key=f"belongs-{other}", type="tertiary", on_click=open_record, args=(other,))
        st.button(
            _("Remove"), key=f"unlink-{other}", icon=":material/link_off:", on_click=_ask_removal, args=(number, other)
        )
    parts.quiet(title)
    if st.session_state.get(_removing) == (number, other):
        _show_removal(workspace, number, other)


def _show_removal(workspace: Workspace, number: str, other: str) -> None:
    """Ask under whose name a link is taken back."""
    with st.form(f"unlink-{number}-{other}"):
        parts.line(_("Do {one} and {other} not belong together after all?").format(one=number, other=other))
        name = people.name_field(workspace, "-unlink")
        pressed = st.form_submit_button(_("Remove this link"), type="primary")
    st.button(_("Leave it so"), key=f"keep-link-{other}", on_click=_close)
    if pressed:
        _change(workspace, name, number, other, None)


def _show_form(workspace: Workspace, dossier: Dossier) -> None:
    number = dossier.record.object_id
    with st.form(f"link-{number}"):
        other = st.text_input(_("Number of the other object"), key=f"link-other-{number}").strip()
        kind = st.selectbox(
            _("How they belong together"), list(LinkKind), format_func=words.named, key=f"link-kind-{number}"
        )
        name = people.name_field(workspace, "-link")
        pressed = st.form_submit_button(_("Save this link"), type="primary")
    st.button(_("Leave it so"), on_click=_close)
    if pressed:
        _change(workspace, name, number, other, LinkKind(str(kind)))


def _change(workspace: Workspace, name: str, number: str, other: str, kind: LinkKind | None) -> None:
    """Say that two objects belong together, or with None that they do not; or why that cannot be said."""
    try:
        curator = workspace.registry.curator(name)
        if kind is None:
            curator.unlink(number, other)
            said = _("{one} and {other} no longer belong together.").format(one=number, other=other)
        else:
            curator.link(number, other, kind)
            said = _("{one} and {other} belong together: {kind}.").format(one=number, other=other, kind=_(kind))
    except ArtmatchError as error:
        parts.notice("fault", str(error))
        return
    st.session_state[_said] = said
    _close()
    st.rerun()


def _open(number: str) -> None:
    _close()
    st.session_state[_linking] = number


def _ask_removal(number: str, other: str) -> None:
    _close()
    st.session_state[_removing] = (number, other)


def _close() -> None:
    st.session_state.pop(_linking, None)
    st.session_state.pop(_removing, None)
