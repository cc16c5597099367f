"""The help of commands and their options: what translators are given of it, and the translation put in its place.

It is declared where click wants it, as docstrings and ``help=``, so it is gathered from the finished commands instead
of being marked in the source: none can be forgotten. Each paragraph is one message.
"""

import inspect
from collections.abc import Iterator

import click

from artmatch.messages import _

_AS_IT_STANDS = "\b\n"
"""What click has begin a paragraph whose lines it must not fill."""
_Holder = click.Command | click.Option


def every_help(command: click.Command) -> Iterator[tuple[click.Command, _Holder, str]]:
    """Of ``command`` and all below it: the command, what holds a text of its help, and the attribute that it is in."""
    yield from ((command, command, name) for name in ("help", "epilog") if getattr(command, name))
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            yield command, option, "help"
    for below in getattr(command, "commands", {}).values():
        yield from every_help(below)


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Each paragraph, its lines joined unless they must stand as they are; before it the mark of one that must."""
    found = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        bare = paragraph.removeprefix(_AS_IT_STANDS)
        found.append(("", " ".join(bare.split())) if bare == paragraph else (_AS_IT_STANDS, bare))
    return found


def translate(command: click.Command) -> None:
    """Put the process's language in the place of the help of ``command`` and all below it."""
    for _command, holder, name in every_help(command):
        said = (mark + _(paragraph) for mark, paragraph in paragraphs(getattr(holder, name)))
        setattr(holder, name, "\n\n".join(said))
