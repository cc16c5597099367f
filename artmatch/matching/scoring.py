"""From similarities to a calibrated score, a band and plain words. Pure functions.

A raw cosine is no decision: strangers to a register reach high ones too. The score therefore looks at three things:
the similarity itself; the margin to the next object (Lowe's ratio test, for objects); and how far the similarity
stands out from the objects that follow (the score normalisation of Pizzi et al., "A Self-Supervised Descriptor for
Image Copy Detection", 2022, with the query's own neighbours as background). A logistic function of the three is
fitted for each model on objects that it was not trained on; its coefficients travel in the model's manifest.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from artmatch.errors import ModelError
from artmatch.records import Band

_FOLLOWING = 10
"""Objects after the first that make up the background, as many as a result shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How one model's similarities become a score; the ``calibration`` of its manifest."""

    intercept: float
    similarity: float
    """Weight of the similarity, 0 or more, as are the two others: a better match must never score less."""
    margin: float
    contrast: float
    unrelated: float
    """Similarity that stands in for following objects where a register has too few: a stranger's typical best."""
    strong: float
    """Least score of the band "strong match"."""
    possible: float
    """Least score of the band "possible match"."""

    @classmethod
    def from_mapping(cls, values: Mapping[str, float]) -> "Calibration":
        """Check ``values``, empty for a model that is not calibrated yet: it ranks, but nothing it says is reliable.

        Raises ModelError for missing, unknown, non-finite or contradictory values.
        """
        if not values:
            return _NOT_FITTED
        names = {field.name for field in fields(cls)}
        wrong = sorted(names ^ values.keys()) or sorted(name for name in names if not math.isfinite(values[name]))
        if wrong:
            raise ModelError(f"The model's calibration is wrong at {', '.join(wrong)}: install artmatch again.")
        calibration = cls(**values)
        if min(calibration.similarity, calibration.margin, calibration.contrast) < 0:
            raise ModelError("The model's calibration has a negative weight: install artmatch again.")
        if calibration.possible > calibration.strong:
            raise ModelError(
                "The model's calibration asks more of a possible than of a strong match: install artmatch again."
            )
        return calibration


_NOT_FITTED = Calibration(
    intercept=0, similarity=1, margin=0, contrast=0, unrelated=0, strong=math.inf, possible=math.inf
)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the score of each object is made of, best object first; each (O,) float64."""

    similarity: NDArray[np.float64]
    margin: NDArray[np.float64]
    """To the best other object: positive for the first only."""
    contrast: NDArray[np.float64]
    """Above the mean of the objects that follow the first."""


def features(similarities: NDArray[np.float32], unrelated: float) -> Features:
    """Features of the objects whose fused ``similarities`` (O,) come in descending order.

    ``unrelated`` stands in where fewer than eleven objects were compared, so that a register of one object still
    answers (and does not call everything its own).
    """
    own = similarities.astype(np.float64)
    following = own[1 : _FOLLOWING + 1]
    background = np.append(following, [unrelated] * (_FOLLOWING - len(following))).mean()
    rival = own[1] if len(own) > 1 else unrelated
    margin = own - own[:1]
    margin[:1] = own[:1] - rival
    return Features(own, margin, own - background)


def scores(found: Features, calibration: Calibration) -> NDArray[np.float64]:
    """Calibrated chance that each object is the one shown: (O,) in 0..1, descending."""
    logit = (
        calibration.intercept
        + calibration.similarity * found.similarity
        + calibration.margin * found.margin
        + calibration.contrast * found.contrast
    )
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -500, 500))))


def band(score: float, calibration: Calibration) -> Band:
    """How far an answer of this score can be relied on."""
    if score >= calibration.strong:
        return Band.STRONG
    return Band.POSSIBLE if score >= calibration.possible else Band.NONE


def headline(best: Band, title: str, object_count: int) -> str:
    """The answer in one line; ``title`` is the first object's."""
    if not object_count:
        return "The register is empty: there is nothing to search yet."
    among = "among 1 object" if object_count == 1 else f"among {object_count:,} objects"
    if best is Band.NONE:
        return f"No reliable match {among}."
    return f"{best.capitalize()} {among}: {title}."


def caution(best: Band, *, unsearched: int = 0) -> str:
    """What has to be said with every answer; ``unsearched`` registered photographs are missing from the index."""
    said = "A lead, not an identification: confirm it with the owner or contact named in the record."
    if best is Band.NONE:
        said = "Not found does not mean not stolen: the object may not be registered, or too little of it be seen."
    if unsearched:
        said += f" {unsearched:,} registered photographs could not be searched: run `artmatch index --rebuild`."
    return said


_TURNED = {
    0: "",
    1: ", turned a quarter to the left,",
    2: ", turned upside down,",
    3: ", turned a quarter to the right,",
}


def sentence(
    rank: int, found: Features, own: Band, *, query_number: int, quarter_turns: int, pointing: Sequence[bool]
) -> str:
    """What speaks for the object at ``rank`` (from 0), in words to read aloud.

    ``query_number`` and ``quarter_turns`` say which photograph comes closest and how it was turned; ``pointing``
    whether each of the query's photographs, asked alone, has this object first.
    """
    name = f"Photograph {query_number + 1}" if len(pointing) > 1 else "The photograph"
    name += _TURNED[quarter_turns]
    behind = found.margin[0] > found.contrast[0] / 2  # the second lies nearer to the background than to the first
    if rank == 0:
        said = {
            Band.STRONG: f"{name} closely resembles a registered one",
            Band.POSSIBLE: f"{name} resembles a registered one",
            Band.NONE: f"{name} is nearest to this object, but not more so than an unrelated one may be",
        }[own]
        if len(found.similarity) > 1 and own is not Band.NONE:
            said += ", and the next object is far behind" if behind else ", but the next object is close behind"
    elif own is not Band.NONE or found.contrast[rank] > found.contrast[0] / 2:
        said = f"{name} resembles this object nearly as much as the first"
    else:
        said = f"{name} resembles this object clearly less than the first"
    if len(pointing) > 1 and any(pointing):
        said += f"; {sum(pointing)} of {len(pointing)} photographs point to it"
    return said + "."
