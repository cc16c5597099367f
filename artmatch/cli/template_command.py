"""``artmatch template``."""

from pathlib import Path

import click

from artmatch.messages import _


@click.command()
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path, dir_okay=False))
def template(file: Path) -> None:
    """Make an empty Excel table to fill in.

    It has a column for every field, each explained where its name is pointed at, lists to choose from where only
    certain words are allowed, and text cells throughout, so that no date and no number is turned into something else.
    A file that is there already is not replaced.
    """
    from artmatch.cli import output
    from artmatch.exchange.template import write_template

    write_template(file)
    output.line(
        _("An empty table for `artmatch import` is in {file}: one row a photograph, the first row stays.").format(
            file=file
        )
    )
