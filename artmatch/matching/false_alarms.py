"""From the false-alarm rate that somebody will put up with to the score from which on a lot is worth looking at.

The strangers: bad photographs of objects that neither the model nor its calibration has seen, asked of a gallery that
they are not in (benchmarks/calibrate.py). One more stranger like n of them scores higher than the k-th highest of those
with a chance of k / (n + 1) at most, since its rank among the n + 1 is any with the same chance (split conformal
prediction: Papadopoulos et al., "Inductive confidence machines for regression", 2002). That holds on average over
calibrations, and for strangers of that kind.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from artmatch.errors import ConfigurationError, ModelError
from artmatch.messages import _


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How high strangers score with one model."""

    strangers: int
    """How many were asked."""
    highest: tuple[float, ...]
    """Their highest scores, descending."""

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "FalseAlarms":
        """Check ``values``, empty for a model that is not calibrated yet; ModelError if they contradict each other."""
        try:
            alarms = cls(int(values.get("strangers", 0)), tuple(float(score) for score in values.get("highest", ())))
        except (TypeError, ValueError) as error:
            raise ModelError(_("The model's scores of strangers are no numbers: install artmatch again.")) from error
        descending = all(one >= next_one for one, next_one in zip(alarms.highest, alarms.highest[1:], strict=False))
        if not descending or len(alarms.highest) > alarms.strangers or not all(0 <= s <= 1 for s in alarms.highest):
            raise ModelError(_("The model's scores of strangers contradict each other: install artmatch again."))
        return alarms

    def threshold(self, rate: Fraction) -> float:
        """The score that at most ``rate`` of all strangers exceed.

        Raises ConfigurationError for a rate that too few strangers were asked to promise, or one that is too high.
        """
        allowed = math.floor(rate * (self.strangers + 1))
        if not self.highest:
            raise ConfigurationError(
                _("No false-alarm rate can be promised: the model in use was calibrated without strangers.")
            )
        if allowed < 1:
            raise ConfigurationError(
                _(
                    "A false-alarm rate of {rate} cannot be promised: the model was tried on {strangers:,} "
                    "photographs of unregistered objects, so 1/{lowest} is the lowest that is known of."
                ).format(rate=rate, strangers=self.strangers, lowest=self.strangers + 1)
            )
        if allowed > len(self.highest):
            most = f"{len(self.highest)}/{self.strangers + 1}"
            raise ConfigurationError(
                _("A false-alarm rate of {rate} is more than is known of: give {most} at most.").format(
                    rate=rate, most=most
                )
            )
        return self.highest[allowed - 1]

    def rate(self, score: float) -> float | None:
        """The share of strangers that score as high, at most; None where that is more than is known of."""
        if not self.highest or score < self.highest[-1]:
            return None
        return (1 + sum(stranger >= score for stranger in self.highest)) / (self.strangers + 1)
