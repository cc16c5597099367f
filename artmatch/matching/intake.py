"""What is to be registered: objects with their photographs, such as those of a folder, in an order that never changes.

The order decides the photographs' numbers, so that a batch that was killed and resumed ends like an unbroken one.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from artmatch.errors import InputError, NotFoundError, RecordError
from artmatch.imaging import supported_suffixes
from artmatch.messages import _
from artmatch.records import ArtworkRecord, ViewLabel, record_fields
from artmatch.registry import GivenStatus, Link

DESCRIPTIONS = ("view", "credit", "taken", "included")
"""What is said of a photograph beside what it is."""
PHOTOGRAPH_COLUMNS = ("photograph", *DESCRIPTIONS)
RELATION_COLUMNS = ("links", "statuses")
"""What is said of an object beside its record."""
TABLE_COLUMNS = (*record_fields, *RELATION_COLUMNS, *PHOTOGRAPH_COLUMNS)
"""Of a table that objects are registered from."""


@dataclass(frozen=True, slots=True)
class PhotographInput:
    """A photograph to be registered."""

    content: Path | bytes
    """The original file, or its bytes."""
    name: str
    """What it is called in messages and in the register."""
    view: ViewLabel = ViewLabel.OVERALL
    credit: str = ""
    taken: str = ""
    """ISO 8601, as precise as known."""
    included: bool = True
    """Whether queries are compared with it."""
    given: frozenset[str] = frozenset()
    """Which of view, credit, taken and included the input speaks of: of a photograph that is registered they are
    replaced and the others stay."""
    replaced_by: str = ""
    """SHA-256 of the photograph of the same object that was registered in its place; empty if none was."""
    sha256: str = ""
    """What the file is said to be, where the input says so; another one is refused."""
    row: int | None = None
    """Row of the table that it came from; the header is row 1."""
    place: int | None = None
    """Where it stands among its object's photographs, from 1, where the input says so."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object with its photographs, perhaps none; several entries may add to one object."""

    record: ArtworkRecord
    photographs: tuple[PhotographInput, ...]
    given: frozenset[str] | None = None
    """The fields that the input speaks of: of an object that is registered they are replaced and the others stay.
    None: an object that is registered must have the same fields."""
    row: int | None = None
    """Row of the table that its record came from first."""
    links: tuple[Link, ...] = ()
    """The objects that it belongs with, registered or of the same intake."""
    statuses: tuple[GivenStatus, ...] = ()
    """Those that it has had, oldest first; the last one is the record's."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that cannot be registered, with its reason."""

    name: str
    object_id: str
    reason: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that a batch has to account for."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left alone, in plain sentences."""

    def __len__(self) -> int:
        """How many inputs there are: photographs, objects without any, and what was refused."""
        return sum(max(1, len(entry.photographs)) for entry in self.entries) + len(self.refused)


def read_folder(folder: Path, *, group_by_folder: bool = False) -> Intake:
    """Every photograph under ``folder``, by the endings of their names, sorted by path.

    Each is an object of its own whose object_id is its path within ``folder`` without the ending; files that differ
    in their ending only belong to one object. With ``group_by_folder`` the photographs of a sub-folder belong to one
    object that is called like the sub-folder. Hidden files are left alone. Raises NotFoundError, or InputError if
    there is no photograph.
    """
    if not folder.is_dir():
        raise NotFoundError(_("There is no folder {folder}: check the path.").format(folder=folder))
    visible, refused = _visible_files(folder)
    photographs = [file for file in visible if file.suffix.lower() in supported_suffixes]
    if not photographs and not refused:
        raise InputError(
            _("There is no photograph in {folder}: give a folder with files such as JPEG, PNG or TIFF.").format(
                folder=folder
            )
        )
    grouped: dict[str, list[PhotographInput]] = {}
    for file in photographs:
        by_folder = group_by_folder and len(file.parts) > 1
        object_id = file.parent.as_posix() if by_folder else file.with_suffix("").as_posix()
        grouped.setdefault(object_id, []).append(PhotographInput(folder / file, file.as_posix()))
    entries: list[Entry] = []
    for object_id, members in grouped.items():
        try:
            entries.append(
                Entry(ArtworkRecord(object_id=object_id, title=object_id.rpartition("/")[2]), tuple(members))
            )
        except RecordError as error:
            refused += [Refused(member.name, object_id, str(error)) for member in members]
    return Intake(tuple(entries), tuple(refused), _left_alone(len(visible) - len(photographs)))


def _visible_files(folder: Path) -> tuple[list[Path], list[Refused]]:
    """Files under ``folder``, relative to it and sorted, and the sub-folders that cannot be opened.

    Hidden files, pipes and devices are left out.
    """
    closed: list[OSError] = []
    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found = (Path(parent, name) for name in names if not name.startswith("."))
        files += (file.relative_to(folder) for file in found if _may_hold_a_photograph(file))
    refused = []
    for error in closed:
        name = Path(error.filename).relative_to(folder).as_posix()
        refused.append(
            Refused(
                name,
                "",
                _("The folder {name} cannot be opened ({reason}): allow reading it.").format(
                    name=name, reason=error.strerror
                ),
            )
        )
    return sorted(files, key=Path.as_posix), refused


def _may_hold_a_photograph(file: Path) -> bool:
    """Whether ``file`` is a regular one, or a link to nowhere or out of reach, which then fails with its reason."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return True


def _left_alone(count: int) -> tuple[str, ...]:
    """What to say of files that are no photographs by their names."""
    if count == 0:
        return ()
    if count == 1:
        return (_("1 file was left alone: its name does not end like a photograph's."),)
    return (_("{count:,} files were left alone: their names do not end like a photograph's.").format(count=count),)
