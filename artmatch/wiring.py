"""The composition root: settings to one opened register with its embedder, index and matcher."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from artmatch.answers import Answer
from artmatch.casework import Action, Casework, Circumstances
from artmatch.casework.canonical import content_hash
from artmatch.config import Settings
from artmatch.embedding.manifest import Manifest
from artmatch.engine import Engine
from artmatch.errors import ModelError, VectorIndexError
from artmatch.exchange.exporting import Exported, export
from artmatch.index import Generations
from artmatch.matching.description import describe, new_photograph
from artmatch.matching.duplicates import PossibleDuplicate, possible_duplicates
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Intake, PhotographInput
from artmatch.matching.photograph_reader import Given, as_input
from artmatch.matching.preview import preview
from artmatch.matching.query import Query
from artmatch.matching.work import Outcome
from artmatch.records import ArtworkRecord
from artmatch.registry import EVERYTHING, Curator, NewPhotograph, RecordFilter, Registered, Registry, Stage
from artmatch.verification import LocalFeatureExtractor

__all__ = ["PhotographInput", "Query", "Status", "Workspace", "open_register"]

_acting: ContextVar[str] = ContextVar("acting", default="")
_UNNAMED = "unnamed"
"""Who acts where neither settings nor operating system have a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a register stands."""

    folder: Path
    demonstration: bool
    objects: int
    photographs: int
    findable: int
    """Photographs embedded by the model in use; fewer than all after a change of model."""
    model_id: str
    index_generation: int
    """Of the saved index; 0 if none was saved yet. What was registered since is found all the same."""
    index_saved: datetime | None
    """When (UTC) that generation was saved."""


class Workspace(Engine):
    """Everything of one register. May be used from any thread; other processes may use the register too."""

    def __init__(self, settings: Settings, registry: Registry, casework: Casework) -> None:
        super().__init__(settings, registry)
        self.casework = casework

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the register that ``settings`` name, made if there is none; the model loads when it is first needed.

        Raises RegistryError if the register cannot be used.
        """
        registry = Registry.open(settings.folder, settings.database)
        casework = Casework.open(settings.folder, registry.database, partial(_circumstances, settings))
        workspace = cls(settings, registry, casework)
        registry.database.witness = workspace._write_down
        return workspace

    @property
    def by(self) -> str:
        """Who acts: the person of :meth:`acting`, or else the user of the settings."""
        return _acting.get() or self.settings.user or _UNNAMED

    @contextmanager
    def acting(self, by: str) -> Iterator[None]:
        """Have what this thread does in the block stand in the ledger under the name ``by``."""
        token = _acting.set(by)
        try:
            yield
        finally:
            _acting.reset(token)

    def _write_down(
        self, connection: Any, action: str, *, by: str, details: Mapping[str, Any], photographs: Sequence[str]
    ) -> None:
        """The register's witness: an entry in the ledger, in the transaction that changes the register."""
        files = {"photographs": sorted(set(photographs))} if photographs else {}
        self.casework.ledger.append(connection, action, by=by or self.by, details=details, files=files)

    def close(self) -> None:
        """Let go of the database."""
        self.registry.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def register(
        self,
        record: ArtworkRecord,
        photographs: Sequence[Path | str | bytes | PhotographInput],
        *,
        by: str | None = None,
        stage: Stage = Stage.LIVE,
    ) -> Registered:
        """Store an object with its photographs; it can be found from then on, by every process, if it is live.

        ``by``: who does it, by default :attr:`by`.

        Photographs of an object that is registered already are added to it. Raises ImageError or NotFoundError if a
        photograph cannot be read and ConflictError if the object is registered with other fields; nothing is stored
        then.
        """
        new = self._described(photographs)
        return self.registry.register(
            [(record, new)],
            model_id=self.embedder.model_id,
            by=self.by if by is None else by,
            stage=stage,
        )[0]

    def replace_photograph(
        self,
        photograph_id: int,
        photograph: Path | str | bytes | PhotographInput,
        *,
        revision: int,
        by: str | None = None,
        note: str = "",
    ) -> int:
        """Register a better photograph in the place of one, which is kept and marked as replaced: both or neither.

        Raises ImageError or NotFoundError if it cannot be read, and as :meth:`Registry.replace_photograph`.
        """
        [new] = self._described([photograph])
        return self.registry.replace_photograph(
            photograph_id,
            new,
            model_id=self.embedder.model_id,
            revision=revision,
            by=self.by if by is None else by,
            note=note,
        )

    def _described(self, photographs: Sequence[Path | str | bytes | PhotographInput]) -> list[NewPhotograph]:
        """Photographs read and embedded, on their way into the register."""
        given = [as_input(photograph, number) for number, photograph in enumerate(photographs, start=1)]
        loaded = [self._reader.load(one.content, one.name) for one in given]
        shown = [image.pixels for _, image in loaded]
        extractor = LocalFeatureExtractor(self.embedder.describer)
        found = describe(self.embedder, shown, [extractor.extract(pixels).to_bytes() for pixels in shown])
        return [
            new_photograph(one, data, image, described)
            for one, (data, image), described in zip(given, loaded, found, strict=True)
        ]

    @property
    def curator(self) -> Curator:
        """The register in the hands of who acts."""
        return self.registry.curator(self.by)

    add = register
    """Reads better where the workspace is called ``register``."""

    def match(
        self,
        photographs: Sequence[Given],
        *,
        top: int = 10,
        embedding_only: bool = False,
        include_drafts: bool = False,
        among: RecordFilter = EVERYTHING,
    ) -> Answer:
        """The ``top`` registered objects that ``photographs``, all of one item, show most likely.

        ``embedding_only`` leaves out the comparison point by point, to measure what it gives; ``include_drafts``
        searches records that are not live yet too; with ``among`` only live objects with such records are searched.
        Raises ImageError or NotFoundError if a photograph cannot be read, StoreError if the index cannot be used.
        """
        queries = self._query_reader.queries(photographs)
        matcher = self.unverified_matcher if embedding_only else self.matcher
        answer = matcher.match(queries, top=top, include_drafts=include_drafts, among=among)
        self.casework.ledger.note(
            Action.SEARCH,
            by=self.by,
            details={
                "photographs": answer.query_sha256,
                "headline": answer.headline,
                "candidates": [match.record.object_id for match in answer.matches],
                "among": _said(among),
            },
            circumstances=self.circumstances(answer),
        )
        return answer

    def circumstances(self, answer: Answer) -> Circumstances:
        """What the ledger tells with a search: the model and the index that gave ``answer``."""
        settings = {**_circumstances(self.settings).settings, "precision": self.embedder.precision}
        return Circumstances(model_id=answer.model_id, index_generation=answer.index_generation, settings=settings)

    def possible_duplicates(
        self, record: ArtworkRecord, photographs: Sequence[Given] | None = None
    ) -> list[PossibleDuplicate]:
        """Registered objects that ``record`` may describe once more, by its photographs, its numbers and its words.

        ``photographs`` are, where none are given, those that the record is registered with. Raises ImageError or
        NotFoundError if one cannot be read, StoreError if register or index cannot be used.
        """
        if photographs is None:
            registered = self.registry.photographs_of(record.object_id)
            photographs = [self._query_reader.query(self.registry.original(one), one.file_name) for one in registered]
        queries = self._query_reader.queries(photographs)
        return possible_duplicates(self.registry, self.matcher, record, queries)

    def index(self, intake: Intake, *, stage: Stage = Stage.LIVE) -> Generator[Outcome, None, None]:
        """Register everything of ``intake``, new objects as ``stage``, and save the index; yields what became of each
        input.
        """
        indexer = Indexer(self.registry, self.embedder, limits=self.limits, by=self.by, stage=stage)
        yield from indexer.run(intake)
        self.save_generation()

    def preview(self, intake: Intake) -> Generator[Outcome, None, None]:
        """What :meth:`index` would make of each input of ``intake``; nothing is written and no model needed."""
        yield from preview(intake, self.registry, limits=self.limits)

    def export(
        self,
        file: Path,
        *,
        with_hidden: bool = False,
        with_photographs: bool = True,
        among: RecordFilter = EVERYTHING,
    ) -> Generator[Exported, None, None]:
        """Write every live object, or those ``among`` the wanted ones, to ``file``, their photographs beside it; see
        :func:`artmatch.exchange.exporting.export`.
        """
        wanted = None
        if among != EVERYTHING:
            found = self.registry.search_records(among, limit=self.registry.counts().objects)
            wanted = [record.object_id for record in found.records]
        count = 0
        try:
            for written in export(
                self.registry,
                file,
                with_hidden=with_hidden,
                with_photographs=with_photographs,
                object_ids=wanted,
            ):
                count += 1
                yield written
        finally:
            if count:  # whether or not all of it was written
                details = {"file": file.name, "objects": count, "with_hidden": with_hidden, "among": _said(among)}
                details |= {"with_photographs": with_photographs}
                self.casework.ledger.note(Action.EXPORT, by=self.by, details=details)

    def status(self) -> Status:
        """How the register stands; needs no model but its manifest."""
        counts = self.registry.counts()
        model_id = Manifest.read(self.settings.model).model_id
        generation, saved = self._saved_index()
        return Status(
            folder=self.settings.folder,
            demonstration=self.settings.demonstration,
            objects=counts.objects,
            photographs=counts.photographs,
            findable=counts.embeddings.get(model_id, 0),
            model_id=model_id,
            index_generation=generation,
            index_saved=saved,
        )


def _said(among: RecordFilter) -> dict[str, Any]:
    """What narrows a search or an export, as the ledger tells it."""
    return {name: value for name, value in asdict(among).items() if value != getattr(EVERYTHING, name)}


def open_register(home: Path | str | None = None, *, demonstration: bool = False) -> Workspace:
    """Open the register in ``home`` (default: where the command line looks too), made if there is none."""
    return Workspace.open(Settings.load(None if home is None else Path(home), demonstration=demonstration))


def _circumstances(settings: Settings) -> Circumstances:
    """What every entry of the ledger tells of the model, the saved index and the settings, as far as it can be read."""
    model_id, calibration = "", ""
    with suppress(ModelError):
        manifest = Manifest.read(settings.model)
        model_id, calibration = manifest.model_id, content_hash(manifest.calibration)
    generation = 0
    with suppress(VectorIndexError):
        generation = (Generations(settings.folder / "generations").latest() or (0, None))[0]
    return Circumstances(
        model_id=model_id,
        index_generation=generation,
        settings={
            "device": settings.device,
            "calibration_sha256": calibration,
            "demonstration": settings.demonstration,
        },
    )
