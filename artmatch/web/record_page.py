"""The record of one object: photographs, fields, history, and the form to edit it."""

from collections.abc import Iterable, Sequence

import streamlit as st

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.messages import _, counted
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import Change, DatedStatus, Dossier, Revision, Stage, arranged
from artmatch.web import hidden, link_form, merge_form, parts, people, photograph_form, record_form, session, words
from artmatch.web.pictures import row
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_editing = "editing"


def show(workspace: Workspace, object_id: str) -> None:
    """Show what is on file about an object; it is edited from the revision that was read when its form opened."""
    try:
        dossier = workspace.registry.dossier(object_id)
    except NotFoundError as error:
        parts.notice("fault", str(error))
        return
    _show_title(dossier)
    photographs = arranged(workspace.registry.photographs_of(object_id))
    if st.session_state.get(_editing, {}).get("object_id") == object_id:
        _show_form(workspace)
        return
    if photograph_form.is_open(object_id) and not hidden.is_hidden(dossier.record):
        photograph_form.show(workspace, dossier.record, photographs)
        return
    _show_saved(object_id)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_photographs(workspace, dossier.record, photographs)
        if not hidden.is_hidden(dossier.record):
            photograph_form.offer(dossier, photographs)
    with right:
        st.html(parts.definition_list(parts.all_rows(dossier.record)))
        st.button(_("Edit this record"), on_click=_open_form, args=(dossier,))
        merge_form.show(workspace, dossier, _open)
        link_form.show(workspace, dossier, _open)
        _show_statuses(dossier)
        _show_history(dossier)
        _show_files(photographs)


def _show_title(dossier: Dossier) -> None:
    record, standing = dossier.record, dossier.standing
    st.html(
        f'<h1 class="am-title">{escaped(record.title)}</h1>'
        f'<p class="am-line">{escaped(parts.circumstances(record))}</p>'
    )
    if standing.stage is not Stage.LIVE:
        parts.notice(
            "plain", _("This record is {stages}: it is not searched yet.").format(stages=parts.stages[standing.stage])
        )
    if standing.merged_into is not None:
        parts.notice(
            "plain",
            _("This turned out to be the same object as {merged_into}.").format(merged_into=standing.merged_into),
        )


def _open(object_id: str) -> None:
    st.query_params["object"] = object_id
    session.start_at_top()


def _show_photographs(workspace: Workspace, record: ArtworkRecord, photographs: Sequence[Photograph]) -> None:
    if hidden.is_hidden(record):
        st.html(row([hidden.plate(record)]))
        _offer_opening(workspace, record, photographs)
        return
    st.html(row([parts.registered_picture(workspace, photograph, record) for photograph in photographs]))


def _offer_opening(workspace: Workspace, record: ArtworkRecord, photographs: Sequence[Photograph]) -> None:
    with st.form(f"open-{record.object_id}"):
        parts.quiet(_("Whoever opens these photographs is written down with name and reason."))
        name = people.name_field(workspace)
        reason = st.text_input(_("Why they have to be seen"), placeholder=_("case and purpose"))
        pressed = st.form_submit_button(_("Open the photographs"))
    if not pressed:
        return
    try:
        curator = workspace.registry.curator(name)
        for photograph in photographs:
            curator.open_photograph(photograph.photograph_id, reason=reason)
    except RecordError as error:
        parts.notice("fault", str(error))
        return
    hidden.let_see(record.object_id)
    st.rerun()


def _open_form(dossier: Dossier) -> None:
    opened = st.session_state.get("form-opened", 0) + 1
    st.session_state["form-opened"] = opened
    st.session_state[_editing] = {
        "object_id": dossier.record.object_id,
        "record": dossier.record,
        "revision": dossier.standing.revision,
        "key": f"edit-{opened}",
    }


def _close_form() -> None:
    st.session_state.pop(_editing, None)


