"""The register: artwork records, their photographs and embeddings, in one database and one folder of originals."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import ColumnElement, Table, and_, func, select

from artmatch.errors import NotFoundError, RegistryError
from artmatch.imaging import Limits, decode, sha256
from artmatch.imaging import thumbnail as encode_thumbnail
from artmatch.records import ArtworkRecord, Embeddings, Photograph, ViewLabel
from artmatch.registry import intake
from artmatch.registry.database import Database, in_portions
from artmatch.registry.files import HashedFiles
from artmatch.registry.schema import embeddings, local_features, objects, photograph_of, photographs, record_of
from artmatch.registry.search import every_word
from artmatch.registry.upgrade import upgrade
from artmatch.registry.values import Counts, EmbeddingState, NewPhotograph, Registered

_OPENING_SECONDS = 120.0
"""How long another process may be opening, perhaps upgrading, the register before one gives up."""
_THUMBNAIL_SIDE = 320
"""Pixels on the longer side; a thumbnail is made from a decoding twice as fine."""
_ROWS_AT_A_TIME = 4_096


class Registry:
    """One register in one folder: ``registry.sqlite``, ``photographs/ab/<sha256>``, ``thumbnails/``.

    May be used from any thread, without locking: every call has a database connection of its own and one transaction
    in which it sees one state; those that write wait for each other. Any number of processes may work on the same
    register; each opens it for itself, after it was forked. The folder must be on a local disk.

    Every method raises :class:`~artmatch.errors.RegistryError` if database or folder cannot be used.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        """Use :meth:`open`."""
        self.folder = folder
        self._database = database
        self._originals = HashedFiles(folder / "photographs")
        self._thumbnails = HashedFiles(folder / "thumbnails", ".jpg")

    @classmethod
    def open(cls, folder: Path, url: str | None = None) -> Self:
        """Open the register in ``folder``, made if there is none, its tables brought to this version's.

        ``url`` names another SQLite database for the records. Raises RegistryError if it cannot be used, was made by a
        newer artmatch or is no register, ConfigurationError for a URL of another kind.
        """
        database = Database(folder / "registry.sqlite", url)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "lock", timeout=_OPENING_SECONDS):
                database.prepare()
                upgrade(database)
        except Timeout as error:
            raise RegistryError(f"Another program has been opening {folder} for long: try again later.") from error
        except OSError as error:
            raise RegistryError(
                f"The register's folder {folder} cannot be used ({error.strerror}): check the path and its permissions."
            ) from error
        return cls(folder, database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def register(
        self,
        entries: Sequence[tuple[ArtworkRecord, Sequence[NewPhotograph]]],
        *,
        model_id: str,
        features_id: str = "",
        update: bool = False,
    ) -> list[Registered]:
        """Store objects with their photographs, and these photographs' embeddings by the model ``model_id`` and local
        features of the kind ``features_id``.

        All of it or nothing: the originals are on disk before the one transaction with everything else, so that the
        same call after a kill ends as an unbroken one, with the same numbers. What is registered already stays as it
        is; an object's new photographs are added. An object that is registered with other fields takes over the new
        ones with ``update``, otherwise ConflictError names them.

        Raises RecordError for a field with what is no text, ModelMismatchError for embeddings of another dimension
        than the model's.
        """
        intake.check_entries(entries)
        if not update:
            with self._database.reading() as connection:
                intake.check_conflicts(connection, entries)
        given = {new.image.sha256: new for _, photographs_ in entries for new in photographs_}
        self._originals.write({name: new.data for name, new in given.items()})
        without = self._thumbnails.missing(list(given))
        self._thumbnails.write({name: encode_thumbnail(given[name].image.pixels, _THUMBNAIL_SIDE) for name in without})
        with self._database.writing() as connection:
            return intake.store_entries(
                connection, entries, model_id=model_id, features_id=features_id, replace_fields=update
            )

    def store_embeddings(self, given: Embeddings) -> None:
        """Store embeddings of registered photographs; where there is one by this model already, that one stays.

        Raises NotFoundError for an unknown photograph, ModelMismatchError for another dimension than the model's.
        """
        numbers = given.photograph_ids.tolist()
        intake.check_vectors(list(given.vectors))
        unknown = set(numbers) - self.photographs(numbers).keys()
        if unknown:
            raise NotFoundError(f"There is no photograph number {min(unknown)} in the register {self.folder}.")
        with self._database.writing() as connection:
            intake.store_vectors(connection, given.model_id, dict(zip(numbers, given.vectors, strict=True)))

    def store_local_features(self, features_id: str, data: Mapping[int, bytes]) -> None:
        """Store local features of registered photographs by their numbers; where there are some, those stay.

        Raises NotFoundError for an unknown photograph.
        """
        unknown = data.keys() - self.photographs(data).keys()
        if unknown:
            raise NotFoundError(f"There is no photograph number {min(unknown)} in the register {self.folder}.")
        with self._database.writing() as connection:
            intake.store_local_features(connection, features_id, data)

    def local_features(self, features_id: str, photograph_ids: Iterable[int]) -> dict[int, bytes]:
        """The stored local features of those of ``photograph_ids`` that have some of this kind."""
        found: dict[int, bytes] = {}
        of_kind = local_features.c.features_id == features_id
        with self._database.reading() as connection:
            for portion in in_portions(photograph_ids):
                wanted = of_kind & local_features.c.photograph_id.in_(portion)
                rows = connection.execute(select(local_features.c.photograph_id, local_features.c.data).where(wanted))
                found.update((row.photograph_id, row.data) for row in rows)
        return found

    def record(self, object_id: str) -> ArtworkRecord:
        """The record of an object. Raises NotFoundError if there is none."""
        found = self.records([object_id])
        if not found:
            raise NotFoundError(f"There is no object {object_id!r} in the register: check its number.")
        return found[object_id]

    def records(self, object_ids: Iterable[str]) -> dict[str, ArtworkRecord]:
        """The records of those of ``object_ids`` that are registered."""
        with self._database.reading() as connection:
            return intake.read_records(connection, list(object_ids))

    def object_ids(self) -> list[str]:
        """The numbers of all objects, sorted."""
        with self._database.reading() as connection:
            return list(connection.scalars(select(objects.c.object_id).order_by(objects.c.object_id)))

    def search_records(self, text: str, *, limit: int, offset: int = 0) -> tuple[list[ArtworkRecord], int]:
        """Records in which every word of ``text`` occurs, by object_id, and how many there are in all.

        Accents and case do not matter; no words find everything. Returns ``limit`` records from ``offset`` on.
        """
        condition = every_word(text)
        page = select(objects).where(condition).order_by(objects.c.object_id).limit(limit).offset(offset)
        with self._database.reading() as connection:
            count = connection.scalar(select(func.count()).select_from(objects).where(condition))
            return [record_of(row) for row in connection.execute(page)], count or 0

    def photographs_of(self, object_id: str) -> tuple[Photograph, ...]:
        """An object's photographs in the order of their registration. Raises NotFoundError without such an object."""
        self.record(object_id)
        return tuple(self._photographs_where(photographs.c.object_id, [object_id]))

    def photographs(self, photograph_ids: Iterable[int]) -> dict[int, Photograph]:
        """Those of ``photograph_ids`` that are registered."""
        found = self._photographs_where(photographs.c.photograph_id, photograph_ids)
        return {photograph.photograph_id: photograph for photograph in found}

    def first_photographs(self, object_ids: Iterable[str]) -> dict[str, Photograph]:
        """The face of each object that has a photograph: its first overall view, or else its first photograph."""
        faces: dict[str, Photograph] = {}
        for photograph in self._photographs_where(photographs.c.object_id, object_ids):
            face = faces.setdefault(photograph.object_id, photograph)
            if face.view is not ViewLabel.OVERALL and photograph.view is ViewLabel.OVERALL:
                faces[photograph.object_id] = photograph
        return faces

    def find_by_sha256(self, sha256s: Iterable[str]) -> dict[str, list[Photograph]]:
        """Photographs with these bytes, by hash; several where they show several objects."""
        found: dict[str, list[Photograph]] = {}
        for photograph in self._photographs_where(photographs.c.sha256, sha256s):
            found.setdefault(photograph.sha256, []).append(photograph)
        return found

    def original(self, photograph: Photograph) -> bytes:
        """The untouched bytes of a photograph. Raises RegistryError if they are gone or not what was registered."""
        path = self._originals.path(photograph.sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RegistryError(
                f"The photograph {photograph.file_name!r} of object {photograph.object_id} cannot be read from {path} "
                f"({error.strerror}): restore it from a backup, or register it again."
            ) from error
        if sha256(data) != photograph.sha256:
            raise RegistryError(
                f"The photograph {photograph.file_name!r} of object {photograph.object_id} in {path} is not the one "
                "that was registered: restore it from a backup, or register it again."
            )
        return data

    def thumbnail(self, photograph: Photograph) -> bytes:
        """A small JPEG of a photograph, made again if it is missing; raises as :meth:`original` if that fails."""
        with suppress(OSError):
            return self._thumbnails.path(photograph.sha256).read_bytes()
        # Of the limits only those count that it was registered under.
        limits = Limits(max_bytes=photograph.byte_count, max_pixels=photograph.width * photograph.height)
        image = decode(
            self.original(photograph), name=photograph.file_name, limits=limits, longest_side=2 * _THUMBNAIL_SIDE
        )
        data = encode_thumbnail(image.pixels, _THUMBNAIL_SIDE)
        with suppress(RegistryError):  # where it cannot be kept it can still be shown
            self._thumbnails.write({photograph.sha256: data})
        return data

    def embeddings(self, model_id: str, *, after: int = 0) -> Embeddings:
        """Embeddings by one model of the photographs numbered above ``after``, ascending.

        Without any, the vectors are of shape (0, D) if the model has embedded others, otherwise (0, 0).
        """
        of_model = embeddings.c.model_id == model_id
        wanted = of_model & (embeddings.c.photograph_id > after)
        query = select(embeddings.c.photograph_id, embeddings.c.vector).where(wanted)
        with self._database.reading() as connection:
            count = connection.scalar(select(func.count()).select_from(embeddings).where(wanted)) or 0
            size = connection.scalar(select(func.length(embeddings.c.vector)).where(of_model).limit(1)) or 0
            ids = np.empty(count, np.int64)
            vectors = np.empty((count, size // 4), np.float32)
            rows = connection.execution_options(yield_per=_ROWS_AT_A_TIME).execute(
                query.order_by(embeddings.c.photograph_id)
            )
            start = 0
            for part in rows.partitions():
                if any(len(vector) != size for _, vector in part):
                    raise RegistryError(f"A stored embedding in {self.folder} is damaged: restore it from a backup.")
                ids[start : start + len(part)] = [number for number, _ in part]
                joined = np.frombuffer(b"".join(vector for _, vector in part), "<f4")
                vectors[start : start + len(part)] = joined.reshape(len(part), -1)
                start += len(part)
        return Embeddings(model_id=model_id, photograph_ids=ids, vectors=vectors)

    def embedding_state(self, model_id: str) -> EmbeddingState:
        """How far this model's embeddings have come: cheap enough to ask before every search."""
        query = select(func.count(), func.max(embeddings.c.photograph_id)).where(embeddings.c.model_id == model_id)
        with self._database.reading() as connection:
            count, last = connection.execute(query).one()
        return EmbeddingState(count, last or 0)

    def unembedded(self, model_id: str) -> list[Photograph]:
        """Photographs without an embedding by this model, by their numbers."""
        return self._photographs_without(embeddings, embeddings.c.model_id == model_id)

    def without_local_features(self, features_id: str) -> list[Photograph]:
        """Photographs without local features of this kind, by their numbers."""
        return self._photographs_without(local_features, local_features.c.features_id == features_id)

    def counts(self) -> Counts:
        """How much is registered."""
        by_model = select(embeddings.c.model_id, func.count()).group_by(embeddings.c.model_id)
        with self._database.reading() as connection:
            return Counts(
                objects=connection.scalar(select(func.count()).select_from(objects)) or 0,
                photographs=connection.scalar(select(func.count()).select_from(photographs)) or 0,
                embeddings=dict(connection.execute(by_model).all()),
            )

    def _photographs_without(self, table: Table, of_kind: ColumnElement[bool]) -> list[Photograph]:
        """Photographs that no row ``of_kind`` belongs to, by their numbers."""
        belongs = and_(table.c.photograph_id == photographs.c.photograph_id, of_kind)
        query = select(photographs).outerjoin(table, belongs).where(table.c.photograph_id.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(photographs.c.photograph_id))
            return [photograph_of(row) for row in rows]

    def _photographs_where(self, column: ColumnElement[Any], values: Iterable[Any]) -> list[Photograph]:
        """Photographs with any of ``values`` in ``column``, by their numbers."""
        found: list[Photograph] = []
        with self._database.reading() as connection:
            for portion in in_portions(values):
                rows = connection.execute(select(photographs).where(column.in_(portion)))
                found.extend(photograph_of(row) for row in rows)
        return sorted(found, key=lambda photograph: photograph.photograph_id)
