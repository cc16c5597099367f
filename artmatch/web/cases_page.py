"""Cases: the list, one case with its exhibits, and the way to one exhibit."""

import streamlit as st

from artmatch.casework import Case, Exhibit, Standing
from artmatch.errors import ConflictError, InputError, NotFoundError
from artmatch.messages import _, counted
from artmatch.web import exhibit_page, parts, person, session, words
from artmatch.web.exhibit_pictures import thumbnail
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_standing_marks = {
    Standing.CONFIRMED: "strong",
    Standing.AWAITING: "possible",
    Standing.DISPUTED: "possible",
    Standing.ASK_AGAIN: "possible",
}
"""Which colour goes with a standing that wants to be seen; the words say it by themselves."""


def show() -> None:
    """Show the list, or the case and the exhibit that the address names."""
    by = person.asked()
    if not by:
        return
    workspace = session.workspace()
    number, exhibit = st.query_params.get("case"), st.query_params.get("exhibit")
    if number is None:
        _show_list(workspace, by)
        return
    try:
        case = workspace.casework.cases.case(number)
        if exhibit is None:
            _show_case(workspace, case, by)
        else:
            exhibit_page.show(workspace, case, workspace.casework.cases.exhibit(number, exhibit), by)
    except NotFoundError as error:
        st.button(_("All cases"), icon=":material/arrow_back:", on_click=_open, args=(None, None))
        parts.notice("fault", str(error))


def _open(case: str | None, exhibit: str | None) -> None:
    for name, value in (("case", case), ("exhibit", exhibit)):
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value
    session.start_at_top()


def _show_list(workspace: Workspace, by: str) -> None:
    parts.headline(_("Cases"))
    cases = workspace.casework.cases.all()
    if not cases:
        parts.notice("plain", _("There is no case yet. Open one, then add what was seized as its exhibits."))
    for case in cases:
        with st.container(key=f"am-case-{case.case_id}", border=True, gap="xxsmall"):
            st.button(
                words.label(case.number), key=f"open-case-{case.case_id}", type="tertiary", on_click=_open,
                args=(case.number, None),
            )  # fmt: skip
            count = counted(len(workspace.casework.cases.exhibits(case.number)), "exhibit", "exhibits")
            said = " · ".join(part for part in (case.agency, case.officer, count) if part)
            st.html(f'<p class="am-quiet">{escaped(said)}</p>')
    with st.expander(_("Open a new case"), expanded=not cases), st.form("am-new-case", border=False):
        number = st.text_input(_("Case number *"), placeholder="KBI-2026-0117")
        agency = st.text_input(_("Agency"))
        officer = st.text_input(_("Officer in charge"))
        notes = st.text_area(_("Notes"))
        if st.form_submit_button(_("Open the case"), type="primary"):
            try:
                opened = workspace.casework.cases.open_case(number, by=by, agency=agency, officer=officer, notes=notes)
            except (ConflictError, InputError) as error:
                parts.notice("fault", str(error))
                return
            _open(opened.number, None)
            st.rerun()


def _show_case(workspace: Workspace, case: Case, by: str) -> None:
    st.button(_("All cases"), icon=":material/arrow_back:", on_click=_open, args=(None, None))
    opened = _("Opened by {by}, {moment}").format(by=case.by, moment=words.moment(case.at))
    said = " · ".join(part for part in (case.agency, case.officer, opened) if part)
    st.html(f'<h1 class="am-title">{escaped(case.number)}</h1><p class="am-line">{escaped(said)}</p>')
    if case.notes:
        st.html(f'<p class="am-line">{escaped(case.notes)}</p>')
    exhibits = workspace.casework.cases.exhibits(case.number)
    for exhibit in exhibits:
        _show_exhibit(workspace, case, exhibit)
    with st.expander(_("Add an exhibit"), expanded=not exhibits):
        _show_new_exhibit(workspace, case, by)
    with st.expander(_("Correct the details of the case")), st.form("am-edit-case", border=False):
        agency = st.text_input(_("Agency"), value=case.agency)
        officer = st.text_input(_("Officer in charge"), value=case.officer)
        notes = st.text_area(_("Notes"), value=case.notes)
        if st.form_submit_button(_("Save the correction")):
            workspace.casework.cases.edit_case(case.number, by=by, agency=agency, officer=officer, notes=notes)
            st.rerun()


def _show_exhibit(workspace: Workspace, case: Case, exhibit: Exhibit) -> None:
    """Show one exhibit as a row: its face, its number, its best answer and how that stands."""
    with st.container(key=f"am-card-exhibit-{exhibit.exhibit_id}", border=True, horizontal=True, wrap=False):
        st.html(thumbnail(workspace, exhibit), width=96)
        with st.container(gap="xxsmall"):
            st.button(
                words.label(_("Exhibit {number}").format(number=exhibit.number)),
                key=f"open-exhibit-{exhibit.exhibit_id}",
                type="tertiary",
                on_click=_open,
                args=(case.number, exhibit.number),
            )
            st.html(_best(workspace, exhibit))


def _best(workspace: Workspace, exhibit: Exhibit) -> str:
    where = " · ".join(part for part in (exhibit.place, exhibit.date) if part)
    html = f'<p class="am-quiet">{escaped(where)}</p>' if where else ""
    best = workspace.casework.findings.best(exhibit.exhibit_id)
    if best is None:
        return html + f'<p class="am-line">{escaped(_("Not searched yet"))}</p>'
    candidate, standing = best
    mark = _standing_marks.get(standing, "none")
    return (
        f'{html}{parts.small_band(candidate.band)}<p class="am-line">{escaped(candidate.title)}</p>'
        f'<p class="am-small-band {mark}">{escaped(words.named(standing.value))}</p>'
    )


def _show_new_exhibit(workspace: Workspace, case: Case, by: str) -> None:
    with st.form("am-new-exhibit", border=False):
        number = st.text_input(_("Exhibit number *"), placeholder=_("as on the bag"))
        place = st.text_input(_("Where it was seized"))
        date = st.text_input(_("When it was seized"))
        notes = st.text_area(_("Notes"), key="exhibit-notes")
        if st.form_submit_button(_("Add the exhibit"), type="primary"):
            try:
                added = workspace.casework.cases.add_exhibit(
                    case.number, number, by=by, place=place, date=date, notes=notes
                )
            except (ConflictError, InputError) as error:
                parts.notice("fault", str(error))
                return
            _open(case.number, added.number)
            st.rerun()
