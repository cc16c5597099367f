"""``artmatch inbox``."""

from pathlib import Path

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.cli.watch_command import alert_line
from artmatch.messages import _


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that were judged, too.")
@json_option("JSON lines: one an alert.")
@register_options
def inbox(everything: bool, as_json: bool, home: Path | None, demonstration: bool | None) -> None:
    """Show the likely matches that `artmatch watch` found and nobody judged yet.

    The newest first. Judging one with `artmatch judge give` takes it out.
    """
    from artmatch import exhibit_watch
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        told = [one for one in exhibit_watch.inbox(workspace) if everything or one.is_open]
    for one in told:
        if as_json:
            output.json_line(alert_line(one))
            continue
        candidate = one.candidate
        output.line(
            _("{alert:%Y-%m-%d %H:%M} UTC: exhibit {exhibit} of {case} resembles a registered object.").format(
                alert=one.alert.at, exhibit=one.exhibit, case=one.case
            )
        )
        output.line(f"  {candidate.title}, {candidate.object_id}: {candidate.band}. {candidate.sentence}")
        if not one.is_open:
            output.line(f"  {one.standing}")
    if not told and not as_json:
        output.line(_("The inbox is empty."))
