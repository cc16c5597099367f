"""Saved generations of an index: always a whole one, whenever the machine or the process dies.

::

    CURRENT                       "gen-000007 <SHA-256 of its manifest>", replaced in one step
    gen-000006/                   the one before
    gen-000007/photograph_ids.npy
    gen-000007/vectors.npy
    gen-000007/manifest.json      model, dimension, count, time, SHA-256 of both files

A generation is derived from the registry and can be thrown away.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.index.faiss_index import FaissIndex
from artmatch.index.protocol import VectorIndex
from artmatch.messages import _
from artmatch.records import Embeddings

_ids_file = "photograph_ids.npy"
_vectors_file = "vectors.npy"
_manifest_file = "manifest.json"
_generations_kept = 2
_unfinished = ".unfinished-"


class Generations:
    """The saved generations in one folder, which is made when the first is saved.

    Any number of processes may save and open at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, model_id: str, dimension: int) -> FaissIndex:
        """Return an empty index."""
        return FaissIndex(model_id, dimension)

    def only(self, index: VectorIndex, photograph_ids: NDArray[np.int64]) -> FaissIndex:
        """Return a new index with those of ``index`` that are among ``photograph_ids``, (n,)."""
        present = index.embeddings()
        kept = np.isin(present.photograph_ids, photograph_ids)
        made = self.new(index.model_id, index.dimension)
        made.add(Embeddings(present.model_id, present.photograph_ids[kept], present.vectors[kept]))
        return made

    def alone(self) -> AbstractContextManager[None]:
        """Nothing is to be waited for: every process has an index of its own."""
        return nullcontext()

    def save(self, index: VectorIndex) -> int:
        """Write everything in ``index`` as a new generation, make it the current one, return its number.

        Raises :class:`~artmatch.errors.VectorIndexError` if it cannot be written; the current generation then
        stays what it was.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._lock():
                number = max(self._numbers(), default=0) + 1
                self._write(number, index.embeddings())
                self._drop_old_ones()
        except OSError as error:
            raise VectorIndexError(
                _("The index cannot be saved in {folder} ({reason}): make room there or repair it.").format(
                    folder=self.folder, reason=error.strerror
                )
            ) from error
        return number

    def open(self, model_id: str, dimension: int) -> tuple[FaissIndex, int] | None:
        """Return the current generation and its number; None if none was saved yet.

        Raises :class:`~artmatch.errors.ModelMismatchError` if another model made it and
        :class:`~artmatch.errors.VectorIndexError` if anything in it differs from what was saved.
        """
        if not (self.folder / "CURRENT").exists():
            return None
        try:
            with self._lock():
                return self._opened(model_id, dimension)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(_("it cannot be read")) from error

    def latest(self) -> tuple[int, datetime] | None:
        """Return number and time (UTC) of the current generation without its vectors; None if none was saved yet.

        Raises :class:`~artmatch.errors.VectorIndexError` if it is damaged.
        """
        if not (self.folder / "CURRENT").exists():
            return None
        try:
            with self._lock():
                _generation, number, manifest = self._current()
            return number, datetime.fromisoformat(manifest["created"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(_("it cannot be read")) from error

    def _current(self) -> tuple[Path, int, dict[str, Any]]:
        """Return folder, number and manifest of the current generation."""
        current = re.fullmatch(r"(gen-(\d{6,})) ([0-9a-f]{64})\n", (self.folder / "CURRENT").read_text("ascii"))
        if current is None:
            raise self._damaged(_("CURRENT has changed"))
        generation = self.folder / current[1]
        self._check_hash(generation / _manifest_file, current[3])
        return generation, int(current[2]), json.loads((generation / _manifest_file).read_text("utf-8"))

    def _opened(self, model_id: str, dimension: int) -> tuple[FaissIndex, int]:
        generation, number, manifest = self._current()
        if (manifest["model_id"], manifest["dimension"]) != (model_id, dimension):
            raise ModelMismatchError(
                _(
                    "The saved index in {folder} was made by the model {manifest}, not by {model_id}: rebuild it with "
                    "`artmatch index --rebuild`."
                ).format(folder=self.folder, manifest=manifest["model_id"], model_id=model_id)
            )
        for name in (_ids_file, _vectors_file):
            self._check_hash(generation / name, manifest["sha256"][name])
        index = FaissIndex(model_id, dimension)
        index.add(
            Embeddings(
                model_id=model_id,
                photograph_ids=np.load(generation / _ids_file, allow_pickle=False),
                vectors=np.load(generation / _vectors_file, allow_pickle=False),
            )
        )
        return index, number

    def _write(self, number: int, embeddings: Embeddings) -> None:
        """Write under a name that nobody reads, then rename, then point CURRENT at it; each step on disk first."""
        name = f"gen-{number:06d}"
        unfinished = self.folder / (_unfinished + name)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        _write_durably(unfinished / _ids_file, lambda file: np.save(file, embeddings.photograph_ids))
        _write_durably(unfinished / _vectors_file, lambda file: np.save(file, embeddings.vectors))
        manifest = {
            "model_id": embeddings.model_id,
            "dimension": int(embeddings.vectors.shape[1]),
            "count": len(embeddings),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": {file: _sha256_of(unfinished / file) for file in (_ids_file, _vectors_file)},
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False).encode()
        _write_durably(unfinished / _manifest_file, lambda file: file.write(text))
        _sync_folder(unfinished)
        unfinished.rename(self.folder / name)
        _sync_folder(self.folder)
        pointer = self.folder / f"{_unfinished}CURRENT"
        line = f"{name} {hashlib.sha256(text).hexdigest()}\n".encode()
        _write_durably(pointer, lambda file: file.write(line))
        pointer.replace(self.folder / "CURRENT")
        _sync_folder(self.folder)

    def _drop_old_ones(self) -> None:
        """Remove all but the newest generations, and what killed processes left unfinished."""
        for number in sorted(self._numbers())[:-_generations_kept]:
            shutil.rmtree(self.folder / f"gen-{number:06d}")
        for leftover in self.folder.glob(f"{_unfinished}gen-*"):
            shutil.rmtree(leftover)

    def _numbers(self) -> list[int]:
        return [int(path.name[4:]) for path in self.folder.glob("gen-*") if path.name[4:].isdecimal()]

    def _check_hash(self, path: Path, expected: str) -> None:
        if not path.exists():
            raise self._damaged(_("{name} is gone").format(name=path.name))
        if _sha256_of(path) != expected:
            raise self._damaged(_("{name} has changed").format(name=path.name))

    def _damaged(self, reason: str) -> VectorIndexError:
        return VectorIndexError(
            _("The saved index in {folder} is damaged ({reason}): rebuild it with `artmatch index --rebuild`.").format(
                folder=self.folder, reason=reason
            )
        )

    def _lock(self) -> FileLock:
        return FileLock(self.folder / "lock")


def _write_durably(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    with path.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Bring the names in ``folder`` to disk; Windows does that by itself and refuses to open a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
