"""``artmatch replay``."""

from pathlib import Path

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import acting_options, json_option, opened
from artmatch.messages import _


@click.command()
@click.argument("searches", metavar="SEARCH...", nargs=-1, required=True, type=int)
@json_option("JSON lines: one a search.")
@acting_options
@click.pass_context
def replay(
    ctx: click.Context,
    searches: tuple[int, ...],
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Make stored searches again and compare the answers.

    Each SEARCH is made with the photographs, the model and the registered photographs of then; `artmatch exhibit show`
    lists the numbers. Identical means identical to the last digit. Exit code 7 if one is not, or cannot be made again.
    """
    from artmatch.cli import output
    from artmatch.exhibit_search import replay as again

    are_identical = True
    with opened(home, demonstration, by) as workspace:
        for number in searches:
            done = again(workspace, number, by=workspace.by)
            are_identical &= done.is_identical
            if as_json:
                output.json_line(
                    {
                        "search": number,
                        "identical": done.is_identical,
                        "obstacle": done.obstacle,
                        "differences": done.differences,
                    }
                )
            elif done.obstacle:
                output.line(
                    _("Search {number} cannot be made again: {obstacle}").format(number=number, obstacle=done.obstacle)
                )
            elif done.differences:
                output.line(_("Search {number} is answered otherwise:").format(number=number))
                for difference in done.differences:
                    output.line(f"  {difference}")
            else:
                output.line(_("Search {number} is answered identically, to the last digit.").format(number=number))
    if not are_identical:
        ctx.exit(SOME_FAILED)
