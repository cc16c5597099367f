"""Which records turned out to be one object: shown on the page of either, and taken back there."""

from collections.abc import Callable

import streamlit as st

from artmatch.errors import ArtmatchError
from artmatch.messages import _
from artmatch.registry import Dossier
from artmatch.web import parts, people, words
from artmatch.wiring import Workspace

_undoing = "undoing-merge"
_said = "merge-said"


def show(workspace: Workspace, dossier: Dossier, open_record: Callable[[str], None]) -> None:
    """Show the records that were merged into this one, or the one that this was merged into, each with its way back."""
    said = st.session_state.pop(_said, None)
    if said is not None:
        parts.notice("good", said)
    for merged in dossier.merged_from:
        _show_pair(workspace, merged, merged, open_record)
    if dossier.standing.merged_into is not None:
        _show_pair(workspace, dossier.record.object_id, dossier.standing.merged_into, open_record)


def _show_pair(workspace: Workspace, merged: str, other: str, open_record: Callable[[str], None]) -> None:
    """Show ``other``, whose page this is not; ``merged`` of the two is the one that gave its photographs away."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        said = words.label(_("The same object: {number}").format(number=other))
        st.button(said, key=f"merged-{other}", type="tertiary", on_click=open_record, args=(other,))
        st.button(
            _("Undo the merge"), key=f"unmerge-{merged}", icon=":material/call_split:", on_click=_ask, args=(merged,)
        )
    if st.session_state.get(_undoing) == merged:
        _show_form(workspace, merged)


def _show_form(workspace: Workspace, merged: str) -> None:
    with st.form(f"unmerge-{merged}"):
        parts.line(
            _(
                "{number} becomes an object of its own again: its photographs go back, and so does every field that "
                "the merge filled and nobody edited since."
            ).format(number=merged)
        )
        note = st.text_input(_("Why"), placeholder=_("kept in the history"), key=f"unmerge-note-{merged}")
        name = people.name_field(workspace, "-unmerge")
        pressed = st.form_submit_button(_("They are two objects"), type="primary")
    st.button(_("Leave it so"), key=f"keep-merge-{merged}", on_click=_close)
    if not pressed:
        return
    try:
        kept = workspace.registry.curator(name).undo_merge(merged, note=note)
    except ArtmatchError as error:
        parts.notice("fault", str(error))
        return
    st.session_state[_said] = _("{one} and {other} are two objects again.").format(one=merged, other=kept)
    _close()
    st.rerun()


def _ask(merged: str) -> None:
    st.session_state[_undoing] = merged


def _close() -> None:
    st.session_state.pop(_undoing, None)
