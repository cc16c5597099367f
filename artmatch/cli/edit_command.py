"""``artmatch edit`` and ``artmatch photograph``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from artmatch.cli.options import opened, register_options
from artmatch.cli.register_command import FIELDS
from artmatch.messages import _

_EDITABLE = {"title": "The name that it is known by."} | FIELDS
_revision_option = click.option(
    "--revision", type=int, help="The revision that you read; refused if it was changed since. Default: the newest."
)
_note_option = click.option("--note", default="", help="Why; kept in the history.")


def _field_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, help_text in reversed(_EDITABLE.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, default=None, help=help_text)(command)
    return command


@click.command()
@click.argument("object_id", metavar="OBJECT")
@_field_options
@click.option("--status-since", default="", help="From when the status holds: 2026, 2026-03 or 2026-03-14.")
@_note_option
@_revision_option
@register_options
def edit(
    object_id: str,
    status_since: str,
    note: str,
    revision: int | None,
    home: Path | None,
    demonstration: bool | None,
    **given: str | None,
) -> None:
    """Change fields of an object's record.

    Give the fields that change; "" empties one. What they were before stays in the history, under your name
    (ARTMATCH_USER, otherwise the name that you are logged in with).
    """
    from artmatch.cli import output
    from artmatch.errors import ConfigurationError
    from artmatch.records import ArtworkRecord

    changes = {name: text for name, text in given.items() if text is not None}
    if not changes and not status_since:
        raise ConfigurationError(_("There is nothing to change: give a field, such as --maker."))
    with opened(home, demonstration) as workspace:
        read = workspace.registry.dossier(object_id)
        record = ArtworkRecord.from_texts(read.record.texts() | changes, demonstration=read.record.demonstration)
        newest = workspace.curator.edit(
            record, revision=revision or read.standing.revision, note=note, status_since=status_since
        )
    if newest == read.standing.revision:
        output.line(_("{object_id} says so already: nothing has changed.").format(object_id=object_id))
    else:
        output.line(_("{object_id} is at revision {newest} now.").format(object_id=object_id, newest=newest))


@click.command()
@click.argument("number", type=int)
@click.option("--view", default=None, help="overall, detail, mark, damage, verso, scale or archive.")
@click.option("--credit", default=None, help="Who made it, or whom it was had from.")
@click.option("--taken", default=None, help="When it was made: 1931, 1931-05 or 1931-05-02.")
@click.option("--include/--exclude", "included", default=None, help="Whether queries are compared with it.")
@click.option(
    "--replaced-by",
    type=int,
    default=None,
    help="The number of a better photograph of the same object; this one is kept but no longer compared. 0: none.",
)
@click.option(
    "--replace-with",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of a better photograph: it is registered and takes this one's place, or nothing happens.",
)
@click.option(
    "--place",
    type=click.IntRange(min=1),
    default=None,
    help="Where it stands among the object's photographs; the first is the object's face.",
)
@_note_option
@_revision_option
@register_options
def photograph(
    number: int,
    view: str | None,
    credit: str | None,
    taken: str | None,
    included: bool | None,
    replaced_by: int | None,
    replace_with: Path | None,
    place: int | None,
    note: str,
    revision: int | None,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Change what is said of a registered photograph.

    NUMBER is the photograph's; artmatch show lists an object's. Its bytes are never changed.
    """
    from dataclasses import replace

    from artmatch.cli import output
    from artmatch.errors import NotFoundError, RecordError
    from artmatch.records import ViewLabel
    from artmatch.registry import arranged, moved
    from artmatch.wiring import PhotographInput

    if view not in (None, *ViewLabel):
        raise RecordError(_("The view {view!r} is none of {views}.").format(view=view, views=", ".join(ViewLabel)))
    texts = {"view": ViewLabel(view) if view else None, "credit": credit, "taken": taken, "included": included}
    changes: dict[str, Any] = {name: value for name, value in texts.items() if value is not None}
    if replaced_by is not None:
        changes["replaced_by"] = replaced_by or None
    with opened(home, demonstration) as workspace:
        known = workspace.registry.photographs([number]).get(number)
        if known is None:
            raise NotFoundError(
                _("There is no photograph number {number}: artmatch show lists an object's.").format(number=number)
            )
        read = workspace.registry.standing(known.object_id).revision
        newest = workspace.curator.edit_photograph(replace(known, **changes), revision=revision or read, note=note)
        if place is not None:
            shown = [one.photograph_id for one in arranged(workspace.registry.photographs_of(known.object_id))]
            order = moved(shown, {number: place})
            newest = workspace.curator.arrange(known.object_id, order, revision=newest, note=note)
        if replace_with is not None:
            better = PhotographInput(replace_with, replace_with.name, changes.get("view", known.view))
            newest = workspace.replace_photograph(number, better, revision=newest, note=note)
    output.line(_("{object_id} is at revision {newest} now.").format(object_id=known.object_id, newest=newest))
