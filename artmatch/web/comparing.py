"""Two photographs compared: side by side, one over the other, or as one of the pictures of what agrees in them."""

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from artmatch.messages import _
from artmatch.web.laid_over import laid_over
from artmatch.web.pictures import Picture, row
from artmatch.web.words import escaped

_side_by_side = _("Side by side")
_drawn_views = {
    _("Points"): ("points", _("Points that agree in position: your photograph left, the registered one right")),
    _("Marks"): (
        "marks",
        _("Scratches and wear that the others which look alike lack: your photograph left, laid as the registered one"),
    ),
    _("Laid over"): ("aligned", _("Your photograph laid over the registered one, which shows pale around it")),
    _("Differences"): ("difference", _("Where the two differ in brightness: dark")),
    _("Resemblance"): ("resemblance", _("Bright where the two resemble each other: your photograph left")),
}
"""What evidence is called on the pages, and the words under it."""


def show_pair(yours: Picture, theirs: Picture, drawn: Mapping[str, NDArray[np.uint8]], *, title: str, key: str) -> None:
    """Show the two side by side or, where ``drawn`` has other views of them, the one that the visitor chooses."""
    offered = [_side_by_side, *(name for name in _drawn_views if _drawn_views[name][0] in drawn)]
    view = _side_by_side
    if len(offered) > 1:
        chosen = st.segmented_control(
            _("How to compare"), offered, default=_side_by_side, key=f"view-{key}", label_visibility="collapsed"
        )
        view = chosen or _side_by_side
    if view == _side_by_side:
        st.html(row([yours, theirs]))
        return
    name, explained = _drawn_views[view]
    alternative = f"{title}: {explained}"
    if name == "aligned":
        over = Picture.of_pixels(drawn[name], caption=yours.caption, alternative=alternative)
        told = f'<p class="am-quiet">{escaped(explained)}</p>'
        st.html(laid_over(over, theirs) + told, unsafe_allow_javascript=True)
        return
    st.html(row([Picture.of_pixels(drawn[name], caption=explained, alternative=alternative)]))
