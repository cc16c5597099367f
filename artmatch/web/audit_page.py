"""Audit: who did what and when, whether the ledger holds, a signed checkpoint to take away."""

import streamlit as st

from artmatch.casework import Audit, Entry
from artmatch.messages import _, counted
from artmatch.web import parts, person, session, words
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_per_page = 50
_about = {
    "case": _("case"),
    "exhibit": _("exhibit"),
    "object": _("object"),
    "search": _("search"),
    "decision": _("decision"),
    "file": _("file"),
}
"""Details that say what an entry is about, in this order."""


def show() -> None:
    """Show the page."""
    by = person.asked()
    if not by:
        return
    workspace = session.workspace()
    parts.headline(_("Audit"))
    entries = workspace.casework.ledger.entries(limit=_per_page, before=st.session_state.get("audit-before"))
    left, right = st.columns([8, 5], gap="large")
    with left:
        _show_entries(entries)
    with right:
        _show_verification(workspace)
        _show_checkpoint(workspace, by)


def _show_verification(workspace: Workspace) -> None:
    parts.section(_("Does the ledger hold?"))
    thorough = st.session_state.get("audit-thorough")
    found = workspace.casework.verify(with_files=False) if thorough is None else thorough
    if found.faults:
        parts.notice(
            "fault",
            _("The ledger does not hold: something was changed by other means than artmatch."),
            [fault.sentence for fault in found.faults[:10]],
        )
    else:
        parts.notice("good", _verified(found))
    if st.button(_("Verify the photographs too")):
        with st.spinner(_("Reading every photograph …"), show_time=True):
            st.session_state["audit-thorough"] = workspace.casework.verify()
        st.rerun()
    st.session_state.pop("audit-thorough", None)


def _verified(found: Audit) -> str:
    compared = [counted(found.rows, "stored row", "stored rows")]
    if found.files:
        compared.append(counted(found.files, "photograph", "photographs"))
    return _("Verified up to entry {entries:,}, with {compared}.").format(
        entries=found.entries, compared=words.joined(compared)
    )


def _show_checkpoint(workspace: Workspace, by: str) -> None:
    parts.section(_("Checkpoint"))
    parts.line(
        _(
            "A signed statement of the last entry. Kept away from this machine, it tells years later whether the "
            "ledger up to here is still the same."
        )
    )
    if st.button(_("Sign a checkpoint"), type="primary"):
        st.session_state["checkpoint"] = workspace.casework.checkpoint(by=by)
        st.rerun()
    signed = st.session_state.get("checkpoint")
    if signed is not None:
        with st.container(horizontal=True):
            st.download_button(_("Checkpoint"), signed, "checkpoint.json", "application/json")
            st.download_button(_("Public key"), workspace.casework.public_key(), "public-key.pem", "text/plain")


def _show_entries(entries: list[Entry]) -> None:
    parts.section(_("Who did what"))
    rows = "".join(
        f"<tr><td>{entry.number:,}</td><td>{escaped(words.moment(entry.at))}</td><td>{escaped(entry.by)}</td>"
        f"<td>{escaped(words.named(entry.action))}<br><small>{escaped(_subject(entry))}</small></td></tr>"
        for entry in entries
    )
    columns = "".join(f"<th>{escaped(name)}</th>" for name in (_("Entry"), _("When"), _("Who"), _("What")))
    st.html(f'<table class="am-ledger"><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>')
    with st.container(horizontal=True):
        if entries and entries[-1].number > 1:
            st.button(_("Earlier"), on_click=_turn, args=(entries[-1].number,))
        if "audit-before" in st.session_state:
            st.button(_("Newest"), on_click=_turn, args=(None,))


def _turn(before: int | None) -> None:
    if before is None:
        st.session_state.pop("audit-before", None)
    else:
        st.session_state["audit-before"] = before
    session.start_at_top()


def _subject(entry: Entry) -> str:
    said = [f"{name} {entry.details[key]}" for key, name in _about.items() if key in entry.details]
    objects = entry.details.get("objects")
    if isinstance(objects, int):  # an export tells how many
        said.append(counted(objects, "object", "objects"))
    registered = [str(one["object"]) for one in objects if isinstance(one, dict)] if isinstance(objects, list) else []
    if registered:
        said.append(f"{counted(len(registered), 'object', 'objects')}: {', '.join(registered[:3])}")
    return ", ".join(said)
