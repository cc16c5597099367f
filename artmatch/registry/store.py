"""The register: artwork records, their photographs and embeddings, in one database and one folder of originals."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from sqlalchemy import select

from artmatch.errors import NotFoundError, RegistryError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Embeddings, Photograph
from artmatch.registry import (
    backup,
    duplicates,
    editing,
    history,
    intake,
    merging,
    openings,
    photograph_rows,
    review,
    schema,
    search,
    vectors,
    witness,
)
from artmatch.registry.curator import Curator
from artmatch.registry.database import Database
from artmatch.registry.dossier import Dossier
from artmatch.registry.originals import Originals
from artmatch.registry.schema import embeddings, local_features, objects, photographs
from artmatch.registry.upgrade import make_tables, upgrade
from artmatch.registry.values import (
    EVERYTHING,
    LIVE,
    Counts,
    DatedStatus,
    EmbeddingState,
    Found,
    GivenStatus,
    Link,
    NewPhotograph,
    RecordFilter,
    Registered,
    Resemblance,
    Stage,
    Standing,
)

_OPENING_SECONDS = 120.0
"""How long another process may be opening, perhaps upgrading, the register before one gives up."""


class Registry:
    """One register in one folder: ``registry.sqlite``, ``photographs/ab/<sha256>``, ``thumbnails/``.

    May be used from any thread, without locking: every call has a database connection of its own and one transaction
    in which it sees one state; those that write wait for each other. Any number of processes may work on the same
    register; each opens it for itself, after it was forked. With the records on PostgreSQL they may run on several
    machines that share the folder; otherwise it must be on a local disk.

    Every method raises :class:`~artmatch.errors.RegistryError` if database or folder cannot be used.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        """Use :meth:`open`."""
        self.folder = folder
        self._database = database
        self._originals = Originals(folder)

    @classmethod
    def open(cls, folder: Path, url: str | None = None) -> Self:
        """Open the register in ``folder``, made if there is none, its tables brought to this version's.

        ``url`` names another SQLite database for the records, or one on PostgreSQL. Raises RegistryError if it cannot
        be used, was made by a newer artmatch or is no register, ConfigurationError for a URL of another kind.
        """
        database = Database(folder / "registry.sqlite", url)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "lock", timeout=_OPENING_SECONDS):
                database.prepare()
                upgrade(database)
        except Timeout as error:
            raise RegistryError(
                _("Another program has been opening {folder} for long: try again later.").format(folder=folder)
            ) from error
        except OSError as error:
            raise RegistryError(
                _(
                    "The register's folder {folder} cannot be used ({reason}): check the path and its permissions."
                ).format(folder=folder, reason=error.strerror)
            ) from error
        return cls(folder, database)

    @property
    def database(self) -> Database:
        """The open database, for what is kept beside the register in tables of its own."""
        return self._database

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
        update: bool = False,
        by: str = "",
        stage: Stage = Stage.LIVE,
        statuses: Mapping[str, Sequence[GivenStatus]] | None = None,
    ) -> list[Registered]:
        """Store objects with their photographs, and these photographs' embeddings by the model ``model_id`` and local
        features.

        All of it or nothing: the originals are on disk before the one transaction with everything else, so that the
        same call after a kill ends as an unbroken one, with the same numbers. What is registered already stays as it
        is; an object's new photographs are added. An object that is registered with other fields takes over the new
        ones with ``update``, otherwise ConflictError names them. New objects begin at ``stage``; the history says that
        ``by`` did it, and begins with their ``statuses`` by number, oldest first, where there are any.

        Raises RecordError for a field with what is no text or statuses that do not end with the record's,
        ModelMismatchError for embeddings of another dimension than the model's.
        """
        intake.check_entries(entries, statuses or {})
        if not update:
            with self._database.reading() as connection:
                intake.check_conflicts(connection, entries)
        self._originals.keep(new for _, given in entries for new in given)
        with self._database.writing() as connection:
            done = intake.store_entries(
                connection,
                entries,
                model_id=model_id,
                replace_fields=update,
                by=by,
                stage=stage,
                statuses=statuses or {},
            )
            witness.tell_registered(connection, done, by=by)
        return done

    def replace_photograph(
        self, photograph_id: int, new: NewPhotograph, *, model_id: str, revision: int, by: str, note: str = ""
    ) -> int:
        """Store ``new`` in the place of a photograph, which is kept and marked as replaced: both or neither.

        ``revision`` is the one of the object that was read; returns the newest. Raises NotFoundError, RecordError for
        an empty name or a photograph that cannot take the place, ConflictError for an older revision, and as
        :meth:`register`.
        """
        who = self.curator(by).name
        with self._database.reading() as connection:  # before anything is on disk
            known = editing.photograph_numbered(connection, photograph_id)
            editing.check_revision(connection, known.object_id, revision)
            entry = (editing.record_of_object(connection, known.object_id), [new])
        intake.check_entries([entry], {})
        self._originals.keep([new])
        with self._database.writing() as connection:
            done, number = intake.replace_photograph(
                connection, photograph_id, new, model_id=model_id, revision=revision, by=who, note=note
            )
            witness.tell_registered(connection, [done], by=who)
        return number

    def curator(self, name: str) -> Curator:
        """The register in the hands of one person, who may change it. Raises RecordError for an empty name."""
        return Curator(self._database, name)

    def record(self, object_id: str) -> ArtworkRecord:
        """The record of an object. Raises NotFoundError if there is none."""
        with self._database.reading() as connection:
            return editing.record_of_object(connection, object_id)

    def records(self, object_ids: Iterable[str]) -> dict[str, ArtworkRecord]:
        """The records of those of ``object_ids`` that are registered."""
        with self._database.reading() as connection:
            return intake.read_records(connection, list(object_ids))

    def object_ids(self) -> list[str]:
        """The numbers of all objects, sorted; those merged into another object are left out."""
        query = select(objects.c.object_id).where(objects.c.merged_into.is_(None)).order_by(objects.c.object_id)
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def search_records(self, wanted: str | RecordFilter, *, limit: int, offset: int = 0) -> Found:
        """Records in which every word of ``wanted`` stands, or that it lets through, and how many there are in all.

        Where none does, words that are spelt nearly so are as good. Ordered by object number, those with the words as
        they are asked for first; those merged into another object are left out.
        """
        wanted = RecordFilter(text=wanted) if isinstance(wanted, str) else wanted
        with self._database.reading() as connection:
            return search.find(connection, wanted, limit=limit, offset=offset)

    def standing(self, object_id: str) -> Standing:
        """Stage and revision of a record, and where it was merged to. Raises NotFoundError if there is none."""
        with self._database.reading() as connection:
            return history.standing(connection, object_id)

    def standings(self, object_ids: Iterable[str]) -> dict[str, Standing]:
        """The same of those of ``object_ids`` that are registered."""
        with self._database.reading() as connection:
            return history.standings(connection, object_ids)

    def dossier(self, object_id: str) -> Dossier:
        """Everything on file about an object but its photographs. Raises NotFoundError if there is none."""
        with self._database.reading() as connection:
            return Dossier(
                record=editing.record_of_object(connection, object_id),
                standing=history.standing(connection, object_id),
                revisions=history.history(connection, object_id),
                statuses=history.dated_statuses(connection, [object_id]).get(object_id, ()),
                links=editing.links_of(connection, object_id),
                merged_from=merging.merged_from(connection, object_id),
                told_apart_from=tuple(sorted(merging.told_apart_from(connection, object_id))),
                openings=openings.openings_of(connection, object_id),
            )

    def links(self, object_ids: Iterable[str]) -> dict[str, tuple[Link, ...]]:
        """The objects that each of ``object_ids`` belongs with; those that belong with none are left out."""
        with self._database.reading() as connection:
            return editing.links_of_all(connection, object_ids)

    def statuses(self, object_ids: Iterable[str]) -> dict[str, tuple[DatedStatus, ...]]:
        """Every status that those of ``object_ids`` were given that are registered, oldest first."""
        with self._database.reading() as connection:
            return history.dated_statuses(connection, object_ids)

    def told_apart_from(self, object_id: str) -> set[str]:
        """The objects that somebody compared with this one and found to be others."""
        with self._database.reading() as connection:
            return merging.told_apart_from(connection, object_id)

    def queue(self, stage: Stage) -> list[ArtworkRecord]:
        """The records that stand at ``stage``, the one that has waited longest first."""
        with self._database.reading() as connection:
            return review.queue(connection, stage)

    def resemblances(self, record: ArtworkRecord) -> list[Resemblance]:
        """Objects whose records say nearly the same as ``record``, which need not be registered, most alike first."""
        with self._database.reading() as connection:
            return duplicates.resemblances(connection, record)

    def photographs_of(self, object_id: str) -> tuple[Photograph, ...]:
        """An object's photographs as somebody put them in order, the others after them in that of their registration.

        Raises NotFoundError without such an object.
        """
        self.record(object_id)
        with self._database.reading() as connection:
            return photograph_rows.in_order(photograph_rows.where(connection, photographs.c.object_id, [object_id]))

    def photographs(self, photograph_ids: Iterable[int]) -> dict[int, Photograph]:
        """Those of ``photograph_ids`` that are registered."""
        with self._database.reading() as connection:
            found = photograph_rows.where(connection, photographs.c.photograph_id, photograph_ids)
        return {photograph.photograph_id: photograph for photograph in found}

    def first_photographs(self, object_ids: Iterable[str]) -> dict[str, Photograph]:
        """The face of each object that has a photograph: the first one where somebody put them in order, or its first
        overall view, or else its first photograph; one that was replaced only where there is no other.
        """
        with self._database.reading() as connection:
            return photograph_rows.faces(connection, object_ids)

    def find_by_sha256(self, sha256s: Iterable[str]) -> dict[str, list[Photograph]]:
        """Photographs with these bytes, by hash; several where they show several objects."""
        found: dict[str, list[Photograph]] = {}
        with self._database.reading() as connection:
            for photograph in photograph_rows.where(connection, photographs.c.sha256, sha256s):
                found.setdefault(photograph.sha256, []).append(photograph)
        return found

    def original(self, photograph: Photograph) -> bytes:
        """The untouched bytes of a photograph. Raises RegistryError if they are gone or not what was registered."""
        return self._originals.original(photograph)

    def thumbnail(self, photograph: Photograph) -> bytes:
        """A small JPEG of a photograph, made again if it is missing; raises as :meth:`original` if that fails."""
        return self._originals.thumbnail(photograph)

    def store_embeddings(self, given: Embeddings) -> None:
        """Store embeddings of registered photographs; where there is one by this model already, that one stays.

        Raises NotFoundError for an unknown photograph, ModelMismatchError for another dimension than the model's.
        """
        numbers = given.photograph_ids.tolist()
        vectors.check_vectors(list(given.vectors))
        self._check_photographs(numbers)
        with self._database.writing() as connection:
            vectors.store_vectors(connection, given.model_id, dict(zip(numbers, given.vectors, strict=True)))

    def store_local_features(self, features_id: str, data: Mapping[int, bytes]) -> None:
        """Store local features of registered photographs by their numbers; where there are some, those stay.

        Raises NotFoundError for an unknown photograph.
        """
        self._check_photographs(data)
        with self._database.writing() as connection:
            vectors.store_local_features(connection, features_id, data)

    def local_features(self, features_id: str, photograph_ids: Iterable[int]) -> dict[int, bytes]:
        """The stored local features of those of ``photograph_ids`` that have some of this kind."""
        with self._database.reading() as connection:
            return vectors.read_local_features(connection, features_id, photograph_ids)

    def embeddings(self, model_id: str, *, after: int = 0) -> Embeddings:
        """Embeddings by one model of the photographs numbered above ``after``, ascending, whether searched or not.

        Without any, the vectors are of shape (0, D) if the model has embedded others, otherwise (0, 0).
        """
        with self._database.reading() as connection:
            return vectors.read_embeddings(connection, model_id, after=after, folder=self.folder)

    def embeddings_of(self, model_id: str, photograph_ids: Iterable[int]) -> Embeddings:
        """Embeddings by one model of those of ``photograph_ids`` that have one, ascending."""
        with self._database.reading() as connection:
            return vectors.read_embeddings_of(connection, model_id, photograph_ids, folder=self.folder)

    def searchable(
        self,
        model_id: str,
        *,
        stages: Collection[Stage] = LIVE,
        after: int = 0,
        among: RecordFilter = EVERYTHING,
    ) -> NDArray[np.int64]:
        """(N,): photographs numbered above ``after`` that queries are compared with and this model embedded, ascending.

        Those are the photographs, neither excluded nor replaced, of objects ``among`` the wanted ones that stand at
        one of ``stages`` and were not merged.
        """
        with self._database.reading() as connection:
            return vectors.searchable(connection, model_id, stages, after=after, among=among)

    def embedding_state(self, model_id: str) -> EmbeddingState:
        """How far this model's embeddings have come: cheap enough to ask before every search."""
        with self._database.reading() as connection:
            return vectors.embedding_state(connection, model_id)

    def unembedded(self, model_id: str) -> list[Photograph]:
        """Photographs without an embedding by this model, by their numbers."""
        with self._database.reading() as connection:
            return vectors.photographs_without(connection, embeddings, embeddings.c.model_id == model_id)

    def without_local_features(self, features_id: str) -> list[Photograph]:
        """Photographs without local features of this kind, by their numbers."""
        with self._database.reading() as connection:
            return vectors.photographs_without(connection, local_features, local_features.c.features_id == features_id)

    def counts(self) -> Counts:
        """How much is registered."""
        with self._database.reading() as connection:
            return photograph_rows.counts(connection)

    def backup_part(self) -> backup.Part:
        """What a backup has of this register."""
        return backup.Part(
            name="register",
            metadata=schema.metadata,
            version=schema.version,
            make_tables=make_tables,
            upgrade=upgrade,
            told=objects,
            folders={"photographs": (photographs, self._originals.files)},
        )

    def _check_photographs(self, photograph_ids: Iterable[int]) -> None:
        numbers = set(photograph_ids)
        unknown = numbers - self.photographs(numbers).keys()
        if unknown:
            raise NotFoundError(
                _("There is no photograph number {min} in the register {folder}.").format(
                    min=min(unknown), folder=self.folder
                )
            )
