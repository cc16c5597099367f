"""Register: one object with its photographs, in the order of Object ID; duplicates shown before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from artmatch.errors import ConflictError, RecordError
from artmatch.records import ArtworkRecord, Band, Photograph, Status, ViewLabel
from artmatch.web import numbering, parts, session, tray, words
from artmatch.web.photographs import HeldPhotograph
from artmatch.web.pictures import Picture, plain, preview_side, row
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
_statuses: tuple[Status, ...] = tuple(Status)
_tall_fields = frozenset({"distinguishing_features", "description"})
_hints = {
    "object_type": "general first: sculpture > reliquary bust",
    "measurements": "41 x 22 cm, 3.2 kg",
    "inscriptions": "as written, and where: signature, stamps, labels on the back",
    "distinguishing_features": "damage, repairs, defects of making: what no other one has",
    "event": "Modena, 12 March 2004",
    "contact": "an office, a telephone number or an address",
    "earliest_year": "a whole number, below 1 before Christ",
    "event_earliest": "2004, 2004-03 or 2004-03-12",
    "source": "the register it comes from",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """A registered object that the new photographs resemble."""

    held: HeldPhotograph
    photograph: Photograph
    record: ArtworkRecord
    sentence: str


def show() -> None:
    """Show the page."""
    workspace = session.workspace()
    held = Tray.of("register")
    _show_saved(workspace)
    left, right = st.columns([5, 7], gap="large")
    with left:
        views = _show_photographs(workspace, held)
        likenesses = _likenesses(workspace, held) if held.held else []
        if held.held:
            _show_likenesses(workspace, likenesses)
    with right:
        _show_form(workspace, held, views, likenesses)


def _show_saved(workspace: Workspace) -> None:
    object_id = st.session_state.get("saved")
    if object_id is None:
        return
    record = workspace.registry.record(object_id)
    faces = workspace.registry.first_photographs([object_id])
    with st.container(key="am-saved", horizontal=True, wrap=False, border=True):
        st.html(parts.card_picture(workspace, faces.get(object_id), record.title), width=120)
        with st.container(gap="xsmall"):
            parts.notice("good", f"Registered as {object_id}: {record.title}. It can be found from now on.")
            if st.button("Open its record"):
                session.go_to("browse", object=object_id)


def _show_photographs(workspace: Workspace, held: Tray) -> dict[str, ViewLabel]:
    """Show the photographs and return the view label of each; the first is the object's face."""
    parts.section("Photographs (at least one) *")
    tray.receive(held, "Drop photographs here, or press to choose or take them", workspace.limits)
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
                    "What it shows",
                    list(ViewLabel),
                    index=0 if number == 0 else 1,
                    format_func=lambda view: words.sentence_start(view.value),
                    key=f"view-{sha256}",
                )
                st.button("Remove", key=f"register-remove-{sha256}", on_click=held.remove, args=(sha256,))
    return views


def _likenesses(workspace: Workspace, held: Tray) -> list[Likeness]:
    """Return registered objects with the same bytes, then those that look alike, each object once."""
    asked = (workspace.status().photographs, tuple(held.held))
    kept = st.session_state.get("likenesses")
    if kept is not None and kept[0] == asked:
        found: list[Likeness] = kept[1]
        return found
    by_object: dict[str, Likeness] = {}
    for sha256, photographs in workspace.registry.find_by_sha256(held.held).items():
        for photograph in photographs:
            record = workspace.registry.record(photograph.object_id)
            same = Likeness(held.held[sha256], photograph, record, "This very photograph is registered already.")
            by_object.setdefault(record.object_id, same)
    if workspace.status().objects:
        queries = [Query(pixels=one.image.pixels, sha256=one.image.sha256, name=one.name) for one in held.held.values()]
        with st.spinner("Looking for the same object in the register …", show_time=True):
            answer = workspace.match(queries, top=4)
        for match in answer.matches:
            if match.band is not Band.NONE:
                shown = list(held.held.values())[match.query_number]
                alike = Likeness(shown, match.photograph, match.record, match.sentence)
                by_object.setdefault(match.record.object_id, alike)
    st.session_state["likenesses"] = (asked, list(by_object.values()))
    return list(by_object.values())


