"""What is found out about the registered photographs near a query, before it becomes a score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from artmatch.matching.query import TURNS
from artmatch.matching.verifier import Verified
from artmatch.records import Photograph


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A query against the gallery photographs near it: Q photographs, V views of each, P photographs, O objects."""

    similarities: NDArray[np.float32]
    """(Q, V, P); minus infinity for the views that a photograph without a region lacks"""
    photographs: list[Photograph]
    """(P,)"""
    owners: NDArray[np.intp]
    """(P,): number of each photograph's object."""
    object_ids: list[str]
    """(O,), ascending"""
    of_objects: NDArray[np.float32]
    """(Q, O)"""
    fused: NDArray[np.float32]
    """(O,)"""
    sharing: NDArray[np.intp]
    """Positions of the photographs that share visual words with the query, most first."""


@dataclass(frozen=True, slots=True, eq=False)
class CloserLook:
    """At the objects of the most similar photographs and of those that share words with the query."""

    verified: Mapping[int, Verified]
    """By object number: the points that agree."""
    by_place: NDArray[np.float32]
    """(Q, V, P): similarities place by place; minus infinity for photographs that were not looked at."""
    standing: NDArray[np.float32]
    """(O,): how far each object stands out place by place."""


def turns_upright(comparison: Comparison, seen: CloserLook, query_number: int, position: int) -> int:
    """Quarter turns that bring a query photograph upright beside the registered one at ``position``.

    Place by place tells that better than the photograph as a whole: of 112 photographs of demonstration objects 105
    are turned rightly instead of 95. The middle was searched as it is, and tells nothing of turns.
    """
    turned = slice(2 * TURNS)
    of_views = seen.by_place[query_number, turned, position]
    if not np.isfinite(of_views).all():
        of_views = comparison.similarities[query_number, turned, position]
    return int(of_views.argmax()) % TURNS
