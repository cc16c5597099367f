"""What the tests of backups share: made, checked and restored."""

from collections.abc import Iterator
from pathlib import Path

from artmatch.errors import RegistryError
from artmatch.registry import Registry, backup
from artmatch.registry import restore as restoring


def back_up(registry: Registry, folder: Path) -> Iterator[backup.Checked]:
    return backup.write(registry.database, [registry.backup_part()], folder)


def restore(registry: Registry, folder: Path) -> Iterator[backup.Checked]:
    return restoring.restore(folder, registry.database, [registry.backup_part()])


def made(registry: Registry, folder: Path) -> Path:
    assert [one.reason for one in back_up(registry, folder)] == [""] * 3
    return folder


def said_of(folder: Path) -> list[str]:
    """The faults, or why there is no looking for any."""
    try:
        return faults(folder)
    except RegistryError as error:
        return [str(error)]


def faults(folder: Path) -> list[str]:
    return [f"{one.name} {one.reason}" for one in backup.verify(folder) if one.reason]
