"""From similarities between photographs to one similarity per object. Pure functions of arrays.

A query of Q photographs, each in T views, is compared with P gallery photographs of O objects.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TEMPERATURE = 0.05
"""Of the soft maximum over a query's photographs, in units of cosine."""


def per_object(similarities: NDArray[np.float32], owners: NDArray[np.intp], objects: int) -> NDArray[np.float32]:
    """Best similarity of each query photograph to each object: (Q, T, P) to (Q, O).

    ``owners`` (P,) numbers the object of each gallery photograph, 0 to ``objects`` - 1; each object owns one at least.
    The best of the views and of the registered photographs counts, since a query shows its object one way up and from
    one side.
    """
    best = np.full((objects, len(similarities)), -np.inf, np.float32)
    np.maximum.at(best, owners, similarities.max(axis=1).T)
    return np.asarray(best.T)


def fuse(similarities: NDArray[np.float32]) -> NDArray[np.float32]:
    """One similarity per object from those of all query photographs: (Q, O) to (O,).

    The soft maximum ``t log mean exp(s / t)`` lies between the mean and the maximum. Photographs that agree on an
    object raise it above one that a single photograph resembles; a photograph that resembles nothing, such as a back
    that was never registered, costs every object the same small amount and leaves their order alone. One photograph
    keeps its similarities.
    """
    scaled = similarities.astype(np.float64) / TEMPERATURE
    peak = scaled.max(axis=0)
    fused = TEMPERATURE * (peak + np.log(np.exp(scaled - peak).mean(axis=0)))
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
