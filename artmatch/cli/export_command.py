"""``artmatch export``."""

from contextlib import closing
from pathlib import Path

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import json_option, opened, register_options


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-hidden", is_flag=True, help="Also the photographs of objects that are not public.")
@json_option("One JSON object.")
@register_options
@click.pass_context
def export(
    ctx: click.Context, file: Path, with_hidden: bool, as_json: bool, home: Path | None, demonstration: bool | None
) -> None:
    """Write all objects to a file of records.

    FILE is LIDO 1.1 (.xml), for other programs, or JSON lines (.jsonl), one object a line. Both have every field, and
    artmatch import reads them back as they were. The photographs' original files lie beside it in the folder
    FILE.photographs (without the ending of FILE), called by their SHA-256. Photographs of restricted and of culturally
    sensitive objects are left out unless --with-hidden says otherwise; their records are written.

    FILE appears when it is complete; one of that name is replaced.
    """
    from artmatch.cli import output

    objects = photographs = hidden = failed = 0
    with opened(home, demonstration) as workspace:
        total = workspace.registry.counts().objects
        with closing(workspace.export(file, with_hidden=with_hidden)) as outcomes:
            for outcome in output.progress(outcomes, total, "Exporting"):
                objects += 1
                photographs += outcome.photographs
                hidden += outcome.hidden
                failed += len(outcome.reasons)
                for reason in outcome.reasons:
                    output.note(reason)
    if as_json:
        counted = {"objects": objects, "photographs": photographs, "hidden": hidden, "failed": failed}
        output.json_line({"file": str(file)} | counted)
    else:
        said = [output.counted(objects, "object", "objects"), output.counted(photographs, "photograph", "photographs")]
        output.line(f"Wrote {' with '.join(said)} to {file}.")
        if hidden:
            left = output.counted(hidden, "photograph", "photographs")
            output.line(f"Left out {left} of objects that are not public: --with-hidden writes them too.")
        if failed:
            output.line(f"{failed:,} could not be read from the register: see above.")
    if failed:
        ctx.exit(SOME_FAILED)
