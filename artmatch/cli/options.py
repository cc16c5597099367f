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


def opened(home: Path | None, demonstration: bool | None) -> "Workspace":
    """The register that the options name."""
    from artmatch.config import Settings
    from artmatch.wiring import Workspace

    return Workspace.open(Settings.load(home, demonstration=demonstration))
