"""Pieces that every page shows: notices, bands, records, photographs, cards.

Whatever people typed passes through :func:`artmatch.web.words.escaped` or :func:`artmatch.web.words.label` here.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import streamlit as st

from artmatch.errors import StoreError
from artmatch.imaging import Limits, decode
from artmatch.records import ArtworkRecord, Band, Photograph
from artmatch.web import words
from artmatch.web.pictures import Picture, large_side, plain
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

object_id_fields: tuple[tuple[str, str], ...] = (
    ("object_type", "Type of object"),
    ("materials", "Materials"),
    ("techniques", "Techniques"),
    ("measurements", "Measurements"),
    ("inscriptions", "Inscriptions and markings"),
    ("distinguishing_features", "Distinguishing features"),
    ("title", "Title"),
    ("subject", "Subject"),
    ("date_or_period", "Date or period"),
    ("earliest_year", "Earliest year"),
    ("latest_year", "Latest year"),
    ("maker", "Maker"),
    ("description", "Short description"),
    ("inventory_number", "Inventory number"),
    ("related_material", "Related written material"),
    ("place_of_origin", "Place of origin or discovery"),
    ("related_objects", "Related objects"),
    ("date_documented", "Date documented"),
)
"""The categories of Object ID in its order, with their names on the pages."""

case_fields: tuple[tuple[str, str], ...] = (
    ("event", "Theft or loss: place and date"),
    ("event_place", "Place of the event"),
    ("event_earliest", "Date of the event, earliest"),
    ("event_latest", "Date of the event, latest"),
    ("owner", "Owner"),
    ("contact", "Whom to ask"),
    ("source", "Source of the record"),
    ("source_number", "Number at the source"),
    ("consultation_contact", "Whom to consult before showing it"),
)
"""What stands beside Object ID: the event, whom the object belongs to, where the record comes from."""

_bars = {Band.STRONG: 3, Band.POSSIBLE: 2, Band.NONE: 1}
_classes = {Band.STRONG: "strong", Band.POSSIBLE: "possible", Band.NONE: "none"}


def notice(kind: Literal["plain", "good", "fault"], text: str, details: Iterable[str] = ()) -> None:
    """Show a sentence in a box that screen readers announce, with ``details`` as a list under it."""
    role = "alert" if kind == "fault" else "status"
    items = "".join(f"<li>{escaped(item)}</li>" for item in details)
    listed = f"<ul>{items}</ul>" if items else ""
    st.html(f'<div class="am-notice {kind}" role="{role}"><p>{escaped(text)}</p>{listed}</div>')


def section(text: str) -> None:
    """Show the heading of a part of a page."""
    st.html(f'<h2 class="am-section">{escaped(text)}</h2>')


def band_mark(band: Band) -> str:
    """Return the band in words with one to three bars, as HTML."""
    bars = "".join(f'<b class="{"on" if number < _bars[band] else ""}"></b>' for number in range(3))
    name = escaped(words.sentence_start(band.value))
    return f'<span class="am-band {_classes[band]}"><i aria-hidden="true">{bars}</i>{name}</span>'


def small_band(band: Band) -> str:
    """Return the band in words for a card, as HTML; nothing where it would say that there is no match."""
    if band is Band.NONE:
        return ""
    return f'<span class="am-small-band {_classes[band]}">{escaped(words.sentence_start(band.value))}</span>'


def circumstances(record: ArtworkRecord) -> str:
    """Return status, event and source in one line: ``Stolen · Modena, 12 March 2004 · Carabinieri TPC 0431/04``."""
    status = words.sentence_start(record.status.value)
    says_it_itself = record.event.lower().startswith(record.status.value)
    said = ["" if says_it_itself else status, record.event, f"{record.source} {record.source_number}".strip()]
    return " · ".join(part for part in said if part)


def definition_list(rows: Iterable[tuple[str, str]]) -> str:
    """Return names and values as an HTML list of definitions; empty values are left out."""
    items = "".join(f"<dt>{escaped(name)}</dt><dd>{escaped(value)}</dd>" for name, value in rows if value)
    return f'<dl class="am-record">{items}</dl>'


def lead_rows(record: ArtworkRecord) -> list[tuple[str, str]]:
    """Return what a detective needs first: whose it is, whom to ask, where the record comes from."""
    return [
        ("Status", words.sentence_start(record.status.value)),
        ("Theft or loss", record.event),
        ("Owner", record.owner),
        ("Whom to ask", record.contact),
        ("Source", f"{record.source} {record.source_number}".strip()),
        ("Object number", record.object_id),
        ("Type", record.object_type),
        ("Measurements", record.measurements),
        ("Materials", record.materials),
    ]


def all_rows(record: ArtworkRecord) -> list[tuple[str, str]]:
    """Return every field that is filled, in the order of Object ID."""
    values = record.texts()
    described = [(name, values[key]) for key, name in object_id_fields if key != "title"]
    return [
        ("Object number", record.object_id),
        ("Status", words.sentence_start(record.status.value)),
        ("Kind of event", words.sentence_start(values["event_kind"])),
        *((name, values[key]) for key, name in case_fields),
        *described,
        ("Collection", words.sentence_start(values["collection"])),
        ("Sensitivity", words.sentence_start(values["sensitivity"])),
    ]


def registered_picture(workspace: Workspace, photograph: Photograph, *, title: str) -> Picture:
    """Return a registered photograph large; its thumbnail if the original can no longer be read."""
    caption = f"Registered photograph, {photograph.view.value}"
    try:
        jpeg = _large(workspace, photograph, photograph.sha256)
    except StoreError as error:
        jpeg = workspace.registry.thumbnail(photograph)
        caption = f"{caption} (small: {error})"
    return Picture.of_jpeg(
        jpeg, caption=caption, alternative=f"{title}: registered photograph, {photograph.view.value}"
    )


@st.cache_data(max_entries=128, show_spinner=False)
def _large(_workspace: Workspace, _photograph: Photograph, sha256: str) -> bytes:
    """Return the original as a JPEG fit for the screen; its SHA-256 says all that decides the outcome."""
    data = _workspace.registry.original(_photograph)
    image = decode(data, name=_photograph.file_name, limits=Limits(), longest_side=large_side)
    return Picture.of_pixels(image.pixels, caption="", alternative="").jpeg


def card_picture(workspace: Workspace, photograph: Photograph | None, title: str) -> str:
    """Return the thumbnail of a registered photograph for a card, as HTML."""
    if photograph is None:
        return '<div class="am-thumb"></div>'
    jpeg = workspace.registry.thumbnail(photograph)
    return plain(Picture.of_jpeg(jpeg, caption="", alternative=title))


def card(
    key: str, markup: str, *, label: str, on_click: Callable[..., None], args: Sequence[Any], below: str = ""
) -> None:
    """Show a card whose whole surface is one button called ``label`` (escaped already)."""
    with st.container(key=f"am-card-{key}", gap="xxsmall"):
        st.html(markup)
        st.button(label, key=f"open-{key}", type="tertiary", on_click=on_click, args=tuple(args))
        if below:
            st.html(below)
