"""Register: one object with its photographs, in the order of Object ID; duplicates shown before it is saved."""

from dataclasses import dataclass

import streamlit as st

from artmatch.errors import ConflictError, RecordError
from artmatch.matching.duplicates import PossibleDuplicate
from artmatch.messages import _
from artmatch.records import ArtworkRecord, ViewLabel
from artmatch.registry import Stage
from artmatch.registry.vocabulary import remarks
from artmatch.web import numbering, parts, people, record_form, session, tray, words
from artmatch.web.pictures import Picture, plain, preview_side
from artmatch.web.tray import Tray
from artmatch.web.words import escaped
from artmatch.wiring import PhotographInput, Query, Workspace

_carried_fields = (
    "event",
    "event_place",
    "event_earliest",
    "event_latest",
    "owner",
    "contact",
    "source",
    "place_of_origin",
    "consultation_contact",
)
"""What the next object of one theft mostly shares with the one before."""
_nothing_entered = ArtworkRecord(object_id="?", title="?")
"""Stands for a record of which nothing was entered yet."""


def show() -> None:
    """Show the page."""
    workspace = session.workspace()
    held = Tray.of("register")
    _show_saved(workspace)
    if st.button(_("Many objects at once: import a table"), type="tertiary", icon=":material/table:"):
        session.go_to("import")
    left, right = st.columns([5, 7], gap="large")
    with left:
        views = _show_photographs(workspace, held)
        duplicates = _duplicates(workspace, held) if held.held else []
        if held.held:
            _show_duplicates(workspace, held, duplicates)
    with right:
        if st.session_state.get("described") and duplicates:
            parts.notice("fault", _("An object is described in nearly the same way: compare it first."))
        _show_form(workspace, held, views, duplicates)


def _show_saved(workspace: Workspace) -> None:
    object_id = st.session_state.get("saved")
    if object_id is None:
        return
    record = workspace.registry.record(object_id)
    faces = workspace.registry.first_photographs([object_id])
    is_live = workspace.registry.standing(object_id).stage is Stage.LIVE
    said = _("It can be found from now on.") if is_live else _("It is a draft: somebody else has to review it.")
    with st.container(key="am-saved", horizontal=True, wrap=False, border=True):
        st.html(parts.card_picture(workspace, faces.get(object_id), record), width=120)
        with st.container(gap="xsmall"):
            parts.notice(
                "good",
                _("Registered as {object_id}: {title}. {said}").format(
                    object_id=object_id, title=record.title, said=said
                ),
                remarks(record),
            )
            if st.button(_("Open its record")):
                session.go_to("browse", object=object_id)


def _show_photographs(workspace: Workspace, held: Tray) -> dict[str, ViewLabel]:
    """Show the photographs and return the view label of each; the first is the object's face."""
    parts.section(_("Photographs (at least one) *"))
    tray.receive(held, _("Drop photographs here, or press to choose or take them"), workspace.limits)
    tray.show_faults(held)
    views: dict[str, ViewLabel] = {}
    for number, (sha256, photograph) in enumerate(list(held.held.items())):
        with st.container(border=True, key=f"am-held-{sha256}", horizontal=True, wrap=False, gap="small"):
            picture = Picture.of_pixels(
                photograph.image.pixels, caption="", alternative=photograph.name, longest_side=preview_side
            )
            st.html(plain(picture), width=120)
            with st.container(gap="xsmall"):
                st.html(f'<p class="am-line">{escaped(photograph.name)}</p>')
                views[sha256] = st.selectbox(
                    _("What it shows"),
                    list(ViewLabel),
                    index=0 if number == 0 else 1,
                    format_func=lambda view: words.named(view.value),
                    key=f"view-{sha256}",
                )
                st.button(_("Remove"), key=f"register-remove-{sha256}", on_click=held.remove, args=(sha256,))
    return views


def _duplicates(workspace: Workspace, held: Tray) -> list[PossibleDuplicate]:
    """Return objects that the photographs resemble and, after an attempt to save, those that the words resemble."""
    described: ArtworkRecord = st.session_state.get("described") or _nothing_entered
    asked = (workspace.status().photographs, tuple(held.held), described)
    kept = st.session_state.get("duplicates")
    if kept is not None and kept[0] == asked:
        found: list[PossibleDuplicate] = kept[1]
        return found
    queries = [Query(pixels=one.image.pixels, sha256=one.image.sha256, name=one.name) for one in held.held.values()]
    found = []
    if workspace.status().objects:
        with st.spinner(_("Looking for the same object in the register …"), show_time=True):
            found = workspace.possible_duplicates(described, queries)
    st.session_state["duplicates"] = (asked, found)
    return found


