"""``artmatch index``."""

import time
from contextlib import closing
from pathlib import Path

import click

from artmatch.cli.batch import report, summarise
from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import json_option, opened, register_options
from artmatch.errors import ConfigurationError
from artmatch.messages import _

_STATES = ("indexed", "already known", "failed")


@click.command()
@click.argument("folder", metavar="FOLDER", required=False, type=click.Path(path_type=Path))
@click.option("--group-by-folder", is_flag=True, help="All photographs in one sub-folder show one object.")
@click.option("--draft", is_flag=True, help="Have new objects reviewed before they can be found.")
@click.option("--rebuild", is_flag=True, help="Make the index anew; without FOLDER.")
@json_option('JSON lines: one a photograph, then {"summary": ...}.')
@register_options
@click.pass_context
def index(
    ctx: click.Context,
    folder: Path | None,
    group_by_folder: bool,
    draft: bool,
    rebuild: bool,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Register a folder of photographs.

    Every photograph in it, sub-folders included, is an object of its own. Its object_id is its path in the folder
    without the ending: roof/agnes.jpg becomes roof/agnes. Files that differ in their ending only belong to one object.
    With --group-by-folder the photographs in a sub-folder belong to one object called like the sub-folder. Where there
    are records too, artmatch import reads them.

    Can be interrupted, even killed, at any moment: start it again and it goes on. What is registered already is
    skipped. Every photograph is accounted for: indexed, already known, or failed with its reason.

    --rebuild makes the index anew from the stored embeddings, and embeds photographs of an older model again.
    """
    from artmatch.cli import output
    from artmatch.matching.intake import read_folder
    from artmatch.registry import Stage

    if (folder is None) != rebuild:
        raise ConfigurationError(_("Give either a folder to index, or --rebuild."))
    if folder is not None and folder.is_file():
        raise ConfigurationError(
            _("{folder} is a file: `artmatch import` reads files of records.").format(folder=folder)
        )
    with opened(home, demonstration) as workspace:
        started = time.monotonic()
        if folder is None:
            total = len(workspace.registry.unembedded(workspace.embedder.model_id))
            outcomes = workspace.rebuild()
        else:
            intake = read_folder(folder, group_by_folder=group_by_folder)
            for note in intake.notes:
                output.note(note)
            total, outcomes = len(intake), workspace.index(intake, stage=Stage.DRAFT if draft else Stage.LIVE)
        with closing(outcomes):  # ends the threads at once when interrupted
            counts = report(outcomes, total, _("Indexing"), as_json)
        summarise(counts, _STATES, total, time.monotonic() - started, workspace, as_json)
    if counts["failed"]:
        ctx.exit(SOME_FAILED)
