"""``artmatch export``."""

from contextlib import closing
from pathlib import Path

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import json_option, opened, register_options
from artmatch.messages import _, counted


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-hidden", is_flag=True, help="Also the photographs of objects that are not public.")
@click.option("--without-photographs", is_flag=True, help="The records only.")
@json_option("One JSON object.")
@register_options
@click.pass_context
def export(
    ctx: click.Context,
    file: Path,
    with_hidden: bool,
    without_photographs: bool,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Write all live objects to a file of records.

    FILE is LIDO 1.1 (.xml), for other programs, or JSON lines (.jsonl), one object a line. Both have every field, and
    artmatch import reads them back as they were. A table (.csv, .xlsx) is for people: it has every field too, but not
    what the photographs' files were called, nor which one replaced which.

    The photographs' original files lie beside it in the folder FILE.photographs (without the ending of FILE), called by
    their SHA-256. Photographs of restricted and of culturally sensitive objects are left out unless --with-hidden says
    otherwise; their records are written. What is not live yet stays here.

    FILE appears when it is complete; one of that name is replaced.
    """
    from artmatch.cli import output

    objects = photographs = hidden = failed = 0
    with opened(home, demonstration) as workspace:
        counts = workspace.registry.counts()
        total = counts.objects - counts.unreleased
        with closing(
            workspace.export(file, with_hidden=with_hidden, with_photographs=not without_photographs)
        ) as outcomes:
            for outcome in output.progress(outcomes, total, _("Exporting")):
                objects += 1
                photographs += outcome.photographs
                hidden += outcome.hidden
                failed += len(outcome.reasons)
                for reason in outcome.reasons:
                    output.note(reason)
    if as_json:
        totals = {
            "objects": objects,
            "photographs": photographs,
            "hidden": hidden,
            "unreleased": counts.unreleased,
            "failed": failed,
        }
        output.json_line({"file": str(file)} | totals)
    else:
        said = [counted(objects, "object", "objects"), counted(photographs, "photograph", "photographs")]
        output.line(_("Wrote {said} to {file}.").format(said=" with ".join(said), file=file))
        if hidden:
            left = counted(hidden, "photograph", "photographs")
            output.line(
                _("Left out {left} of objects that are not public: --with-hidden writes them too.").format(left=left)
            )
        if counts.unreleased:
            left = counted(counts.unreleased, "object that is", "objects that are")
            output.line(_("Left out {left} not live yet: artmatch review releases them.").format(left=left))
        if failed:
            output.line(_("{failed:,} could not be read from the register: see above.").format(failed=failed))
    if failed:
        ctx.exit(SOME_FAILED)
