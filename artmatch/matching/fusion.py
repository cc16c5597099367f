"""From similarities between photographs to one similarity per object. Pure functions of arrays.

A query of Q photographs, each in T views, is compared with P gallery photographs of O objects.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TEMPERATURE = 0.05
"""Of the soft maximum over a query's photographs, in units of cosine."""
_SPREADS = 1.0
"""The same in standard deviations of the background, which are about as large."""
_LEAST_SPREAD = 1e-3
"""In units of cosine: a register of copies of one photograph has no spread."""
FOLLOWING = 49
"""Objects that make up the background of a view; as many as gave the likeliest fit (benchmarks/calibrate.py)."""


class Background(NamedTuple):
    """How similar objects are that follow the first: of a view of a photograph that is not registered, typically."""

    mean: float
    spread: float
    """Standard deviation."""


def per_object(similarities: NDArray[np.float32], owners: NDArray[np.intp], objects: int) -> NDArray[np.float32]:
    """Best similarity of each query photograph to each object: (Q, T, P) to (Q, O).

    ``owners`` (P,) numbers the object of each gallery photograph, 0 to ``objects`` - 1; each object owns one at least.
    The best of the views and of the registered photographs counts, since a query shows its object one way up and from
    one side.
    """
    best = np.full((objects, len(similarities)), -np.inf, np.float32)
    np.maximum.at(best, owners, similarities.max(axis=1).T)
    return np.asarray(best.T)


def standing_out(
    similarities: NDArray[np.float32], owners: NDArray[np.intp], objects: int, unrelated: Background
) -> NDArray[np.float32]:
    """How far each object stands out: (Q, T, P) to (O,), in standard deviations of the background.

    Each view of a photograph has its own background, the ``FOLLOWING`` objects after the most similar one: a view that
    resembles everything a little, such as a crop of a plain wall, says nothing about any of them. That is the score
    normalisation of Pizzi et al., "A Self-Supervised Descriptor for Image Copy Detection", 2022, with the query's own
    neighbours as the background set. ``unrelated`` stands in for objects that a small register lacks, so that one of a
    single object still answers, and does not call everything its own.
    """
    views = similarities.reshape(-1, similarities.shape[2])
    present = np.isfinite(views).all(1)
    best = np.full((objects, int(present.sum())), -np.inf, np.float32)
    np.maximum.at(best, owners, views[present].T)
    following = -np.sort(-best.astype(np.float64), axis=0)[1 : FOLLOWING + 1]
    lacking = FOLLOWING - len(following)
    mean = (following.sum(0) + lacking * unrelated.mean) / FOLLOWING
    squares = (np.square(following).sum(0) + lacking * (unrelated.mean**2 + unrelated.spread**2)) / FOLLOWING
    spread = np.sqrt(np.maximum(squares - np.square(mean), _LEAST_SPREAD**2))
    standing = np.full((len(views), objects), -np.inf, np.float32)
    standing[present] = ((best - mean) / spread).T
    return fuse(standing.reshape(*similarities.shape[:2], objects).max(1), _SPREADS)


def standing_among_compared(
    similarities: NDArray[np.float32], owners: NDArray[np.intp], objects: int, unrelated: Background
) -> NDArray[np.float32]:
    """As :func:`standing_out`, where only some objects own one of the P photographs; 0 for the others: (O,)."""
    standing = np.zeros(objects, np.float32)
    compared, own = np.unique(owners, return_inverse=True)
    if len(compared):
        standing[compared] = standing_out(similarities, own, len(compared), unrelated)
    return standing


def fuse(similarities: NDArray[np.float32], temperature: float = TEMPERATURE) -> NDArray[np.float32]:
    """One similarity per object from those of all query photographs: (Q, O) to (O,).

    The soft maximum ``t log mean exp(s / t)`` lies between the mean and the maximum. Photographs that agree on an
    object raise it above one that a single photograph resembles; a photograph that resembles nothing, such as a back
    that was never registered, costs every object the same small amount and leaves their order alone. One photograph
    keeps its similarities.
    """
    scaled = similarities.astype(np.float64) / temperature
    peak = scaled.max(axis=0)
    fused = temperature * (peak + np.log(np.exp(scaled - peak).mean(axis=0)))
    return np.asarray(fused, np.float32)


class Resemblance(NamedTuple):
    """Where a query comes closest to an object."""

    query: int
    view: int
    photograph: int
    """Position among the P gallery photographs."""


def closest(similarities: NDArray[np.float32], owners: NDArray[np.intp], number: int) -> Resemblance:
    """Which query photograph, in which view, comes closest to which photograph of object ``number``."""
    members = np.flatnonzero(owners == number)
    query, view, member = np.unravel_index(similarities[:, :, members].argmax(), similarities[:, :, members].shape)
    return Resemblance(int(query), int(view), int(members[member]))
