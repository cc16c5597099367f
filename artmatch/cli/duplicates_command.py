"""``artmatch duplicates`` and what a curator does about them: ``merge``, ``link``, ``keep``."""

from pathlib import Path

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.errors import ConfigurationError
from artmatch.messages import _

_note_option = click.option("--note", default="", help="Why; kept in the history.")
_one = click.argument("object_id", metavar="OBJECT")
_other = click.argument("other_id", metavar="OTHER")


@click.command()
@_one
@json_option("JSON lines: one an object.")
@register_options
def duplicates(object_id: str, as_json: bool, home: Path | None, demonstration: bool | None) -> None:
    """Find objects that may be the same one.

    By the same number at the same source or owner, by nearly the same description, and by picture; drafts too. Compare
    each: artmatch merge if it is the same object, artmatch link if it belongs to it, artmatch keep if it is another.
    """
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        found = workspace.possible_duplicates(workspace.registry.record(object_id))
    for one in found:
        if as_json:
            photograph = one.photograph.photograph_id if one.photograph else None
            output.json_line(
                {
                    "object_id": one.record.object_id,
                    "title": one.record.title,
                    "reasons": one.reasons,
                    "photograph": photograph,
                    "score": one.match.score if one.match else None,
                }
            )
        else:
            output.line(f"{one.record.object_id}  {one.record.title}: {' '.join(one.reasons)}")
    if not found and not as_json:
        output.line(_("Nothing in the register resembles {object_id}.").format(object_id=object_id))


@click.command()
@click.argument("object_ids", metavar="KEPT OTHER", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Take the merge of OTHER back; without KEPT.")
@_note_option
@register_options
def merge(object_ids: tuple[str, ...], undo: bool, note: str, home: Path | None, demonstration: bool | None) -> None:
    """Make one object of two that are the same.

    KEPT takes over OTHER's photographs, and its fields where its own are empty. OTHER stays on file and says where it
    went. --undo puts everything back but what was edited since.
    """
    from artmatch.cli import output

    if len(object_ids) != (1 if undo else 2):
        raise ConfigurationError(_("Give the object that is kept and the other one; with --undo the other one only."))
    with opened(home, demonstration) as workspace:
        if undo:
            kept = workspace.curator.undo_merge(object_ids[0], note=note)
            output.line(_("{object_ids} and {kept} are two objects again.").format(object_ids=object_ids[0], kept=kept))
        else:
            workspace.curator.merge(*object_ids, note=note)
            output.line(_("{merged} was merged into {kept}.").format(merged=object_ids[1], kept=object_ids[0]))


@click.command()
@_one
@_other
@click.option("--kind", default="other", show_default=True, help="pair, set, cast, edition, replica or other.")
@click.option("--remove", is_flag=True, help="They do not belong together after all.")
@register_options
def link(object_id: str, other_id: str, kind: str, remove: bool, home: Path | None, demonstration: bool | None) -> None:
    """Say that two objects belong together."""
    from artmatch.cli import output
    from artmatch.registry import LinkKind

    if kind not in list(LinkKind):
        raise ConfigurationError(
            _("The kind {kind!r} is none of {kinds}.").format(kind=kind, kinds=", ".join(LinkKind))
        )
    with opened(home, demonstration) as workspace:
        if remove:
            workspace.curator.unlink(object_id, other_id)
            output.line(
                _("{object_id} and {other_id} no longer belong together.").format(
                    object_id=object_id, other_id=other_id
                )
            )
        else:
            workspace.curator.link(object_id, other_id, LinkKind(kind))
            output.line(
                _("{object_id} and {other_id} belong together: {kind}.").format(
                    object_id=object_id, other_id=other_id, kind=kind
                )
            )


@click.command()
@_one
@_other
@_note_option
@register_options
def keep(object_id: str, other_id: str, note: str, home: Path | None, demonstration: bool | None) -> None:
    """Say that two objects were compared and are two.

    They are not offered as duplicates of each other again.
    """
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        workspace.curator.tell_apart(object_id, other_id, note=note)
    output.line(_("{object_id} and {other_id} are two objects.").format(object_id=object_id, other_id=other_id))
