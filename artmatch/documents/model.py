"""What a document is made of: frozen values in plain words, drawn by :mod:`html` and :mod:`pdf` of this package."""

from base64 import b64encode
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a section; what follows stays on its page."""

    text: str
    level: int = 1
    """1 or 2."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    quiet: bool = False
    """Smaller, for what is read second."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be overlooked, in a box; the first paragraph stands out."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values; those without a value are left out."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Of the columns, as shares of the page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with what stands below it."""

    jpeg: bytes
    caption: str

    @property
    def address(self) -> str:
        """The picture itself, as an address."""
        return "data:image/jpeg;base64," + b64encode(self.jpeg).decode()


@dataclass(frozen=True, slots=True)
class Figures:
    """Pictures side by side, two in a row; one by itself is as wide as the page."""

    figures: tuple[Figure, ...]


Block = Heading | Paragraph | Notice | Facts | Table | Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Everything on the pages, in order."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str
    """Stands on every page, beside its number."""
