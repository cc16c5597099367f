"""What is wrong with a file of records, place by place, and the report of it."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path

from artmatch.errors import ConfigurationError, InputError
from artmatch.matching.intake import Intake
from artmatch.messages import _
from artmatch.registry.vocabulary import remarks

_REPORT_COLUMNS = ("row", "cell", "column", "value", "weight", "problem")


class Weight(StrEnum):
    """What a problem means for its row."""

    ERROR = "error"
    """The row cannot be used."""
    REMARK = "remark"
    """The row is used; somebody should look at it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    problem: str
    """A sentence that says what is wrong and what to do."""
    row: int | None = None
    """Row of a table (the header is row 1), line of a file of JSON lines, or which record of a LIDO file, from 1."""
    column: str = ""
    """As the file calls it: a table's column, a key, an element."""
    letter: str = ""
    """A table's column as a spreadsheet letters it."""
    value: str = ""
    """What stands there."""
    weight: Weight = Weight.ERROR

    @property
    def cell(self) -> str:
        """The place as a spreadsheet names it, such as ``C4``; empty for what is no cell of a table."""
        return f"{self.letter}{self.row}" if self.letter and self.row else ""

    def as_dict(self) -> dict[str, str | int | None]:
        """The line of a report."""
        return {
            "row": self.row,
            "cell": self.cell,
            "column": self.column,
            "value": self.value,
            "weight": self.weight.value,
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of records, read: what can be registered, and everything that is wrong with it."""

    intake: Intake
    problems: tuple[Problem, ...]
    """In the order of the file, those of the whole file first."""
    photograph_column: tuple[str, str] = ("photograph", "")
    """What the file calls the place of a photograph's name, and its letter."""

    def of_photograph(self, row: int | None, name: str, problem: str) -> Problem:
        """A problem that showed itself only when the photograph ``name`` was looked at."""
        column, letter = self.photograph_column
        return Problem(problem, row, column, letter, name)


def vocabulary_remarks(intake: Intake) -> list[Problem]:
    """What the register's vocabulary has no word for, each once with the first row that says it."""
    first: dict[str, int | None] = {}
    count: Counter[str] = Counter()
    for entry in intake.entries:
        for remark in remarks(entry.record):
            first.setdefault(remark, entry.row)
            count[remark] += 1
    return [
        Problem(f"{remark} (Objects: {count[remark]:,})", row, weight=Weight.REMARK) for remark, row in first.items()
    ]


def report(problems: Sequence[Problem], ending: str) -> bytes:
    """``problems`` as a file that ends in ``.csv`` or ``.json``; ValueError for another ending."""
    rows = [problem.as_dict() for problem in problems]
    if ending == ".json":
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    elif ending == ".csv":
        buffer = StringIO(newline="")
        writer = csv.DictWriter(buffer, _REPORT_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        text = "\N{ZERO WIDTH NO-BREAK SPACE}" + buffer.getvalue()  # or Excel takes UTF-8 for something else
    else:
        raise ValueError(f"no report ends in {ending}")
    return text.encode("utf-8", "backslashreplace")


def write_report(file: Path, problems: Sequence[Problem]) -> None:
    """Write ``problems`` to ``file``, as CSV or JSON by its ending.

    Raises ConfigurationError for another ending, InputError if the file cannot be written.
    """
    ending = file.suffix.lower()
    if ending not in (".csv", ".json"):
        raise ConfigurationError(_("The report {file} ends like no report: call it .csv or .json.").format(file=file))
    try:
        file.write_bytes(report(problems, ending))
    except OSError as error:
        raise InputError(
            _("The report cannot be written to {file}: {reason}.").format(file=file, reason=error.strerror)
        ) from error
