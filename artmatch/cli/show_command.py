"""``artmatch show`` and ``artmatch history``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.messages import _

if TYPE_CHECKING:
    from artmatch.records import ArtworkRecord, Photograph
    from artmatch.registry import Change, Dossier


@click.command()
@click.argument("object_id", metavar="OBJECT")
@click.option("--revision", type=int, help="The record as it was then; see artmatch history.")
@json_option("One JSON object.")
@register_options
def show(object_id: str, revision: int | None, as_json: bool, home: Path | None, demonstration: bool | None) -> None:
    """Show what is on file about an object.

    Its fields, its photographs with their numbers, its statuses with their dates, and the objects it belongs with.
    """
    from artmatch.cli import output
    from artmatch.registry import arranged

    with opened(home, demonstration) as workspace:
        dossier = workspace.registry.dossier(object_id)
        photographs = arranged(workspace.registry.photographs_of(object_id))
    record = dossier.record if revision is None else dossier.record_at(revision)
    if as_json:
        output.json_line(_as_json(dossier, record, photographs))
        return
    standing = dossier.standing
    merged = _(", merged into {merged_into}").format(merged_into=standing.merged_into) if standing.merged_into else ""
    of = "" if revision is None else _(" (shown: {revision})").format(revision=revision)
    output.line(
        _("{title}, {object_id}: {stage}, revision {revision}{shown}{merged}").format(
            title=record.title,
            object_id=object_id,
            stage=_(standing.stage),
            revision=standing.revision,
            shown=of,
            merged=merged,
        )
    )
    for name, text in record.texts().items():
        if text and name not in ("object_id", "title"):
            output.line(f"  {name:<24} {text}")
    for photograph in photographs:
        output.line(
            _("  photograph {photograph_id:<13} {described}").format(
                photograph_id=photograph.photograph_id, described=_described(photograph)
            )
        )
    for status in dossier.statuses:
        since = _(" since {since}").format(since=status.since) if status.since else ""
        output.line(
            _("  status                   {status}{since}, recorded {at:%Y-%m-%d}{by}").format(
                status=status.status, since=since, at=status.at, by=_by(status.by)
            )
        )
    for link in dossier.links:
        output.line(
            _("  belongs with             {object_id} ({kind})").format(object_id=link.object_id, kind=link.kind)
        )
    for name in dossier.merged_from:
        output.line(_("  merged from              {name}").format(name=name))


@click.command()
@click.argument("object_id", metavar="OBJECT")
@json_option("JSON lines: one a revision.")
@register_options
def history(object_id: str, as_json: bool, home: Path | None, demonstration: bool | None) -> None:
    """Show who changed an object's record, what and when."""
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        dossier = workspace.registry.dossier(object_id)
    for step in dossier.revisions:
        if as_json:
            output.json_line(asdict(step))
            continue
        said = f": {step.note}" if step.note else ""
        output.line(
            _("{number}  {at:%Y-%m-%d %H:%M} UTC  {action}{by}{said}").format(
                number=step.number, at=step.at, action=step.action, by=_by(step.by), said=said
            )
        )
        for change in step.changes:
            output.line(f"     {_field(change)}: {change.before or _('(empty)')} -> {change.after or _('(empty)')}")


def _as_json(dossier: "Dossier", record: "ArtworkRecord", photographs: "tuple[Photograph, ...]") -> dict[str, Any]:
    standing = dossier.standing
    return {
        "record": record.texts() | {"demonstration": record.demonstration},
        "stage": standing.stage,
        "revision": standing.revision,
        "merged_into": standing.merged_into,
        "photographs": [asdict(photograph) for photograph in photographs],
        "statuses": [asdict(status) for status in dossier.statuses],
        "links": [asdict(link) for link in dossier.links],
        "merged_from": dossier.merged_from,
        "told_apart_from": dossier.told_apart_from,
        "openings": [asdict(opening) for opening in dossier.openings],
    }


def _described(photograph: "Photograph") -> str:
    said = [photograph.view, photograph.file_name, photograph.credit, photograph.taken]
    if photograph.replaced_by is not None:
        said.append(_("replaced by {replaced_by}").format(replaced_by=photograph.replaced_by))
    if not photograph.included:
        said.append(_("not searched"))
    return ", ".join(part for part in said if part)


def _by(name: str) -> str:
    return _(" by {name}").format(name=name) if name else ""


def _field(change: "Change") -> str:
    if change.photograph_id is None:
        return change.field
    return _("photograph {photograph_id}, {field}").format(photograph_id=change.photograph_id, field=change.field)
