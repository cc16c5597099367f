"""The demonstration's photographs of seized objects, to try the Match page with."""

from pathlib import Path

import streamlit as st

from artmatch.imaging import read, thumbnail
from artmatch.messages import _
from artmatch.web import parts, session
from artmatch.web.pictures import Picture, plain
from artmatch.web.tray import Tray
from artmatch.wiring import Workspace

_shown = 12


def show(workspace: Workspace, held: Tray) -> None:
    """Offer the demonstration's photographs of seized objects."""
    parts.section(_("Or try a photograph from the demonstration"))
    files = sorted((workspace.settings.folder / "seized").glob("*.jpg"))
    first = st.session_state.setdefault("seized-first", 0)
    step = max(1, len(files) // _shown)
    offered = [files[(first + number * step) % len(files)] for number in range(min(_shown, len(files)))]
    with st.container(key="am-seized"):
        for number, file in enumerate(offered, start=1):
            parts.card(
                f"seized-{file.stem}",
                _seized_picture(str(file)),
                label=_("Photograph {number}").format(number=number),
                on_click=_take_seized,
                args=(workspace, held, file),
            )
    if len(files) > _shown:
        st.button(_("Show others"), on_click=_show_other_seized)


@st.cache_data(max_entries=256, show_spinner=False)
def _seized_picture(file: str) -> str:
    image = read(Path(file), longest_side=320)[1]
    return plain(
        Picture.of_jpeg(thumbnail(image.pixels), caption="", alternative=_("A seized object of the demonstration"))
    )


def _show_other_seized() -> None:
    st.session_state["seized-first"] += 1


def _take_seized(workspace: Workspace, held: Tray, file: Path) -> None:
    held.clear()
    held.put(file.read_bytes(), file.name, workspace.limits)
    session.start_at_top()
