"""Free text over a record's fields, whatever the accents, the case and the order of the words."""

import unicodedata

from sqlalchemy import ColumnElement, and_, true

from artmatch.records import ArtworkRecord
from artmatch.registry.database import storable
from artmatch.registry.schema import objects

_PLAIN = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
    }
)
"""Letters that Unicode does not take apart, and typographic signs, as people type them."""

_FILTERS = frozenset({"collection", "sensitivity"})
"""What nearly all records have alike, so that its words would find them all."""
_WORDS = 100
"""SQLite takes conditions of up to a thousand terms, ..."""
_LETTERS = 1_000
"""... and patterns of up to 50,000 bytes."""


def folded(text: str) -> str:
    """``text`` as it is compared: compatibility forms and accents taken off, lower case."""
    bare = "".join(letter for letter in _decomposed(text) if not unicodedata.combining(letter))
    return bare.translate(_PLAIN)


def search_text(record: ArtworkRecord) -> str:
    """Everything of ``record`` that can be searched for, folded, one field a line."""
    return folded("\n".join(text for name, text in record.texts().items() if text and name not in _FILTERS))


def every_word(text: str) -> ColumnElement[bool]:
    """The condition that every word of ``text``, up to the hundredth, stands in a record, perhaps in a longer one."""
    words = list(dict.fromkeys(folded(storable(text)).split()))[:_WORDS]
    return and_(true(), *(objects.c.search_text.contains(word[:_LETTERS], autoescape=True) for word in words))


def _decomposed(text: str) -> str:
    # Case folding brings new characters to take apart (ΐ), so that it is done in between.
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
