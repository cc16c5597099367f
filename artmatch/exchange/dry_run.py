"""What importing a file of records would do: every problem, and what would become of the inputs; nothing is written."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace

from artmatch.exchange.problems import Problem, Reading, Weight, vocabulary_remarks
from artmatch.matching.intake import Intake
from artmatch.matching.work import Outcome, State


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen."""

    problems: tuple[Problem, ...]
    """In the order of the file, those of the whole file first."""
    counts: Counter[State]
    """Inputs, which are photographs and objects without any, by what would become of them."""
    objects: frozenset[str]
    """Those of which something can be used."""

    @property
    def errors(self) -> int:
        """How many of the problems keep something from being registered."""
        return sum(problem.weight is Weight.ERROR for problem in self.problems)


def dry_run(
    reading: Reading,
    look: Callable[[Intake], Generator[Outcome, None, None]],
    watch: Callable[[Iterable[Outcome], int], Iterable[Outcome]] = lambda outcomes, total: outcomes,
) -> DryRun:
    """Have ``look``, the preview of a register, go through everything that was read.

    ``watch`` passes the outcomes on, of which it is told how many there will be, to show how far it is.
    """
    entries = replace(reading.intake, refused=())
    problems = [*reading.problems, *vocabulary_remarks(reading.intake)]
    counts: Counter[State] = Counter({State.FAILED: len(reading.intake.refused)})
    usable: set[str] = set()
    with closing(look(entries)) as outcomes:
        for outcome in watch(outcomes, len(entries)):
            counts[outcome.state] += 1
            if outcome.reason:
                problems.append(reading.of_photograph(outcome.row, outcome.name, outcome.reason))
            else:
                usable.add(outcome.object_id)
    problems.sort(key=lambda problem: problem.row or 0)
    return DryRun(tuple(problems), counts, frozenset(usable))
