"""Errors to messages and exit codes, help in the process's language, for every command."""

from typing import Any

import click

from artmatch.cli import help_texts
from artmatch.errors import ArtmatchError
from artmatch.messages import _

INTERRUPTED = 130
SOME_FAILED = 7


class ArtmatchGroup(click.Group):
    """Shows what artmatch raises on purpose as one line, and leaves with its exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Translate the help of all commands before one of them may be asked for it."""
        help_texts.translate(self)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ArtmatchError as error:
            click.echo(_("Error: {error}").format(error=error), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo(_("Interrupted: what was stored before stays; start again to go on."), err=True)
            ctx.exit(INTERRUPTED)
