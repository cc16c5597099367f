"""Registered objects that a record with its photographs may describe once more."""

from collections.abc import Sequence
from dataclasses import dataclass

from artmatch.answers import Match
from artmatch.matching.matcher import Matcher
from artmatch.matching.query import Query
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import Registry

_SHOWN = 10
"""Objects looked at by picture; a curator compares a few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleDuplicate:
    """An object to be compared: it is merged, linked or kept apart by a person."""

    record: ArtworkRecord
    photograph: Photograph | None
    """Of its photographs the one to compare; None if it has none."""
    reasons: tuple[str, ...]
    """Why it is shown, in sentences."""
    match: Match | None
    """What the search by picture says; None if it does not resemble."""


def possible_duplicates(
    registry: Registry, matcher: Matcher, record: ArtworkRecord, queries: Sequence[Query]
) -> list[PossibleDuplicate]:
    """The objects with the same photographs as ``queries``, with the same numbers or nearly the same description as
    ``record``, and those that look alike; drafts among them too. ``record`` need not be registered.

    Raises StoreError if register or index cannot be used.
    """
    reasons: dict[str, list[str]] = {}
    photographs: dict[str, Photograph] = {}
    for same in registry.find_by_sha256(query.sha256 for query in queries).values():
        for photograph in same:
            reasons.setdefault(photograph.object_id, [_("This very photograph is registered already.")])
            photographs.setdefault(photograph.object_id, photograph)
    for one in registry.resemblances(record):
        reasons.setdefault(one.object_id, []).append(one.reason)
    matches = _alike(matcher, record, queries)
    for match in matches.values():
        reasons.setdefault(match.record.object_id, []).append(match.sentence)
        photographs.setdefault(match.record.object_id, match.photograph)
    own = {record.object_id, *registry.told_apart_from(record.object_id)}
    standings = registry.standings(reasons)
    offered = [name for name in reasons if name not in own and standings[name].merged_into is None]
    faces = registry.first_photographs(offered) | photographs
    records = registry.records(offered)
    return [
        PossibleDuplicate(
            record=records[name],
            photograph=faces.get(name),
            reasons=tuple(reasons[name]),
            match=matches.get(name),
        )
        for name in offered
    ]


def _alike(matcher: Matcher, record: ArtworkRecord, queries: Sequence[Query]) -> dict[str, Match]:
    """What looks alike, by object; the object's own photographs are no answer."""
    if not queries:
        return {}
    answer = matcher.match(queries, top=_SHOWN, include_drafts=True, without=record.object_id)
    tied = answer.tied if answer.band.is_lead else 0
    return {
        match.record.object_id: match
        for place, match in enumerate(answer.matches)
        if match.band.is_lead or place < tied
    }
