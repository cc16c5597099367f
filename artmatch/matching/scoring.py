"""From evidence to a calibrated score, a band and plain words. Pure functions.

A raw cosine is no decision: strangers to a register reach high ones too. What speaks for an object is its similarity;
how far that stands out from the objects which follow the first (artmatch/matching/fusion.py), as a whole and place by
place (artmatch/verification/places.py); and how little accident explains the points that agree in position
(artmatch/verification/geometry.py), beside how many the query has. Their weighted sum is the object's
utility in a conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974) among all
objects *and* "none of them", whose utility is 0: so that objects which look alike share the chance between them. The
weights are fitted for each model on objects that it was not trained on (benchmarks/calibrate.py); they travel in the
model's manifest.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Band, Verification
from artmatch.errors import ModelError
from artmatch.matching.fusion import Background
from artmatch.messages import _, ngettext

WEIGHTS = ("similarity", "standing", "places", "surprisal", "size", "detail")
"""Of :class:`Calibration`."""
_TIED = 1 / 3
"""An object with this share of the first one's chance is as good an answer as the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How one model's evidence becomes a score: one part of the ``calibration`` of its manifest."""

    intercept: float
    similarity: float
    """Weight of the similarity, 0 or more, as are the five others: more evidence must never score less."""
    standing: float
    """Of how far the similarity stands out, in standard deviations of the background."""
    places: float
    """Of how far the similarity place by place stands out, likewise."""
    surprisal: float
    """Of the logarithm of 1 + surprisal."""
    size: float
    """What is taken off for every tenfold of a register of 1,000 objects."""
    detail: float
    """Of the logarithm of 1 + the query's points, taken off: where there is much to agree, little that does tells
    against; a smooth, small or blurred thing has few points and lacks them rightly."""
    unrelated: float
    """Mean similarity of the background where a register has too few objects: a stranger's typical one."""
    unrelated_spread: float
    """Its standard deviation, more than 0."""
    unrelated_places: float
    """As ``unrelated``, place by place."""
    unrelated_places_spread: float
    """Its standard deviation, more than 0."""
    strong: float
    """Least score of the band "strong match"."""
    possible: float
    """Least score of the band "possible match"."""
    weak: float
    """Least score of the band "weak match"."""

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
            raise ModelError(
                _("The model's calibration is wrong at {wrong}: install artmatch again.").format(wrong=", ".join(wrong))
            )
        calibration = cls(**values)
        if min(values[name] for name in WEIGHTS) < 0:
            raise ModelError(_("The model's calibration has a negative weight: install artmatch again."))
        if min(calibration.unrelated_spread, calibration.unrelated_places_spread) <= 0:
            raise ModelError(_("The model's calibration has a background without spread: install artmatch again."))
        if not calibration.weak <= calibration.possible <= calibration.strong:
            raise ModelError(_("The model's calibration asks more of a weaker match: install artmatch again."))
        return calibration

    @property
    def background(self) -> Background:
        """Of unrelated objects."""
        return Background(self.unrelated, self.unrelated_spread)

    @property
    def background_of_places(self) -> Background:
        """Of unrelated objects, place by place."""
        return Background(self.unrelated_places, self.unrelated_places_spread)


_NOT_FITTED = Calibration(
    intercept=0,
    similarity=1,
    standing=0,
    places=0,
    surprisal=0,
    size=0,
    detail=0,
    unrelated=0,
    unrelated_spread=1,
    unrelated_places=0,
    unrelated_places_spread=1,
    strong=math.inf,
    possible=math.inf,
    weak=math.inf,
)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the scores of O objects are made of, in any order; each (O,) float64."""

    similarity: NDArray[np.float64]
    standing: NDArray[np.float64]
    """How far it stands out, in standard deviations of the background."""
    places: NDArray[np.float64]
    """The same place by place; 0 for objects that were not compared so."""
    surprisal: NDArray[np.float64]
    """Of the points that agree in position; 0 for objects that were not compared point by point."""
    points: int
    """Of the query's photograph that has most; 0 where nothing is compared point by point."""


def features(
    similarities: NDArray[np.float32],
    standing: NDArray[np.float32],
    places: NDArray[np.float32],
    verifications: Mapping[int, Verification],
    points: int,
) -> Features:
    """Features of objects with the fused ``similarities``, ``standing`` and that of ``places``, each (O,), and the
    ``verifications`` of some of them, by number; the query has ``points``.
    """
    surprisal = np.zeros(len(similarities))
    for number, found in verifications.items():
        surprisal[number] = found.surprisal
    similarity, standing_out, by_place = (np.asarray(one, np.float64) for one in (similarities, standing, places))
    return Features(similarity, standing_out, by_place, surprisal, points)


def evidence(found: Features, object_count: int) -> NDArray[np.float64]:
    """What the weights of ``WEIGHTS`` are multiplied with, in that order: (O, 6)."""
    size = np.full(len(found.similarity), -np.log10(max(object_count, 1) / 1_000))
    detail = np.full(len(found.similarity), -np.log1p(found.points))
    return np.stack([found.similarity, found.standing, found.places, np.log1p(found.surprisal), size, detail], 1)


