"""Free text over a record's fields, whatever the accents, the case and the order of the words.

All of it is ours, so that both databases find the same: SQLite's full text and PostgreSQL's differ, and the extensions
that would know near spellings are not on every server.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, true

from artmatch.records import ArtworkRecord, type_separator
from artmatch.registry.database import storable
from artmatch.registry.schema import measurements, objects, record_of
from artmatch.registry.spelling import near_spellings, pieces
from artmatch.registry.values import Found, RecordFilter

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
        "`": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
    }
)
"""Letters that Unicode does not take apart, and typographic signs, as people type them."""

_AROUND = "\"'“”„«»‹›()[]{}<>*+,;:.!?-"
"""What stands around words that people type, and is none of them."""
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


def asked_words(text: str) -> list[str]:
    """The words of ``text``, folded, each once, up to the hundredth."""
    typed = [word[:_LETTERS] for word in folded(storable(text)).split()]
    said = [word for word in (one.strip(_AROUND) for one in typed) if word]
    return list(dict.fromkeys(said or typed))[:_WORDS]  # signs alone are looked for as they are


def every_word(text: str, near: Mapping[str, Sequence[str]] | None = None) -> ColumnElement[bool]:
    """The condition that every word of ``text`` stands in a record, perhaps in a longer one.

    ``near``: for pieces of words the spellings that are as good.
    """
    return and_(true(), *(_stands(word, near or {}) for word in asked_words(text)))


def matching(wanted: RecordFilter, near: Mapping[str, Sequence[str]] | None = None) -> ColumnElement[bool]:
    """The condition that a record in its own right is one of those ``wanted``; ``near`` as for :func:`every_word`."""
    terms = [objects.c.merged_into.is_(None), every_word(wanted.text, near)]
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


def find(connection: Connection, wanted: RecordFilter, *, limit: int, offset: int) -> Found:
    """A page of the records ``wanted``; see :meth:`artmatch.registry.store.Registry.search_records`."""
    if not wanted.near:
        found = _page(connection, matching(wanted), [objects.c.object_id], limit, offset)
        if found.count:
            return found
    near = near_spellings(connection, asked_words(wanted.text))
    as_asked = case((every_word(wanted.text), 0), else_=1)
    found = _page(connection, matching(wanted, near), [as_asked, objects.c.object_id], limit, offset)
    taken = {word for part in near.values() for word in part} if found.count else ()
    return Found(found.records, found.count, tuple(sorted(taken)))


def _page(connection: Connection, condition: ColumnElement[bool], order: list[Any], limit: int, offset: int) -> Found:
    count = connection.scalar(select(func.count()).select_from(objects).where(condition)) or 0
    rows = select(objects).where(condition).order_by(*order).limit(limit).offset(offset)
    return Found([record_of(row) for row in connection.execute(rows)], count)


def _stands(word: str, near: Mapping[str, Sequence[str]]) -> ColumnElement[bool]:
    """The condition that ``word`` stands in a record, or every piece of it as it is or in a near spelling."""
    parts = pieces(word)
    if not any(part in near for part in parts):
        return _contains(word)
    return or_(_contains(word), and_(*(or_(*map(_contains, (part, *near.get(part, ())))) for part in parts)))


def _contains(word: str) -> ColumnElement[bool]:
    return objects.c.search_text.contains(word, autoescape=True)


def _of_size(size: float, dimension: str, tolerance: float) -> Select[tuple[str]]:
    near = measurements.c.size.between(size * (1 - tolerance), size * (1 + tolerance))
    of_dimension = measurements.c.dimension == dimension if dimension else true()
    return select(measurements.c.object_id).where(near, of_dimension)


def _decomposed(text: str) -> str:
    # Case folding brings new characters to take apart (ΐ), so that it is done in between.
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
