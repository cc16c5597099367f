"""What ``artmatch evaluate`` writes: tables, JSON, and a sheet of what was answered wrongly."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from rich.text import Text

from artmatch.cli import output
from artmatch.errors import InputError
from artmatch.evaluation.contact_sheet import Cell, contact_sheet
from artmatch.evaluation.dataset import Dataset
from artmatch.evaluation.intervals import Interval, Measured
from artmatch.evaluation.metrics import RANKS
from artmatch.evaluation.reliability import Reliability
from artmatch.evaluation.runner import Answered
from artmatch.imaging import encode_jpeg, read
from artmatch.messages import _, chance, counted

Pixels = NDArray[np.uint8]

_SHOWN_FAILURES = 400
"""On one sheet: a JPEG can be no longer."""


def draw_failures(
    sheet: Path, answered: list[Answered], dataset: Dataset, query: Callable[[Path], Pixels] | None
) -> None:
    """Write ``sheet``, or say that nothing failed; ``query`` gives the pixels of a query that was not asked as it is.

    Raises InputError if it cannot be written.
    """

    failed = sorted((one for one in answered if one.failed), key=lambda one: -one.chance)
    if not failed:
        output.note(_("Nothing was answered wrongly: {sheet} was not written.").format(sheet=sheet))
        return
    registered = {item.object_id: item.path for item in reversed(dataset.gallery)}

    def photograph(path: str) -> Pixels:
        return read(dataset.folder / path, longest_side=480)[1].pixels

    def row(one: Answered) -> list[Cell]:
        path = one.item.path
        scores = dict(one.objects)
        first, right = next(iter(scores), ""), registered.get(one.item.object_id, "")
        return [
            Cell(
                query(dataset.folder / path) if query else photograph(path),
                (f"{_(one.item.role)}: {one.item.object_id}", path),
            ),
            Cell(
                photograph(one.photograph) if first else None,
                (
                    _("answered: {object_id}").format(object_id=first),
                    f"{chance(scores.get(first, 0))}, {_(one.band)}",
                ),
            ),
            Cell(
                photograph(right) if right else None,
                (
                    _("right: {object_id}").format(object_id=one.item.object_id) if right else _("not registered"),
                    _place(one),
                ),
            ),
        ]

    drawn = contact_sheet([row(one) for one in failed[:_SHOWN_FAILURES]])
    try:
        sheet.write_bytes(encode_jpeg(drawn, quality=85))
    except OSError as error:
        raise InputError(
            _("The failures cannot be written to {sheet}: {reason}.").format(sheet=sheet, reason=error.strerror)
        ) from error
    drawn_count, failures = min(len(failed), _SHOWN_FAILURES), counted(len(failed), "failure", "failures")
    output.note(_("{count} of {failures}: {sheet}").format(count=drawn_count, failures=failures, sheet=sheet))


def _place(one: Answered) -> str:
    """Where the right answer stands."""
    rank = one.ranking.rank
    if rank is None:
        return _("not among the first {count}").format(count=len(one.objects))
    return _("{score}, place {rank}").format(score=chance(one.objects[rank - 1][1]), rank=rank)


def print_json(found: Measured, reliable: Reliability, rate: float, model_id: str) -> None:
    """One object with everything."""
    intervals = {
        "sets": found.recall,
        "macro": found.macro,
        "micro_ap": found.micro_ap,
        "r_at_p90": found.r_at_p90,
    }
    output.json_line(
        asdict(found.figures)
        | {
            "intervals": intervals,
            "bands": {band: asdict(rates) for band, rates in reliable.bands.items()},
            "expected_calibration_error": reliable.expected_calibration_error,
            "calibration_error_as_said": reliable.calibration_error_as_said,
            "reliability": [asdict(one) for one in reliable.bins],
            "queries_per_second": rate,
            "model_id": model_id,
        }
    )


def print_tables(found: Measured, reliable: Reliability, rate: float, model_id: str) -> None:
    """Recall by set and category, then what the bands are worth."""
    parts = found.figures
    output.table(_recall_table(found))
    micro_ap, r_at_p90 = _with(parts.micro_ap, found.micro_ap), _with(parts.r_at_p90, found.r_at_p90)
    output.line(
        _("micro-AP {micro_ap}   R@P90 {r_at_p90}   strangers {strangers}").format(
            micro_ap=micro_ap, r_at_p90=r_at_p90, strangers=parts.strangers
        )
    )
    output.line("")
    output.table(_band_table(reliable))
    share = reliable.queries / (reliable.queries + reliable.strangers)
    output.line(
        _(
            "expected calibration error {error:.3f} where {share:.0%} of the photographs show a registered object, as "
            "here; {as_said:.3f} by the scores as given, for every second one"
        ).format(error=reliable.expected_calibration_error, share=share, as_said=reliable.calibration_error_as_said)
    )
    output.line(_("{rate:.1f} queries/s   model {model_id}").format(rate=rate, model_id=model_id))


def _recall_table(found: Measured) -> Table:
    parts = found.figures
    rows = _table(_("set"), _("objects"), _("queries"), *(f"recall@{k}" for k in RANKS))
    for name, part in parts.sets.items():
        recalls = (_with(part.recall[k], found.recall[name][k]) for k in RANKS)
        rows.add_row(_text(name), str(part.objects), str(part.queries), *recalls)
    rows.add_row(_("macro"), "", str(parts.queries), *(_with(parts.macro[k], found.macro[k]) for k in RANKS))
    for name, part in parts.categories.items():
        recalls = (f"{part.recall[k]:.3f}" for k in RANKS)
        rows.add_row(_text(_("category {name}").format(name=name)), str(part.objects), str(part.queries), *recalls)
    return rows


def _band_table(reliable: Reliability) -> Table:
    rows = _table(_("answer"), _("queries"), _("strangers"), _("of all strangers"), _("wrong"), _("of these answers"))
    for band, rates in reliable.bands.items():
        alarms = _with(rates.false_alarm_rate, rates.false_alarm_interval)
        errors = _with(rates.error_rate, rates.error_interval) if rates.queries + rates.strangers else ""
        rows.add_row(_(band), str(rates.queries), str(rates.strangers), alarms, str(rates.wrong), errors)
    return rows


def _table(*columns: str) -> Table:
    rows = Table(*columns, box=None, padding=(0, 2, 0, 0))
    for column in rows.columns[1:]:
        column.justify = "right"
    return rows


def _text(name: str) -> Text:
    return Text(output.shown(name))


def _with(value: float, interval: Interval) -> str:
    low, high = interval
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
