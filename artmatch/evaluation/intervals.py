"""95 % intervals: of the figures by resampling objects, of a share by Wilson's formula. Pure functions.

A photograph is no independent trial: a video's frames are right or wrong together. So whole objects are drawn, all
queries of an object with it, within each set, queries and strangers apart (the cluster bootstrap of Davison and
Hinkley, "Bootstrap methods and their application", 1997, section 3.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from artmatch.evaluation.dataset import Role
from artmatch.evaluation.metrics import (
    PRECISION,
    RANKS,
    Figures,
    figures,
    micro_average_precision,
    recall_at_precision,
)
from artmatch.evaluation.runner import Answered

Interval = tuple[float, float]

_Z = 1.959964
"""Of a normal distribution, 95 % lie within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures with 95 % intervals."""

    figures: Figures
    recall: dict[str, dict[int, Interval]]
    """By set, then by k."""
    macro: dict[int, Interval]
    micro_ap: Interval
    r_at_p90: Interval


def measured(answers: Sequence[Answered], *, resamples: int = 1_000, seed: int = 0) -> Measured:
    """Figures of ``answers`` with percentile intervals over ``resamples`` draws; ValueError without a query."""
    found = figures([one.ranking for one in answers])
    keys = [(one.item.set_name, one.item.role, one.item.object_id) for one in answers]
    objects = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    owner = np.array([objects[key] for key in keys])
    ranks = np.array([one.ranking.rank or np.inf for one in answers])
    is_query = np.array([one.item.role is Role.QUERY for one in answers])
    hits = np.stack([_mean_by(ranks <= k, owner, len(objects)) for k in RANKS])
    scores = np.array([one.objects[0][1] if one.objects else -np.inf for one in answers])
    strata: dict[tuple[str, Role], list[int]] = {}
    for (name, role, _), number in objects.items():
        strata.setdefault((name, role), []).append(number)

    rng = np.random.default_rng(seed)
    recalls: dict[str, list[NDArray[np.float64]]] = {name: [] for name in found.sets}
    precisions = []
    for _ in range(resamples):
        copies = np.zeros(len(objects), int)
        for members in strata.values():
            copies[members] = rng.multinomial(len(members), [1 / len(members)] * len(members))
        for name, drawn in recalls.items():
            members = strata[name, Role.QUERY]
            drawn.append(np.average(hits[:, members], axis=1, weights=copies[members]))
        rows = np.repeat(np.arange(len(answers)), copies[owner])
        rows, queries = rows[np.isfinite(scores[rows])], int(copies[owner][is_query].sum())
        right = ranks[rows] == 1
        precisions.append(
            (
                micro_average_precision(scores[rows], right, queries),
                recall_at_precision(scores[rows], right, queries, PRECISION),
            )
        )
    of_sets = {name: np.stack(drawn) for name, drawn in recalls.items()}
    macro = np.mean(list(of_sets.values()), axis=0)
    micro_ap, r_at_p90 = np.array(precisions).T
    return Measured(
        figures=found,
        recall={
            name: {k: _middle(drawn[:, position]) for position, k in enumerate(RANKS)}
            for name, drawn in of_sets.items()
        },
        macro={k: _middle(macro[:, position]) for position, k in enumerate(RANKS)},
        micro_ap=_middle(micro_ap),
        r_at_p90=_middle(r_at_p90),
    )


def wilson(count: int, of: int) -> Interval:
    """Of a share of ``count`` in ``of`` independent trials; Wilson, "Probable inference", 1927. (0, 1) of none."""
    if not of:
        return 0.0, 1.0
    share, squared = count / of, _Z * _Z / of
    middle = (share + squared / 2) / (1 + squared)
    reach = _Z * sqrt(share * (1 - share) / of + squared / of / 4) / (1 + squared)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def _mean_by(values: NDArray[np.bool_], owner: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(owner, values, count) / np.bincount(owner, minlength=count))


def _middle(drawn: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)
