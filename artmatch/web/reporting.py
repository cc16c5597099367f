"""The report on an exhibit, written on its page and taken away as PDF or HTML."""

import streamlit as st

from artmatch.casework import Case, Exhibit, Search
from artmatch.exhibit_report import written_report
from artmatch.messages import _
from artmatch.web import parts
from artmatch.wiring import Workspace

_kinds = {".pdf": "application/pdf", ".html": "text/html"}


def show(workspace: Workspace, case: Case, exhibit: Exhibit, search: Search, by: str) -> None:
    """Offer the report on the last search, as the exhibit stands now; raises what writing it raises."""
    parts.section(_("Report"))
    parts.line(
        _(
            "For the file or the court: photographs, candidates, judgements, what the figures mean, hashes. Its own "
            "SHA-256 goes into the ledger."
        )
    )
    key = f"report-{exhibit.exhibit_id}"
    stands = (search.search_id, len(workspace.casework.findings.judgements(exhibit.exhibit_id)))
    if st.button(_("Write the report"), key=key):
        with st.spinner(_("Writing the report …"), show_time=True):
            st.session_state[f"written-{key}"] = (
                stands,
                {
                    kind: written_report(workspace, case.number, exhibit.number, name=f"report{kind}", by=by)
                    for kind in _kinds
                },
            )
    kept = st.session_state.get(f"written-{key}")
    if kept is not None and kept[0] == stands:
        with st.container(horizontal=True):
            for kind, data in kept[1].items():
                name = f"{_safe(case.number)}-{_safe(exhibit.number)}{kind}"
                label = _("Report as {kind}").format(kind=kind[1:].upper())
                st.download_button(label, data, name, _kinds[kind], key=f"{key}{kind}")


def _safe(number: str) -> str:
    """Return a number as part of a file's name."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in number)
