"""The photographs of a record as a form: what is said of each, whether it is compared, what replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from artmatch.errors import ArtmatchError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph, ViewLabel
from artmatch.registry import Dossier, arranged, moved
from artmatch.web import parts, people, session, words
from artmatch.web.pictures import row
from artmatch.wiring import PhotographInput, Workspace

_editing = "editing-photographs"
_saved = "photographs-saved"


@dataclass(frozen=True, slots=True)
class _Entered:
    """What somebody wants of one photograph."""

    known: Photograph
    wanted: Photograph
    better: UploadedFile | None
    """The photograph that is to take its place."""
    place: int
    """Where it is to stand, from 1."""


def offer(dossier: Dossier, photographs: Sequence[Photograph]) -> None:
    """Show the button that opens the form, which edits the photographs as they are shown beside it."""
    if photographs:
        st.button(_("Edit the photographs"), on_click=_open, args=(dossier,))
    saved = st.session_state.pop(_saved, None)
    if saved is not None and saved[0] == dossier.record.object_id:
        parts.notice("good", _("Saved as revision {edited}.").format(edited=saved[1]))


def is_open(object_id: str) -> bool:
    """Whether this visitor is editing the photographs of an object."""
    return bool(st.session_state.get(_editing, {}).get("object_id") == object_id)


def show(workspace: Workspace, record: ArtworkRecord, photographs: Sequence[Photograph]) -> None:
    """Show the form; whoever changed the object since it was opened is not overwritten."""
    photographs = arranged(photographs)
    editing = st.session_state[_editing]
    with st.form(editing["key"], border=False):
        parts.section(_("The photographs"))
        about = _(
            "The first photograph that is not replaced is the face of the object. One that is replaced or left out of "
            "the search is kept; its file is never changed."
        )
        st.html(f'<p class="am-quiet">{words.escaped(about)}</p>')
        entered = [_fields(workspace, record, one, photographs, editing["key"]) for one in photographs]
        note = st.text_input(_("Why"), placeholder=_("kept in the history"), key=f"note-{editing['key']}")
        name = people.name_field(workspace)
        pressed = st.form_submit_button(_("Save the photographs"), type="primary")
    st.button(_("Leave them as they are"), on_click=_close)
    if not pressed:
        return
    try:
        number = _save(workspace, record, entered, editing["revision"], name, note)
    except ArtmatchError as error:
        parts.notice("fault", str(error))
        return
    st.session_state[_saved] = (record.object_id, number)
    _close()
    session.start_at_top()
    st.rerun()


def _open(dossier: Dossier) -> None:
    opened = st.session_state.get("form-opened", 0) + 1
    st.session_state["form-opened"] = opened
    st.session_state[_editing] = {
        "object_id": dossier.record.object_id,
        "revision": dossier.standing.revision,
        "key": f"photographs-{opened}",
    }
    session.start_at_top()


def _close() -> None:
    st.session_state.pop(_editing, None)


def _fields(
    workspace: Workspace, record: ArtworkRecord, known: Photograph, photographs: Sequence[Photograph], key: str
) -> _Entered:
    """Show what is said of one photograph, beside it, and return what is entered."""
    number = known.photograph_id
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.html(row([parts.registered_picture(workspace, known, record)]))
    with right, st.container(key=f"am-photograph-{number}"):
        called = _("Photograph {number}: {name}").format(number=number, name=words.file_name(known.file_name))
        st.html(f'<p class="am-line">{words.escaped(called)}</p>')
        place = photographs.index(known) + 1
        if photographs[1:]:
            place = st.number_input(_("Place; 1 is the face"), 1, len(photographs), place, key=f"place-{number}-{key}")
        view = st.selectbox(
            _("View"),
            list(ViewLabel),
            index=list(ViewLabel).index(known.view),
            format_func=words.named,
            key=f"view-{number}-{key}",
        )
        credit = st.text_input(_("Credit"), known.credit, placeholder=_("who made it"), key=f"credit-{number}-{key}")
        dates = _("1931, 1931-05 or 1931-05-02")
        taken = st.text_input(_("Taken"), known.taken, placeholder=dates, key=f"taken-{number}-{key}")
        included = st.checkbox(_("Compared with queries"), known.included, key=f"included-{number}-{key}")
        others = [one.photograph_id for one in photographs if one.replaced_by is None and one != known]
        places: list[int | None] = [None, *others]
        if known.replaced_by not in places:
            places.append(known.replaced_by)
        replaced_by = known.replaced_by
        if places[1:]:
            replaced_by = st.selectbox(
                _("Replaced by"),
                places,
                index=places.index(known.replaced_by),
                format_func=_named,
                key=f"replaced-{number}-{key}",
            )
        better = st.file_uploader(_("Or a better photograph in its place"), key=f"better-{number}-{key}")
    wanted = replace(
        known,
        view=ViewLabel(str(view)),
        credit=credit.strip(),
        taken=taken.strip(),
        included=included,
        replaced_by=replaced_by,
    )
    return _Entered(known, wanted, better, place)


def _named(photograph_id: int | None) -> str:
    return _("Nothing") if photograph_id is None else _("Photograph {number}").format(number=photograph_id)


def _save(
    workspace: Workspace, record: ArtworkRecord, entered: Sequence[_Entered], revision: int, name: str, note: str
) -> int:
    """Store what changed, one revision a step, and return the newest; raises what the register does."""
    curator = workspace.registry.curator(name)
    for one in entered:
        if one.wanted != one.known:
            revision = curator.edit_photograph(one.wanted, revision=revision, note=note)
    places = {one.known.photograph_id: one.place for place, one in enumerate(entered, start=1) if one.place != place}
    if places:
        order = moved([one.known.photograph_id for one in entered], places)
        revision = curator.arrange(record.object_id, order, revision=revision, note=note)
    for one in entered:
        if one.better is not None:
            given = PhotographInput(one.better.getvalue(), one.better.name, one.wanted.view, one.wanted.credit)
            number = one.known.photograph_id
            revision = workspace.replace_photograph(number, given, revision=revision, by=name, note=note)
    return revision
