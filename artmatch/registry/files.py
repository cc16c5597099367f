"""A folder of files named after a SHA-256: each is there as a whole or not at all, whoever writes and is killed."""

import errno
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock, Timeout

from artmatch.errors import RegistryError
from artmatch.messages import _

_LOCK_SECONDS = 60.0
"""How long other processes may be writing files before one gives up; a batch takes well under a second."""
_THREADS = 8
"""A disk makes many files safe in the time of a few: a batch of 32 in 40 ms, one after the other in 200 ms."""


class HashedFiles:
    """Files ``ab/abcdef...`` in one folder; any number of threads and processes may use it.

    Files are written as ``unfinished/...`` on the same disk, then renamed. Whoever writes holds the folder's lock,
    so that any unfinished file that the holder finds is a killed process's, and is removed.
    """

    def __init__(self, folder: Path, suffix: str = "") -> None:
        self.folder, self._suffix = folder, suffix
        self._unfinished = folder / "unfinished"

    def path(self, sha256: str) -> Path:
        """Where the file of this hash is, or would be."""
        return self.folder / sha256[:2] / (sha256 + self._suffix)

    def missing(self, sha256s: list[str]) -> list[str]:
        """Those that are not there."""
        return [sha256 for sha256 in sha256s if not self.path(sha256).exists()]

    def write(self, files: Mapping[str, bytes]) -> None:
        """Have ``files``, bytes by hash, on disk for good; what is there already with the same bytes stays.

        Raises RegistryError if they cannot be written; some may have been.
        """
        if not files:
            return
        try:
            self._unfinished.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "lock", timeout=_LOCK_SECONDS):
                self._remove_unfinished()
                with ThreadPoolExecutor(_THREADS) as pool:
                    list(pool.map(self._write, files.keys(), files.values()))
                    # Synced also for files that were there: whoever renamed them may not have come so far.
                    list(pool.map(sync_folder, {self.folder, *(self.path(sha256).parent for sha256 in files)}))
        except Timeout as error:
            raise RegistryError(
                _("Another program has been writing to {folder} for long: try again when that has finished.").format(
                    folder=self.folder
                )
            ) from error
        except OSError as error:
            raise RegistryError(_sentence(self.folder, error)) from error

    def _remove_unfinished(self) -> None:
        for leftover in self._unfinished.iterdir():
            leftover.unlink()

    def _write(self, sha256: str, data: bytes) -> None:
        path = self.path(sha256)
        if path.exists() and path.read_bytes() == data:
            return
        path.parent.mkdir(exist_ok=True)
        temporary = self._unfinished / path.name
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            readable = os.fstat(file.fileno()).st_mode & 0o444
            os.fchmod(file.fileno(), readable)  # originals are never changed, by mistake neither
            os.fsync(file.fileno())
        temporary.replace(path)


def write_durably(path: Path, parts: Iterable[bytes]) -> None:
    """Have ``parts``, one after the other, in ``path`` and on disk."""
    with path.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sentence(folder: Path, error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return _("The disk is full, no photograph was stored in {folder}: make room and try again.").format(
                folder=folder
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return _("Photographs cannot be written to {folder}: check the folder's permissions.").format(folder=folder)
    return _("Photographs cannot be written to {folder} ({reason}): repair the disk or the folder.").format(
        folder=folder, reason=error.strerror
    )
