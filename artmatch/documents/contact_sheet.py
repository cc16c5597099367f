"""The contact sheet of a catalogue comparison: one HTML file, lots beside the registered objects that they may be."""

from dataclasses import dataclass

from artmatch.answers import Band
from artmatch.documents.html import environment
from artmatch.documents.model import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A lot to look at."""

    lot: str
    facts: tuple[tuple[str, str], ...]
    """What the catalogue says of it: names and values."""
    elsewhere: tuple[str, ...]
    """Other lots with the same photographs."""
    band: str
    score: str
    rate: str
    """How rarely an unregistered object scores as high."""
    sentence: str
    alike: str
    """That other objects are as good an answer; empty if none is."""
    lot_picture: Figure | None
    registered_picture: Figure | None
    evidence: Figure | None
    title: str
    object_id: str
    record: tuple[tuple[str, str], ...]
    """Fields of the registered object: names and values."""
    contact: str
    """Whom to ask before it is used."""
    hidden: str
    """Why the registered photograph is not shown; empty if it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSheet:
    """Everything on the page, in words."""

    title: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    """What was compared with what: names and values."""
    cautions: tuple[str, ...]
    cards: tuple[Card, ...]
    """Best first."""
    unreadable: tuple[tuple[str, str], ...]
    """Inputs that could not be compared, with their reasons."""

    def html(self) -> str:
        """The page, in UTF-8. Everything in it is escaped: titles of lots are strangers' words."""
        bands = {Band.STRONG: "strong", Band.POSSIBLE: "possible", Band.WEAK: "none", Band.NONE: "none"}
        return environment.get_template("contact_sheet.html").render(sheet=self, band_class=bands)
