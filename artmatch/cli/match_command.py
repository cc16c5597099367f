"""``artmatch match``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import json_option, opened, register_options

if TYPE_CHECKING:
    from artmatch.records import Answer


@click.command()
@click.argument("photographs", metavar="PHOTO...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--top", default=10, show_default=True, type=click.IntRange(5, 100), help="How many objects to show.")
@json_option('JSON lines: one an object, best first, then {"summary": ...}.')
@register_options
def match(
    photographs: tuple[Path, ...], top: int, as_json: bool, home: Path | None, demonstration: bool | None
) -> None:
    """Find the object that photographs show.

    Several PHOTOs are taken as photographs of one and the same item; each is tried in all four orientations. The
    answer is a lead, never an identification.
    """
    with opened(home, demonstration) as workspace:
        answer = workspace.match(photographs, top=top)
    if as_json:
        _print_json(answer)
    else:
        _print_table(answer)


def _print_json(answer: "Answer") -> None:
    from artmatch.cli import output

    for rank, found in enumerate(answer.matches, start=1):
        output.json_line(
            {
                "rank": rank,
                "object_id": found.record.object_id,
                "title": found.record.title,
                "band": found.band,
                "score": found.score,
                "similarity": found.similarity,
                "margin": found.margin,
                "sentence": found.sentence,
                "photograph": found.photograph.file_name,
                "photograph_sha256": found.photograph.sha256,
                "query": found.query_number + 1,
                "quarter_turns": found.quarter_turns,
                "demonstration": found.record.demonstration,
            }
        )
    summary = asdict(answer)
    del summary["matches"]
    output.json_line({"summary": summary})


def _print_table(answer: "Answer") -> None:
    from rich.table import Table
    from rich.text import Text

    from artmatch.cli import output

    output.line(answer.headline)
    if answer.matches:
        rows = Table("", "", "object", "", "similarity", "margin", box=None, padding=(0, 2, 0, 0))
        for column in (4, 5):
            rows.columns[column].justify = "right"
        for rank, found in enumerate(answer.matches, start=1):
            drawn = " (demonstration)" if found.record.demonstration else ""
            cells = [
                str(rank),
                found.band,
                f"{found.record.title}, {found.record.object_id}{drawn}",
                found.sentence,
                f"{found.similarity:.3f}",
                f"{found.margin:+.3f}",
            ]
            rows.add_row(*(Text(output.shown(cell)) for cell in cells))
        output.table(rows)
    output.line(answer.caution)
