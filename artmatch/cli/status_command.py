"""``artmatch status``."""

from pathlib import Path

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.messages import _, counted


@click.command()
@register_options
@json_option("One JSON object.")
def status(home: Path | None, demonstration: bool | None, as_json: bool) -> None:
    """Show how a register stands."""
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        now, index = workspace.status(), workspace.settings.index
    if as_json:
        output.json_line(
            {
                "folder": str(now.folder),
                "demonstration": now.demonstration,
                "objects": now.objects,
                "photographs": now.photographs,
                "findable": now.findable,
                "model_id": now.model_id,
                "index_generation": now.index_generation,
                "index_saved": None if now.index_saved is None else now.index_saved.isoformat(timespec="seconds"),
            }
        )
        return
    output.line(
        _("Register     {folder}{which}").format(
            folder=now.folder, which=_(" (demonstration: drawn objects)") if now.demonstration else ""
        )
    )
    output.line(_("Objects      {objects:,}").format(objects=now.objects))
    output.line(_("Photographs  {photographs:,}").format(photographs=now.photographs))
    output.line(_("Model        {model_id}").format(model_id=now.model_id))
    saved = _("in the database, by pgvector") if index == "pgvector" else _("not saved yet")
    if now.index_saved is not None:
        saved = _("generation {index_generation}, saved {index_saved:%Y-%m-%d %H:%M} UTC").format(
            index_generation=now.index_generation, index_saved=now.index_saved
        )
    output.line(_("Index        {saved}").format(saved=saved))
    if now.findable < now.photographs:
        hidden = counted(now.photographs - now.findable, "photograph", "photographs")
        output.line(
            _("To do        {hidden} cannot be found with this model: run `artmatch index --rebuild`").format(
                hidden=hidden
            )
        )
