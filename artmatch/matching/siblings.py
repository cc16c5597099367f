"""Objects of one design among the candidates: which of them is shown, by the marks that use has left on each.

Where registered photographs agree with each other on one plane, their objects are siblings: coins of one type, castings
of one mould, prints of one plate. What speaks for one of them speaks for all, so that they share the chance nearly by
accident. Here it is shared anew, by their marks (artmatch/verification/marks.py); what they have together stays, and
with it how often an answer about an unregistered object is wrong.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Marks
from artmatch.errors import ArtmatchError
from artmatch.matching.candidates import CloserLook
from artmatch.matching.verifier import Verifier
from artmatch.records import Photograph
from artmatch.registry import Registry
from artmatch.verification import Laid, LocalFeatures, laid_on, marks_in_common

_MOST = 8
"""Objects looked at, the likeliest ones: each costs reading a photograph and laying it on the others."""
_LIKELY = 0.003
"""An object with less than this share of the likeliest one's chance is not looked at."""
_OF_MARKS, _OF_SCORES = 16.0, 0.4
"""Weights of the marks in common and of the logarithm of the score in the utility of a sibling: a conditional logit, as
in artmatch/matching/scoring.py, of greatest likelihood on drawn coins of one type (benchmarks/one_design.py)."""
_DOUBT = 0.05
"""How far the scores stay as they were. Drawn coins ask for .01; but drawn scratches are not real ones, and so marks by
themselves never make a strong match."""
_TELLING = 0.25
"""Marks in common that are worth saying: of drawn coins of one type a wrong one hardly ever has as many."""
_QUERY = -1
"""Its number among the objects."""
_SIDE = 1_024
"""Pixels of a photograph's longer side, since the object need not fill it."""


class ToldApart(NamedTuple):
    """What the marks make of the scores."""

    scores: NDArray[np.float64]
    """(O,), with the sum that they had."""
    marks: Mapping[int, Marks]
    """Those that the siblings have in common with the query, by object number; none without siblings."""


class Siblings:
    """May be called from any thread."""

    def __init__(self, registry: Registry, verifier: Verifier) -> None:
        self._registry, self._verifier = registry, verifier

    def told_apart(
        self,
        scores: NDArray[np.float64],
        seen: CloserLook,
        queries: Sequence[NDArray[np.uint8]],
        points: Sequence[LocalFeatures],
    ) -> ToldApart:
        """``scores``, (O,), with what siblings have of it shared by their marks on ``queries``, upright (H, W, 3) uint8
        RGB with the keypoints ``points``.

        An object whose registered photograph can no longer be read keeps its score.
        """
        nothing = ToldApart(scores, {})
        order = [number for number in np.argsort(-scores, kind="stable").tolist() if number in seen.verified]
        likely = [number for number in order[:_MOST] if 0 < scores[number] >= _LIKELY * scores[order[0]]]
        if len(likely) < 2:
            return nothing
        first = max(likely, key=lambda number: seen.verified[number].found.inliers)
        query = seen.verified[first].query_number
        photographs = {number: seen.verified[number].photograph for number in likely}
        marks = self.marks(queries[query], points[query], photographs, first)
        if not any(one.common for one in marks.values()):
            return nothing
        siblings = list(marks)
        told = scores.copy()
        told[siblings] = shared(scores[siblings], np.array([one.common for one in marks.values()]))
        return ToldApart(told, marks)

    def marks(
        self, query: NDArray[np.uint8], points: LocalFeatures, photographs: Mapping[int, Photograph], first: int
    ) -> dict[int, Marks]:
        """Those that ``query``, with the keypoints ``points``, has in common with each of ``photographs`` that lies on
        the one numbered ``first``; none without two.
        """
        stored = self._verifier.stored(list(photographs.values()))
        features = {n: stored[one.photograph_id] for n, one in photographs.items() if one.photograph_id in stored}
        onto = laid_on(first, features | {_QUERY: points}) if first in features else {}
        if _QUERY not in onto:
            return {}
        laid, places = {}, list[NDArray[np.float32]]()
        for number, (homography, common) in onto.items():
            places.append(common)
            if number != _QUERY:
                with suppress(ArtmatchError):
                    laid[number] = Laid(self._registry.decoded(photographs[number], _SIDE), homography)
        if len(laid) < 2 or first not in laid:
            return {}
        found = marks_in_common(Laid(query, onto[_QUERY].homography), list(laid.values()), np.concatenate(places))
        return dict(zip(laid, found, strict=False))


def telling(marks: Mapping[int, Marks]) -> dict[int, Marks]:
    """Those of ``marks`` that are worth saying and showing."""
    return {number: one for number, one in marks.items() if one.common >= _TELLING}


def shared(
    scores: NDArray[np.float64],
    marks: NDArray[np.float64],
    of_marks: float = _OF_MARKS,
    of_scores: float = _OF_SCORES,
    doubt: float = _DOUBT,
) -> NDArray[np.float64]:
    """``scores`` of siblings, (N,), more than 0, shared anew by the ``marks`` in common with the query, (N,)."""
    utility = of_marks * marks + of_scores * np.log(scores)
    share = np.exp(utility - utility.max())
    by_marks = scores.sum() * share / share.sum()
    return np.asarray((1 - doubt) * by_marks + doubt * scores)
