"""Searches, judgements and withdrawals as rows: written in a transaction of somebody else's, and read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from artmatch.answers import Answer, Match
from artmatch.casework import rows
from artmatch.casework.canonical import content_hash
from artmatch.casework.schema import (
    candidate_of,
    candidates,
    exhibit_photographs,
    judgement_of,
    judgements,
    search_of,
    searches,
    stored,
    withdrawal_of,
    withdrawals,
)
from artmatch.casework.values import (
    Candidate,
    Decision,
    Judgement,
    Reason,
    Search,
    SearchedPhotograph,
)
from artmatch.errors import ConflictError, InputError, NotFoundError
from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry.database import storable


def record_hash(record: ArtworkRecord) -> str:
    """SHA-256 of the canonical form of ``record``."""
    return content_hash(asdict(record))


def store_search(
    connection: Connection, answer: Answer, queries: Sequence[SearchedPhotograph], values: dict[str, Any]
) -> tuple[Search, rows.Told]:
    """Store ``answer`` to ``queries``; ``values`` hold the columns that the answer does not know."""
    row, told = rows.add(
        connection,
        searches,
        values
        | {
            "band": answer.band.value,
            "tied": answer.tied,
            "headline": answer.headline,
            "caution": answer.caution,
            "object_count": answer.object_count,
            "photograph_count": answer.photograph_count,
            "model_id": answer.model_id,
            "index_generation": answer.index_generation,
            "settings": stored(values["settings"]),
            "queries": stored([asdict(query) | {"derivation": query.derivation.parameters()} for query in queries]),
            "at": datetime.now(UTC),
        },
    )
    found = []
    for rank, match in enumerate(answer.matches, start=1):
        key = {"search_id": row.search_id, "rank": rank}
        candidate, hashed = rows.add(connection, candidates, key | candidate_values(match))
        found.append(candidate_of(candidate))
        told |= hashed
    return search_of(row, tuple(found)), told


def candidate_values(match: Match) -> dict[str, Any]:
    """What is stored of ``match`` beside its rank."""
    found = match.verification
    points = {name: getattr(found, name) if found else None for name in ("inliers", "consistent", "cells", "agreeing")}
    return points | {
        "object_id": match.record.object_id,
        "title": match.record.title,
        "record_sha256": record_hash(match.record),
        "photograph_id": match.photograph.photograph_id,
        "photograph_sha256": match.photograph.sha256,
        "query_number": match.query_number,
        "quarter_turns": match.quarter_turns,
        "score": match.score,
        "band": match.band.value,
        "similarity": match.similarity,
        "margin": match.margin,
        "sentence": match.sentence,
    }


def read_searches(connection: Connection, condition: Any) -> list[Search]:
    """The searches for which ``condition`` holds, in their order, with their candidates."""
    found = connection.execute(select(searches).where(condition).order_by(searches.c.search_id)).all()
    proposed: dict[int, list[Candidate]] = defaultdict(list)
    of_these = candidates.c.search_id.in_(select(searches.c.search_id).where(condition))
    ordered = select(candidates).where(of_these).order_by(candidates.c.search_id, candidates.c.rank)
    for row in connection.execute(ordered):
        proposed[row.search_id].append(candidate_of(row))
    return [search_of(row, tuple(proposed[row.search_id])) for row in found]


def store_judgement(
    connection: Connection,
    exhibit_id: int,
    object_id: str,
    decision: Decision,
    *,
    by: str,
    reasons: Sequence[Reason],
    note: str,
) -> tuple[Judgement, rows.Told]:
    """Store what ``by`` decided on an object that a search of the exhibit proposed; NotFoundError if none did."""
    newest = select(func.max(exhibit_photographs.c.photograph_id)).where(exhibit_photographs.c.exhibit_id == exhibit_id)
    proposed = (
        select(func.max(searches.c.search_id))
        .join(candidates, candidates.c.search_id == searches.c.search_id)
        .where(searches.c.exhibit_id == exhibit_id, candidates.c.object_id == object_id)
    )
    search_id = connection.scalar(proposed)
    if search_id is None:
        raise NotFoundError(
            _(
                "The object {object_id!r} was never a candidate for this exhibit: search first, then judge "
                "what it found."
            ).format(object_id=object_id)
        )
    row, told = rows.add(
        connection,
        judgements,
        {
            "exhibit_id": exhibit_id,
            "object_id": object_id,
            "search_id": search_id,
            "decision": decision.value,
            "reasons": " ".join(sorted({reason.value for reason in reasons})),
            "note": storable(note).strip(),
            "last_photograph_id": connection.scalar(newest),
            "at": datetime.now(UTC),
            "by": by,
        },
    )
    return judgement_of(row, None), told


def store_withdrawal(connection: Connection, judgement: Judgement, *, by: str, note: str) -> tuple[Row[Any], rows.Told]:
    """Store that ``judgement`` no longer counts. Raises ConflictError if it does not already."""
    if judgement.withdrawn is not None:
        raise ConflictError(
            _("The judgement {judgement_id} was withdrawn already by {withdrawn}: judge anew.").format(
                judgement_id=judgement.judgement_id, withdrawn=judgement.withdrawn.by
            )
        )
    if not note.strip():
        raise InputError(_("A judgement is withdrawn for a reason: say in a note why."))
    values = {"judgement_id": judgement.judgement_id, "note": storable(note).strip(), "at": datetime.now(UTC), "by": by}
    return rows.add(connection, withdrawals, values)


def read_judgements(connection: Connection, condition: Any) -> list[Judgement]:
    """The judgements for which ``condition`` holds, in their order, those withdrawn too."""
    found = connection.execute(select(judgements).where(condition).order_by(judgements.c.judgement_id)).all()
    of_these = withdrawals.c.judgement_id.in_(select(judgements.c.judgement_id).where(condition))
    taken_back = {
        row.judgement_id: withdrawal_of(row) for row in connection.execute(select(withdrawals).where(of_these))
    }
    return [judgement_of(row, taken_back.get(row.judgement_id)) for row in found]
