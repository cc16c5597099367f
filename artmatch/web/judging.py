"""Judgements on the pages: how an object stands, the buttons that judge it, what was judged before."""

from typing import Literal

import streamlit as st

from artmatch.casework import Candidate, Decision, Exhibit, Judgement, Reason, Standing
from artmatch.errors import ConflictError, InputError
from artmatch.messages import _
from artmatch.web import parts, words
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_buttons = {
    Decision.SAME: _("Same object"),
    Decision.DIFFERENT: _("Not the same"),
    Decision.UNSURE: _("Cannot tell"),
    Decision.TO_CONFIRM: _("Needs confirmation"),
}
_reasons = {
    Reason.SHAPE: _("Shape"),
    Reason.DECORATION: _("Decoration"),
    Reason.MARKS: _("Marks, inscriptions"),
    Reason.DAMAGE: _("Damage, repairs"),
    Reason.MEASUREMENTS: _("Measurements"),
    Reason.MATERIAL: _("Material"),
    Reason.PAPERS: _("Papers"),
    Reason.OWNER: _("What the owner said"),
    Reason.COPY: _("Copy, cast, edition, pair"),
    Reason.PHOTOGRAPHS: _("Photographs show too little"),
}
_kinds: dict[Standing, Literal["good", "fault"]] = {Standing.CONFIRMED: "good", Standing.DISPUTED: "fault"}


def show_standing(workspace: Workspace, exhibit: Exhibit, candidate: Candidate) -> None:
    """Say what the judgements on the candidate come to, if there are any."""
    standing = _standing(workspace, exhibit, candidate)
    if standing is Standing.OPEN:
        return
    people = sorted({one.by for one in _judgements(workspace, exhibit, candidate) if one.withdrawn is None})
    said = {
        Standing.AWAITING: _("{people} judged it the same object. A second, different person confirms it."),
        Standing.CONFIRMED: _("Confirmed as the same object by {people}."),
        Standing.ASK_AGAIN: _("It was dismissed before the newest photograph came: judge it again."),
        Standing.DISPUTED: _("{people} judge it differently."),
    }.get(standing, _("Judged: {standing}, by {people}."))
    parts.notice(_kinds.get(standing, "plain"), said.format(people=words.joined(people), standing=_(standing.value)))


def show_buttons(workspace: Workspace, exhibit: Exhibit, candidate: Candidate, by: str) -> None:
    """Show the four buttons, which stay in sight, with reasons and a note above them."""
    key = f"{exhibit.exhibit_id}-{candidate.object_id}"
    waits = _standing(workspace, exhibit, candidate) is Standing.AWAITING
    first = next((one.by for one in _judgements(workspace, exhibit, candidate) if one.decision is Decision.SAME), "")
    confirms = waits and first.casefold().split() != by.casefold().split()
    with st.expander(_("Reasons and a note")):
        reasons = st.pills(
            _("What it rests on"),
            list(_reasons),
            selection_mode="multi",
            format_func=lambda reason: _reasons[reason],
            key=f"reasons-{key}",
        )
        note = st.text_area(_("Note"), key=f"note-{key}")
    with st.container(key=f"am-judge-{candidate.rank}", horizontal=True, gap="small"):
        for decision, label in _buttons.items():
            shown = _("Confirm: same object") if confirms and decision is Decision.SAME else label
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
        note = st.text_input(_("Why it is brought back"))
        if st.form_submit_button(_("Bring back")):
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
    parts.section(_("Judgements"))
    for one in reversed(judgements):
        st.html(_told(one))
    counting = [one for one in judgements if one.withdrawn is None]
    if counting:
        with st.expander(_("Withdraw a judgement")), st.form("am-withdraw", border=False):
            chosen = st.selectbox(_("Which"), counting, format_func=lambda one: words.label(_short(one)))
            note = st.text_input(_("Why it is withdrawn"))
            if st.form_submit_button(_("Withdraw")):
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
        details = (
            _("{details} Withdrawn by {by}, {moment}: {note}")
            .format(details=details, by=gone.by, moment=words.moment(gone.at), note=gone.note)
            .strip()
        )
    return f'{line}<p class="am-quiet">{escaped(details)}</p>'


def _short(one: Judgement) -> str:
    return _("{number}: {object_id} is {decision}, {by}, {moment}").format(
        number=one.judgement_id,
        object_id=one.object_id,
        decision=_(one.decision.value),
        by=one.by,
        moment=words.moment(one.at),
    )


def _judgements(workspace: Workspace, exhibit: Exhibit, candidate: Candidate) -> list[Judgement]:
    judgements = workspace.casework.findings.judgements(exhibit.exhibit_id)
    return [one for one in judgements if one.object_id == candidate.object_id]


def _standing(workspace: Workspace, exhibit: Exhibit, candidate: Candidate) -> Standing:
    return workspace.casework.findings.standings(exhibit.exhibit_id).get(candidate.object_id, Standing.OPEN)
