"""Batches of photographs into the register: read, decode, embed, store, one transaction a batch.

Batches are cut from the intake in its own order, whatever is known already. A batch is in the register as a whole or
not at all, so that a run that was killed and started again embeds the same photographs together and stores them under
the same numbers as an unbroken one.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

import numpy as np

from artmatch.errors import ArtmatchError, ConflictError
from artmatch.imaging import Limits, UprightImage, decode, read_bytes, sha256
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.protocol import PhotographEmbedder, working_side
from artmatch.records import ArtworkRecord, Embeddings, Photograph
from artmatch.registry import NewPhotograph, Registry, Stage
from artmatch.verification import LocalFeatureExtractor

_BATCH = 32
"""Photographs; the embedder's own batch."""
_BATCH_BYTES = 256 * 2**20
"""A batch ends early at this many bytes of originals: two of them are in memory at a time."""


class State(StrEnum):
    """What became of an input."""

    INDEXED = "indexed"
    KNOWN = "already known"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One input of a batch, accounted for."""

    name: str
    object_id: str
    state: State
    reason: str = ""
    """Why it failed."""
    row: int | None = None
    """Row of the table that it came from."""


@dataclass(slots=True)
class _Work:
    """A photograph on its way through a batch; ``reason`` is set once it has failed."""

    record: ArtworkRecord
    photograph: PhotographInput
    data: bytes = b""
    sha256: str = ""
    known: bool = False
    image: Future[tuple[UprightImage, bytes]] | None = None
    """What was decoded, and its local features."""
    reason: str = ""

    def outcome(self) -> Outcome:
        """What became of it."""
        state = State.FAILED if self.reason else State.KNOWN if self.known else State.INDEXED
        return Outcome(self.photograph.name, self.record.object_id, state, self.reason, self.photograph.row)


class Indexer:
    """Registers intakes. Not for use by several threads at once; several processes may work on one register."""

    def __init__(
        self,
        registry: Registry,
        embedder: PhotographEmbedder,
        *,
        limits: Limits,
        batch: int = _BATCH,
        threads: int = 2,
        by: str = "",
        stage: Stage = Stage.LIVE,
    ) -> None:
        """New objects begin at ``stage``; the register's history says that ``by`` did it."""
        self._registry, self._embedder, self._limits = registry, embedder, limits
        self._batch, self._threads = batch, threads
        self._by, self._stage = by, stage
        self._extractor = LocalFeatureExtractor()

    def run(self, intake: Intake) -> Iterator[Outcome]:
        """Register ``intake``; yields the outcome of every input as soon as it is safely stored.

        What is registered already is recognised by object_id and the SHA-256 of the file, without decoding it. Raises
        RegistryError if the register cannot be written; whatever was yielded stays registered then, as it does when
        the caller stops.
        """
        for refused in intake.refused:
            yield Outcome(refused.name, refused.object_id, State.FAILED, refused.reason, refused.row)
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                for works in self._prepared(intake.entries, pool):
                    self._store(works)
                    yield from (work.outcome() for work in works)
            finally:
                pool.shutdown(cancel_futures=True)

    def embed_missing(self) -> Iterator[Outcome]:
        """Embed every photograph that this model has not embedded, from its stored original, and find the local
        features of those that have none; resumes as ``run``.
        """
        lacking = {
            photograph.photograph_id: photograph
            for photograph in (
                *self._registry.unembedded(self._embedder.model_id),
                *self._registry.without_local_features(self._extractor.features_id),
            )
        }
        missing = [lacking[number] for number in sorted(lacking)]
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(missing), self._batch):
                batch = missing[start : start + self._batch]
                images: dict[int, tuple[UprightImage, bytes]] = {}
                reasons: dict[int, str] = {}
                for photograph, decoded in zip(batch, pool.map(self._decode_original, batch), strict=True):
                    if isinstance(decoded, str):
                        reasons[photograph.photograph_id] = decoded
                    else:
                        images[photograph.photograph_id] = decoded
                if images:
                    vectors = self._embedder.embed([image.pixels for image, _ in images.values()])
                    ids = np.array(list(images), np.int64)
                    features = {number: local_features for number, (_, local_features) in images.items()}
                    self._registry.store_local_features(self._extractor.features_id, features)
                    self._registry.store_embeddings(Embeddings(self._embedder.model_id, ids, vectors))
                for photograph in batch:
                    reason = reasons.get(photograph.photograph_id, "")
                    state = State.FAILED if reason else State.INDEXED
                    yield Outcome(photograph.file_name, photograph.object_id, state, reason)

    def _prepared(self, entries: Sequence[Entry], pool: ThreadPoolExecutor) -> Iterator[list[_Work]]:
        """Batches that are being decoded; while one is embedded the next is read and decoded."""
        ready: list[_Work] = []
        for batch in self._batches(entries):
            works = [_Work(entry.record, photograph) for entry in batch for photograph in entry.photographs]
            list(pool.map(self._read, works))
            self._recognise(works)
            for work in works:
                if not work.reason and not work.known:
                    work.image = pool.submit(self._decode, work.data, work.photograph.name)
            if ready:
                yield ready
            ready = works
        if ready:
            yield ready

    def _batches(self, entries: Sequence[Entry]) -> Iterator[list[Entry]]:
        """``entries`` in their order, cut by photographs and bytes; an object is never cut."""
        batch: list[Entry] = []
        photographs = size = 0
        for entry in entries:
            batch.append(entry)
            photographs += len(entry.photographs)
            size += sum(_size(photograph.content) for photograph in entry.photographs)
            if photographs >= self._batch or size >= _BATCH_BYTES:
                yield batch
                batch, photographs, size = [], 0, 0
        if batch:
            yield batch

    def _read(self, work: _Work) -> None:
        content = work.photograph.content
        try:
            work.data = content if isinstance(content, bytes) else read_bytes(content, limits=self._limits)
        except ArtmatchError as error:
            work.reason = str(error)
        else:
            work.sha256 = sha256(work.data)

    def _recognise(self, works: Sequence[_Work]) -> None:
        """Mark what is registered already, and what contradicts what is registered."""
        registered = self._registry.records({work.record.object_id for work in works})
        same_bytes = self._registry.find_by_sha256({work.sha256 for work in works if work.sha256})
        here: set[tuple[str, str]] = set()
        for work in works:
            object_id = work.record.object_id
            differing = _differing(work.record, registered.get(object_id, work.record))
            if differing:
                work.reason = (
                    f"Object {object_id} is registered already with another {', '.join(differing)}: "
                    "give it another object_id or correct the record."
                )
            elif work.sha256:
                holders = {photograph.object_id for photograph in same_bytes.get(work.sha256, ())}
                work.known = object_id in holders or (object_id, work.sha256) in here
                here.add((object_id, work.sha256))

    def _store(self, works: Sequence[_Work]) -> None:
        """Embed what was decoded and register it in one transaction."""
        images: list[tuple[UprightImage, bytes]] = []
        fresh: list[_Work] = []
        for work in works:
            if work.image is not None:
                try:
                    images.append(work.image.result())
                    fresh.append(work)
                except ArtmatchError as error:
                    work.reason = str(error)
        if not fresh:
            return
        vectors = self._embedder.embed([image.pixels for image, _ in images])
        entries: dict[str, tuple[ArtworkRecord, list[NewPhotograph]]] = {}
        for work, (image, local_features), vector in zip(fresh, images, vectors, strict=True):
            photograph = NewPhotograph(
                data=work.data,
                image=image,
                view=work.photograph.view,
                credit=work.photograph.credit,
                taken=work.photograph.taken,
                included=work.photograph.included,
                file_name=work.photograph.name,
                vector=vector,
                local_features=local_features,
            )
            entries.setdefault(work.record.object_id, (work.record, []))[1].append(photograph)
        try:
            self._register(list(entries.values()))
        except ConflictError:  # another process was faster: store what does not contradict it
            self._store_one_by_one(entries, fresh)

    def _store_one_by_one(
        self, entries: Mapping[str, tuple[ArtworkRecord, list[NewPhotograph]]], works: Sequence[_Work]
    ) -> None:
        for object_id, entry in entries.items():
            try:
                self._register([entry])
            except ConflictError as error:
                for work in works:
                    if work.record.object_id == object_id:
                        work.reason = str(error)

    def _register(self, entries: Sequence[tuple[ArtworkRecord, Sequence[NewPhotograph]]]) -> None:
        self._registry.register(
            entries,
            model_id=self._embedder.model_id,
            features_id=self._extractor.features_id,
            by=self._by,
            stage=self._stage,
        )

    def _decode(self, data: bytes, name: str) -> tuple[UprightImage, bytes]:
        image = decode(data, name=name, limits=self._limits, longest_side=working_side(self._embedder))
        return image, self._extractor.extract(image.pixels).to_bytes()

    def _decode_original(self, photograph: Photograph) -> tuple[UprightImage, bytes] | str:
        """The photograph's pixels and local features, or why there are none."""
        try:
            return self._decode(self._registry.original(photograph), photograph.file_name)
        except ArtmatchError as error:
            return str(error)


def _differing(new: ArtworkRecord, registered: ArtworkRecord) -> list[str]:
    return [field.name for field in fields(new) if getattr(new, field.name) != getattr(registered, field.name)]


def _size(content: Path | bytes) -> int:
    """Bytes of a photograph; 0 for a file that cannot be read, which fails later with its reason."""
    if isinstance(content, bytes):
        return len(content)
    try:
        return content.stat().st_size
    except (OSError, ValueError):
        return 0
