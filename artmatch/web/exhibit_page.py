"""One exhibit: its photographs left, what was found for them right, judged at sight."""

from typing import Literal

import streamlit as st

from artmatch.answers import Band
from artmatch.casework import (
    Candidate,
    Case,
    Derivation,
    Exhibit,
    ExhibitPhotograph,
    NewExhibitPhotograph,
    Search,
    Standing,
)
from artmatch.errors import NotFoundError, StoreError
from artmatch.exhibit_search import search_exhibit, searched_picture
from artmatch.imaging import quality_remarks, quarter_turns
from artmatch.match_evidence import evidence_again
from artmatch.messages import _, chance, counted
from artmatch.records import ArtworkRecord
from artmatch.web import comparing, hidden, judging, parts, reporting, session, tray, words
from artmatch.web.exhibit_pictures import card_of, derived
from artmatch.web.photographs import Edit
from artmatch.web.pictures import Picture, crop_preview, figure, preview_side
from artmatch.web.tray import Tray
from artmatch.web.words import escaped
from artmatch.wiring import Workspace


def show(workspace: Workspace, case: Case, exhibit: Exhibit, by: str) -> None:
    """Show the exhibit to ``by``."""
    st.button(words.label(_("Case {number}").format(number=case.number)), icon=":material/arrow_back:", on_click=_close)
    where = " · ".join(part for part in (exhibit.place, exhibit.date, exhibit.notes) if part)
    title = _("Exhibit {number}").format(number=exhibit.number)
    st.html(f'<h1 class="am-title">{escaped(title)}</h1><p class="am-line">{escaped(where)}</p>')
    left, right = st.columns([5, 8], gap="large")
    with left:
        _show_photographs(workspace, exhibit, by)
    with right:
        searches = workspace.casework.findings.searches(exhibit.exhibit_id)
        if searches:
            _show_search(workspace, exhibit, searches[-1], by)
        else:
            parts.notice("plain", _("Nothing was searched for yet. Add photographs, then press Search the register."))
        judging.show_history(workspace, exhibit, by)
        if searches:
            reporting.show(workspace, case, exhibit, searches[-1], by)


def _close() -> None:
    for name in ("exhibit", "candidate"):
        st.query_params.pop(name, None)
    session.start_at_top()


def _show_photographs(workspace: Workspace, exhibit: Exhibit, by: str) -> None:
    parts.section(_("Photographs of the exhibit"))
    photographs = workspace.casework.cases.photographs(exhibit.exhibit_id)
    derivations = workspace.casework.cases.derivations(exhibit.exhibit_id)
    for photograph in photographs:
        _show_photograph(workspace, photograph, derivations[photograph.photograph_id], by)
    held = Tray.of(f"exhibit-{exhibit.exhibit_id}")
    tray.show_faults(held)
    tray.receive(held, _("Add photographs: other sides, marks, damage"), workspace.limits)
    if held.held:
        new = [NewExhibitPhotograph(one.data, one.image, one.name) for one in held.held.values()]
        workspace.casework.cases.add_photographs(exhibit.exhibit_id, new, by=by)
        held.held.clear()
        st.rerun()
    is_next = not workspace.casework.findings.searches(exhibit.exhibit_id)  # afterwards, judging is
    kind: Literal["primary", "secondary"] = "primary" if is_next else "secondary"
    if photographs and st.button(_("Search the register"), type=kind, key="search-exhibit"):
        with st.spinner(_("Comparing with the register …"), show_time=True):
            search_exhibit(workspace, exhibit.exhibit_id, by=by)
        session.start_at_top()
        st.rerun()


def _show_photograph(workspace: Workspace, photograph: ExhibitPhotograph, derivation: Derivation, by: str) -> None:
    key = str(photograph.photograph_id)
    with st.container(border=True, key=f"am-held-exhibit-{key}"):
        with st.container(horizontal=True, wrap=False, gap="small"):
            st.html(card_of(workspace, photograph, derivation), width=88)
            said = _("derived: {steps}; the original is kept").format(steps=_steps(derivation))
            if derivation == Derivation():
                said = _("as it came")
            st.html(
                f'<p class="am-line">{escaped(words.file_name(photograph.file_name))}</p>'
                f'<p class="am-quiet">{escaped(said)}</p><p class="am-quiet">SHA-256 {photograph.sha256[:16]}…</p>'
            )
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Turn"), key=f"turn-{key}", icon=":material/rotate_left:"):
                turned = Edit(derivation.turns, derivation.box).turned(1)
                _derive(workspace, photograph, turned, derivation, by)
            if st.button(_("Crop"), key=f"crop-{key}", icon=":material/crop:"):
                _crop(workspace, photograph, derivation, by)
            more = derivation.enhancement == "none"
            if st.button(_("More contrast") if more else _("Contrast as it was"), key=f"contrast-{key}"):
                changed = Derivation(
                    turns=derivation.turns, box=derivation.box, enhancement="contrast" if more else "none"
                )
                workspace.casework.cases.derive(photograph, changed, by=by)
                st.rerun()
        try:
            for remark in quality_remarks(derived(workspace, photograph, derivation)):
                parts.notice("plain", remark)
        except StoreError as error:
            parts.notice("fault", str(error))


