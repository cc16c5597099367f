"""Errors to messages and exit codes, for every command."""

from typing import Any

import click

from artmatch.errors import ArtmatchError
from artmatch.messages import _

INTERRUPTED = 130
SOME_FAILED = 7


class ArtmatchGroup(click.Group):
    """Shows what artmatch raises on purpose as one line, and leaves with its exit code."""

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
