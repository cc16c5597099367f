"""``artmatch watch``."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import acting_options, opened

if TYPE_CHECKING:
    from artmatch.exhibit_watch import Told


@click.command()
@click.option("--follow", is_flag=True, help="Go on, and compare again whenever something is registered or edited.")
@acting_options
@click.pass_context
def watch(ctx: click.Context, follow: bool, home: Path | None, demonstration: bool | None, by: str) -> None:
    """Compare every exhibit without a confirmed match with the register.

    A likely match that nobody has seen yet is told once: it goes into the inbox and the ledger, and stands here as a
    JSON line. It is told again when the exhibit or the object has a new photograph. What somebody judged is not told.
    Writes JSON lines: one an alert or an exhibit that could not be compared, then, without --follow, {"summary": ...}.
    Ctrl-C ends --follow.
    """
    from artmatch import exhibit_watch
    from artmatch.cli import output

    counted: Counter[str] = Counter()
    with opened(home, demonstration, by) as workspace:
        watched = len(workspace.casework.findings.unconfirmed_exhibits())
        passes = exhibit_watch.follow if follow else exhibit_watch.look
        for one in passes(workspace, by=workspace.by):
            if isinstance(one, exhibit_watch.Told):
                counted["alerts"] += 1
                output.json_line(alert_line(one))
            else:
                counted["failed"] += 1
                output.json_line({"case": one.case, "exhibit": one.exhibit, "reason": one.reason})
    summary = {"exhibits": watched, "alerts": counted["alerts"], "failed": counted["failed"]}
    output.json_line({"summary": summary})
    if counted["failed"]:
        ctx.exit(SOME_FAILED)


def alert_line(told: "Told") -> dict[str, Any]:
    """An alert as JSON."""
    return {
        "alert": told.alert.alert_id,
        "at": told.alert.at.isoformat(timespec="seconds"),
        "case": told.case,
        "exhibit": told.exhibit,
        "object_id": told.candidate.object_id,
        "title": told.candidate.title,
        "band": told.candidate.band,
        "score": told.candidate.score,
        "sentence": told.candidate.sentence,
        "search": told.alert.search_id,
        "standing": told.standing,
    }