def _show_likenesses(workspace: Workspace, likenesses: list[Likeness]) -> None:
    parts.section("Possible duplicates")
    if not likenesses:
        parts.notice("good", "Nothing in the register resembles these photographs.")
    for likeness in likenesses:
        record = likeness.record
        with st.container(border=True):
            st.html(
                f'<p class="am-card-title">{escaped(record.title)}</p>'
                f'<p class="am-quiet">{escaped(record.object_id)} · {escaped(parts.circumstances(record))}</p>'
                f'<p class="am-line">{escaped(likeness.sentence)}</p>'
            )
            yours = Picture.of_pixels(
                likeness.held.image.pixels,
                caption="Your photograph",
                alternative=likeness.held.name,
                longest_side=preview_side,
            )
            theirs = parts.registered_picture(workspace, likeness.photograph, title=record.title)
            st.html(row([yours, theirs]))


def _show_form(workspace: Workspace, held: Tray, views: dict[str, ViewLabel], likenesses: list[Likeness]) -> None:
    entered: dict[str, str] = {}
    number = st.session_state.setdefault("form-number", 0)
    if f"object_id-{number}" not in st.session_state:
        st.session_state[f"object_id-{number}"] = numbering.suggested(workspace.registry)
    carried: dict[str, str] = st.session_state.get("carried", {})
    parts.section("Description, in the order of Object ID")
    st.html('<p class="am-quiet">Fields marked * are needed; leave empty what is not known.</p>')
    with st.form(f"description-{number}", enter_to_submit=False, border=False):
        entered["object_id"] = st.text_input("Object number *", key=f"object_id-{number}")
        entered |= _fields(parts.object_id_fields, number, carried)
        parts.section("Theft or loss, and whom to ask")
        status = st.selectbox(
            "Status",
            _statuses,
            format_func=lambda one: words.sentence_start(one.value),
            key=f"status-{number}",
        )
        entered |= _fields(parts.case_fields, number, carried)
        compared = not likenesses or st.checkbox(
            "I have compared the possible duplicates: this is another object, or more photographs of the same one.",
            key=f"compared-{number}",
        )
        pressed = st.form_submit_button("Save to the register", type="primary")
    if pressed:
        _save(workspace, held, views, entered, status, compared=compared)


def _fields(fields: Sequence[tuple[str, str]], number: int, carried: dict[str, str]) -> dict[str, str]:
    """Show text fields, two in a row where the page is wide enough, read from left to right."""
    entered: dict[str, str] = {}
    for start in range(0, len(fields), 2):
        for column, (field, name) in zip(st.columns(2), fields[start : start + 2], strict=False):
            with column:
                entered[field] = _field(field, name, number, carried)
    return entered


def _field(field: str, name: str, number: int, carried: dict[str, str]) -> str:
    shown = f"{name} *" if field == "title" else name
    show_field = st.text_area if field in _tall_fields else st.text_input
    return str(
        show_field(shown, value=carried.get(field, ""), placeholder=_hints.get(field, ""), key=f"{field}-{number}")
    ).strip()


def _save(
    workspace: Workspace,
    held: Tray,
    views: dict[str, ViewLabel],
    entered: dict[str, str],
    status: Status,
    *,
    compared: bool,
) -> None:
    """Store the object, or say what is missing; what was entered stays on the page then."""
    if not held.held:
        parts.notice("fault", "Add at least one photograph: an object is found by its photographs.")
        return
    if not compared:
        parts.notice("fault", "Compare the possible duplicates first, then tick the line above the button.")
        return
    inputs = [
        PhotographInput(photograph.data, photograph.name, views[sha256]) for sha256, photograph in held.held.items()
    ]
    try:
        record = ArtworkRecord.from_texts(entered | {"status": status}, demonstration=session.is_demonstration())
        with st.spinner("Saving …"):
            workspace.register(record, inputs)
    except (RecordError, ConflictError) as error:
        parts.notice("fault", str(error))
        return
    held.clear()
    st.session_state["saved"] = record.object_id
    session.start_at_top()
    st.session_state["carried"] = {field: entered[field] for field in _carried_fields}
    st.session_state["form-number"] += 1
    st.rerun()
