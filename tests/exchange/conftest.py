"""A record and a photograph in which every field says something of its own."""

from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import get_args, get_type_hints

import pytest

from artmatch.records import ArtworkRecord, Photograph, ViewLabel, record_fields

_PARTICULAR = {
    "object_id": "K/1",
    "object_type": "sculpture > reliquary bust",
    "measurements": "height 41 cm, width 22 cm",
    "earliest_year": "-43",
    "latest_year": "1450",
    "event_earliest": "2004-03",
    "event_latest": "2004-03-12",
}


def _choice(name):
    """The last value of a field that has only certain ones; None for other fields."""
    hint = get_type_hints(ArtworkRecord)[name]
    kinds = [kind for kind in (hint, *get_args(hint)) if isinstance(kind, type) and issubclass(kind, StrEnum)]
    return list(kinds[0])[-1].value if kinds else None


@pytest.fixture
def full_record():
    texts = {
        name: _PARTICULAR.get(name) or _choice(name) or f"the {name}; né\n<here> & there" for name in record_fields
    }
    record = ArtworkRecord.from_texts(texts)
    empty = ArtworkRecord(object_id="0", title="0")
    same = [name for name in record_fields if getattr(record, name) == getattr(empty, name)]
    assert not same, f"these fields are as in an empty record: {same}"
    return record


@pytest.fixture
def full_photograph():
    photograph = Photograph(
        photograph_id=7,
        object_id="K/1",
        sha256="ab" * 32,
        view=ViewLabel.ARCHIVE,
        file_name="front & back.jpg",
        media_type="image/jpeg",
        width=400,
        height=300,
        byte_count=12345,
        registered_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        credit="Studio Rossi",
        taken="2001-05",
        included=False,
        replaced_by=8,
        place=3,
    )
    assert all(getattr(photograph, field.name) not in ("", None, True) for field in fields(photograph))
    return photograph
