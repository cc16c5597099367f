"""What somebody hands over at once: a file of records, photographs loose or in ZIP files, perhaps a mapping file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from artmatch.errors import InputError
from artmatch.exchange.archives import unpack
from artmatch.exchange.problems import Reading
from artmatch.exchange.reading import TABLE_ENDINGS, read_records
from artmatch.imaging import supported_suffixes
from artmatch.matching.intake import Refused
from artmatch.messages import _

RECORD_ENDINGS = (*TABLE_ENDINGS, ".xml", ".jsonl")
MAPPING_ENDING = ".toml"
_WANTED = frozenset({*RECORD_ENDINGS, MAPPING_ENDING, *supported_suffixes})


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was handed over."""

    name: str
    content: BinaryIO
    """From its beginning; can be sought in."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was handed over, laid into a folder as an import reads it."""

    folder: Path
    records: Path
    mapping: Path | None
    left_alone: tuple[str, ...]
    """Names of files that are neither records nor photographs."""

    def read(self) -> Reading:
        """Read the records; raises as :func:`artmatch.exchange.reading.read_records`.

        A photograph that lies elsewhere is refused: the table may come from anybody, and must not name other files of
        this machine. Whoever zips a folder has its name before that of each photograph, which the table does not
        mention: where no photograph is found otherwise, the table is read from within that folder.
        """
        reading = read_records(self.records, mapping=self.mapping)
        within = self._only_folder()
        if within is None or _finds_any(reading):
            return self._confined(reading)
        moved = within / self.records.name
        moved.write_bytes(self.records.read_bytes())
        again = read_records(moved, mapping=self.mapping)
        return self._confined(again if _finds_any(again) else reading)

    def plain(self, text: str) -> str:
        """``text``, a message, without the folder, which nobody chose."""
        return text.replace(f"{self.folder}/", "")

    def _confined(self, reading: Reading) -> Reading:
        """``reading`` without the photographs that lie outside the folder, each of them a problem of its row."""
        inside = self.folder.resolve()
        entries, refused, problems = [], list(reading.intake.refused), list(reading.problems)
        for entry in reading.intake.entries:
            kept = []
            for one in entry.photographs:
                if isinstance(one.content, bytes) or one.content.resolve().is_relative_to(inside):
                    kept.append(one)
                    continue
                said = _(
                    "The photograph {name} was not handed over: drop it too, and name it by its file name."
                ).format(name=one.name)
                refused.append(Refused(one.name, entry.record.object_id, said, one.row))
                problems.append(reading.of_photograph(one.row, one.name, said))
            if kept or not entry.photographs:
                entries.append(replace(entry, photographs=tuple(kept)))
        intake = replace(reading.intake, entries=tuple(entries), refused=tuple(refused))
        return replace(reading, intake=intake, problems=tuple(problems))

    def _only_folder(self) -> Path | None:
        """The one folder beside the records, if all photographs lie in it."""
        beside = [path for path in self.records.parent.iterdir() if path not in (self.records, self.mapping)]
        return beside[0] if len(beside) == 1 and beside[0].is_dir() else None


def lay_out(given: Sequence[Given], folder: Path) -> Delivery:
    """Write what was ``given`` into the empty ``folder``.

    ZIP files are unpacked there. The records are the one file that ends like some; if none lies loose, the one in a
    ZIP. Raises InputError if there is not exactly one, for two files of one name and as
    :func:`artmatch.exchange.archives.unpack`.
    """
    loose: list[Path] = []
    left_alone: list[str] = []
    for one in given:
        name = PurePosixPath(one.name.replace("\\", "/")).name
        ending = PurePosixPath(name).suffix.lower()
        if ending == ".zip":
            left_alone += unpack(one.content, name, folder, _WANTED)
        elif ending in _WANTED:
            loose.append(_written(one.content, folder / name))
        else:
            left_alone.append(name)
    packed = [file for file in sorted(folder.rglob("*")) if file.is_file() and file not in loose]
    records = _ending_in(RECORD_ENDINGS, loose) or _ending_in(RECORD_ENDINGS, packed)
    mappings = _ending_in((MAPPING_ENDING,), [*loose, *packed])
    if len(records) > 1:  # a note to the reader is no table
        records = [file for file in records if file.suffix.lower() != ".txt"] or records
    if not records:
        raise InputError(
            _("There is no file of records: add the table (.csv or .xlsx), LIDO (.xml) or JSON lines (.jsonl).")
        )
    if len(records) > 1 or len(mappings) > 1:
        several = ", ".join(file.name for file in (records if len(records) > 1 else mappings))
        raise InputError(_("Only one of these can be read at a time: {several}.").format(several=several))
    return Delivery(folder, records[0], mappings[0] if mappings else None, tuple(left_alone))


def _ending_in(endings: Sequence[str], files: Sequence[Path]) -> list[Path]:
    return [file for file in files if file.suffix.lower() in endings]


def _written(content: BinaryIO, target: Path) -> Path:
    try:
        with target.open("xb") as stream:
            while chunk := content.read(2**20):
                stream.write(chunk)
    except FileExistsError as error:
        raise InputError(
            _("There are two files called {name}: leave one of them out.").format(name=target.name)
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            _("The file {name} cannot be kept: give it a shorter name of plain letters.").format(name=target.name)
        ) from error
    return target


def _finds_any(reading: Reading) -> bool:
    """Whether any photograph that the records name is there."""
    named = (photograph.content for entry in reading.intake.entries for photograph in entry.photographs)
    return any(isinstance(content, bytes) or _is_file(content) for content in named)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
