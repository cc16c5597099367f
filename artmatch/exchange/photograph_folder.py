"""Photographs that are found by an object's number, where the table has no column for them."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from artmatch.errors import NotFoundError
from artmatch.imaging import supported_suffixes
from artmatch.messages import _

_NOT_IN_FILE_NAMES = re.compile(r'[/\\:*?"<>|]')
_NUMBERED = re.compile(r"(.+)_\d+")


class PhotographFolder:
    """A folder in which ``NUMBER.jpg``, ``NUMBER_1.jpg`` or everything in the sub-folder ``NUMBER`` shows an object.

    Characters of a number that no file name may have are an underscore there. A name that is an object's whole number
    belongs to that object, even if it ends in ``_1``.
    """

    def __init__(self, folder: Path) -> None:
        """Look through ``folder``; raises NotFoundError if there is none."""
        if not folder.is_dir():
            raise NotFoundError(_("There is no folder {folder}: check the path.").format(folder=folder))
        self.folder = folder
        self._unclaimed: dict[str, list[Path]] = {}
        for parent, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = Path(parent, name).relative_to(folder)
                if file.suffix.lower() in supported_suffixes and not name.startswith("."):
                    self._unclaimed.setdefault(file.parts[0] if len(file.parts) > 1 else file.stem, []).append(file)

    def claim(self, object_ids: Iterable[str]) -> dict[str, list[Path]]:
        """The photographs of each of ``object_ids`` that has some, relative to the folder, in order of their names."""
        by_name = {_NOT_IN_FILE_NAMES.sub("_", object_id): object_id for object_id in object_ids}
        claimed: dict[str, list[Path]] = {}
        for name in list(self._unclaimed):
            numbered = _NUMBERED.fullmatch(name)
            object_id = by_name.get(name) or (by_name.get(numbered[1]) if numbered else None)
            if object_id is not None:
                claimed.setdefault(object_id, []).extend(self._unclaimed.pop(name))
        return {object_id: sorted(files, key=_in_order) for object_id, files in claimed.items()}

    @property
    def unclaimed(self) -> list[Path]:
        """The photographs that no object claimed."""
        return [file for files in self._unclaimed.values() for file in files]


def _in_order(file: Path) -> list[tuple[int, str]]:
    """2 before 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", file.as_posix())]
