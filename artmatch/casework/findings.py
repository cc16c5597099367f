"""What was found for an exhibit and what people decided on it: searches, judgements, their standings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, true

from artmatch.casework import rows
from artmatch.casework.canonical import content_hash
from artmatch.casework.cases import names_of, photographs_of
from artmatch.casework.ledger import Action, Circumstances, Ledger
from artmatch.casework.schema import (
    candidate_of,
    candidates,
    exhibit_of,
    exhibit_photographs,
    exhibits,
    judgement_of,
    judgements,
    search_of,
    searches,
    stored,
    withdrawal_of,
    withdrawals,
)
from artmatch.casework.standing import standings
from artmatch.casework.values import (
    Candidate,
    Decision,
    Exhibit,
    Judgement,
    Reason,
    Search,
    SearchedPhotograph,
    Standing,
)
from artmatch.errors import ConflictError, InputError, NotFoundError
from artmatch.messages import _
from artmatch.records import Answer, ArtworkRecord, Match
from artmatch.registry.database import Database, storable


class Findings:
    """Part of :class:`~artmatch.casework.store.Casework`, whose promises hold here too."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        """Use :meth:`artmatch.casework.store.Casework.open`."""
        self._database, self._ledger = database, ledger

    def store_search(
        self,
        exhibit_id: int,
        answer: Answer,
        queries: Sequence[SearchedPhotograph],
        *,
        by: str,
        top: int,
        searchable_photographs: int,
        index_photographs: str,
        circumstances: Circumstances,
    ) -> Search:
        """Store what a search of an exhibit was made of and what it answered, as it was told."""
        values = {
            "exhibit_id": exhibit_id,
            "top": top,
            "searchable_photographs": searchable_photographs,
            "index_photographs": index_photographs,
            "settings": dict(circumstances.settings),
            "by": by,
        }
        with self._database.writing() as connection:
            search, told = _store_search(connection, answer, queries, values)
            details = names_of(connection, exhibit_id) | {
                "search": search.search_id,
                "photographs": [query.sha256 for query in queries],
                "headline": answer.headline,
                "candidates": [candidate.object_id for candidate in search.candidates],
            }
            self._ledger.append(
                connection, Action.SEARCH, by=by, details=details, rows=told, circumstances=circumstances
            )
            return search

    def search(self, search_id: int) -> Search:
        """A stored search. Raises NotFoundError if there is none of that number."""
        with self._database.reading() as connection:
            found = _read_searches(connection, searches.c.search_id == search_id)
        if not found:
            raise NotFoundError(
                _("There is no search {search_id}: `artmatch exhibit show` lists those of an exhibit.").format(
                    search_id=search_id
                )
            )
        return found[0]

    def searches(self, exhibit_id: int) -> list[Search]:
        """The searches of an exhibit in their order, with their candidates."""
        with self._database.reading() as connection:
            return _read_searches(connection, searches.c.exhibit_id == exhibit_id)

    def judge(
        self,
        exhibit_id: int,
        object_id: str,
        decision: Decision,
        *,
        by: str,
        reasons: Sequence[Reason] = (),
        note: str = "",
    ) -> Judgement:
        """Store what ``by`` decided on an object that a search of the exhibit proposed; NotFoundError if none did."""
        with self._database.writing() as connection:
            names = names_of(connection, exhibit_id)
            judgement, told = _store_judgement(
                connection, exhibit_id, object_id, decision, by=by, reasons=reasons, note=note
            )
            details = names | {
                "judgement": judgement.judgement_id,
                "search": judgement.search_id,
                "object": object_id,
                "decision": decision.value,
                "reasons": [reason.value for reason in judgement.reasons],
                "note": judgement.note,
            }
            self._ledger.append(connection, Action.JUDGEMENT, by=by, details=details, rows=told)
            return judgement

    def withdraw(self, judgement_id: int, *, by: str, note: str) -> Judgement:
        """Have a judgement no longer count, for the reason in ``note``; it stays visible as withdrawn.

        Raises NotFoundError if there is none, ConflictError if it was withdrawn already, InputError without a note.
        """
        with self._database.writing() as connection:
            wanted = judgements.c.judgement_id == judgement_id
            found = _read_judgements(connection, wanted)
            if not found:
                raise NotFoundError(
                    _("There is no judgement {judgement_id}: check its number.").format(judgement_id=judgement_id)
                )
            self._withdraw(connection, found[0], by=by, note=note)
            return _read_judgements(connection, wanted)[0]

    def bring_back(self, exhibit_id: int, object_id: str, *, by: str, note: str) -> None:
        """Withdraw every dismissal of an object for this exhibit, so that it is a candidate like any other again.

        Raises NotFoundError if it is not dismissed.
        """
        with self._database.writing() as connection:
            wanted = (judgements.c.exhibit_id == exhibit_id) & (judgements.c.object_id == object_id)
            dismissals = [
                one
                for one in _read_judgements(connection, wanted)
                if one.withdrawn is None and one.decision is Decision.DIFFERENT
            ]
            if not dismissals:
                raise NotFoundError(
                    _("The object {object_id!r} is not dismissed for this exhibit.").format(object_id=object_id)
                )
            for judgement in dismissals:
                self._withdraw(connection, judgement, by=by, note=note)

    def judgements(self, exhibit_id: int) -> list[Judgement]:
        """The judgements on an exhibit in their order, those withdrawn too."""
        with self._database.reading() as connection:
            return _read_judgements(connection, judgements.c.exhibit_id == exhibit_id)

    def standings(self, exhibit_id: int) -> Mapping[str, Standing]:
        """How an exhibit and each object that was judged for it stand, by object_id; others are not judged."""
        with self._database.reading() as connection:
            photographs = photographs_of(connection, exhibit_id)
            judged = _read_judgements(connection, judgements.c.exhibit_id == exhibit_id)
        last = photographs[-1].photograph_id if photographs else 0
        return standings(judged, last)

    def best(self, exhibit_id: int) -> tuple[Candidate, Standing] | None:
        """The first candidate of an exhibit's newest search that is not dismissed, and how it stands, if there is one.

        A confirmed one comes before all others.
        """
        searches = self.searches(exhibit_id)
        if not searches:
            return None
        standings = self.standings(exhibit_id)
        stand = [(one, standings.get(one.object_id, Standing.OPEN)) for one in searches[-1].candidates]
        confirmed = [pair for pair in stand if pair[1] is Standing.CONFIRMED]
        return next(iter([*confirmed, *(pair for pair in stand if pair[1] is not Standing.DISMISSED)]), None)

    def unconfirmed_exhibits(self) -> list[Exhibit]:
        """The exhibits that have a photograph and no confirmed match, in the order in which they came."""
        with self._database.reading() as connection:
            newest: dict[int, int] = {}
            for one in connection.execute(select(exhibit_photographs).order_by(exhibit_photographs.c.photograph_id)):
                newest[one.exhibit_id] = one.photograph_id
            judged: dict[int, list[Judgement]] = {}
            for judgement in _read_judgements(connection, true()):
                judged.setdefault(judgement.exhibit_id, []).append(judgement)
            found = [exhibit_of(row) for row in connection.execute(select(exhibits).order_by(exhibits.c.exhibit_id))]
        return [
            exhibit
            for exhibit in found
            if exhibit.exhibit_id in newest
            and Standing.CONFIRMED
            not in standings(judged.get(exhibit.exhibit_id, ()), newest[exhibit.exhibit_id]).values()
        ]

    def _withdraw(self, connection: Connection, judgement: Judgement, *, by: str, note: str) -> None:
        row, told = _store_withdrawal(connection, judgement, by=by, note=note)
        details = names_of(connection, judgement.exhibit_id) | {
            "judgement": judgement.judgement_id,
            "object": judgement.object_id,
            "decision": judgement.decision.value,
            "note": row.note,
        }
        self._ledger.append(connection, Action.WITHDRAWAL, by=by, details=details, rows=told)


def record_hash(record: ArtworkRecord) -> str:
    """SHA-256 of the canonical form of ``record``."""
    return content_hash(asdict(record))


def _store_search(
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


def _read_searches(connection: Connection, condition: Any) -> list[Search]:
    """The searches for which ``condition`` holds, in their order, with their candidates."""
    found = connection.execute(select(searches).where(condition).order_by(searches.c.search_id)).all()
    proposed: dict[int, list[Candidate]] = defaultdict(list)
    of_these = candidates.c.search_id.in_(select(searches.c.search_id).where(condition))
    ordered = select(candidates).where(of_these).order_by(candidates.c.search_id, candidates.c.rank)
    for row in connection.execute(ordered):
        proposed[row.search_id].append(candidate_of(row))
    return [search_of(row, tuple(proposed[row.search_id])) for row in found]


def _store_judgement(
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


def _store_withdrawal(
    connection: Connection, judgement: Judgement, *, by: str, note: str
) -> tuple[Row[Any], rows.Told]:
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


def _read_judgements(connection: Connection, condition: Any) -> list[Judgement]:
    """The judgements for which ``condition`` holds, in their order, those withdrawn too."""
    found = connection.execute(select(judgements).where(condition).order_by(judgements.c.judgement_id)).all()
    of_these = withdrawals.c.judgement_id.in_(select(judgements.c.judgement_id).where(condition))
    taken_back = {
        row.judgement_id: withdrawal_of(row) for row in connection.execute(select(withdrawals).where(of_these))
    }
    return [judgement_of(row, taken_back.get(row.judgement_id)) for row in found]
