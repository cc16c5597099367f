"""ZIP files that strangers hand over: unpacked into one folder, never outside it, within limits."""

import stat
import struct
import unicodedata
import zlib
from collections.abc import Collection
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from artmatch.errors import InputError
from artmatch.messages import _

MAX_FILES = 100_000
MAX_BYTES = 8 * 2**30
"""Of one ZIP, unpacked."""
_CHUNK = 2**20
_DAMAGED = (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)
"""What :mod:`zipfile` raises on files that are cut short, encrypted, or packed in a way that it does not know."""


def unpack(
    archive: BinaryIO,
    name: str,
    folder: Path,
    endings: Collection[str],
    *,
    max_files: int = MAX_FILES,
    max_bytes: int = MAX_BYTES,
) -> list[str]:
    """Write those files of a ZIP whose names end in one of ``endings`` into ``folder``, as they lie in it.

    ``name`` is what messages call the ZIP. Returns the names of the files that were left alone; hidden ones are not
    mentioned. Raises InputError for what is no whole ZIP, for a name that leads out of the folder, and for more files
    or bytes than allowed, whatever the ZIP says of itself.
    """
    try:
        with ZipFile(archive) as opened:
            members = [(member, _path(member, name)) for member in opened.infolist() if not member.is_dir()]
            visible = [(member, path) for member, path in members if not _is_hidden(path)]
            wanted = [(member, path) for member, path in visible if path.suffix.lower() in endings]
            if len(wanted) > max_files or sum(member.file_size for member, _path in wanted) > max_bytes:
                raise _too_large(name, max_files, max_bytes)
            room = max_bytes
            for member, path in wanted:
                room -= _write(opened, member, folder / path, room)
                if room < 0:
                    raise _too_large(name, max_files, max_bytes)
    except FileExistsError as error:
        twice = Path(str(error.filename)).name
        raise InputError(
            _("There are two files called {twice}: leave one of them out of {name}.").format(twice=twice, name=name)
        ) from error
    except (*_DAMAGED, OSError) as error:
        raise InputError(
            _("{name} cannot be unpacked: it is damaged, encrypted or no ZIP; make it again.").format(name=name)
        ) from error
    return [str(path) for member, path in visible if path.suffix.lower() not in endings]


def pack(file: Path, folder: Path) -> Path:
    """``file`` and everything in ``folder`` beside it, if there is one, as a ZIP beside them.

    Raises InputError if it cannot be written.
    """
    target = file.with_suffix(".zip")
    try:
        with ZipFile(target, "w", ZIP_STORED) as archive:  # photographs are compressed already
            archive.write(file, file.name, ZIP_DEFLATED)
            for member in sorted(folder.iterdir()) if folder.is_dir() else ():
                archive.write(member, f"{folder.name}/{member.name}")
    except OSError as error:
        raise InputError(
            _("The ZIP cannot be written to {file}: {reason}.").format(file=target, reason=error.strerror)
        ) from error
    return target


def _path(member: ZipInfo, archive: str) -> PurePosixPath:
    """Where a file lies in its ZIP, spelt as keyboards spell it; raises InputError where that is outside."""
    path = PurePosixPath(unicodedata.normalize("NFC", member.filename).replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if is_link or path.is_absolute() or ".." in path.parts or not path.parts or path.parts[0].endswith(":"):
        raise InputError(
            _("{archive} holds {path}, which leads out of its folder: make it again without that file.").format(
                archive=archive, path=path
            )
        )
    return path


def _is_hidden(path: PurePosixPath) -> bool:
    """Whether a person has never seen the file: ``.DS_Store``, and what a Mac adds to each file."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _write(opened: ZipFile, member: ZipInfo, target: Path, room: int) -> int:
    """Unpack one file, as far as there is ``room`` in bytes; returns how many there were."""
    target.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with opened.open(member) as source, target.open("xb") as stream:
        while count <= room and (chunk := source.read(_CHUNK)):
            count += len(chunk)
            stream.write(chunk)
    return count


def _too_large(name: str, max_files: int, max_bytes: int) -> InputError:
    return InputError(
        _("{name} unpacks to more than {max_files:,} files or {size:,} MB: cut it into several.").format(
            name=name, max_files=max_files, size=max_bytes // 2**20
        )
    )
