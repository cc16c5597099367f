"""Register and cases backed up together, and restored together."""

from collections.abc import Iterator
from pathlib import Path

from artmatch.registry import backup
from artmatch.registry.backup import Checked, Part
from artmatch.registry.restore import restore
from artmatch.wiring import Workspace


def back_up(workspace: Workspace, folder: Path) -> Iterator[Checked]:
    """Copy register and cases to a new folder: see :func:`artmatch.registry.backup.write`."""
    return backup.write(workspace.registry.database, _parts(workspace), folder)


def restore_into(workspace: Workspace, folder: Path) -> Iterator[Checked]:
    """Fill register and cases, still empty, from a backup: see :func:`artmatch.registry.restore.restore`."""
    return restore(folder, workspace.registry.database, _parts(workspace))


def _parts(workspace: Workspace) -> tuple[Part, Part]:
    return workspace.registry.backup_part(), workspace.casework.backup_part()