def scores(found: Features, calibration: Calibration, object_count: int) -> NDArray[np.float64]:
    """Calibrated chance that each object is the one shown, (O,) in 0..1, in a register of ``object_count`` objects.

    Together they make 1 at most; the rest is the chance that the object is not registered.
    """
    weights = np.array([getattr(calibration, name) for name in WEIGHTS])
    utility = calibration.intercept + evidence(found, object_count) @ weights
    highest = utility.max(initial=0.0)
    odds = np.exp(utility - highest)
    return np.asarray(odds / (odds.sum() + np.exp(-highest)))


def tied(scores: NDArray[np.float64]) -> int:
    """How many of the objects, best first, are as good an answer as the first; 0 without any."""
    return int((scores >= scores[:1] * _TIED).sum()) if len(scores) and scores[0] > 0 else min(len(scores), 1)


def band(score: float, calibration: Calibration) -> Band:
    """How far an answer of this score can be relied on."""
    if score >= calibration.strong:
        return Band.STRONG
    if score >= calibration.possible:
        return Band.POSSIBLE
    return Band.WEAK if score >= calibration.weak else Band.NONE


def headline(best: Band, title: str, object_count: int, *, alike: int = 1, is_narrowed: bool = False) -> str:
    """The answer in one line; ``title`` is the first object's, ``alike`` objects tie for it."""
    if not object_count:
        if is_narrowed:
            return _("No registered object is of these kinds: narrow the search less.")
        return _("The register is empty: there is nothing to search yet.")
    among = ngettext("among {count:,} object", "among {count:,} objects", object_count).format(count=object_count)
    if best is Band.NONE:
        return _("No reliable match {among}.").format(among=among)
    if alike > 1:
        return _("{band} {among}: one of these {alike}; this method cannot say which.").format(
            band=_(best).capitalize(), among=among, alike=alike
        )
    return _("{band} {among}: {title}.").format(band=_(best).capitalize(), among=among, title=title)


def caution(best: Band, *, unsearched: int = 0, is_narrowed: bool = False) -> str:
    """What has to be said with every answer; ``unsearched`` registered photographs are missing from the index."""
    said = _("A lead, not an identification: confirm it with the owner or contact named in the record.")
    if best is Band.NONE:
        said = _("Not found does not mean not stolen: the object may not be registered, or too little of it be seen.")
    if best is Band.WEAK:
        said += " " + _(
            "In this model's trial one in five photographs of unregistered objects came as far: look closely, and add "
            "other photographs."
        )
    if is_narrowed:
        said += " " + _("Only some objects were searched, and records err: search among all of them too.")
    if unsearched:
        said += " " + _(
            "{unsearched:,} registered photographs could not be searched: run `artmatch index --rebuild`."
        ).format(unsearched=unsearched)
    return said


_TURNED = {
    0: "",
    1: _(", turned a quarter to the left,"),
    2: _(", turned upside down,"),
    3: _(", turned a quarter to the right,"),
}
WORTH_SAYING = 12
"""Agreeing points below which they are neither mentioned nor shown: unrelated photographs have fewer, nearly always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the sentence about one object is made of."""

    rank: int
    """From 0."""
    band: Band
    share: float
    """The object's chance as a share of the best other one's; for objects after the first, of the first one's."""
    points: int
    """Points that agree in position."""
    resembles_most: bool
    """Whether no object is more similar."""
    stands_out_by_place: bool
    """Whether no object stands out more place by place."""
    query_number: int
    """Which of the query's photographs resembles it most, from 0."""
    quarter_turns: int
    pointing: Sequence[bool]
    """Whether each of the query's photographs, asked alone, has this object first."""
    siblings: int
    """Of how many objects that look alike, itself counted, its marks tell that it is the one; 0 if they do not."""


def sentence(what: Said) -> str:
    """What speaks for an object, in words to read aloud."""
    name = (
        _("Photograph {number}").format(number=what.query_number + 1) if len(what.pointing) > 1 else _("The photograph")
    )
    name += _TURNED[what.quarter_turns]
    if what.rank == 0:
        said = {
            Band.STRONG: _("{name} closely resembles a registered one").format(name=name),
            Band.POSSIBLE: _("{name} resembles a registered one").format(name=name),
            Band.WEAK: _("{name} resembles a registered one a little").format(name=name),
            Band.NONE: _("{name} is nearest to this object, but not more so than an unrelated one may be").format(
                name=name
            ),
        }[what.band]
    elif what.share >= _TIED:
        said = _("{name} resembles this object nearly as much as the first").format(name=name)
    else:
        said = _("{name} resembles this object clearly less than the first").format(name=name)
    if what.points >= WORTH_SAYING:
        said += _("; {points} points of it agree in position").format(points=what.points)
        if what.rank == 0 and not what.resembles_most:
            said += _(", though as a whole it resembles others more")
    elif what.rank == 0 and what.band is not Band.NONE and what.stands_out_by_place and not what.resembles_most:
        said += _(", place by place rather than as a whole")
    if what.rank == 0 and what.band is not Band.NONE and what.siblings:
        said += _("; of {count} objects that look alike it agrees best in scratches and wear").format(
            count=what.siblings
        )
    if what.rank == 0 and what.band is not Band.NONE and math.isfinite(what.share):
        close = what.share <= 1 / _TIED
        said += _(", but the next object is close behind") if close else _(", and the next object is far behind")
    if len(what.pointing) > 1 and any(what.pointing):
        said += _("; {pointing} of {count} photographs point to it").format(
            pointing=sum(what.pointing), count=len(what.pointing)
        )
    return said + "."