def _show_duplicates(workspace: Workspace, held: Tray, duplicates: list[PossibleDuplicate]) -> None:
    parts.section(_("Possible duplicates"))
    if not duplicates:
        parts.notice("good", _("Nothing in the register resembles these photographs."))
    shown = list(held.held.values())
    for one in duplicates:
        compared = shown[one.match.query_number if one.match else 0]
        yours = Picture.of_pixels(
            compared.image.pixels,
            caption=_("Your photograph"),
            alternative=compared.name,
            longest_side=preview_side,
        )
        with st.container(border=True):
            parts.duplicate(workspace, one, yours)


def _show_form(
    workspace: Workspace, held: Tray, views: dict[str, ViewLabel], duplicates: list[PossibleDuplicate]
) -> None:
    number = str(st.session_state.setdefault("form-number", 0))
    if f"object_id-{number}" not in st.session_state:
        st.session_state[f"object_id-{number}"] = numbering.suggested(workspace.registry)
    carried: dict[str, str] = st.session_state.get("carried", {})
    parts.section(_("Description, in the order of Object ID"))
    parts.quiet(_("Fields marked * are needed; leave empty what is not known."))
    with st.form(f"description-{number}", enter_to_submit=False, border=False):
        entered = {"object_id": st.text_input(_("Object number *"), key=f"object_id-{number}")}
        entered |= record_form.described(carried, number)
        parts.section(_("Theft or loss, and whom to ask"))
        entered |= record_form.circumstances(carried, number)
        name = people.name_field(workspace)
        compared = not duplicates or st.checkbox(
            _("I have compared the possible duplicates: this is another object, or more photographs of the same one."),
            key=f"compared-{number}",
        )
        with st.container(horizontal=True):
            live = st.form_submit_button(_("Save to the register"), type="primary")
            draft = st.form_submit_button(_("Save as a draft for review"))
    if live or draft:
        _save(workspace, held, views, entered, _Saving(name, Stage.DRAFT if draft else Stage.LIVE, compared))


@dataclass(frozen=True, slots=True)
class _Saving:
    """How an object is saved."""

    name: str
    stage: Stage
    compared: bool
    """Whether the possible duplicates were looked at."""


def _save(
    workspace: Workspace, held: Tray, views: dict[str, ViewLabel], entered: dict[str, str], saving: _Saving
) -> None:
    """Store the object, or say what is missing; what was entered stays on the page then."""
    if not held.held:
        parts.notice("fault", _("Add at least one photograph: an object is found by its photographs."))
        return
    if not saving.compared:
        parts.notice("fault", _("Compare the possible duplicates first, then tick the line above the button."))
        return
    if not saving.name:
        parts.notice("fault", _("Say who you are: every change is written down with who made it."))
        return
    inputs = [
        PhotographInput(photograph.data, photograph.name, views[sha256]) for sha256, photograph in held.held.items()
    ]
    try:
        record = ArtworkRecord.from_texts(entered, demonstration=session.is_demonstration())
        if _resembles_unseen(workspace, record):
            st.session_state["described"] = record
            st.rerun()
        with st.spinner(_("Saving …")):
            workspace.register(record, inputs, by=saving.name, stage=saving.stage)
    except (RecordError, ConflictError) as error:
        parts.notice("fault", str(error))
        return
    held.clear()
    st.session_state["saved"] = record.object_id
    st.session_state.pop("described", None)
    session.start_at_top()
    st.session_state["carried"] = {field: entered[field] for field in _carried_fields}
    st.session_state["form-number"] += 1
    st.rerun()


def _resembles_unseen(workspace: Workspace, record: ArtworkRecord) -> bool:
    """Whether the record says nearly the same as one that is not among the possible duplicates shown."""
    shown = {one.record.object_id for one in st.session_state.get("duplicates", ((), []))[1]}
    return any(one.object_id not in shown for one in workspace.registry.resemblances(record))
