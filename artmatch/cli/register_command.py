"""``artmatch register``."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.messages import _, counted

if TYPE_CHECKING:
    from artmatch.records import ArtworkRecord
    from artmatch.wiring import Workspace

FIELDS = {
    "object_type": 'Two levels, general first: "sculpture > reliquary bust".',
    "materials": "What it is made of.",
    "techniques": "How it was made.",
    "measurements": 'With unit and dimension: "height 41 cm, width 22 cm".',
    "inscriptions": "Inscriptions and markings.",
    "distinguishing_features": "What tells it from others of its kind.",
    "subject": "What it shows.",
    "date_or_period": "When it was made, in words.",
    "earliest_year": "The first year that this means; below 1 before Christ.",
    "latest_year": "The last year that this means.",
    "maker": "Person, company or cultural group.",
    "description": "Anything else.",
    "inventory_number": "The owner's number.",
    "related_material": "What was written about it.",
    "place_of_origin": "Where it was made or discovered.",
    "related_objects": "Objects that belong to it.",
    "date_documented": "When this was recorded.",
    "status": "stolen, missing, found, recovered, disputed or withdrawn; default stolen.",
    "event_kind": "theft, robbery, loss, looting, excavation, export, seizure or other.",
    "event": "Theft or loss: place and date in words.",
    "event_place": "Where that was.",
    "event_earliest": "When at the earliest: 2004, 2004-03 or 2004-03-12.",
    "event_latest": "When at the latest.",
    "owner": "Whom it belongs to.",
    "contact": "Whom to ask before a match is used.",
    "source": "The register that the record comes from.",
    "source_number": "Its number there.",
    "collection": '"objects" or "fakes and replicas"; default objects.',
    "sensitivity": '"public", "restricted" or "culturally sensitive"; default public.',
    "consultation_contact": "Whom to consult before a photograph is shown.",
}
_WHEN_FOUND = {False: _("It can be found from now on."), True: _("It is a draft: have it reviewed by somebody else.")}
_VIEWS = ("detail", "mark", "damage", "verso", "scale", "archive")


def _record_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for view in reversed(_VIEWS):
        path = click.Path(path_type=Path)
        command = click.option(f"--{view}", multiple=True, type=path, help=f"A photograph of this view: {view}.")(
            command
        )
    for name, help_text in reversed(FIELDS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, default="", help=help_text)(command)
    return command


@click.command()
@click.argument("photographs", metavar="PHOTO...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--id", "object_id", required=True, help="The register's own number for the object, e.g. KBI-2026-0117.")
@click.option("--title", required=True, help="The name that it is known by.")
@_record_options
@click.option("--draft", is_flag=True, help="Have it reviewed by somebody else before it can be found.")
@json_option("One JSON object.")
@register_options
def register(
    photographs: tuple[Path, ...],
    object_id: str,
    title: str,
    draft: bool,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
    **given: Any,
) -> None:
    """Register one object with its photographs.

    PHOTOs show the whole object, the first one its face. It can be found at once, on a running page too; with --draft
    once it was reviewed. Photographs of an object that is registered already with the same fields are added to it.
    Words that are not in the vocabulary are remarked on, and so are objects with the same number or description.
    """
    from artmatch.cli import output
    from artmatch.matching.intake import PhotographInput
    from artmatch.records import ArtworkRecord, ViewLabel
    from artmatch.registry import Stage
    from artmatch.registry.vocabulary import remarks

    texts = {"object_id": object_id, "title": title} | {name: given[name] for name in FIELDS}
    inputs = [PhotographInput(path, path.name) for path in photographs]
    inputs += [PhotographInput(path, path.name, ViewLabel(view)) for view in _VIEWS for path in given[view]]
    with opened(home, demonstration) as workspace:
        record = ArtworkRecord.from_texts(texts, demonstration=workspace.settings.demonstration)
        for remark in (*remarks(record), *_resembling(workspace, record)):
            output.note(remark)
        done = workspace.register(record, inputs, stage=Stage.DRAFT if draft else Stage.LIVE)
    if as_json:
        output.json_line(
            {
                "object_id": done.object_id,
                "outcome": done.outcome,
                "photographs": [
                    {"file_name": photograph.file_name, "view": photograph.view, "sha256": photograph.sha256}
                    for photograph in done.photographs
                ],
            }
        )
        return
    count = len({photograph.photograph_id for photograph in done.photographs})
    stored = counted(count, "photograph", "photographs")
    said = {
        "new": _("Registered {object_id} with {stored}. {when_found}").format(
            object_id=object_id, stored=stored, when_found=_WHEN_FOUND[draft]
        ),
        "extended": _("{object_id} was registered already: its new photographs were added.").format(
            object_id=object_id
        ),
        "known": _("{object_id} was registered already with these photographs: nothing has changed.").format(
            object_id=object_id
        ),
    }
    output.line(said[done.outcome])


def _resembling(workspace: "Workspace", record: "ArtworkRecord") -> "Iterator[str]":
    """What to say of objects that may be the same one."""
    for one in workspace.registry.resemblances(record):
        yield _("Perhaps {object_id} is the same object: see `artmatch duplicates {new_id}`. {reason}").format(
            object_id=one.object_id, new_id=record.object_id, reason=one.reason
        )
