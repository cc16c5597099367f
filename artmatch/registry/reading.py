"""What a register tells: records with their history, photographs and what the search knows of these."""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from artmatch.records import ArtworkRecord, Embeddings, Photograph
from artmatch.registry import (
    duplicates,
    editing,
    history,
    intake,
    merging,
    openings,
    photograph_rows,
    review,
    search,
    vectors,
)
from artmatch.registry.database import Database
from artmatch.registry.dossier import Dossier
from artmatch.registry.originals import Originals
from artmatch.registry.schema import embeddings, local_features, objects, photographs
from artmatch.registry.values import (
    EVERYTHING,
    LIVE,
    Counts,
    DatedStatus,
    EmbeddingState,
    Found,
    Link,
    RecordFilter,
    Resemblance,
    Stage,
    Standing,
)


class Reader:
    """The half of a :class:`~artmatch.registry.store.Registry` that changes nothing."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Use :meth:`Registry.open <artmatch.registry.store.Registry.open>`."""
        self.folder = folder
        self._database = database
        self._originals = Originals(folder)

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

    def decoded(self, photograph: Photograph, longest_side: int) -> NDArray[np.uint8]:
        """A photograph upright, (H, W, 3) RGB with at most ``longest_side`` pixels on the longer side; raises as
        :meth:`original`, and ImageError where what was registered can no longer be read.
        """
        return self._originals.decoded(photograph, longest_side)

    def thumbnail(self, photograph: Photograph) -> bytes:
        """A small JPEG of a photograph, made again if it is missing; raises as :meth:`original` if that fails."""
        return self._originals.thumbnail(photograph)

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