def _steps(derivation: Derivation) -> str:
    steps = [
        _turned(derivation.turns) if derivation.turns else "",
        _("cropped") if derivation.box != Derivation().box else "",
        _("more contrast") if derivation.enhancement == "contrast" else "",
    ]
    return ", ".join(step for step in steps if step)


def _turned(turns: int) -> str:
    return _("turned by {quarters}").format(quarters=counted(turns, "quarter", "quarters"))


def _derive(workspace: Workspace, photograph: ExhibitPhotograph, edit: Edit, before: Derivation, by: str) -> None:
    changed = Derivation(turns=edit.turns, box=edit.box, enhancement=before.enhancement)
    workspace.casework.cases.derive(photograph, changed, by=by)
    st.rerun()


@st.dialog(_("Crop"), width="large")
def _crop(workspace: Workspace, photograph: ExhibitPhotograph, derivation: Derivation, by: str) -> None:
    key = f"crop-{photograph.photograph_id}"
    left, top, right, bottom = derivation.box
    shown, tools = st.columns([3, 2], gap="large")
    with tools:
        across = tray.edges(_("Left and right edge (%)"), left, right, f"{key}-x")
        down = tray.edges(_("Top and bottom edge (%)"), top, bottom, f"{key}-y")
        box = (across[0], down[0], across[1], down[1])
        if st.button(_("Use this crop"), type="primary", key=f"{key}-use"):
            _derive(workspace, photograph, Edit(derivation.turns, box), derivation, by)
    turned = derived(workspace, photograph, Derivation(turns=derivation.turns))
    drawn = Picture.of_pixels(
        crop_preview(turned, box),
        caption=_("What stays bright is searched; the original is kept as it is."),
        alternative=_("{file_name} with its crop").format(file_name=photograph.file_name),
        longest_side=preview_side,
    )
    shown.html(figure(drawn))


def _show_search(workspace: Workspace, exhibit: Exhibit, search: Search, by: str) -> None:
    cases = workspace.casework.cases
    derivations = cases.derivations(exhibit.exhibit_id)
    if derivations != {one.photograph_id: one.derivation for one in search.queries}:
        parts.notice(
            "plain", _("The photographs are not those of the last search any more: press Search the register.")
        )
    standings = workspace.casework.findings.standings(exhibit.exhibit_id)
    dismissed = [one for one in search.candidates if standings.get(one.object_id) is Standing.DISMISSED]
    offered = [one for one in search.candidates if one not in dismissed]
    said = _("Search {search_id} by {by}, {moment}").format(
        search_id=search.search_id, by=search.by, moment=words.moment(search.at)
    )
    if offered:
        best = workspace.casework.findings.best(exhibit.exhibit_id)
        wanted = st.query_params.get("candidate") or (best[0].object_id if best else "")
        first = next((one for one in offered if one.object_id == wanted), offered[0])
        if search.tied > 1 and search.band is not Band.NONE:
            parts.notice("plain", search.headline)
        if search.band is Band.NONE:
            st.html(f'<h2 class="am-headline">{escaped(search.headline.rstrip("."))}</h2>')
            parts.notice("plain", search.caution)
            parts.section(_("Closest anyway"))
        _show_candidate(workspace, exhibit, search, first, by)
        parts.section(_("Less likely"))
        _show_cards(workspace, exhibit, search, [one for one in offered if one is not first], by)
    st.html(f'<p class="am-quiet">{escaped(said)}. {escaped(search.caution)}</p>')
    if dismissed:
        with st.expander(_("Dismissed for this exhibit: {count}").format(count=len(dismissed))):
            for one in dismissed:
                judging.show_dismissed(workspace, exhibit, one, by)


