"""Judgements on the pages: how an object stands, the buttons that judge it, what was judged before."""

from typing import Literal

import streamlit as st

from artmatch.casework import Candidate, Decision, Exhibit, Judgement, Reason, Standing
from artmatch.errors import ConflictError, InputError
from artmatch.web import parts, words
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_buttons = {
    Decision.SAME: "Same object",
    Decision.DIFFERENT: "Not the same",
    Decision.UNSURE: "Cannot tell",
    Decision.TO_CONFIRM: "Needs confirmation",
}
_reasons = {
    Reason.SHAPE: "Shape",
    Reason.DECORATION: "Decoration",
    Reason.MARKS: "Marks, inscriptions",
    Reason.DAMAGE: "Damage, repairs",
    Reason.MEASUREMENTS: "Measurements",
    Reason.MATERIAL: "Material",
    Reason.PAPERS: "Papers",
    Reason.OWNER: "What the owner said",
    Reason.COPY: "Copy, cast, edition, pair",
    Reason.PHOTOGRAPHS: "Photographs show too little",
}
_kinds: dict[Standing, Literal["good", "fault"]] = {Standing.CONFIRMED: "good", Standing.DISPUTED: "fault"}


def show_standing(workspace: Workspace, exhibit: Exhibit, candidate: Candidate) -> None:
    """Say what the judgements on the candidate come to, if there are any."""
    standing = _standing(workspace, exhibit, candidate)
    if standing is Standing.OPEN:
        return
    people = sorted({one.by for one in _judgements(workspace, exhibit, candidate) if one.withdrawn is None})
    said = {
        Standing.AWAITING: f"{' and '.join(people)} judged it the same object. A second, different person confirms it.",
        Standing.CONFIRMED: f"Confirmed as the same object by {' and '.join(people)}.",
        Standing.ASK_AGAIN: "It was dismissed before the newest photograph came: judge it again.",
        Standing.DISPUTED: f"{' and '.join(people)} judge it differently.",
    }
    parts.notice(
        _kinds.get(standing, "plain"), said.get(standing, f"Judged: {standing.value}, by {' and '.join(people)}.")
    )


def show_buttons(workspace: Workspace, exhibit: Exhibit, candidate: Candidate, by: str) -> None:
    """Show the four buttons, which stay in sight, with reasons and a note above them."""
    key = f"{exhibit.exhibit_id}-{candidate.object_id}"
    waits = _standing(workspace, exhibit, candidate) is Standing.AWAITING
    first = next((one.by for one in _judgements(workspace, exhibit, candidate) if one.decision is Decision.SAME), "")
    confirms = waits and first.casefold().split() != by.casefold().split()
    with st.expander("Reasons and a note"):
        reasons = st.pills(
            "What it rests on",
            list(_reasons),
            selection_mode="multi",
            format_func=lambda reason: _reasons[reason],
            key=f"reasons-{key}",
        )
        note = st.text_area("Note", key=f"note-{key}")
    with st.container(key=f"am-judge-{candidate.rank}", horizontal=True, gap="small"):
        for decision, label in _buttons.items():
            shown = "Confirm: same object" if confirms and decision is Decision.SAME else label
            is_first = decision is Decision.SAME
            if st.button(shown, key=f"judge-{decision.name}-{key}", type="primary" if is_first else "secondary"):
                workspace.casework.findings.judge(
                    exhibit.exhibit_id, candidate.object_id, decision, by=by, reasons=reasons, note=note
                )
                st.rerun()


def show_dismissed(workspace: Workspace, exhibit: Exhibit, candidate: Candidate, by: str) -> None:
    """Show a dismissed candidate with the way back."""
    said = "; ".join(
        f"{one.by}, {words.moment(one.at)}{f': {one.note}' if one.note else ''}"
        for one in _judgements(workspace, exhibit, candidate)
        if one.withdrawn is None and one.decision is Decision.DIFFERENT
    )
    st.html(f'<p class="am-line">{escaped(candidate.title)}</p><p class="am-quiet">{escaped(said)}</p>')
    with st.form(f"bring-back-{candidate.object_id}", border=False):
        note = st.text_input("Why it is brought back")
        if st.form_submit_button("Bring back"):
            try:
                workspace.casework.findings.bring_back(exhibit.exhibit_id, candidate.object_id, by=by, note=note)
            except InputError as error:
                parts.notice("fault", str(error))
                return
            st.rerun()


def show_history(workspace: Workspace, exhibit: Exhibit, by: str) -> None:
    """Show every judgement on the exhibit, those withdrawn too, with the way to withdraw one."""
    judgements = workspace.casework.findings.judgements(exhibit.exhibit_id)
    if not judgements:
        return
    parts.section("Judgements")
    for one in reversed(judgements):
        st.html(_told(one))
    counting = [one for one in judgements if one.withdrawn is None]
    if counting:
        with st.expander("Withdraw a judgement"), st.form("am-withdraw", border=False):
            chosen = st.selectbox("Which", counting, format_func=lambda one: words.label(_short(one)))
            note = st.text_input("Why it is withdrawn")
            if st.form_submit_button("Withdraw"):
                try:
                    workspace.casework.findings.withdraw(chosen.judgement_id, by=by, note=note)
                except (InputError, ConflictError) as error:
                    parts.notice("fault", str(error))
                    return
                st.rerun()


def _told(one: Judgement) -> str:
    reasons = ", ".join(_reasons[reason].lower() for reason in one.reasons)
    details = ". ".join(part for part in (reasons, one.note) if part)
    line = f'<p class="am-line">{escaped(_short(one))}</p>'
    if one.withdrawn is not None:
        gone = one.withdrawn
        line = f'<p class="am-line"><s>{escaped(_short(one))}</s></p>'
        details = f"{details} Withdrawn by {gone.by}, {words.moment(gone.at)}: {gone.note}".strip()
    return f'{line}<p class="am-quiet">{escaped(details)}</p>'


def _short(one: Judgement) -> str:
    return f"{one.judgement_id}: {one.object_id} is {one.decision.value}, {one.by}, {words.moment(one.at)}"


def _judgements(workspace: Workspace, exhibit: Exhibit, candidate: Candidate) -> list[Judgement]:
    judgements = workspace.casework.findings.judgements(exhibit.exhibit_id)
    return [one for one in judgements if one.object_id == candidate.object_id]


def _standing(workspace: Workspace, exhibit: Exhibit, candidate: Candidate) -> Standing:
    return workspace.casework.findings.standings(exhibit.exhibit_id).get(candidate.object_id, Standing.OPEN)
