"""Which registered photographs of the trial show the same thing, so that finding one for another is no error.

The training photographs come from many collections. Each counts as an object of its own, but some were taken of one
coin, person or tower, or are copies of one photograph; fitted as different objects, the points that agree on them
would look like accidents. ``same_things.csv`` names those that a person saw to be the same among 174 pairs: of a
held-out photograph and one of the thirty registered ones most similar to it, with a surprisal of 8 or a similarity of
.62 at least, or with a surprisal of 12 for a view of the trial. Coins were laid over each other and are the same where
scratches and stains agree. Where that could not be seen they count as different, as do two things of one model or
product: an answer has to tell them apart.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from artmatch.training.data import TrainingObject

_FILE = Path(__file__).with_name("same_things.csv")


def same_things(registered: Sequence[TrainingObject]) -> list[NDArray[np.intp]]:
    """For each, the numbers of the others that show the same thing."""
    with _FILE.open(newline="", encoding="utf-8") as file:
        things = {row["photograph"]: row["thing"] for row in csv.DictReader(file)}
    named = np.array([things.get(item.name, item.name) for item in registered])
    same = np.unique(named, return_inverse=True)[1]
    return [np.setdiff1d(np.flatnonzero(same == one), number) for number, one in enumerate(same)]
