"""Standing queries: exhibits without a confirmed match, compared again with what has been registered since."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from artmatch.answers import Answer
from artmatch.casework import Action, Alert, Candidate, Exhibit, Search, Standing, ranges
from artmatch.errors import ArtmatchError
from artmatch.exhibit_search import queries_of, search_exhibit
from artmatch.matching.query import Query
from artmatch.wiring import Workspace

_BATCH = 8
"""Exhibits compared together."""
_SECONDS = 2.0
"""Between two looks at the ledger while following."""
_ENTRIES = 200
_CHANGES_NOTHING = frozenset(
    {
        Action.LOGIN,
        Action.SEARCH,
        Action.ALERT,
        Action.JUDGEMENT,
        Action.VIEW,
        Action.EXPORT,
        Action.REPLAY,
        Action.CHECKPOINT,
    }
)
"""What can be done without any exhibit resembling anything more than before."""
_TO_JUDGE = frozenset({Standing.OPEN, Standing.ASK_AGAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert with what it takes to understand it."""

    alert: Alert
    case: str
    exhibit: str
    candidate: Candidate
    standing: Standing
    """What was decided on it since."""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at it still."""
        return self.standing in _TO_JUDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched:
    """An exhibit that could not be compared, with its reason."""

    case: str
    exhibit: str
    reason: str


def look(workspace: Workspace, *, by: str) -> Iterator[Told | Unwatched]:
    """Compare every exhibit without a confirmed match with the register once; yields what has not been told before.

    A likely match is stored as a search of the exhibit and as an alert, each with its entry in the ledger, unless
    somebody judged it already or a search with the same photographs proposed it. Raises StoreError if the register
    cannot be searched.
    """
    exhibits = workspace.casework.findings.unconfirmed_exhibits()
    for start in range(0, len(exhibits), _BATCH):
        asked: list[tuple[Exhibit, list[Query]]] = []
        for exhibit in exhibits[start : start + _BATCH]:
            try:
                queries = [query for query, _ in queries_of(workspace, exhibit.exhibit_id)]
            except ArtmatchError as error:
                yield Unwatched(**workspace.casework.cases.names(exhibit.exhibit_id), reason=str(error))
            else:
                asked.append((exhibit, queries))
        answers = workspace.matcher.match_many([queries for _, queries in asked])
        for (exhibit, _), answer in zip(asked, answers, strict=True):
            yield from _told(workspace, exhibit, answer, by)


def follow(workspace: Workspace, *, by: str) -> Iterator[Told | Unwatched]:
    """:func:`look`, and again whenever the ledger tells of something that may change an answer; never ends."""
    ledger = workspace.casework.ledger
    seen = -1
    while True:
        newest = len(ledger)
        if seen < 0 or _has_changed(workspace, since=seen):
            yield from look(workspace, by=by)
        seen = newest
        time.sleep(_SECONDS)


def inbox(workspace: Workspace) -> list[Told]:
    """Every alert with how it stands, the newest first."""
    return [_explained(workspace, alert) for alert in workspace.casework.alerts.all()]


def waiting(workspace: Workspace) -> int:
    """How many alerts nobody has judged yet."""
    findings = workspace.casework.findings
    alerts = workspace.casework.alerts.all()
    standings = {exhibit_id: findings.standings(exhibit_id) for exhibit_id in {one.exhibit_id for one in alerts}}
    return sum(standings[one.exhibit_id].get(one.object_id, Standing.OPEN) in _TO_JUDGE for one in alerts)


def _has_changed(workspace: Workspace, *, since: int) -> bool:
    """Whether anything that may change an answer was written after entry ``since``."""
    before: int | None = None
    while True:
        entries = workspace.casework.ledger.entries(limit=_ENTRIES, before=before)
        if any(one.number > since and one.action not in _CHANGES_NOTHING for one in entries):
            return True
        if not entries or entries[-1].number <= since:
            return False
        before = entries[-1].number


def _told(workspace: Workspace, exhibit: Exhibit, answer: Answer, by: str) -> Iterator[Told]:
    likely = [match.record.object_id for match in answer.matches[: answer.tied] if answer.band.is_lead]
    likely += [match.record.object_id for match in answer.matches[answer.tied :] if match.band.is_lead]
    if not likely:
        return
    findings = workspace.casework.findings
    standings = findings.standings(exhibit.exhibit_id)
    searches = findings.searches(exhibit.exhibit_id)
    own = workspace.casework.cases.photographs(exhibit.exhibit_id)[-1].photograph_id
    indexed = set(workspace.live_index.photograph_ids().tolist())
    newest = {
        object_id: max(
            one.photograph_id for one in workspace.registry.photographs_of(object_id) if one.photograph_id in indexed
        )
        for object_id in likely
    }
    fresh = [
        object_id
        for object_id in likely
        if standings.get(object_id, Standing.OPEN) in _TO_JUDGE
        and not any(_proposed(search, object_id, own, newest[object_id]) for search in searches)
    ]
    if not fresh:
        return
    search = search_exhibit(workspace, exhibit.exhibit_id, by=by)
    proposed = {candidate.object_id for candidate in search.candidates}
    for object_id in (one for one in fresh if one in proposed):
        alert = workspace.casework.alerts.add(
            exhibit.exhibit_id,
            object_id,
            search_id=search.search_id,
            exhibit_photograph_id=own,
            object_photograph_id=newest[object_id],
            by=by,
        )
        if alert is not None:
            yield _explained(workspace, alert)


def _proposed(search: Search, object_id: str, exhibit_photograph_id: int, object_photograph_id: int) -> bool:
    """Whether ``search`` had these photographs before it and called the object likely: a person has seen it."""
    return (
        any(query.photograph_id == exhibit_photograph_id for query in search.queries)
        and object_photograph_id in set(ranges.read(search.index_photographs))
        and any(
            one.object_id == object_id and (one.band.is_lead or (search.band.is_lead and one.rank <= search.tied))
            for one in search.candidates
        )
    )


def _explained(workspace: Workspace, alert: Alert) -> Told:
    findings = workspace.casework.findings
    candidates = findings.search(alert.search_id).candidates
    return Told(
        alert=alert,
        **workspace.casework.cases.names(alert.exhibit_id),
        candidate=next(one for one in candidates if one.object_id == alert.object_id),
        standing=findings.standings(alert.exhibit_id).get(alert.object_id, Standing.OPEN),
    )
