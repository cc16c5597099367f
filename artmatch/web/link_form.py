"""Which objects belong together: shown on the page of a record, said and taken back there."""

from collections.abc import Callable

import streamlit as st

from artmatch.errors import ArtmatchError
from artmatch.messages import _
from artmatch.registry import Dossier, LinkKind
from artmatch.web import parts, people, words
from artmatch.wiring import Workspace

_linking = "linking"
_said = "link-said"
_not_after_all = ""


def show(workspace: Workspace, dossier: Dossier, open_record: Callable[[str], None]) -> None:
    """Show the objects that one belongs with, and offer to say so of another one or to take it back."""
    number = dossier.record.object_id
    there = workspace.registry.records(one.object_id for one in dossier.links)
    for one in dossier.links:
        said = words.label(f"{words.named(one.kind.value)}: {one.object_id}")
        key = f"belongs-{one.object_id}"
        st.button(said, key=key, type="tertiary", on_click=open_record, args=(one.object_id,))
        st.html(f'<p class="am-quiet">{words.escaped(there[one.object_id].title)}</p>')
    said = st.session_state.pop(_said, None)
    if said is not None:
        parts.notice("good", said)
    if st.session_state.get(_linking) == number:
        _show_form(workspace, dossier)
    else:
        st.button(_("What belongs with it"), on_click=_open, args=(number,))


def _show_form(workspace: Workspace, dossier: Dossier) -> None:
    number = dossier.record.object_id
    with st.form(f"link-{number}"):
        other = st.text_input(_("Number of the other object"), key=f"link-other-{number}").strip()
        kinds = [*LinkKind, _not_after_all] if dossier.links else list(LinkKind)
        kind = st.selectbox(_("How they belong together"), kinds, format_func=_named, key=f"link-kind-{number}")
        name = people.name_field(workspace, "-link")
        pressed = st.form_submit_button(_("Save this link"), type="primary")
    st.button(_("Leave it so"), on_click=_close)
    if not pressed:
        return
    try:
        curator = workspace.registry.curator(name)
        if kind:
            curator.link(number, other, LinkKind(kind))
            st.session_state[_said] = _("{one} and {other} belong together: {kind}.").format(
                one=number, other=other, kind=_(kind)
            )
        else:
            curator.unlink(number, other)
            st.session_state[_said] = _("{one} and {other} no longer belong together.").format(one=number, other=other)
    except ArtmatchError as error:
        parts.notice("fault", str(error))
        return
    _close()
    st.rerun()


def _named(kind: str) -> str:
    return words.named(kind) if kind else _("Not at all, it was a mistake")


def _open(number: str) -> None:
    st.session_state[_linking] = number


def _close() -> None:
    st.session_state.pop(_linking, None)
