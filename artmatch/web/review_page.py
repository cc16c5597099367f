"""Review: drafts that wait for a second person, each beside what may be the same object."""

from collections.abc import Callable

import streamlit as st

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.matching.duplicates import PossibleDuplicate
from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry import Curator, LinkKind, Stage
from artmatch.registry.vocabulary import remarks
from artmatch.web import parts, people, session, words
from artmatch.web.pictures import row
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_reviewed = "reviewed-object"


def show() -> None:
    """Show the queue, or the record chosen from it."""
    workspace = session.workspace()
    waiting = {stage: workspace.registry.queue(stage) for stage in (Stage.DRAFT, Stage.REVIEWED)}
    chosen = st.session_state.get(_reviewed)
    for stage, records in waiting.items():
        for record in records:
            if record.object_id == chosen:
                _show_record(workspace, record, stage)
                return
    _show_done()
    if not any(waiting.values()):
        parts.notice("plain", _("Nothing waits to be reviewed."))
    _show_queue(workspace, "to-read", _("To be read by somebody else"), waiting[Stage.DRAFT])
    _show_queue(workspace, "to-release", _("Approved, to be released"), waiting[Stage.REVIEWED])


def _show_queue(workspace: Workspace, key: str, title: str, records: list[ArtworkRecord]) -> None:
    if not records:
        return
    parts.section(title)
    faces = workspace.registry.first_photographs(record.object_id for record in records)
    with st.container(key=f"am-wall-{key}"):
        for record in records:
            parts.card(
                f"review-{record.object_id}",
                parts.card_picture(workspace, faces.get(record.object_id), record),
                label=words.label(record.title),
                on_click=_choose,
                args=(record.object_id,),
                below=f'<p class="am-quiet">{escaped(record.object_id)}</p>',
            )


def _choose(object_id: str | None) -> None:
    st.session_state[_reviewed] = object_id
    session.start_at_top()


def _show_record(workspace: Workspace, record: ArtworkRecord, stage: Stage) -> None:
    st.button(_("The whole queue"), icon=":material/arrow_back:", on_click=_choose, args=(None,))
    st.html(
        f'<h1 class="am-title">{escaped(record.title)}</h1>'
        f'<p class="am-line">{escaped(parts.circumstances(record))}</p>'
    )
    photographs = workspace.registry.photographs_of(record.object_id)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(row([parts.registered_picture(workspace, photograph, record) for photograph in photographs]))
    with right:
        name = people.name_field(workspace)
        _show_steps(workspace, record, stage, name)
        for remark in remarks(record):
            parts.notice("plain", remark)
        st.html(parts.definition_list(parts.all_rows(record)))
    _show_duplicates(workspace, record, name)


def _show_steps(workspace: Workspace, record: ArtworkRecord, stage: Stage, name: str) -> None:
    """Buttons for what may follow; the revision is the one that is shown on this run."""
    object_id, revision = record.object_id, workspace.registry.standing(record.object_id).revision
    shown = st.session_state.setdefault(f"read-{object_id}", revision)
    dossier = workspace.registry.dossier(object_id)
    writers = ", ".join(dict.fromkeys(one.by for one in dossier.revisions if one.by))
    parts.quiet(_("Revision {revision}, by {names}").format(revision=revision, names=writers or _("nobody named")))
    if shown != revision:
        parts.notice(
            "plain", _("The record was changed since you opened it: this is how it stands now. Read it again.")
        )
        st.session_state[f"read-{object_id}"] = revision
    note = st.text_input(_("Remark"), placeholder=_("kept in the history; needed to send it back"))
    with st.container(horizontal=True):
        if stage is Stage.DRAFT and st.button(_("Approve"), type="primary"):
            _act(workspace, name, lambda curator: curator.approve(object_id, revision=shown, note=note))
        if stage is Stage.REVIEWED and st.button(_("Release into the register"), type="primary"):
            _act(workspace, name, lambda curator: curator.release(object_id, revision=shown, note=note))
        if st.button(_("Send back"), disabled=not note.strip()):
            _act(workspace, name, lambda curator: curator.send_back(object_id, note=note))
        if st.button(_("Open its record")):
            session.go_to("browse", object=object_id)


def _show_duplicates(workspace: Workspace, record: ArtworkRecord, name: str) -> None:
    parts.section(_("Possible duplicates"))
    with st.spinner(_("Looking for the same object in the register …"), show_time=True):
        found = workspace.possible_duplicates(record)
    if not found:
        parts.notice("good", _("Nothing in the register resembles it."))
    for one in found:
        _show_duplicate(workspace, record, one, name)


def _show_duplicate(workspace: Workspace, record: ArtworkRecord, one: PossibleDuplicate, name: str) -> None:
    object_id, other_id = record.object_id, one.record.object_id
    with st.container(border=True):
        parts.duplicate(workspace, one)
        with st.container(horizontal=True):
            if st.button(_("The same object: merge"), key=f"merge-{other_id}"):
                _act(workspace, name, lambda curator: curator.merge(other_id, object_id))
            if st.button(_("Belongs to it: link"), key=f"link-{other_id}"):
                _act(workspace, name, lambda curator: curator.link(object_id, other_id, LinkKind.OTHER), stays=True)
            if st.button(_("Another object: keep both"), key=f"keep-{other_id}"):
                _act(workspace, name, lambda curator: curator.tell_apart(object_id, other_id), stays=True)


def _act(workspace: Workspace, name: str, step: Callable[[Curator], object], *, stays: bool = False) -> None:
    """Take one step under ``name`` and show the queue, or this record again; say so if it cannot be taken."""
    try:
        step(workspace.registry.curator(name))
    except (RecordError, ConflictError, NotFoundError) as error:
        parts.notice("fault", str(error))
        return
    object_id = st.session_state[_reviewed]
    st.session_state.pop(f"read-{object_id}", None)
    if not stays:
        st.session_state["review-done"] = object_id
        _choose(None)
    st.rerun()


def _show_done() -> None:
    object_id = st.session_state.pop("review-done", None)
    if object_id is not None:
        parts.notice("good", _("Done: {object_id}.").format(object_id=object_id))
