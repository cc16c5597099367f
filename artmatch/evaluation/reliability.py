"""How far answers can be relied on: error rates of the bands, and whether scores are the chances they claim to be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from artmatch.answers import Band
from artmatch.evaluation.dataset import Role
from artmatch.evaluation.intervals import Interval, wilson
from artmatch.evaluation.runner import Answered

_BINS = 10


@dataclass(frozen=True, slots=True)
class BandRates:
    """What answers of one band were worth."""

    strangers: int
    """Strangers who were answered so: false alarms, unless the band says that nothing reliable was found."""
    queries: int
    """Queries that were answered so."""
    wrong: int
    """Of both, those whose answer does not hold the object shown; every stranger's is wrong."""
    false_alarm_rate: float
    """Share of all strangers who were answered so."""
    false_alarm_interval: Interval
    """95 %, Wilson's, as if strangers were independent of each other."""
    error_rate: float
    """Share of the answers of this band that are wrong, 0 where there is none."""
    error_interval: Interval


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one score, in a reliability diagram."""

    said: float
    """Their mean score."""
    true: float
    """The share of them that is right."""
    answers: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of a whole evaluation."""

    bands: dict[Band, BandRates]
    strangers: int
    queries: int
    bins: tuple[Bin, ...]
    """Ten of equal width, by the chance at this data set's share of registered objects; empty ones are left out."""
    bins_as_said: tuple[Bin, ...]
    """The same by the score as it was given, which supposes that every second question shows a registered object."""

    @property
    def expected_calibration_error(self) -> float:
        """At this data set's share of registered objects."""
        return _gap(self.bins)

    @property
    def calibration_error_as_said(self) -> float:
        """Of the scores as they were given: more than the other where the data set's share is far from a half."""
        return _gap(self.bins_as_said)


def reliability(answers: Sequence[Answered]) -> Reliability:
    """Of ``answers``, at least one; a tie is one answer, right if it holds the object shown."""
    strangers = sum(one.item.role is Role.STRANGER for one in answers)
    return Reliability(
        bands={band: _rates([one for one in answers if one.band is band], strangers) for band in Band},
        strangers=strangers,
        queries=len(answers) - strangers,
        bins=_bins(answers, [one.chance for one in answers]),
        bins_as_said=_bins(answers, [one.said for one in answers]),
    )


def _rates(members: Sequence[Answered], all_strangers: int) -> BandRates:
    strangers = sum(one.item.role is Role.STRANGER for one in members)
    wrong = sum(not one.holds for one in members)
    return BandRates(
        strangers=strangers,
        queries=len(members) - strangers,
        wrong=wrong,
        false_alarm_rate=strangers / max(all_strangers, 1),
        false_alarm_interval=wilson(strangers, all_strangers),
        error_rate=wrong / max(len(members), 1),
        error_interval=wilson(wrong, len(members)),
    )


def _gap(bins: Sequence[Bin]) -> float:
    """Mean over all answers of the gap between what their bin said and what was true (Naeini, Cooper and Hauskrecht,
    "Obtaining well calibrated probabilities using Bayesian binning", 2015).
    """
    return sum(abs(one.said - one.true) * one.answers for one in bins) / sum(one.answers for one in bins)


def _bins(answers: Sequence[Answered], chances: Sequence[float]) -> tuple[Bin, ...]:
    said = np.array(chances)
    true = np.array([one.holds for one in answers])
    number = np.minimum((said * _BINS).astype(int), _BINS - 1)
    return tuple(
        Bin(float(said[number == each].mean()), float(true[number == each].mean()), int((number == each).sum()))
        for each in np.unique(number)
    )
