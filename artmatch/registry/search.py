"""Free text over a record's fields, whatever the accents, the case and the order of the words."""

import unicodedata

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from artmatch.records import ArtworkRecord, type_separator
from artmatch.registry.database import storable
from artmatch.registry.schema import measurements, objects
from artmatch.registry.values import RecordFilter

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


def matching(wanted: RecordFilter) -> ColumnElement[bool]:
    """The condition that a record in its own right is one of those ``wanted``."""
    terms = [objects.c.merged_into.is_(None), every_word(wanted.text)]
    if wanted.object_type:
        special = objects.c.object_type.istartswith(wanted.object_type + type_separator, autoescape=True)
        terms.append(or_(func.lower(objects.c.object_type) == wanted.object_type.lower(), special))
    for text, columns in (
        (wanted.material, [objects.c.materials]),
        (wanted.maker, [objects.c.maker]),
        (wanted.place, [objects.c.place_of_origin, objects.c.event_place, objects.c.event]),
        (wanted.source, [objects.c.source]),
    ):
        if text:
            terms.append(or_(*(column.icontains(storable(text), autoescape=True) for column in columns)))
    for column, value in (
        (objects.c.status, wanted.status),
        (objects.c.stage, wanted.stage),
        (objects.c.collection, wanted.collection),
    ):
        if value is not None:
            terms.append(column == value.value)
    if wanted.earliest_year is not None:
        terms.append(func.coalesce(objects.c.latest_year, objects.c.earliest_year) >= wanted.earliest_year)
    if wanted.latest_year is not None:
        terms.append(func.coalesce(objects.c.earliest_year, objects.c.latest_year) <= wanted.latest_year)
    if wanted.size is not None:
        terms.append(objects.c.object_id.in_(_of_size(wanted.size, wanted.dimension, wanted.tolerance)))
    return and_(*terms)


def _of_size(size: float, dimension: str, tolerance: float) -> Select[tuple[str]]:
    near = measurements.c.size.between(size * (1 - tolerance), size * (1 + tolerance))
    of_dimension = measurements.c.dimension == dimension if dimension else true()
    return select(measurements.c.object_id).where(near, of_dimension)


def _decomposed(text: str) -> str:
    # Case folding brings new characters to take apart (ΐ), so that it is done in between.
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
