"""Batches of photographs into the register: read, decode, embed, store, one transaction a batch.

Batches are cut from the intake in its own order, whatever is known already. A batch is in the register as a whole or
not at all, so that a run that was killed and started again embeds the same photographs together and stores them under
the same numbers as an unbroken one.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from artmatch.errors import ArtmatchError, ConflictError
from artmatch.imaging import Limits, UprightImage, decode
from artmatch.matching import relations
from artmatch.matching.description import Description, describe, kinds, new_photograph
from artmatch.matching.intake import Entry, Intake
from artmatch.matching.protocol import PhotographEmbedder, working_side
from artmatch.matching.work import Outcome, State, Work, batches, group_by_object, read, recognise, works_of
from artmatch.records import ArtworkRecord, Embeddings, Photograph
from artmatch.registry import NewPhotograph, Registry, Stage
from artmatch.verification import LocalFeatureExtractor

_BATCH = 32
"""Photographs; the embedder's own batch."""


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
        self._extractor = LocalFeatureExtractor(embedder.describer)

    def run(self, intake: Intake) -> Iterator[Outcome]:
        """Register ``intake``; yields the outcome of every input as soon as it is safely stored.

        What is registered already is recognised by object_id and the SHA-256 of the file, without decoding it. Raises
        RegistryError if the register cannot be written; whatever was yielded stays registered then, as it does when
        the caller stops.
        """
        for refused in intake.refused:
            yield Outcome.of_refused(refused)
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                for works in self._prepared(intake.entries, pool):
                    self._store(works)
                    yield from (work.outcome() for work in works)
                yield from relations.link(intake.entries, self._registry, self._by)
            finally:
                pool.shutdown(cancel_futures=True)

    def embed_missing(self) -> Iterator[Outcome]:
        """Embed every photograph that this model has not embedded, whole and in parts, from its stored original, and
        find the local features of those that have none; resumes as ``run``.
        """
        model_id = self._embedder.model_id
        names = kinds(self._embedder)
        lacking = {
            photograph.photograph_id: photograph
            for photograph in (
                *self._registry.unembedded(model_id),
                *(one for kind in names for one in self._registry.without_local_features(kind)),
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
                    described = dict(zip(images, self._described(list(images.values())), strict=True))
                    for kind in names:
                        features = {number: one.local_features[kind] for number, one in described.items()}
                        self._registry.store_local_features(kind, features)
                    vectors = np.stack([one.vector for one in described.values()])
                    self._registry.store_embeddings(Embeddings(model_id, np.array(list(images), np.int64), vectors))
                for photograph in batch:
                    reason = reasons.get(photograph.photograph_id, "")
                    state = State.FAILED if reason else State.INDEXED
                    yield Outcome(photograph.file_name, photograph.object_id, state, reason)

    def _prepared(self, entries: Sequence[Entry], pool: ThreadPoolExecutor) -> Iterator[list[Work]]:
        """Batches that are being decoded; while one is embedded the next is read and decoded."""
        ready: list[Work] = []
        for batch in batches(entries, self._batch):
            works = works_of(batch)
            list(pool.map(partial(read, limits=self._limits), works))
            recognise(works, self._registry)
            for work in works:
                if work.photograph is not None and not work.reason and not work.known:
                    work.image = pool.submit(self._decode, work.data, work.name)
            if ready:
                yield ready
            ready = works
        if ready:
            yield ready

    def _store(self, works: Sequence[Work]) -> None:
        """Edit what changes, embed what was decoded and register that in one transaction."""
        for members in group_by_object(works).values():
            self._edit(members)
        images: list[tuple[UprightImage, bytes]] = []
        fresh: list[Work] = []
        for work in works:
            if work.image is not None and not work.reason:
                try:
                    images.append(work.image.result())
                    fresh.append(work)
                except ArtmatchError as error:
                    work.reason = str(error)
        entries: dict[str, tuple[ArtworkRecord, list[NewPhotograph]]] = {
            work.record.object_id: (work.record, [])
            for work in works
            if work.photograph is None and not work.known and not work.reason
        }
        for work, (image, _), described in zip(fresh, images, self._described(images), strict=True):
            assert work.photograph is not None  # only photographs are decoded
            entries.setdefault(work.record.object_id, (work.record, []))[1].append(
                new_photograph(work.photograph, work.data, image, described)
            )
        try:
            if entries:
                self._register(list(entries.values()), works)
        except ConflictError:  # another process was faster: store what does not contradict it
            self._store_one_by_one(entries, works)
        self._replace([work for work in works if work.photograph and work.photograph.replaced_by and not work.reason])

    def _edit(self, works: Sequence[Work]) -> None:
        """Replace the fields of one object and of its photographs that its ``works`` give, each as a new revision.

        Whoever edited the object since it was read is not overwritten: its works fail with who changed what.
        """
        try:
            revision = works[0].revision
            told = next((work for work in works if work.has_new_statuses and not work.reason), None)
            if told is not None:
                revision = relations.add_statuses(
                    self._registry.curator(self._by),
                    self._registry.record(told.record.object_id),
                    told.entry.statuses,
                    told.known_statuses,
                    revision,
                )
            changes = next((work for work in works if work.changes and not work.reason), None)
            if changes is not None:
                revision = self._registry.curator(self._by).edit(changes.record, revision=revision)
            for work in works:
                if work.redescribed is not None and not work.reason:
                    revision = self._registry.curator(self._by).edit_photograph(work.redescribed, revision=revision)
        except ArtmatchError as error:
            for work in works:
                work.reason = work.reason or str(error)

    def _replace(self, works: Sequence[Work]) -> None:
        """Say of registered photographs which other one was registered in their place."""
        for object_id, members in group_by_object(works).items():
            by_sha256 = {one.sha256: one for one in self._registry.photographs_of(object_id)}
            for work in members:
                known = by_sha256.get(work.sha256)
                other = by_sha256.get(work.photograph.replaced_by if work.photograph else "")
                if known is None or other is None or known.replaced_by == other.photograph_id:
                    continue
                try:
                    self._registry.curator(self._by).edit_photograph(
                        dataclasses.replace(known, replaced_by=other.photograph_id),
                        revision=self._registry.standing(object_id).revision,
                    )
                except ArtmatchError as error:
                    work.reason = str(error)

    def _store_one_by_one(
        self, entries: Mapping[str, tuple[ArtworkRecord, list[NewPhotograph]]], works: Sequence[Work]
    ) -> None:
        for object_id, entry in entries.items():
            try:
                self._register([entry], works)
            except ConflictError as error:
                for work in works:
                    if work.record.object_id == object_id and not work.known:
                        work.reason = work.reason or str(error)

    def _register(
        self, entries: Sequence[tuple[ArtworkRecord, Sequence[NewPhotograph]]], works: Sequence[Work]
    ) -> None:
        self._registry.register(
            entries,
            model_id=self._embedder.model_id,
            by=self._by,
            stage=self._stage,
            statuses={work.record.object_id: work.entry.statuses for work in works if work.entry.statuses},
        )

    def _described(self, images: Sequence[tuple[UprightImage, bytes]]) -> list[Description]:
        return describe(self._embedder, [image.pixels for image, _ in images], [points for _, points in images])

    def _decode(self, data: bytes, name: str) -> tuple[UprightImage, bytes]:
        image = decode(data, name=name, limits=self._limits, longest_side=working_side(self._embedder))
        return image, self._extractor.extract(image.pixels).to_bytes()

    def _decode_original(self, photograph: Photograph) -> tuple[UprightImage, bytes] | str:
        """The photograph's pixels and local features, or why there are none."""
        try:
            return self._decode(self._registry.original(photograph), photograph.file_name)
        except ArtmatchError as error:
            return str(error)
