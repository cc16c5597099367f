"""Words as they stand in records, and those among them that somebody may have meant."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, delete, func, insert, select

from artmatch.registry.database import in_portions
from artmatch.registry.schema import words

_FEWEST_LETTERS = 4
"""A shorter word is a slip away from too many others."""
_LONG = 8
"""Letters from which two slips are forgiven; a slip is a letter too many, too few, another one, or two exchanged."""
_MOST_LETTERS = 64
"""What is longer is no word, and PostgreSQL's indexes take only so much."""
_SPELLINGS = 12
"""Spellings that are tried for a word."""
_WORD = re.compile(rf"[^\W\d_]{{{_FEWEST_LETTERS},}}")
_BETWEEN_PIECES = re.compile("['-]")


def keep_words(connection: Connection, texts: Iterable[str]) -> None:
    """Have every word of ``texts``, which are folded, stand in the table of words."""
    found = {word for text in texts for word in _WORD.findall(text) if len(word) <= _MOST_LETTERS}
    for portion in in_portions(sorted(found)):
        known = set(connection.scalars(select(words.c.word).where(words.c.word.in_(portion))))
        new = [{"word": word} for word in portion if word not in known]
        if new:
            connection.execute(insert(words), new)


def forget_words(connection: Connection) -> None:
    """Empty the table of words, to fill it anew."""
    connection.execute(delete(words))


def pieces(word: str) -> list[str]:
    """What hyphens and apostrophes divide ``word`` into; nothing if other signs or digits make it a number."""
    parts = [part for part in _BETWEEN_PIECES.split(word) if part]
    return parts if all(part.isalpha() for part in parts) else []


def near_spellings(connection: Connection, asked: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For pieces of the words ``asked``, which are folded, the words of records that may be meant, nearest first."""
    found = {}
    for part in dict.fromkeys(part for word in asked for part in pieces(word)):
        letters, slips = len(part), 1 if len(part) < _LONG else 2
        if _FEWEST_LETTERS <= letters <= _MOST_LETTERS:
            of_length = select(words.c.word).where(func.length(words.c.word).between(letters - slips, letters + slips))
            known = connection.scalars(of_length.order_by(words.c.word)).all()
            alike = process.extract(part, known, scorer=OSA.distance, score_cutoff=slips, limit=_SPELLINGS)
            near = tuple(word for word, slipped, _ in alike if slipped)
            if near:
                found[part] = near
    return found
