"""``artmatch status``."""

from pathlib import Path

import click

from artmatch.cli.options import json_option, opened, register_options


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
    output.line(f"Register     {now.folder}{' (demonstration: drawn objects)' if now.demonstration else ''}")
    output.line(f"Objects      {now.objects:,}")
    output.line(f"Photographs  {now.photographs:,}")
    output.line(f"Model        {now.model_id}")
    saved = "in the database, by pgvector" if index == "pgvector" else "not saved yet"
    if now.index_saved is not None:
        saved = f"generation {now.index_generation}, saved {now.index_saved:%Y-%m-%d %H:%M} UTC"
    output.line(f"Index        {saved}")
    if now.findable < now.photographs:
        hidden = output.counted(now.photographs - now.findable, "photograph", "photographs")
        output.line(f"To do        {hidden} cannot be found with this model: run `artmatch index --rebuild`")
