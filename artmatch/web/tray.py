"""The photographs that a visitor has brought to a page: received, checked, turned, cropped, put away."""

from dataclasses import dataclass, field

import streamlit as st

from artmatch.errors import ImageError
from artmatch.imaging import Limits, supported_suffixes, surrounding_box
from artmatch.messages import _, counted
from artmatch.records import Outline
from artmatch.web import parts
from artmatch.web.photographs import Edit, HeldPhotograph, hold
from artmatch.web.pictures import Picture, crop_preview, figure, preview_side, whole

most_photographs = 12
"""In one search or one registration; more do not fit a screen, and nobody has found an object by a thirteenth."""


@dataclass(slots=True)
class Tray:
    """Photographs by the SHA-256 of their bytes, in the order in which they came. Lives in one visitor's session."""

    name: str
    held: dict[str, HeldPhotograph] = field(default_factory=dict)
    edits: dict[str, Edit] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    """One sentence for each file that was refused."""
    cropping: str | None = None
    """The photograph whose crop is being drawn."""
    emptied: int = 0
    """How often the upload field was emptied into the tray; a new number makes a new field."""

    @classmethod
    def of(cls, name: str) -> "Tray":
        """Return this visitor's tray called ``name``."""
        tray: Tray = st.session_state.setdefault(f"tray-{name}", cls(name))
        return tray

    def put(self, data: bytes, name: str, limits: Limits) -> None:
        """Decode one file and keep it; refuse it with a sentence if it is no photograph."""
        try:
            photograph = hold(data, name, limits)
        except ImageError as error:
            self.faults.append(str(error))
            return
        if photograph.image.sha256 not in self.held and len(self.held) == most_photographs:
            self.faults.append(
                _("{name} was left out: {most_photographs} photographs at a time are enough.").format(
                    name=photograph.name, most_photographs=most_photographs
                )
            )
            return
        self.held.setdefault(photograph.image.sha256, photograph)

    def edit(self, sha256: str) -> Edit:
        """Return how that photograph is turned and cropped."""
        return self.edits.get(sha256, Edit())

    def turn(self, sha256: str) -> None:
        """Turn one photograph by a quarter, anticlockwise."""
        self.edits[sha256] = self.edit(sha256).turned(1)

    def toggle_cropping(self, sha256: str) -> None:
        """Open one photograph for cropping, or close it; one is open at a time."""
        self.cropping = None if self.cropping == sha256 else sha256

    def keep_only(self, sha256: str, region: Outline) -> None:
        """Crop one photograph, as it is turned and cropped now, to the box around ``region``."""
        edit = self.edit(sha256)
        left, top, right, bottom = edit.box
        across, down = right - left, bottom - top
        x, y, x_end, y_end = surrounding_box(region)
        box = (left + x * across, top + y * down, left + x_end * across, top + y_end * down)
        self.edits[sha256] = Edit(edit.turns, box)

    def remove(self, sha256: str) -> None:
        """Put one photograph away."""
        self.held.pop(sha256, None)
        self.edits.pop(sha256, None)

    def clear(self) -> None:
        """Put everything away."""
        self.held.clear()
        self.edits.clear()
        self.faults.clear()


def receive(tray: Tray, label: str, limits: Limits) -> None:
    """Show the upload field and empty it into ``tray``."""
    files = st.file_uploader(
        label,
        type=["image/*", *sorted(supported_suffixes)],
        accept_multiple_files=True,
        key=f"{tray.name}-upload-{tray.emptied}",
    )
    if files:
        tray.faults.clear()
        with st.spinner(
            _("Reading {photographs} …").format(photographs=counted(len(files), "photograph", "photographs"))
        ):
            for file in files:
                tray.put(file.getvalue(), file.name, limits)
        tray.emptied += 1
        st.rerun()


def show_faults(tray: Tray) -> None:
    """Say which files were refused, and why, until other files come."""
    for fault in tray.faults:
        parts.notice("fault", fault)


def show_tools(tray: Tray, sha256: str) -> None:
    """Show the buttons that turn, crop and remove one photograph, and its crop while that is being drawn."""
    key = f"{tray.name}-{sha256}"
    with st.container(horizontal=True, gap="small"):
        st.button(_("Turn"), key=f"turn-{key}", icon=":material/rotate_left:", on_click=tray.turn, args=(sha256,))
        st.button(_("Crop"), key=f"crop-{key}", icon=":material/crop:", on_click=tray.toggle_cropping, args=(sha256,))
        st.button(_("Remove"), key=f"remove-{key}", icon=":material/close:", on_click=tray.remove, args=(sha256,))
    if tray.cropping == sha256:
        _show_cropping(tray, sha256)


def _show_cropping(tray: Tray, sha256: str) -> None:
    photograph, edit = tray.held[sha256], tray.edit(sha256)
    preview = Picture.of_pixels(
        crop_preview(photograph.turned(edit), edit.box),
        caption=_("What stays bright is searched."),
        alternative=_("{name} with its crop").format(name=photograph.name),
        longest_side=preview_side,
    )
    st.html(figure(preview))
    left, top, right, bottom = edit.box
    key = f"{tray.name}-crop-{sha256}-{edit.turns}"
    across = edges(_("Left and right edge (%)"), left, right, f"{key}-x")
    down = edges(_("Top and bottom edge (%)"), top, bottom, f"{key}-y")
    box = (across[0], down[0], across[1], down[1])
    if box != edit.box:
        tray.edits[sha256] = Edit(edit.turns, box)
        st.rerun()
    if box != whole:
        st.button(_("Whole photograph again"), key=f"{key}-reset", on_click=_uncrop, args=(tray, sha256, key))


def edges(label: str, start: float, end: float, key: str) -> tuple[float, float]:
    """Show one slider with two ends and return them as fractions, at least a fiftieth apart."""
    first, last = st.slider(label, 0, 100, (round(start * 100), round(end * 100)), key=key)
    if last - first < 2:
        first, last = max(0, last - 2), max(2, last)
    return first / 100, last / 100


def _uncrop(tray: Tray, sha256: str, key: str) -> None:
    tray.edits[sha256] = Edit(tray.edit(sha256).turns)
    for slider in (f"{key}-x", f"{key}-y"):
        st.session_state.pop(slider, None)
