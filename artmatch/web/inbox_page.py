"""Inbox: what was registered since and resembles an exhibit without a confirmed match; each opens into Compare."""

from datetime import UTC, datetime

import streamlit as st

from artmatch import exhibit_watch
from artmatch.errors import NotFoundError
from artmatch.exhibit_watch import Told, Unwatched
from artmatch.messages import _, counted, written_day
from artmatch.records import Photograph
from artmatch.web import parts, person, session, words
from artmatch.web.exhibit_pictures import thumbnail
from artmatch.web.words import escaped
from artmatch.wiring import Workspace


def show() -> None:
    """Show the page."""
    by = person.asked()
    if not by:
        return
    workspace = session.workspace()
    parts.headline(_("Inbox"))
    told = exhibit_watch.inbox(workspace)
    waiting = [one for one in told if one.is_open]
    judged = [one for one in told if not one.is_open]
    if not waiting:
        parts.notice("plain", _("Nothing waits to be looked at: no exhibit resembles anything registered since."))
    for one in waiting:
        _show(workspace, one)
    _offer_looking(workspace, by)
    if judged:
        with st.expander(_("Judged already: {count}").format(count=len(judged))):
            for one in judged:
                _show(workspace, one)


def _show(workspace: Workspace, one: Told) -> None:
    """Show one alert as a card: both faces, what resembles what, how it stands."""
    candidate = one.candidate
    photograph = workspace.registry.photographs([candidate.photograph_id]).get(candidate.photograph_id)
    with st.container(key=f"am-card-alert-{one.alert.alert_id}", border=True, horizontal=True, wrap=False):
        st.html(thumbnail(workspace, workspace.casework.cases.exhibit(one.case, one.exhibit)), width=96)
        st.html(_face(workspace, photograph, candidate.object_id), width=96)
        with st.container(gap="xxsmall"):
            said = words.label(_said(one, photograph))
            opened = st.button(said, key=f"open-alert-{one.alert.alert_id}", type="tertiary")
            standing = "" if one.is_open else f" · {words.named(one.standing.value)}"
            found = _("found {moment}").format(moment=words.moment(one.alert.at))
            st.html(
                f'{parts.small_band(candidate.band)}<p class="am-line">{escaped(candidate.title)}</p>'
                f'<p class="am-quiet">{escaped(candidate.object_id)} · {escaped(found)}{escaped(standing)}</p>'
            )
    if opened:
        session.go_to("cases", case=one.case, exhibit=one.exhibit, candidate=candidate.object_id)


def _said(one: Told, photograph: Photograph | None) -> str:
    if photograph is None:
        said = _("A record resembles exhibit {exhibit} of {case}")
        return said.format(exhibit=one.exhibit, case=one.case)
    registered = photograph.registered_at.astimezone(UTC).date()
    if registered == datetime.now(UTC).date():
        said = _("A record registered today resembles exhibit {exhibit} of {case}")
        return said.format(exhibit=one.exhibit, case=one.case)
    said = _("A record registered on {date} resembles exhibit {exhibit} of {case}")
    return said.format(date=written_day(registered), exhibit=one.exhibit, case=one.case)


def _face(workspace: Workspace, photograph: Photograph | None, object_id: str) -> str:
    try:
        return parts.card_picture(workspace, photograph, workspace.registry.record(object_id))
    except NotFoundError:
        return '<div class="am-thumb"></div>'


def _offer_looking(workspace: Workspace, by: str) -> None:
    """Compare the open exhibits with the register now, for where no `artmatch watch` does."""
    exhibits = counted(len(workspace.casework.findings.unconfirmed_exhibits()), "exhibit", "exhibits")
    parts.quiet(
        _("Watched: {exhibits} without a confirmed match. “artmatch watch” compares them by itself.").format(
            exhibits=exhibits
        )
    )
    if st.button(_("Compare them with the register now"), key="look-now"):
        with st.spinner(_("Comparing {exhibits} with the register …").format(exhibits=exhibits), show_time=True):
            found = list(exhibit_watch.look(workspace, by=by))
        st.session_state["looked"] = [_unwatched(one) for one in found if isinstance(one, Unwatched)]
        st.rerun()
    faults = st.session_state.pop("looked", None)
    if faults is not None:
        parts.notice("fault" if faults else "good", _("They were compared just now."), faults)


def _unwatched(one: Unwatched) -> str:
    return _("Exhibit {exhibit} of {case} could not be compared: {reason}").format(
        exhibit=one.exhibit, case=one.case, reason=one.reason
    )
