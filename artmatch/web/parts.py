"""Pieces that every page shows: notices, bands, records, photographs, cards.

Whatever people typed passes through :func:`artmatch.web.words.escaped` or :func:`artmatch.web.words.label` here.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import streamlit as st

from artmatch.answers import Band
from artmatch.errors import StoreError
from artmatch.imaging import Limits, decode
from artmatch.matching.duplicates import PossibleDuplicate
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import Stage
from artmatch.web import hidden, words
from artmatch.web.pictures import Picture, large_side, plain, row
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

object_id_fields: tuple[tuple[str, str], ...] = (
    ("object_type", _("Type of object")),
    ("materials", _("Materials")),
    ("techniques", _("Techniques")),
    ("measurements", _("Measurements")),
    ("inscriptions", _("Inscriptions and markings")),
    ("distinguishing_features", _("Distinguishing features")),
    ("title", _("Title")),
    ("subject", _("Subject")),
    ("date_or_period", _("Date or period")),
    ("earliest_year", _("Earliest year")),
    ("latest_year", _("Latest year")),
    ("maker", _("Maker")),
    ("description", _("Short description")),
    ("inventory_number", _("Inventory number")),
    ("related_material", _("Related written material")),
    ("place_of_origin", _("Place of origin or discovery")),
    ("related_objects", _("Related objects")),
    ("date_documented", _("Date documented")),
)
"""The categories of Object ID in its order, with their names on the pages."""

case_fields: tuple[tuple[str, str], ...] = (
    ("event", _("Theft or loss: place and date")),
    ("event_place", _("Place of the event")),
    ("event_earliest", _("Date of the event, earliest")),
    ("event_latest", _("Date of the event, latest")),
    ("owner", _("Owner")),
    ("contact", _("Whom to ask")),
    ("source", _("Source of the record")),
    ("source_number", _("Number at the source")),
    ("consultation_contact", _("Whom to consult before showing it")),
)
"""What stands beside Object ID: the event, whom the object belongs to, where the record comes from."""

field_names = dict((*object_id_fields, *case_fields))
"""What each of these fields is called on the pages."""

stages = {Stage.DRAFT: _("a draft"), Stage.REVIEWED: _("approved, but not released"), Stage.LIVE: _("in the register")}
"""What the stages of a record are called on the pages."""

_bars = {Band.STRONG: 3, Band.POSSIBLE: 2, Band.WEAK: 1, Band.NONE: 0}
_classes = {Band.STRONG: "strong", Band.POSSIBLE: "possible", Band.WEAK: "weak", Band.NONE: "none"}


def notice(kind: Literal["plain", "good", "fault"], text: str, details: Iterable[str] = ()) -> None:
    """Show a sentence in a box that screen readers announce, with ``details`` as a list under it."""
    role = "alert" if kind == "fault" else "status"
    items = "".join(f"<li>{escaped(item)}</li>" for item in details)
    listed = f"<ul>{items}</ul>" if items else ""
    st.html(f'<div class="am-notice {kind}" role="{role}"><p>{escaped(text)}</p>{listed}</div>')


def headline(text: str) -> None:
    """Show the heading of a page."""
    st.html(f'<h1 class="am-headline">{escaped(text)}</h1>')


def line(text: str) -> None:
    """Show one line of running text."""
    st.html(f'<p class="am-line">{escaped(text)}</p>')


def quiet(text: str) -> None:
    """Show one line of what is read second."""
    st.html(f'<p class="am-quiet">{escaped(text)}</p>')


def section(text: str) -> None:
    """Show the heading of a part of a page."""
    st.html(f'<h2 class="am-section">{escaped(text)}</h2>')


def band_mark(band: Band) -> str:
    """Return the band in words with up to three bars, as HTML."""
    bars = "".join(f'<b class="{"on" if number < _bars[band] else ""}"></b>' for number in range(3))
    name = escaped(words.named(band.value))
    return f'<span class="am-band {_classes[band]}"><i aria-hidden="true">{bars}</i>{name}</span>'


def small_band(band: Band) -> str:
    """Return the band in words for a card, as HTML; nothing where it would say that there is no match."""
    if band is Band.NONE:
        return ""
    return f'<span class="am-small-band {_classes[band]}">{escaped(words.named(band.value))}</span>'


def circumstances(record: ArtworkRecord) -> str:
    """Return status, event and source in one line: ``Stolen · Modena, 12 March 2004 · Carabinieri TPC 0431/04``."""
    status = words.named(record.status.value)
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
        (_("Status"), words.named(record.status.value)),
        (_("Theft or loss"), record.event),
        (_("Owner"), record.owner),
        (_("Whom to ask"), record.contact),
        (_("Source"), f"{record.source} {record.source_number}".strip()),
        (_("Object number"), record.object_id),
        (_("Type"), record.object_type),
        (_("Measurements"), record.measurements),
        (_("Materials"), record.materials),
    ]


def all_rows(record: ArtworkRecord) -> list[tuple[str, str]]:
    """Return every field that is filled, in the order of Object ID."""
    values = record.texts()
    described = [(name, values[key]) for key, name in object_id_fields if key != "title"]
    return [
        (_("Object number"), record.object_id),
        (_("Status"), words.named(record.status.value)),
        (_("Kind of event"), words.named(values["event_kind"])),
        *((name, values[key]) for key, name in case_fields),
        *described,
        (_("Collection"), words.named(values["collection"])),
        (_("Sensitivity"), words.named(values["sensitivity"])),
    ]


def registered_picture(workspace: Workspace, photograph: Photograph, record: ArtworkRecord) -> Picture:
    """Return a photograph of the object of ``record`` large, or a plate that says why it is not shown.

    If the original can no longer be read it is the thumbnail.
    """
    if hidden.is_hidden(record):
        return hidden.plate(record)
    caption = _("Registered photograph, {view}").format(view=_(photograph.view.value))
    try:
        jpeg = _large(workspace, photograph, photograph.sha256)
    except StoreError as error:
        jpeg = workspace.registry.thumbnail(photograph)
        caption = f"{caption} (small: {error})"
    alternative = _("{title}: registered photograph, {view}").format(title=record.title, view=_(photograph.view.value))
    return Picture.of_jpeg(jpeg, caption=caption, alternative=alternative)


@st.cache_data(max_entries=128, show_spinner=False)
def _large(_workspace: Workspace, _photograph: Photograph, sha256: str) -> bytes:
    """Return the original as a JPEG fit for the screen; its SHA-256 says all that decides the outcome."""
    data = _workspace.registry.original(_photograph)
    image = decode(data, name=_photograph.file_name, limits=Limits(), longest_side=large_side)
    return Picture.of_pixels(image.pixels, caption="", alternative="").jpeg


def duplicate(workspace: Workspace, one: PossibleDuplicate, yours: Picture | None = None) -> None:
    """Show an object that may be the same one and why, beside ``yours`` if there is something to compare it with."""
    record = one.record
    stage = workspace.registry.standing(record.object_id).stage
    on_its_way = "" if stage is Stage.LIVE else f" · {stages[stage]}"
    st.html(
        f'<p class="am-card-title">{escaped(record.title)}</p>'
        f'<p class="am-quiet">{escaped(record.object_id)} · {escaped(circumstances(record))}{on_its_way}</p>'
        f'<p class="am-line">{escaped(" ".join(one.reasons))}</p>'
    )
    if one.photograph is not None:
        theirs = registered_picture(workspace, one.photograph, record)
        st.html(row([theirs] if yours is None else [yours, theirs]))


def card_picture(workspace: Workspace, photograph: Photograph | None, record: ArtworkRecord) -> str:
    """Return the thumbnail of a photograph of the object of ``record`` for a card, as HTML."""
    if photograph is None:
        return '<div class="am-thumb"></div>'
    if hidden.is_hidden(record):
        return f'<div class="am-thumb am-hidden"><p>{escaped(hidden.explanation(record))}</p></div>'
    jpeg = workspace.registry.thumbnail(photograph)
    return plain(Picture.of_jpeg(jpeg, caption="", alternative=record.title))


def card(
    key: str, markup: str, *, label: str, on_click: Callable[..., None], args: Sequence[Any], below: str = ""
) -> None:
    """Show a card whose whole surface is one button called ``label`` (escaped already)."""
    with st.container(key=f"am-card-{key}", gap="xxsmall"):
        st.html(markup)
        st.button(label, key=f"open-{key}", type="tertiary", on_click=on_click, args=tuple(args))
        if below:
            st.html(below)
