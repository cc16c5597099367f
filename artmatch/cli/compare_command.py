"""``artmatch compare``."""

import csv
import io
import json
import time
from contextlib import closing
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import acting_options, json_option, opened
from artmatch.errors import InputError
from artmatch.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from artmatch.matching.comparison import ComparedLot
    from artmatch.matching.screening import Screening
    from artmatch.records import ArtworkRecord

_COLUMNS = (
    "worth_looking_at",
    "band",
    "score",
    "registered_id",
    "registered_title",
    "registered_owner",
    "registered_contact",
    "points",
    "sentence",
    "not_compared",
)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class _Rate(click.ParamType["Fraction"]):
    """A share of lots, ``5/1000`` or ``0.005``."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            rate = Fraction(value)
        except (ValueError, ZeroDivisionError):
            self.fail(_("{value!r} is no rate: write 5/1000.").format(value=value), param, ctx)
        if not 0 < rate < 1:
            self.fail(_("{value} is not between 0 and 1: write 5/1000.").format(value=value), param, ctx)
        return rate


@click.command()
@click.argument("catalogue", metavar="FOLDER|CSV|PDF", type=click.Path(path_type=Path))
@click.option(
    "--false-alarms",
    "rate",
    type=_Rate(),
    default="5/1000",
    show_default=True,
    metavar="N/LOTS",
    help="How many lots that show no registered object may come up, at most.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results; default: the catalogue's name with -compared, here.",
)
@json_option('JSON lines: one a lot, then {"summary": ...}.')
@acting_options
@click.pass_context
def compare(
    ctx: click.Context,
    catalogue: Path,
    rate: Fraction,
    out: Path | None,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Compare a sales catalogue with the register.

    Writes report.html (the lots worth looking at beside the registered objects, best first; it needs no other file),
    lots.csv and lots.jsonl (every lot) into a folder. Can be interrupted, even killed, at any moment: start it again
    and it goes on. With another --false-alarms it only writes the results anew.

    A folder: every photograph in it, sub-folders included, is a lot; files that differ in their ending only are
    photographs of one. A PDF: every picture in it is a lot. A CSV (UTF-8, commas or semicolons): one row a photograph,
    with its path, relative to the CSV, in the column photograph; rows with the same value in the column lot are
    photographs of one lot. Further columns, such as title, price or url, are shown with the lot.
    """
    from datetime import UTC, datetime

    from artmatch import catalogue_comparison
    from artmatch.casework import Action
    from artmatch.cli import output
    from artmatch.matching.catalogue import read_catalogue
    from artmatch.matching.screening import Screening

    started = time.monotonic()
    with opened(home, demonstration, by) as workspace:
        read = read_catalogue(catalogue, workspace.limits)
        for note in read.notes:
            output.note(note)
        threshold = catalogue_comparison.false_alarms(workspace).threshold(rate)
        out = out or Path(f"{catalogue.resolve().stem}-compared")
        with closing(catalogue_comparison.compare(workspace, read.lots, out / "journal.jsonl")) as compared:
            lots = tuple(_reported(compared, len(read.lots), threshold, as_json=as_json))
        screening = Screening(catalogue=read, lots=lots, rate=rate, threshold=threshold)
        sheet = catalogue_comparison.sheet_of(workspace, screening, at=datetime.now(UTC))
        details = {
            "catalogue": read.name,
            "lots": len(lots),
            "compared": screening.compared,
            "false_alarms": str(rate),
            "worth_looking_at": [lot.lot for lot in screening.worth_looking_at],
        }
        workspace.casework.ledger.note(Action.SEARCH, by=workspace.by, details=details)
        records = workspace.registry.records({lot.leads[0].object_id for lot in lots if lot.leads})
    lines = (json.dumps(_line(lot, threshold), ensure_ascii=False) + "\n" for lot in lots)
    _write(out / "lots.jsonl", "".join(lines))
    _write(out / "lots.csv", _table(screening, records))
    _write(out / "report.html", sheet.html())
    if as_json:
        output.json_line({"summary": _summary(screening, out, time.monotonic() - started)})
    else:
        for name, reason in screening.unreadable:
            output.line(_("not compared: {name}: {reason}").format(name=name, reason=reason))
        output.line(screening.headline)
        output.line(_("Report: {out}").format(out=out / "report.html"))
    if screening.unreadable:
        ctx.exit(SOME_FAILED)


def _reported(
    compared: "Iterable[ComparedLot]", total: int, threshold: float, *, as_json: bool
) -> "Iterator[ComparedLot]":
    """Pass ``compared`` on, with its progress; each lot is a line of the result at once."""
    from artmatch.cli import output

    for lot in output.progress(compared, total, _("Comparing")):
        if as_json:
            output.json_line(_line(lot, threshold))
        yield lot


def _line(lot: "ComparedLot", threshold: float) -> dict[str, Any]:
    """A lot as JSON."""
    return asdict(lot) | {"worth_looking_at": lot.score > threshold}


def _summary(screening: "Screening", out: Path, seconds: float) -> dict[str, Any]:
    return {
        "lots": len(screening.lots),
        "compared": screening.compared,
        "unreadable": [{"name": name, "reason": reason} for name, reason in screening.unreadable],
        "worth_looking_at": len(screening.worth_looking_at),
        "false_alarms_expected": round(screening.false_alarms_expected, 3),
        "threshold": screening.threshold,
        "headline": screening.headline,
        "report": str(out / "report.html"),
        "seconds": round(seconds, 2),
    }


def _table(screening: "Screening", records: "Mapping[str, ArtworkRecord]") -> str:
    """Every lot, best first, for a spreadsheet; what would be a formula there is marked as text."""
    details = list(dict.fromkeys(name for lot in screening.lots for name in lot.details))
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(_as_text(["lot", *_COLUMNS, *details]))
    for lot in sorted(screening.lots, key=lambda lot: -lot.score):
        said = dict.fromkeys(_COLUMNS, "") | {"not_compared": lot.reason}
        if lot.leads:
            lead, record = lot.leads[0], records[lot.leads[0].object_id]
            said |= {
                "worth_looking_at": "yes" if lot.score > screening.threshold else "no",
                "band": lot.band,
                "score": f"{lot.score:.6f}",
                "registered_id": lead.object_id,
                "registered_title": record.title,
                "registered_owner": record.owner,
                "registered_contact": record.contact,
                "points": "" if lead.points is None else str(lead.points),
                "sentence": lead.sentence,
            }
        rows.writerow(_as_text([lot.lot, *said.values(), *(lot.details.get(name, "") for name in details)]))
    for one in screening.catalogue.unreadable:
        rows.writerow(_as_text([one.name, *(dict.fromkeys(_COLUMNS, "") | {"not_compared": one.reason}).values()]))
    return file.getvalue()


def _as_text(cells: list[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell for cell in cells]


def _write(file: Path, text: str) -> None:
    """Write ``file`` as a whole or not at all."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="")
        unfinished.replace(file)
    except OSError as error:
        raise InputError(
            _("The result {file} cannot be written: {reason}.").format(file=file, reason=error.strerror)
        ) from error
