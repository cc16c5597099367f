"""``artmatch index``."""

import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import json_option, opened, register_options
from artmatch.errors import ConfigurationError

if TYPE_CHECKING:
    from artmatch.matching.indexer import Outcome
    from artmatch.matching.intake import Intake


@click.command()
@click.argument("path", metavar="PATH|CSV", required=False, type=click.Path(path_type=Path))
@click.option("--group-by-folder", is_flag=True, help="All photographs in one sub-folder show one object.")
@click.option("--rebuild", is_flag=True, help="Make the index anew; without PATH.")
@json_option('JSON lines: one a photograph, then {"summary": ...}.')
@register_options
@click.pass_context
def index(
    ctx: click.Context,
    path: Path | None,
    group_by_folder: bool,
    rebuild: bool,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Register many objects with their photographs.

    Can be interrupted, even killed, at any moment: start it again and it goes on. What is registered already is
    skipped. Every photograph is accounted for: indexed, already known, or failed with its reason.

    A folder: every photograph in it, sub-folders included, is an object of its own. Its object_id is its path in the
    folder without the ending: roof/agnes.jpg becomes roof/agnes. Files that differ in their ending only belong to one
    object. With --group-by-folder the photographs in a sub-folder belong to one object called like the sub-folder.

    A CSV (UTF-8, commas or semicolons): one row a photograph; rows with the same object_id belong to one object,
    whose fields need to stand in one of them only. Columns: object_id and photograph (its path, relative to the CSV)
    are needed; title, object_type, materials, techniques, measurements, inscriptions, distinguishing_features,
    subject, date_or_period, earliest_year, latest_year, maker, description, inventory_number, related_material,
    place_of_origin, related_objects, date_documented, status (stolen, missing, found, recovered, disputed,
    withdrawn), event_kind, event, event_place, event_earliest, event_latest, owner, contact, source, source_number,
    collection, sensitivity, consultation_contact and view (overall, detail, mark, damage, verso, scale, archive) may
    follow. A wrong row is reported by its number and the others go on.

    --rebuild makes the index anew from the stored embeddings, and embeds photographs of an older model again.
    """
    from artmatch.cli import output

    if (path is None) != rebuild:
        raise ConfigurationError("Give either a folder or table to index, or --rebuild.")
    with opened(home, demonstration) as workspace:
        started = time.monotonic()
        if path is None:
            total = len(workspace.registry.unembedded(workspace.embedder.model_id))
            outcomes = workspace.rebuild()
        else:
            intake = _read(path, group_by_folder)
            for note in intake.notes:
                output.note(note)
            total, outcomes = len(intake), workspace.index(intake)
        with closing(outcomes):  # ends the threads at once when interrupted
            counted = _report(outcomes, total, as_json)
        seconds = time.monotonic() - started
        now = workspace.status()
    summary = {state.replace(" ", "_"): counted[state] for state in ("indexed", "already known", "failed")}
    if as_json:
        rate = round(total / seconds, 2)
        output.json_line({"summary": summary | {"seconds": round(seconds, 2), "photographs_per_second": rate}})
    else:
        said = ", ".join(f"{number:,} {state.replace('_', ' ')}" for state, number in summary.items())
        objects = output.counted(now.objects, "object", "objects")
        photographs = output.counted(now.photographs, "photograph", "photographs")
        output.line(f"{said}. The register holds {objects} with {photographs}.")
    if counted["failed"]:
        ctx.exit(SOME_FAILED)


def _read(path: Path, group_by_folder: bool) -> "Intake":
    from artmatch.matching.intake import read_csv, read_folder

    if path.is_dir():
        return read_folder(path, group_by_folder=group_by_folder)
    if group_by_folder:
        raise ConfigurationError("--group-by-folder is for a folder: the table says which photographs belong together.")
    return read_csv(path)


def _report(outcomes: "Generator[Outcome, None, None]", total: int, as_json: bool) -> Counter[str]:
    """Show every outcome (in words the failures only) and count them."""
    from artmatch.cli import output

    counted: Counter[str] = Counter()
    for outcome in output.progress(outcomes, total, "Indexing"):
        counted[outcome.state] += 1
        row = {} if outcome.row is None else {"row": outcome.row}
        if as_json:
            output.json_line(
                {
                    "photograph": outcome.name,
                    "object_id": outcome.object_id,
                    "outcome": outcome.state,
                    "reason": outcome.reason,
                    **row,
                }
            )
        elif outcome.reason:
            where = f"row {outcome.row}, " if row else ""
            output.line(f"failed: {where}{outcome.name}: {outcome.reason}")
    return counted
