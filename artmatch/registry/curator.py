"""What one person does to the register; every step is written down under their name."""

from collections.abc import Sequence

from artmatch.errors import RecordError
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import editing, merging, openings, review
from artmatch.registry.database import Database
from artmatch.registry.values import LinkKind


class Curator:
    """One person at work on a register; made by :meth:`Registry.curator`. May be used from any thread.

    Each method is one transaction: all of it is stored or nothing. Those that take a ``revision`` are given the one
    that the person was shown (:meth:`Registry.standing`) and raise :class:`~artmatch.errors.ConflictError`, saying who
    changed what since, if it is no longer the newest. All raise NotFoundError for an unknown object or photograph.
    """

    def __init__(self, database: Database, name: str) -> None:
        """Raises RecordError for an empty name."""
        if not name.strip():
            raise RecordError(_("Changes are written down with who made them: give a name, e.g. in ARTMATCH_USER."))
        self._database, self.name = database, name.strip()

    def edit(self, record: ArtworkRecord, *, revision: int, note: str = "", status_since: str = "") -> int:
        """Store the fields of ``record`` and return its revision; a reviewed record becomes a draft again.

        ``status_since``: from when its status holds, ISO 8601, as precise as known. Raises RecordError for text that
        is none and a date that is none.
        """
        with self._database.writing() as connection:
            return editing.edit(connection, record, revision=revision, by=self.name, note=note, since=status_since)

    def edit_photograph(self, photograph: Photograph, *, revision: int, note: str = "") -> int:
        """Store view, credit, date, inclusion and replacement of ``photograph``; ``revision`` is its object's.

        Returns the object's revision. Raises RecordError for a date that is none or a replacement that is no other
        photograph of the object.
        """
        with self._database.writing() as connection:
            return editing.edit_photograph(connection, photograph, revision=revision, by=self.name, note=note)

    def arrange(self, object_id: str, photograph_ids: Sequence[int], *, revision: int, note: str = "") -> int:
        """Put the photographs of an object in this order; the first that is not replaced becomes its face.

        Returns the object's revision. Raises RecordError for other photographs than the object has.
        """
        with self._database.writing() as connection:
            return editing.arrange(connection, object_id, photograph_ids, revision=revision, by=self.name, note=note)

    def approve(self, object_id: str, *, revision: int, note: str = "") -> int:
        """A draft becomes reviewed; returns its revision. Raises ConflictError if it is none or by this person."""
        with self._database.writing() as connection:
            return review.approve(connection, object_id, revision=revision, by=self.name, note=note)

    def send_back(self, object_id: str, *, note: str) -> int:
        """A draft or reviewed record goes back to who drafted it, with a reason; returns its revision."""
        with self._database.writing() as connection:
            return review.send_back(connection, object_id, by=self.name, note=note)

    def release(self, object_id: str, *, revision: int, note: str = "") -> int:
        """A reviewed record becomes live and is searched; returns its revision. Raises ConflictError if it is none."""
        with self._database.writing() as connection:
            return review.release(connection, object_id, revision=revision, by=self.name, note=note)

    def link(self, object_id: str, other_id: str, kind: LinkKind) -> None:
        """Two objects belong together. Raises RecordError for one object twice."""
        with self._database.writing() as connection:
            editing.link(connection, object_id, other_id, kind, self.name)

    def unlink(self, object_id: str, other_id: str) -> None:
        """Two objects do not belong together after all."""
        with self._database.writing() as connection:
            editing.unlink(connection, object_id, other_id, self.name)

    def merge(self, kept_id: str, merged_id: str, *, note: str = "") -> None:
        """``merged_id`` is the same object as ``kept_id``, which takes over its photographs and fills its empty fields.

        Raises RecordError for one object twice or a demonstration object with a real one, ConflictError if either was
        merged already or a live object would become a draft.
        """
        with self._database.writing() as connection:
            merging.merge(connection, kept_id, merged_id, by=self.name, note=note)

    def undo_merge(self, merged_id: str, *, note: str = "") -> str:
        """Take the merge of ``merged_id`` back and return the object that was kept; what was edited since stays.

        Raises NotFoundError if it is not merged, ConflictError if the kept object was merged on since.
        """
        with self._database.writing() as connection:
            return merging.undo_merge(connection, merged_id, by=self.name, note=note)

    def tell_apart(self, object_id: str, other_id: str, *, note: str = "") -> None:
        """Two objects were compared and are two: they are not offered as duplicates again."""
        with self._database.writing() as connection:
            merging.tell_apart(connection, object_id, other_id, by=self.name, note=note)

    def open_photograph(self, photograph_id: int, *, reason: str) -> Photograph:
        """Write down that this person looks at a photograph that is not shown to everybody, and return it.

        Raises RecordError without a reason.
        """
        with self._database.writing() as connection:
            return openings.open_photograph(connection, photograph_id, by=self.name, reason=reason)
