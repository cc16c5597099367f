"""Recall@k, GAP (micro-AP) and R@P90 from ranked answers. Pure functions of arrays and frozen values.

Recall@k is averaged over the queries of an object, then over the objects of a set (a video's many frames
count once), then over the sets (macro). GAP and R@P90 rank the first answer of every query *and stranger* by
its score; they follow Ypsilantis et al., "The Met Dataset: instance-level recognition for artworks", 2021.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

RANKS = (1, 5, 10)
"""The k of recall@k."""
PRECISION = 0.9
"""The precision of R@P90."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was answered to one query or stranger."""

    set_name: str
    object_id: str | None
    """The object that is shown; None for a stranger, which is not registered."""
    answers: tuple[tuple[str, float], ...]
    """(object_id, score) pairs, best first."""
    category: str = ""
    """Kind of thing, across sets; empty where the manifest names none."""

    @property
    def rank(self) -> int | None:
        """Rank of the right object from 1; None if it was not answered, and for a stranger."""
        for position, (answered, _) in enumerate(self.answers, start=1):
            if answered == self.object_id:
                return position
        return None


@dataclass(frozen=True, slots=True)
class SetFigures:
    """Recall within one set or category."""

    queries: int
    objects: int
    recall: Mapping[int, float]
    """By k."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that ``artmatch evaluate`` prints about the answers."""

    sets: Mapping[str, SetFigures]
    """By name; sets without a query are left out."""
    categories: Mapping[str, SetFigures]
    """By name, likewise; none where the manifest names none."""
    macro: Mapping[int, float]
    """Mean of the sets' recall, by k."""
    micro_ap: float
    r_at_p90: float
    queries: int
    strangers: int


def figures(rankings: Sequence[Ranking]) -> Figures:
    """All figures of ``rankings``; ValueError if no ranking belongs to a registered object."""
    sets = _recalls(rankings, lambda ranking: ranking.set_name)
    if not sets:
        raise ValueError("there is no query among the rankings")
    queries = sum(part.queries for part in sets.values())
    answered = [ranking for ranking in rankings if ranking.answers]
    scores = np.array([ranking.answers[0][1] for ranking in answered], np.float64)
    right = np.array([ranking.rank == 1 for ranking in answered], bool)
    return Figures(
        sets=sets,
        categories=_recalls(rankings, lambda ranking: ranking.category),
        macro={k: fmean(part.recall[k] for part in sets.values()) for k in RANKS},
        micro_ap=micro_average_precision(scores, right, queries),
        r_at_p90=recall_at_precision(scores, right, queries, PRECISION),
        queries=queries,
        strangers=len(rankings) - queries,
    )


def _recalls(rankings: Sequence[Ranking], part: Callable[[Ranking], str]) -> dict[str, SetFigures]:
    """Of the queries, by what ``part`` names; those that it gives no name belong to none."""
    members: dict[str, list[Ranking]] = defaultdict(list)
    for ranking in rankings:
        if ranking.object_id is not None and part(ranking):
            members[part(ranking)].append(ranking)
    return {
        name: SetFigures(
            queries=len(those),
            objects=len({ranking.object_id for ranking in those}),
            recall={k: recall_at(those, k) for k in RANKS},
        )
        for name, those in sorted(members.items())
    }


def recall_at(rankings: Sequence[Ranking], k: int) -> float:
    """Share of queries with their object in the first ``k``: mean over queries, then over objects."""
    found: dict[str | None, list[bool]] = defaultdict(list)
    for ranking in rankings:
        found[ranking.object_id].append(ranking.rank is not None and ranking.rank <= k)
    return fmean(fmean(hits) for hits in found.values())


def micro_average_precision(scores: NDArray[np.float64], right: NDArray[np.bool_], queries: int) -> float:
    """GAP: mean over all ``queries`` of the precision at each right first answer, ordered by score.

    ``scores`` and ``right`` are (N,) over the answered queries and strangers. Among equal scores the wrong
    answers come first, so that a method cannot gain by giving every answer one score.
    """
    ordered = right[np.lexsort((right, -scores))]
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float(precision[ordered].sum() / queries)


def recall_at_precision(scores: NDArray[np.float64], right: NDArray[np.bool_], queries: int, precision: float) -> float:
    """Largest share of ``queries`` answered right above a score at which ``precision`` is reached.

    ``scores`` and ``right`` are (N,) as for :func:`micro_average_precision`; equal scores stay together.
    """
    order = np.argsort(-scores, kind="stable")
    correct = np.cumsum(right[order])
    answered = np.arange(1, len(order) + 1)
    last_of_its_score = np.append(np.diff(scores[order]) != 0, True)[: len(order)]
    precise = last_of_its_score & (correct >= precision * answered - 1e-9)
    return float(correct[precise].max(initial=0) / queries)
