"""Frozen values of a search, which every layer above shares: what resembles, what agrees, what is answered."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from artmatch.records import ArtworkRecord, Outline, Photograph


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A gallery photograph near a query in embedding space."""

    photograph_id: int
    similarity: float
    """Cosine in [-1, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verification:
    """Correspondences of a query photograph and a registered one that agree in position.

    Points are in units of each photograph's longer side, from its upper left corner.
    """

    inliers: int
    """Correspondences that fit one homography: the object, or much of it, is flat."""
    consistent: int
    """Correspondences that agree loosely in turn, scale and place: solid objects have them too."""
    cells: int
    """How many of 64 parts of the registered photograph they lie in."""
    surprisal: float
    """How little accident explains that as many agree: minus the natural logarithm of the chance of it, 0 or more."""
    query_points: NDArray[np.float32]
    """(M, 2) x, y: of the inliers of a flat object, otherwise of the consistent correspondences."""
    registered_points: NDArray[np.float32]
    """(M, 2) x, y of the same ones."""
    homography: NDArray[np.float64] | None
    """(3, 3) from query to registered points; None for an object that is not flat."""

    @property
    def agreeing(self) -> int:
        """How many points are shown as evidence."""
        return len(self.query_points)

    @classmethod
    def nothing(cls) -> "Verification":
        """No correspondences."""
        none = np.empty((0, 2), np.float32)
        return cls(
            inliers=0,
            consistent=0,
            cells=0,
            surprisal=0.0,
            query_points=none,
            registered_points=none,
            homography=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marks:
    """Scratches, nicks and wear that a query photograph shows as a registered one does, and those of objects that look
    alike do not.
    """

    common: float
    """How much of their marks the two have in common, 0 to 1."""
    places: NDArray[np.float32]
    """(M, 2) x, y of the clearest ones on the registered photograph, in units of its longer side, clearest first."""
    homography: NDArray[np.float64]
    """(3, 3) from the query's places to those of the registered photograph."""


class Band(StrEnum):
    """How far an answer can be relied on; the error rates stand in the model card."""

    STRONG = "strong match"
    POSSIBLE = "possible match"
    WEAK = "weak match"
    NONE = "no reliable match"

    @property
    def is_lead(self) -> bool:
        """Whether photographs of unregistered objects come so far too seldom for it to be passed over: a weak match is
        for those who have time to look.
        """
        return self in (Band.STRONG, Band.POSSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A gallery object proposed for a query, with what speaks for it."""

    record: ArtworkRecord
    photograph: Photograph
    """The registered photograph whose agreement with the query accident explains least, or else the nearest one."""
    query_number: int
    """Which of the query's photographs does, from 0."""
    quarter_turns: int
    """Quarter turns anticlockwise that bring that query photograph upright, 0 to 3."""
    similarity: float
    """Cosine in [-1, 1], fused over the query's photographs."""
    margin: float
    """Similarity above the most similar other object; negative for every object but the most similar one."""
    verification: Verification | None
    """The points in which that query photograph and ``photograph`` agree; None if they were not compared."""
    marks: Marks | None
    """That tell it from objects that look alike; None if they do not, or no others look alike."""
    score: float
    """Calibrated chance that this is the object, 0 to 1."""
    band: Band
    sentence: str
    """What a detective can read aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search returned: ranked objects, best first, and the ground it was searched on."""

    matches: tuple[Match, ...]
    band: Band
    """Of the first match, or of the matches that tie for it; ``Band.NONE`` when nothing was found."""
    score: float
    """Calibrated chance that the object is the first match, or one of the matches that tie for it, where every second
    photograph asked about shows a registered object.
    """
    unregistered: float
    """The chance that it is no registered object; it and the scores of all registered objects make 1."""
    tied: int
    """How many matches, from the first on, are as good an answer as the first."""
    headline: str
    caution: str
    """What has to be said with the answer: a lead is no identification, and not found is not "not stolen"."""
    object_count: int
    photograph_count: int
    model_id: str
    index_generation: int
    regions: tuple[Outline | None, ...] = field(default=())
    """The part of each query photograph in which the object seemed to be, searched beside the whole; None if none did.
    """
    query_sha256: tuple[str, ...] = field(default=())
    """SHA-256 of each query photograph's original bytes."""