def _show_form(workspace: Workspace) -> None:
    editing = st.session_state[_editing]
    record: ArtworkRecord = editing["record"]
    texts, key = record.texts(), editing["key"]
    with st.form(key, enter_to_submit=False, border=False):
        parts.section(_("Description, in the order of Object ID"))
        entered = record_form.described(texts, key)
        parts.section(_("Theft or loss, and whom to ask"))
        entered |= record_form.circumstances(texts, key)
        parts.section(_("This change"))
        since = st.text_input(
            _("From when the status holds"), placeholder=_("2026, 2026-03 or 2026-03-14"), key=f"since-{key}"
        )
        note = st.text_input(_("Why"), placeholder=_("kept in the history"), key=f"note-{key}")
        name = people.name_field(workspace)
        pressed = st.form_submit_button(_("Save the changes"), type="primary")
    st.button(_("Leave it as it is"), on_click=_close_form)
    if not pressed:
        return
    try:
        edited = ArtworkRecord.from_texts(texts | entered, demonstration=record.demonstration)
        curator = workspace.registry.curator(name)
        number = curator.edit(edited, revision=editing["revision"], note=note, status_since=since.strip())
    except (RecordError, ConflictError) as error:
        parts.notice("fault", str(error))
        return
    st.session_state["edited"] = (record.object_id, number)
    _close_form()
    session.start_at_top()
    st.rerun()


def _show_saved(object_id: str) -> None:
    edited = st.session_state.get("edited")
    if edited is not None and edited[0] == object_id:
        parts.notice("good", _("Saved as revision {edited}.").format(edited=edited[1]))


def _show_statuses(dossier: Dossier) -> None:
    with st.expander(_("Status: {entries}").format(entries=counted(len(dossier.statuses), "entry", "entries"))):
        rows = [(words.named(one.status.value), _dated(one)) for one in reversed(dossier.statuses)]
        st.html(parts.definition_list(rows))


def _dated(status: DatedStatus) -> str:
    since = _("since {date}").format(date=status.since) if status.since else ""
    return _joined([since, _("recorded {moment}").format(moment=words.moment(status.at)), status.by, status.note])


def _show_history(dossier: Dossier) -> None:
    with st.expander(
        _("History: {revisions}").format(revisions=counted(len(dossier.revisions), "revision", "revisions"))
    ):
        st.html("".join(_step(one) for one in reversed(dossier.revisions)))


def _step(revision: Revision) -> str:
    """One revision as HTML."""
    said = _joined([words.moment(revision.at), revision.by, revision.note])
    empty = _("(empty)")
    title = f"{revision.number}. {words.named(revision.action.value)}"
    rows = parts.definition_list(
        (_field(one), f"{one.before or empty} → {one.after or empty}") for one in revision.changes
    )
    return f'<p class="am-line">{escaped(title)}</p><p class="am-quiet">{escaped(said)}</p>{rows}'


def _field(change: Change) -> str:
    name = parts.field_names.get(change.field) or words.named(change.field.replace("_", " "))
    if change.photograph_id is None:
        return name
    return _("Photograph {number}: {field}").format(number=change.photograph_id, field=name)


def _show_files(photographs: Sequence[Photograph]) -> None:
    with st.expander(
        _("{photographs}: files as they came").format(
            photographs=counted(len(photographs), "photograph", "photographs")
        )
    ):
        for photograph in photographs:
            size = words.dimensions(photograph.width, photograph.height, photograph.byte_count)
            rows = [
                (_("File"), words.file_name(photograph.file_name)),
                (_("View"), _(photograph.view.value)),
                (_("Credit"), photograph.credit),
                (_("Taken"), photograph.taken),
                (_("Searched"), "" if photograph.included else _("no: excluded")),
                (
                    _("Replaced by"),
                    ""
                    if photograph.replaced_by is None
                    else _("photograph {number}").format(number=photograph.replaced_by),
                ),
                (_("Size"), size),
                (_("Registered"), words.moment(photograph.registered_at)),
                ("SHA-256", photograph.sha256),
            ]
            st.html(parts.definition_list(rows))


def _joined(said: Iterable[str]) -> str:
    return " · ".join(one for one in said if one)
