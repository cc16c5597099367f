"""Pictures of exhibits for the pages, derived as they are searched, kept while they are looked at."""

import streamlit as st

from artmatch.casework import Derivation, Exhibit, ExhibitPhotograph
from artmatch.errors import StoreError
from artmatch.messages import _
from artmatch.web.pictures import Picture, Pixels, plain, preview_side
from artmatch.wiring import Workspace


def derived(workspace: Workspace, photograph: ExhibitPhotograph, derivation: Derivation) -> Pixels:
    """Return (H, W, 3) RGB: ``photograph`` as ``derivation`` makes it; raises RegistryError if it cannot be read."""
    return _derived(workspace, photograph, derivation, f"{photograph.sha256} {derivation}")


@st.cache_data(max_entries=64, show_spinner=False)
def _derived(_workspace: Workspace, _photograph: ExhibitPhotograph, _derivation: Derivation, key: str) -> Pixels:
    """Derive once for each ``key``, which says all that decides the outcome."""
    return _workspace.casework.cases.picture(_photograph, _derivation)


def thumbnail(workspace: Workspace, exhibit: Exhibit) -> str:
    """Return the first photograph of an exhibit for a card, as HTML; an empty frame if there is none to be read."""
    photographs = workspace.casework.cases.photographs(exhibit.exhibit_id)
    if not photographs:
        return '<div class="am-thumb"></div>'
    derivations = workspace.casework.cases.derivations(exhibit.exhibit_id)
    return card_of(workspace, photographs[0], derivations[photographs[0].photograph_id])


def card_of(workspace: Workspace, photograph: ExhibitPhotograph, derivation: Derivation) -> str:
    """Return ``photograph`` for a card, as HTML; an empty frame if it cannot be read."""
    try:
        pixels = derived(workspace, photograph, derivation)
    except StoreError:
        return '<div class="am-thumb"></div>'
    alternative = _("Photograph {file_name}").format(file_name=photograph.file_name)
    return plain(Picture.of_pixels(pixels, caption="", alternative=alternative, longest_side=preview_side))
