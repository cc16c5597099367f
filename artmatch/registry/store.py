"""The register: artwork records, their photographs and embeddings, in one database and one folder of originals."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from artmatch.errors import NotFoundError, RegistryError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Embeddings
from artmatch.registry import backup, editing, intake, schema, vectors, witness
from artmatch.registry.curator import Curator
from artmatch.registry.database import Database
from artmatch.registry.reading import Reader
from artmatch.registry.schema import objects, photographs
from artmatch.registry.upgrade import make_tables, upgrade
from artmatch.registry.values import GivenStatus, NewPhotograph, Registered, Stage

_OPENING_SECONDS = 120.0
"""How long another process may be opening, perhaps upgrading, the register before one gives up."""


class Registry(Reader):
    """One register in one folder: ``registry.sqlite``, ``photographs/ab/<sha256>``, ``thumbnails/``.

    May be used from any thread, without locking: every call has a database connection of its own and one transaction
    in which it sees one state; those that write wait for each other. Any number of processes may work on the same
    register; each opens it for itself, after it was forked. With the records on PostgreSQL they may run on several
    machines that share the folder; otherwise it must be on a local disk.

    Every method raises :class:`~artmatch.errors.RegistryError` if database or folder cannot be used.
    """

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
