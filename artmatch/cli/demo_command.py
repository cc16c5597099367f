"""``artmatch demo``."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from artmatch.messages import _

if TYPE_CHECKING:
    from artmatch.records import ArtworkRecord
    from artmatch.wiring import Workspace

_OBJECTS = 84
_PROCESSES = 2


@click.command()
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Folder of the registers.")
def demo(home: Path | None) -> None:
    """Make the demonstration register of objects that artmatch draws.

    They exist nowhere and never mix with what is really registered. Two bad photographs of each, as if it had been
    seized, lie in demonstration/seized in the home; objects.json there tells which object each one shows. Made once,
    in half a minute; call it again and it only looks whether everything is there.
    """
    from artmatch.cli import output
    from artmatch.config import Settings
    from artmatch.wiring import Workspace

    settings = Settings.load(home, demonstration=True)
    answers = settings.folder / "seized" / "objects.json"
    is_drawn = answers.exists()
    with Workspace.open(settings) as workspace:
        now = workspace.status()
        if is_drawn and now.objects >= _OBJECTS and now.findable == now.photographs:
            output.line(
                _("The demonstration register with {objects} objects is already there: {folder}").format(
                    objects=now.objects, folder=settings.folder
                )
            )
            return
        if is_drawn and now.objects >= _OBJECTS:
            output.note(_("The index was made by another model: embedding the photographs again."))
            with closing(workspace.rebuild()) as outcomes:
                for _done in output.progress(outcomes, now.photographs - now.findable, _("Indexing")):
                    pass
        else:
            _make(workspace, answers)
        now = workspace.status()
    output.line(
        _("The demonstration register has {objects} objects, all drawn by artmatch: {folder}").format(
            objects=now.objects, folder=settings.folder
        )
    )
    output.line(_("Photographs to try it with: {parent}").format(parent=answers.parent))


def _make(workspace: "Workspace", answers: Path) -> None:
    """Draw, register, save; ``answers`` comes last and says that all is there."""
    from artmatch.cli import output
    from artmatch.matching.intake import Entry, Intake, PhotographInput

    answers.parent.mkdir(parents=True, exist_ok=True)
    shown: dict[str, str] = {}
    entries = []
    for record, registered, seized in output.progress(_drawn(), _OBJECTS, _("Drawing")):
        photographs = (
            PhotographInput(jpeg, f"{record.object_id}-{number}.jpg") for number, jpeg in enumerate(registered, start=1)
        )
        entries.append(Entry(record, tuple(photographs)))
        for letter, jpeg in zip("ab", seized, strict=True):
            file = answers.parent / f"{record.object_id}-{letter}.jpg"
            file.write_bytes(jpeg)
            shown[file.name] = record.object_id
    intake = Intake(tuple(entries))
    with closing(workspace.index(intake)) as outcomes:
        for _done in output.progress(outcomes, len(intake), _("Indexing")):
            pass
    unfinished = answers.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(answers)


def _drawn() -> "Iterator[tuple[ArtworkRecord, list[bytes], list[bytes]]]":
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        yield from pool.map(_draw, range(_OBJECTS))


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed; by itself it would wait for work for ever."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _draw(number: int) -> "tuple[ArtworkRecord, list[bytes], list[bytes]]":
    """One object: record, registered photographs and seized ones as JPEG files."""
    from artmatch.imaging import encode_jpeg
    from artmatch.rendering.demonstration import demonstration_object

    drawn = demonstration_object(number)
    return (
        drawn.record,
        [encode_jpeg(pixels) for pixels in drawn.registered],
        [encode_jpeg(pixels) for pixels in drawn.seized],
    )
