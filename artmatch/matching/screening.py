"""A finished comparison, and which of its lots are worth looking at."""

from dataclasses import dataclass
from fractions import Fraction

from artmatch.matching.catalogue import Catalogue
from artmatch.matching.comparison import ComparedLot
from artmatch.messages import _, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What became of every lot of a catalogue, at the false-alarm rate that somebody puts up with."""

    catalogue: Catalogue
    lots: tuple[ComparedLot, ...]
    """In the order of the catalogue."""
    rate: Fraction
    """False alarms a lot that shows no registered object, at most."""
    threshold: float
    """The score above which a lot is worth looking at."""

    @property
    def compared(self) -> int:
        """How many lots could be searched for, by one photograph at least."""
        return sum(lot.compared for lot in self.lots)

    @property
    def worth_looking_at(self) -> list[ComparedLot]:
        """Best first."""
        return sorted((lot for lot in self.lots if lot.score > self.threshold), key=lambda lot: -lot.score)

    @property
    def unreadable(self) -> list[tuple[str, str]]:
        """Every input that could not be searched for, with its reason."""
        no_lots = [(one.name, one.reason) for one in self.catalogue.unreadable]
        return no_lots + [(seen.name, seen.reason) for lot in self.lots for seen in lot.photographs if seen.reason]

    @property
    def false_alarms_expected(self) -> float:
        """How many lots come up at most, on average, if none shows a registered object."""
        return self.compared * float(self.rate)

    @property
    def headline(self) -> str:
        """The result in two sentences."""
        found = len(self.worth_looking_at)
        of_all = _("the only lot") if self.compared == 1 else counted(self.compared, "lot", "lots")
        said = {
            0: _("None of {of_all} is worth looking at.").format(of_all=of_all),
            1: _("1 of {of_all} is worth looking at.").format(of_all=of_all),
        }.get(found, _("{found:,} of {of_all} are worth looking at.").format(found=found, of_all=of_all))
        return _(
            "{said} If no lot showed a registered object, {false_alarms_expected:.2g} at most would be "
            "expected to come up all the same."
        ).format(said=said, false_alarms_expected=self.false_alarms_expected)
