"""``artmatch match``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.messages import _, chance

if TYPE_CHECKING:
    from artmatch.answers import Answer
    from artmatch.wiring import Workspace

_REGION_SIDE = 1024
"""Pixels of the longer side of a photograph with its region drawn around."""


@click.command()
@click.argument("photographs", metavar="PHOTO...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--top", default=10, show_default=True, type=click.IntRange(5, 100), help="How many objects to show.")
@click.option("--type", "object_type", default="", help="Search only objects of this type.")
@click.option("--material", default="", help="Search only objects whose materials say this.")
@click.option("--size", type=float, help="Search only objects with a measurement of so many cm, give or take a tenth.")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write pictures of the agreeing points into this folder.",
)
@json_option('JSON lines: one an object, best first, then {"summary": ...}.')
@register_options
def match(
    photographs: tuple[Path, ...],
    top: int,
    object_type: str,
    material: str,
    size: float | None,
    evidence: Path | None,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Find the object that photographs show.

    Several PHOTOs are taken as photographs of one and the same item; each is tried in all four orientations. The
    answer is a lead, never an identification. Types, titles and sizes are often altered: search all objects first.

    --evidence draws, for every object with enough agreeing points, RANK-points.jpg with lines between them, and for a
    flat one RANK-aligned.jpg and RANK-difference.jpg: the PHOTO laid over the registered photograph, and where they
    differ. RANK-marks.jpg rings the scratches and wear that tell an object from others that look alike. Without such
    points RANK-resemblance.jpg is bright where the two resemble each other. Nothing is drawn of
    objects whose photographs are not shown to everybody. PHOTO-N-region.jpg shows in which part of the Nth PHOTO the
    object seems to be; that part is searched beside the whole.
    """
    from artmatch.registry import RecordFilter

    among = RecordFilter(object_type=object_type, material=material, size=None if size is None else 10 * size)
    with opened(home, demonstration) as workspace:
        answer = workspace.match(photographs, top=top, among=among)
        if evidence is not None:
            _write_evidence(workspace, photographs, answer, evidence)
    if as_json:
        _print_json(answer)
    else:
        _print_table(answer)


def _write_evidence(workspace: "Workspace", photographs: tuple[Path, ...], answer: "Answer", folder: Path) -> None:
    from artmatch.cli import output
    from artmatch.documents.record_facts import why_hidden
    from artmatch.errors import InputError
    from artmatch.imaging import encode_jpeg, outlined, read
    from artmatch.match_evidence import drawn_evidence

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (photograph, region) in enumerate(zip(photographs, answer.regions, strict=True), start=1):
            if region is not None:
                _format, image = read(photograph, limits=workspace.limits, longest_side=_REGION_SIDE)
                (folder / f"PHOTO-{number}-region.jpg").write_bytes(encode_jpeg(outlined(image.pixels, region)))
        for rank, found in enumerate(answer.matches, start=1):
            if hidden := why_hidden(found.record):
                output.note(f"{found.record.object_id}: {hidden}")
                continue
            _format, image = read(photographs[found.query_number], limits=workspace.limits)
            drawn = drawn_evidence(
                workspace,
                image.pixels,
                found.photograph,
                found.verification,
                found.marks,
                quarter_turns_of_query=found.quarter_turns,
            )
            for name, pixels in drawn.items():
                (folder / f"{rank}-{name}.jpg").write_bytes(encode_jpeg(pixels))
    except OSError as error:
        raise InputError(
            _("The evidence cannot be written to {folder}: {reason}.").format(folder=folder, reason=error.strerror)
        ) from error


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
                "points": found.verification.agreeing if found.verification else None,
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
        rows = Table("", "", _("object"), "", _("score"), _("similarity"), _("points"), box=None, padding=(0, 2, 0, 0))
        for column in (4, 5, 6):
            rows.columns[column].justify = "right"
        for rank, found in enumerate(answer.matches, start=1):
            drawn = _(" (demonstration)") if found.record.demonstration else ""
            cells = [
                str(rank),
                _(found.band),
                f"{found.record.title}, {found.record.object_id}{drawn}",
                found.sentence,
                chance(found.score),
                f"{found.similarity:.3f}",
                str(found.verification.agreeing) if found.verification else "",
            ]
            rows.add_row(*(Text(output.shown(cell)) for cell in cells))
        output.table(rows)
    output.line(answer.caution)
