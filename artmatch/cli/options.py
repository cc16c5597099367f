"""Options that every command on a register has."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from artmatch.wiring import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


def register_options(command: Command) -> Command:
    """Add ``--home`` and ``--demo``: which register to work on."""
    home = click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the registers; default ARTMATCH_HOME, then index/ of a source checkout, then your data folder.",
    )
    demo = click.option(
        "--demo", "demonstration", is_flag=True, default=None, help="Use the demonstration register of drawn objects."
    )
    return home(demo(command))


def json_option(help_text: str) -> Callable[[Command], Command]:
    """``--json``, explained by ``help_text``."""
    return click.option("--json", "as_json", is_flag=True, help=help_text)


def acting_options(command: Command) -> Command:
    """Add ``--by`` to the options of :func:`register_options`: who acts."""
    by = click.option("--by", default="", help="Who acts; default ARTMATCH_USER, then the user of this machine.")
    return by(register_options(command))


def opened(home: Path | None, demonstration: bool | None, by: str = "") -> "Workspace":
    """The register that the options name, worked with by the person whom they name."""
    from dataclasses import replace

    from artmatch.config import Settings
    from artmatch.wiring import Workspace

    settings = Settings.load(home, demonstration=demonstration)
    return Workspace.open(replace(settings, user=by) if by else settings)
