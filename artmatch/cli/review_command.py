"""``artmatch review``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.errors import ConfigurationError
from artmatch.messages import _

if TYPE_CHECKING:
    from artmatch.wiring import Workspace


@click.command()
@click.argument("object_id", metavar="OBJECT", required=False)
@click.option("--approve", "step", flag_value="approve", help="You have read it: the draft becomes reviewed.")
@click.option("--release", "step", flag_value="release", help="What is reviewed becomes live and is searched.")
@click.option("--send-back", "step", flag_value="send_back", help="Back to who drafted it; say why with --note.")
@click.option("--note", default="", help="Kept in the history.")
@click.option("--revision", type=int, help="The revision that you read; refused if it was changed since.")
@json_option("JSON lines: one an object in the queue.")
@register_options
def review(
    object_id: str | None,
    step: str | None,
    note: str,
    revision: int | None,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Bring drafts into the register; without OBJECT, list those that wait.

    A draft is approved by somebody who did not write it, then released. An edit makes a draft of it again.
    """
    from artmatch.cli import output

    if (object_id is None) != (step is None):
        raise ConfigurationError(_("Give an object together with --approve, --release or --send-back, or neither."))
    if step == "send_back" and not note:
        raise ConfigurationError(_("Say why it goes back, with --note."))
    with opened(home, demonstration) as workspace:
        if object_id is None:
            _list(workspace, as_json)
            return
        read = revision or workspace.registry.standing(object_id).revision
        curator = workspace.curator
        if step == "approve":
            curator.approve(object_id, revision=read, note=note)
        elif step == "release":
            curator.release(object_id, revision=read, note=note)
        else:
            curator.send_back(object_id, note=note)
        output.line(
            _("{object_id} is {stage} now.").format(
                object_id=object_id, stage=workspace.registry.standing(object_id).stage
            )
        )


def _list(workspace: "Workspace", as_json: bool) -> None:
    from artmatch.cli import output
    from artmatch.registry import Stage

    waiting = [(stage, record) for stage in (Stage.DRAFT, Stage.REVIEWED) for record in workspace.registry.queue(stage)]
    for stage, record in waiting:
        if as_json:
            output.json_line({"object_id": record.object_id, "title": record.title, "stage": stage})
        else:
            output.line(f"{stage:<9} {record.object_id}  {record.title}")
    if not waiting and not as_json:
        output.line(_("Nothing waits to be reviewed."))
