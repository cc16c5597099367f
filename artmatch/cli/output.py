"""Results on standard output, progress and notes on standard error."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from artmatch.messages import _

if TYPE_CHECKING:
    from rich.table import Table

Item = TypeVar("Item")
_PLAIN_WIDTH = 160
"""Columns of a table that goes into a file or pipe."""
_RECENTLY = 120.0
"""Seconds from which speed is estimated: photographs are done in batches, which may take ten seconds each."""


def shown(text: str) -> str:
    """``text`` without characters that would steer a terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


def line(text: str) -> None:
    """Write a line of a result."""
    click.echo(shown(text))


def note(text: str) -> None:
    """Say something that is no result."""
    click.echo(shown(text), err=True)


def json_line(value: dict[str, Any]) -> None:
    """Write one JSON line, at once: whoever reads along learns of every input as it is done."""
    click.echo(json.dumps(value, ensure_ascii=False, default=datetime.isoformat))


def table(contents: "Table") -> None:
    """Write a table, as wide as the terminal allows."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    console.print(contents)


def progress(items: Iterable[Item], total: int, task: str) -> Iterator[Item]:
    """Pass ``items`` on and show on standard error how far it is, how fast, and how long it will take."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Task as RunningTask
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: RunningTask) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.1f}/s" if speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn(_("time left")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), speed_estimate_period=_RECENTLY) as bar:
        running = bar.add_task(task, total=total)
        bar.advance(running, 0)  # or the time until the first items are done, often many together, would not count
        for item in items:
            bar.advance(running)
            yield item
