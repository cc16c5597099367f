"""Keeping the photographs of a quick look: as an exhibit of a case, with how they were turned and cropped."""

import streamlit as st

from artmatch.casework import Derivation, NewExhibitPhotograph
from artmatch.errors import ConflictError, InputError
from artmatch.exhibit_search import search_exhibit
from artmatch.messages import _
from artmatch.web import parts, person, session
from artmatch.web.tray import Tray
from artmatch.wiring import Workspace

_new_case = _("A new case")


def show(workspace: Workspace, held: Tray) -> None:
    """Offer to keep the photographs; leads to the exhibit once that is done."""
    with st.expander(_("Keep as an exhibit of a case")):
        by = person.asked()
        if not by:
            return
        numbers = [one.number for one in workspace.casework.cases.all()]
        chosen = st.selectbox(_("Case"), [*numbers, _new_case], key="keep-case") if numbers else _new_case
        with st.form("am-keep", border=False):
            case = st.text_input(_("Number of the new case *")) if chosen == _new_case else chosen
            exhibit = st.text_input(_("Exhibit number *"), placeholder=_("as on the bag"))
            place = st.text_input(_("Where it was seized"))
            date = st.text_input(_("When it was seized"))
            if st.form_submit_button(_("Keep and search"), type="primary"):
                try:
                    _keep(workspace, held, case, exhibit, place, date, by, is_new=chosen == _new_case)
                except (InputError, ConflictError) as error:
                    parts.notice("fault", str(error))
                    return
                held.clear()
                session.go_to("cases", case=case.strip(), exhibit=exhibit.strip())


def _keep(
    workspace: Workspace, held: Tray, case: str, exhibit: str, place: str, date: str, by: str, *, is_new: bool
) -> None:
    cases = workspace.casework.cases
    if not exhibit.strip():
        raise InputError(_("The exhibit has no number yet: give the one on the bag."))
    if is_new:
        cases.open_case(case, by=by)
    kept = cases.add_exhibit(case, exhibit, by=by, place=place, date=date)
    new = [NewExhibitPhotograph(one.data, one.image, one.name) for one in held.held.values()]
    for photograph in cases.add_photographs(kept.exhibit_id, new, by=by):
        edit = held.edit(photograph.sha256)
        derivation = Derivation(turns=edit.turns, box=edit.box)
        if derivation != Derivation():
            cases.derive(photograph, derivation, by=by)
    with st.spinner(_("Comparing with the register …"), show_time=True):
        search_exhibit(workspace, kept.exhibit_id, by=by)
