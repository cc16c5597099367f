"""What was found for an exhibit and what people decided on it: searches, judgements, their standings."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select, true

from artmatch.answers import Answer
from artmatch.casework.cases import names_of, photographs_of
from artmatch.casework.finding_rows import (
    read_judgements,
    read_searches,
    store_judgement,
    store_search,
    store_withdrawal,
)
from artmatch.casework.ledger import Action, Circumstances, Ledger
from artmatch.casework.schema import (
    exhibit_of,
    exhibit_photographs,
    exhibits,
    judgements,
    searches,
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
from artmatch.errors import NotFoundError
from artmatch.messages import _
from artmatch.registry.database import Database


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
            search, told = store_search(connection, answer, queries, values)
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
            found = read_searches(connection, searches.c.search_id == search_id)
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
            return read_searches(connection, searches.c.exhibit_id == exhibit_id)

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
            judgement, told = store_judgement(
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
            found = read_judgements(connection, wanted)
            if not found:
                raise NotFoundError(
                    _("There is no judgement {judgement_id}: check its number.").format(judgement_id=judgement_id)
                )
            self._withdraw(connection, found[0], by=by, note=note)
            return read_judgements(connection, wanted)[0]

    def bring_back(self, exhibit_id: int, object_id: str, *, by: str, note: str) -> None:
        """Withdraw every dismissal of an object for this exhibit, so that it is a candidate like any other again.

        Raises NotFoundError if it is not dismissed.
        """
        with self._database.writing() as connection:
            wanted = (judgements.c.exhibit_id == exhibit_id) & (judgements.c.object_id == object_id)
            dismissals = [
                one
                for one in read_judgements(connection, wanted)
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
            return read_judgements(connection, judgements.c.exhibit_id == exhibit_id)

    def standings(self, exhibit_id: int) -> Mapping[str, Standing]:
        """How an exhibit and each object that was judged for it stand, by object_id; others are not judged."""
        with self._database.reading() as connection:
            photographs = photographs_of(connection, exhibit_id)
            judged = read_judgements(connection, judgements.c.exhibit_id == exhibit_id)
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
            for judgement in read_judgements(connection, true()):
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
        row, told = store_withdrawal(connection, judgement, by=by, note=note)
        details = names_of(connection, judgement.exhibit_id) | {
            "judgement": judgement.judgement_id,
            "object": judgement.object_id,
            "decision": judgement.decision.value,
            "note": row.note,
        }
        self._ledger.append(connection, Action.WITHDRAWAL, by=by, details=details, rows=told)
