"""The register to a file of records, its photographs in a folder beside it."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from artmatch.errors import ArtmatchError, ConfigurationError, InputError
from artmatch.exchange.json_lines import JsonLinesWriter
from artmatch.exchange.lido_writing import LidoWriter
from artmatch.exchange.relations import Relations
from artmatch.exchange.table_writing import CsvWriter, ExcelWriter
from artmatch.imaging import sha256
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph, Sensitivity
from artmatch.registry import Registry, Stage, Standing

_OBJECTS_AT_A_TIME = 256
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/heif": ".heif",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A photograph in an export, and where its original lies."""

    photograph: Photograph
    file: str
    """Relative to the file of records, with slashes."""


class Writer(Protocol):
    """Writes objects one after the other; as a context it opens and completes the file."""

    def write(self, record: ArtworkRecord, links: Sequence[Link], relations: Relations) -> None:
        """Add an object; InputError, and nothing is added, if the format cannot hold it."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one object."""

    object_id: str
    photographs: int
    """How many were written."""
    hidden: int
    """How many were left out because not everybody may see them."""
    reasons: tuple[str, ...]
    """Why further ones, or the object itself, could not be written."""
    byte_count: int = 0
    """Of the photographs."""


_WRITERS: dict[str, Callable[[BinaryIO], AbstractContextManager[Writer]]] = {
    ".csv": CsvWriter,
    ".jsonl": JsonLinesWriter,
    ".xlsx": ExcelWriter,
    ".xml": LidoWriter,
}
ENDINGS = tuple(_WRITERS)


def photograph_folder(file: Path) -> Path:
    """Where the photographs of the export ``file`` lie."""
    return file.with_suffix(".photographs")


def export(
    register: Registry,
    file: Path,
    *,
    with_hidden: bool = False,
    with_photographs: bool = True,
    object_ids: Sequence[str] | None = None,
) -> Iterator[Exported]:
    """Write every live object of ``register``, or those of ``object_ids``, to ``file``: LIDO (``.xml``), JSON lines
    (``.jsonl``) or a table (``.csv``, ``.xlsx``) by its ending.

    The photographs' originals lie in :func:`photograph_folder`, called by their SHA-256; what lies there already is
    not written again. Without ``with_photographs`` only the records are written. Photographs of objects that are not
    public are left out without ``with_hidden``; a photograph that cannot be read from the register is left out with
    its reason, and so is an object that the format cannot hold. The file appears under its name when it is complete.
    Yields what became of each object. Raises ConfigurationError for another ending, InputError if something cannot be
    written.
    """
    if file.suffix.lower() not in _WRITERS:
        raise ConfigurationError(
            _("The export {file} needs an ending that says its format: .xml (LIDO), .jsonl, .csv or .xlsx.").format(
                file=file
            )
        )
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with unfinished.open("wb") as stream, _WRITERS[file.suffix.lower()](stream) as writer:
            numbers = register.object_ids() if object_ids is None else object_ids
            wanted = None if object_ids is None else frozenset(object_ids)
            for start in range(0, len(numbers), _OBJECTS_AT_A_TIME):
                portion = numbers[start : start + _OBJECTS_AT_A_TIME]
                records, standings = register.records(portion), register.standings(portion)
                relations = _relations(register, portion, wanted)
                for object_id in sorted(records):
                    if _is_written(standings[object_id]):
                        record = records[object_id]
                        photographs = register.photographs_of(object_id) if with_photographs else ()
                        hidden = 0 if with_hidden or record.sensitivity is Sensitivity.PUBLIC else len(photographs)
                        links, reasons = _stored(register, photographs[: len(photographs) - hidden], file)
                        try:
                            writer.write(record, links, relations[object_id])
                        except InputError as error:
                            links, reasons = [], [*reasons, str(error)]
                        size = sum(link.photograph.byte_count for link in links)
                        yield Exported(object_id, len(links), hidden, tuple(reasons), size)
        unfinished.replace(file)
    except OSError as error:
        raise InputError(
            _("The export cannot be written to {file}: {reason}.").format(file=file, reason=error.strerror)
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _is_written(standing: Standing) -> bool:
    return standing.stage is Stage.LIVE and standing.merged_into is None


def _relations(register: Registry, object_ids: Sequence[str], wanted: frozenset[str] | None) -> dict[str, Relations]:
    """What is said of objects; what they belong with only as far as it is written too."""
    links, statuses = register.links(object_ids), register.statuses(object_ids)
    standings = register.standings({one.object_id for members in links.values() for one in members})
    written = {name for name, one in standings.items() if _is_written(one) and (wanted is None or name in wanted)}
    return {
        object_id: Relations(
            tuple(one for one in links.get(object_id, ()) if one.object_id in written), statuses.get(object_id, ())
        )
        for object_id in object_ids
    }


def _stored(register: Registry, photographs: Sequence[Photograph], file: Path) -> tuple[list[Link], list[str]]:
    """Where the originals of ``photographs`` lie beside ``file``, and why others could not be written there."""
    links: list[Link] = []
    reasons: list[str] = []
    for photograph in photographs:
        try:
            links.append(_store(register, photograph, photograph_folder(file)))
        except ArtmatchError as error:
            reasons.append(str(error))
    return links, reasons


def _store(register: Registry, photograph: Photograph, folder: Path) -> Link:
    """Write the original of ``photograph`` into ``folder`` unless it lies there."""
    name = photograph.sha256 + _ENDINGS.get(photograph.media_type, "")
    path = folder / name
    if not (path.is_file() and sha256(path.read_bytes()) == photograph.sha256):
        data = register.original(photograph)
        folder.mkdir(exist_ok=True)
        unfinished = folder / f"{name}.{os.getpid()}.unfinished"
        unfinished.write_bytes(data)
        unfinished.replace(path)
    return Link(photograph, f"{folder.name}/{name}")
