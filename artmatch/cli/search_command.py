"""``artmatch search``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import json_option, opened, register_options
from artmatch.errors import ConfigurationError
from artmatch.messages import _, counted

if TYPE_CHECKING:
    from artmatch.records import ArtworkRecord
    from artmatch.registry import Found

_SAID = ("object_id", "title", "object_type", "maker", "owner", "status", "source", "source_number")


@click.command()
@click.argument("words", metavar="[WORDS]...", nargs=-1)
@click.option("--type", "object_type", default="", help="Its general type, or both: sculpture > bust.")
@click.option("--material", default="", help="What stands in materials.")
@click.option("--maker", default="", help="What stands in maker.")
@click.option("--place", default="", help="Of origin, theft or loss.")
@click.option("--source", default="", help="What stands in source.")
@click.option("--status", default="", help="stolen, missing, found, recovered, disputed or withdrawn.")
@click.option("--stage", default="", help="draft, reviewed or live; default: all of them.")
@click.option("--from", "earliest_year", type=int, help="Made in this year or later.")
@click.option("--to", "latest_year", type=int, help="Made in this year or earlier.")
@click.option("--near", is_flag=True, help="Near spellings are as good, even if the words themselves are found.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Objects shown at most.")
@json_option("JSON lines: one an object.")
@register_options
def search(
    words: tuple[str, ...],
    object_type: str,
    material: str,
    maker: str,
    place: str,
    source: str,
    status: str,
    stage: str,
    earliest_year: int | None,
    latest_year: int | None,
    near: bool,
    limit: int,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Find objects by what their records say.

    Every one of the WORDS must stand in a record, in any field and any order, perhaps within a longer word; accents
    and case make no difference. Where nothing is found so, words that are spelt nearly so are as good. Without WORDS
    every object is listed.
    """
    from artmatch.cli import output
    from artmatch.records import Status
    from artmatch.registry import RecordFilter, Stage

    for name, value, known in (("status", status, tuple(Status)), ("stage", stage, tuple(Stage))):
        if value and value not in known:
            raise ConfigurationError(
                _("The {name} {value!r} is none of {known}.").format(name=name, value=value, known=", ".join(known))
            )
    wanted = RecordFilter(
        text=" ".join(words),
        near=near,
        object_type=object_type,
        material=material,
        maker=maker,
        place=place,
        source=source,
        status=Status(status) if status else None,
        stage=Stage(stage) if stage else None,
        earliest_year=earliest_year,
        latest_year=latest_year,
    )
    with opened(home, demonstration) as workspace:
        found = workspace.registry.search_records(wanted, limit=limit)
    for record in found.records:
        if as_json:
            output.json_line({name: getattr(record, name) for name in _SAID})
        else:
            output.line(_described(record))
    output.note(_counted(found))


def _described(record: "ArtworkRecord") -> str:
    said = (record.object_id, record.title, record.maker, record.object_type, record.owner, record.status)
    return "  ".join(part for part in said if part)


def _counted(found: "Found") -> str:
    """How many there are, and what was taken for the words."""
    said = [counted(found.count, "object", "objects")]
    if found.count > len(found.records):
        said.append(_("the first {shown:,} of them shown").format(shown=len(found.records)))
    if found.spellings:
        said.append(_("as good as the words: {words}").format(words=", ".join(found.spellings)))
    return "; ".join(said) + "."