def _show_candidate(workspace: Workspace, exhibit: Exhibit, search: Search, candidate: Candidate, by: str) -> None:
    record = _record(workspace, candidate)
    lines = f'<p class="am-line">{escaped(parts.circumstances(record))}</p>' if record else ""
    st.html(f'{parts.band_mark(candidate.band)}<h2 class="am-title">{escaped(candidate.title)}</h2>{lines}')
    judging.show_standing(workspace, exhibit, candidate)
    _show_pair(workspace, search, candidate, record)
    judging.show_buttons(workspace, exhibit, candidate, by)
    st.html(f'<p class="am-sentence">{escaped(candidate.sentence)}</p>')
    if record is not None:
        st.html(parts.definition_list(parts.lead_rows(record)))
    with st.expander(_("Figures")):
        st.html(parts.definition_list(_figures(search, candidate)))


def _show_pair(workspace: Workspace, search: Search, candidate: Candidate, record: ArtworkRecord | None) -> None:
    registered = workspace.registry.photographs([candidate.photograph_id]).get(candidate.photograph_id)
    if record is None or registered is None:
        parts.notice("plain", _("The registered photograph is not in the register any more."))
        return
    if hidden.is_hidden(record):
        parts.notice("plain", f"{hidden.explanation(record)}.")
        return
    try:
        pixels = searched_picture(workspace, search, candidate)
        drawn = evidence_again(workspace, search, candidate, pixels).pictures
    except StoreError as error:
        parts.notice("fault", str(error))
        return
    yours = Picture.of_pixels(
        quarter_turns(pixels, candidate.quarter_turns), caption=_("The exhibit"), alternative=_("The exhibit")
    )
    theirs = parts.registered_picture(workspace, registered, record)
    comparing.show_pair(yours, theirs, drawn, title=candidate.title, key=f"candidate-{candidate.rank}")


def _show_cards(workspace: Workspace, exhibit: Exhibit, search: Search, candidates: list[Candidate], by: str) -> None:
    faces = workspace.registry.photographs([one.photograph_id for one in candidates])
    standings = workspace.casework.findings.standings(exhibit.exhibit_id)
    with st.container(key="am-others-exhibit"):
        for one in candidates:
            record = _record(workspace, one)
            with st.container(key=f"am-card-candidate-{one.rank}", gap="xxsmall"):
                if record is not None:
                    st.html(parts.card_picture(workspace, faces.get(one.photograph_id), record))
                opened = st.button(words.label(one.title), key=f"candidate-{one.rank}", type="tertiary")
                standing = standings.get(one.object_id, Standing.OPEN)
                said = "" if standing is Standing.OPEN else words.named(standing.value)
                st.html(f'{parts.small_band(one.band)}<p class="am-quiet">{escaped(said)}</p>')
            if opened:
                _compare(workspace, exhibit, search, one, by)


@st.dialog(_("Compare"), width="large")
def _compare(workspace: Workspace, exhibit: Exhibit, search: Search, candidate: Candidate, by: str) -> None:
    _show_candidate(workspace, exhibit, search, candidate, by)


def _record(workspace: Workspace, candidate: Candidate) -> ArtworkRecord | None:
    try:
        return workspace.registry.record(candidate.object_id)
    except NotFoundError:
        return None


def _figures(search: Search, candidate: Candidate) -> list[tuple[str, str]]:
    points = (
        []
        if candidate.inliers is None
        else [
            (
                _("Points that agree"),
                words.agreeing_points(candidate.inliers, candidate.consistent),
            )
        ]
    )
    return [
        (_("Similarity"), _("{similarity:.3f} (1 is the same picture)").format(similarity=candidate.similarity)),
        (_("Ahead of the most similar other object"), f"{candidate.margin:+.3f}"),
        *points,
        (
            _("Chance of being right"),
            _("{chance}, where every second photograph shows a registered object").format(
                chance=chance(candidate.score)
            ),
        ),
        (
            _("Searched"),
            _("{object_count:,} objects with {photograph_count:,} photographs").format(
                object_count=search.object_count, photograph_count=search.photograph_count
            ),
        ),
        (_("Model and index"), words.model_and_index(search.model_id, search.index_generation)),
        (_("Object number"), candidate.object_id),
        *((_("SHA-256 of the exhibit's photograph"), query.sha256) for query in search.queries),
    ]
