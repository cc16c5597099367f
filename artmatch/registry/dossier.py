"""Everything on file about one object."""

from dataclasses import dataclass

from artmatch.errors import NotFoundError
from artmatch.messages import _
from artmatch.records import ArtworkRecord
from artmatch.registry.values import DatedStatus, Link, Opening, Revision, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A record with its history, as it stood at one moment."""

    record: ArtworkRecord
    standing: Standing
    revisions: tuple[Revision, ...]
    """Who changed what and when, oldest first."""
    statuses: tuple[DatedStatus, ...]
    """Every status that the object was given, oldest first."""
    links: tuple[Link, ...]
    merged_from: tuple[str, ...]
    """The objects that turned out to be this one."""
    told_apart_from: tuple[str, ...]
    """The objects that somebody compared with this one and found to be others."""
    openings: tuple[Opening, ...]
    """Who looked at its photographs where they are not shown to everybody, oldest first."""

    def record_at(self, revision: int) -> ArtworkRecord:
        """The record as it was at ``revision``. Raises NotFoundError if there was none."""
        newest = self.standing.revision
        if not 1 <= revision <= newest:
            raise NotFoundError(
                _("Object {object_id} has revisions 1 to {newest}: there is no revision {revision}.").format(
                    object_id=self.record.object_id, newest=newest, revision=revision
                )
            )
        texts = self.record.texts()
        for step in reversed(self.revisions[revision:]):
            for change in step.changes:
                if change.photograph_id is None and change.field in texts:
                    texts[change.field] = change.before
        return ArtworkRecord.from_texts(texts, demonstration=self.record.demonstration)
