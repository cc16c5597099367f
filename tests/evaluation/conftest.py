"""Answers of a matcher, made from what it says."""

from datetime import UTC, datetime

import pytest

from artmatch.answers import Answer, Band, Match
from artmatch.records import ArtworkRecord, Photograph, ViewLabel


def answer(pairs, *, band=Band.NONE, tied=1, unregistered=0.5):
    """What a matcher answers with these (object_id, score) pairs."""
    return Answer(
        matches=tuple(match(*pair, band) for pair in pairs),
        band=band,
        score=pairs[0][1] if pairs else 0.0,
        unregistered=unregistered,
        tied=tied,
        headline="",
        caution="",
        object_count=len(pairs),
        photograph_count=len(pairs),
        model_id="none",
        index_generation=1,
    )


def match(object_id, score, band):
    photograph = Photograph(
        photograph_id=1,
        object_id=object_id,
        sha256="",
        view=ViewLabel.OVERALL,
        file_name=f"{object_id}.jpg",
        media_type="image/jpeg",
        width=1,
        height=1,
        byte_count=1,
        registered_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return Match(
        record=ArtworkRecord(object_id=object_id, title=object_id),
        photograph=photograph,
        query_number=0,
        quarter_turns=0,
        similarity=0.0,
        margin=0.0,
        verification=None,
        marks=None,
        score=score,
        band=band,
        sentence="",
    )


@pytest.fixture
def answered():
    """From (object_id, score) pairs to what a matcher answers."""
    return answer
