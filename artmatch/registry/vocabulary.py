"""The register's own words for types, materials and techniques; other words may be used, and are remarked on."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import process

from artmatch.messages import _
from artmatch.records import ArtworkRecord, type_separator
from artmatch.registry.search import folded

_FILE = Path(__file__).with_name("vocabulary.toml")
_ALIKE = 75
"""Least likeness, of 100, of a word that is offered instead; it decides nothing."""
_BETWEEN_MATERIALS = re.compile(r"[,;/+&()]|\b(?:and|on|with|over|in)\b")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that records should use."""

    object_types: Mapping[str, tuple[str, ...]]
    """Special terms by general term."""
    materials: tuple[str, ...]
    techniques: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The words that come with artmatch."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    types = {general: tuple(special) for general, special in read["object_types"].items()}
    return Vocabulary(types, tuple(read["materials"]), tuple(read["techniques"]))


def remarks(record: ArtworkRecord) -> tuple[str, ...]:
    """What of ``record`` is in none of the vocabulary's words, in sentences; such a record may be stored."""
    words = vocabulary()
    said = []
    general, _mark, special = (part.strip() for part in record.object_type.partition(type_separator.strip()))
    if general:
        if general not in words.object_types:
            said.append(_unknown(_("object type"), general, tuple(words.object_types)))
        elif not special:
            said.append(
                _("The object type {general!r} has one level: say which, as in {example!r}.").format(
                    general=general, example=_example(general)
                )
            )
        elif special not in words.object_types[general]:
            kind = _("type of {general}").format(general=general)
            said.append(_unknown(kind, special, words.object_types[general]))
    known = {*words.materials, *words.techniques}
    for field, name, terms in (
        ("materials", _("material"), words.materials),
        ("techniques", _("technique"), words.techniques),
    ):
        for part in _BETWEEN_MATERIALS.split(getattr(record, field)):
            if part.strip() and not _names_any(part, known):
                said.append(_unknown(name, part.strip(), terms))
    return tuple(said)


def _example(general: str) -> str:
    return f"{general}{type_separator}{vocabulary().object_types[general][0]}"


def _names_any(part: str, terms: set[str]) -> bool:
    text = f" {folded(part)} "
    return any(f" {folded(term)} " in text for term in terms)


def _unknown(what: str, word: str, terms: Sequence[str]) -> str:
    alike = process.extractOne(word, terms, score_cutoff=_ALIKE)
    if alike:
        return _("The {what} {word!r} is not in the vocabulary: is it {alike!r}?").format(
            what=what, word=word, alike=alike[0]
        )
    return _("The {what} {word!r} is not in the vocabulary; it is kept as it is.").format(what=what, word=word)
