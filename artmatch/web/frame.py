"""What surrounds every page: theme, header line, choice of register, banner of the demonstration, footer, faults."""

import logging
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from artmatch import exhibit_watch
from artmatch.errors import ArtmatchError
from artmatch.messages import _, counted
from artmatch.web import (
    audit_page,
    browse_page,
    cases_page,
    import_page,
    inbox_page,
    match_page,
    parts,
    register_page,
    review_page,
    session,
    words,
)
from artmatch.web.words import escaped

_log = logging.getLogger(__name__)
_theme = Path(__file__).with_name("theme.css")
_scroll_up = '<script>/* {} */ document.querySelector("[data-testid=stMain]").scrollTo({{top: 0}})</script>'
_pages: dict[str, tuple[str, Callable[[], None]]] = {
    "match": (_("Match"), match_page.show),
    "cases": (_("Cases"), cases_page.show),
    "inbox": (_("Inbox"), inbox_page.show),
    "register": (_("Register"), register_page.show),
    "browse": (_("Browse"), browse_page.show),
    "import": (_("Import"), import_page.show),
    "review": (_("Review"), review_page.show),
    "audit": (_("Audit"), audit_page.show),
}
_reached_from_others = frozenset({"import"})
"""Pages that the header does not name: it has to fit a phone."""


_first = "match"


def show() -> None:
    """Show the chosen page in its frame; `app.py` calls this on each run."""
    pages = {
        name: st.Page(page, title=title, url_path="" if name == _first else name, default=name == _first)
        for name, (title, page) in _pages.items()
    }
    st.session_state["pages"] = pages
    # Streamlit serves the first page at the root only: under its name stands another, which leads there.
    title, page = _pages[_first]
    named = st.Page(page, title=title, url_path=_first)
    chosen = st.navigation([*pages.values(), named], position="hidden")
    if chosen is named:
        st.switch_page(pages[_first], query_params=st.query_params.to_dict())
    st.html(_theme)
    try:
        _show_header()
        with session.workspace().acting(session.person()):
            chosen.run()
    except ArtmatchError as error:
        parts.notice("fault", str(error))
    except Exception as error:
        _log.exception("a page failed")
        parts.notice(
            "fault",
            _(
                "Something went wrong that artmatch did not foresee; nothing was changed in the register. Try "
                "it once more. If it happens again, pass this line on to whoever runs artmatch for you:"
            ),
            [f"{type(error).__name__}: {error}"],
        )
    _show_footer()


def _show_header() -> None:
    with st.container(key="am-header", horizontal=True, vertical_alignment="center", gap="small"):
        scrolling = _scroll_up.format(session.starts_at_top())  # run once for each number
        st.html(f'<span class="am-brand">artmatch</span>{scrolling}', width="content", unsafe_allow_javascript=True)
        for name, page in st.session_state["pages"].items():
            if name not in _reached_from_others:
                st.page_link(page, label=_link(name), width="content")
        count = st.empty()
        name = session.person()
        if name:
            st.button(
                words.label(_("Signed in: {name}").format(name=name)),
                type="tertiary",
                help=_("Press if you are somebody else."),
                on_click=session.name_person,
                args=("",),
            )
        st.segmented_control(
            _("Register shown"),
            [_("Real register"), _("Demonstration")],
            default=_("Demonstration") if session.is_demonstration() else _("Real register"),
            label_visibility="collapsed",
            key="register-shown",
            required=True,
            on_change=_choose,
        )
    if session.is_demonstration():
        name, said = _("Demonstration."), _("These objects were drawn by artmatch and exist nowhere.")
        st.html(f'<div class="am-banner" role="note"><strong>{escaped(name)}</strong> {escaped(said)}</div>')
    with count:
        st.html(f'<p class="am-count">{_standing()}</p>', width="content")


def _link(page: str) -> str:
    """Return what leads to a page; the inbox says how much waits in it."""
    title = _pages[page][0]
    waiting = exhibit_watch.waiting(session.workspace()) if page == "inbox" else 0
    return f"{title} ({waiting:,})" if waiting else title


def _choose() -> None:
    session.choose(st.session_state["register-shown"] == _("Demonstration"))


def _standing() -> str:
    """Return how much there is to search, and since when its index stands, as HTML; a phone shows the former only."""
    status = session.workspace().status()
    said = counted(status.objects, "object", "objects")
    if status.index_saved is not None:
        since = _("index {index_generation} of {moment}").format(
            index_generation=status.index_generation, moment=words.moment(status.index_saved)
        )
        said += f'<span class="am-since"> · {escaped(since)}</span>'
    if status.findable < status.photographs:
        hidden = counted(status.photographs - status.findable, "photograph", "photographs")
        said += " · " + _("{photographs} not searchable: run artmatch index --rebuild").format(photographs=hidden)
    return said


def _show_footer() -> None:
    said = _("A lead, not an identification: confirm with the owner named in the record.")
    st.html(f'<footer class="am-footer">{escaped(said)}</footer>')
