"""A catalogue against the register, lot by lot, with a journal that a killed run goes on from.

Batches are cut from the catalogue in its own order, whatever is known already, and each is one line of the journal: it
is there as a whole or not at all, so that a run that was killed and started again ends like an unbroken one.
"""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256 as sha256_of
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from artmatch.answers import Answer, Band, Match
from artmatch.errors import ArtmatchError, ConflictError, InputError
from artmatch.imaging import Limits, UprightImage, decode, sha256
from artmatch.matching.catalogue import Lot, LotPhotograph
from artmatch.matching.matcher import Matcher
from artmatch.matching.protocol import PhotographEmbedder, query_side
from artmatch.matching.query import Query
from artmatch.messages import _
from artmatch.registry import Registry

_BATCH = 16
"""Lots: with one photograph each they are 128 views, four batches of the embedder's."""
_KEPT_MATCHES = 3
"""How many objects of an answer are kept, the tied ones in any case: a lot is looked at for its best."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A photograph of a lot, accounted for."""

    name: str
    sha256: str
    """Of its bytes; empty if there are none."""
    reason: str = ""
    """Why it could not be searched for; empty if it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A registered object that a lot may be."""

    object_id: str
    title: str
    score: float
    band: str
    similarity: float
    points: int | None
    sentence: str
    photograph_id: int
    photograph_sha256: str
    photograph: int
    """Which of the lot's photographs that could be read agrees with it, from 1."""
    quarter_turns: int

    @classmethod
    def of(cls, match: Match) -> "Lead":
        """What is kept of a match."""
        return cls(
            object_id=match.record.object_id,
            title=match.record.title,
            score=match.score,
            band=match.band,
            similarity=match.similarity,
            points=match.verification.agreeing if match.verification else None,
            sentence=match.sentence,
            photograph_id=match.photograph.photograph_id,
            photograph_sha256=match.photograph.sha256,
            photograph=match.query_number + 1,
            quarter_turns=match.quarter_turns,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLot:
    """What became of a lot: its best answer, or the reasons why none of its photographs could be read."""

    lot: str
    details: dict[str, str]
    photographs: tuple[Seen, ...]
    compared: bool
    score: float = 0.0
    """Calibrated chance that it is the first object, or one of those that tie for it."""
    band: str = Band.NONE
    tied: int = 0
    leads: tuple[Lead, ...] = ()
    """Best first."""
    object_count: int = 0
    """Objects registered when it was compared."""

    @property
    def reason(self) -> str:
        """Why photographs of it could not be read; empty if all were."""
        return " ".join(photograph.reason for photograph in self.photographs if photograph.reason)

    @classmethod
    def of(cls, lot: Lot, photographs: Sequence[Seen], answer: Answer | None) -> "ComparedLot":
        """What is kept of the answer; None if no photograph could be read."""
        seen, details = tuple(photographs), dict(lot.details)
        if answer is None:
            return cls(lot=lot.name, details=details, photographs=seen, compared=False)
        return cls(
            lot=lot.name,
            details=details,
            photographs=seen,
            compared=True,
            score=answer.score,
            band=answer.band,
            tied=answer.tied,
            leads=tuple(Lead.of(match) for match in answer.matches[: max(_KEPT_MATCHES, answer.tied)]),
            object_count=answer.object_count,
        )

    @classmethod
    def from_mapping(cls, values: dict[str, Any]) -> "ComparedLot":
        """Undo ``asdict``."""
        photographs = tuple(Seen(**one) for one in values["photographs"])
        leads = tuple(Lead(**one) for one in values["leads"])
        return cls(**values | {"photographs": photographs, "leads": leads})


class Journal:
    """The batches that were compared, in a file that only grows; for one process at a time."""

    def __init__(self, file: Path) -> None:
        """Read what is in ``file``; a line that a kill cut off counts as not written.

        Raises ConflictError if another process is at it, InputError if it cannot be used.
        """
        self._file, self._known = file, {}  # type: tuple[Path, dict[str, list[ComparedLot]]]
        self._lock = FileLock(file.with_suffix(".lock"), timeout=0)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            file.touch()
            data = file.read_bytes()
            if data and not data.endswith(b"\n"):
                with file.open("ab") as end:
                    end.write(b"\n")
        except Timeout as error:
            raise ConflictError(
                _("Another artmatch compares into {parent}: wait for it, or choose another folder with --out.").format(
                    parent=file.parent
                )
            ) from error
        except OSError as error:
            raise InputError(
                _("The folder {parent} cannot be written to: {strerror}.").format(
                    parent=file.parent, strerror=error.strerror
                )
            ) from error
        for line in data.splitlines():
            try:
                stored = json.loads(line)
                self._known[stored["batch"]] = [ComparedLot.from_mapping(one) for one in stored["lots"]]
            except (ValueError, KeyError, TypeError):
                continue

    def close(self) -> None:
        """Let others use it."""
        self._lock.release()

    def known(self, batch: str) -> list[ComparedLot] | None:
        """What became of the batch of this key; None if it has not been compared."""
        return self._known.get(batch)

    def add(self, batch: str, lots: Sequence[ComparedLot]) -> None:
        """Have ``lots`` on disk for good. Raises InputError if that fails."""
        line = json.dumps({"batch": batch, "lots": [asdict(lot) for lot in lots]}, ensure_ascii=False) + "\n"
        try:
            with self._file.open("ab") as file:
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InputError(
                _("{file} cannot be written: {strerror}.").format(file=self._file, strerror=error.strerror)
            ) from error


@dataclass(slots=True)
class _Work:
    """A photograph of a lot on its way through a batch."""

    photograph: LotPhotograph
    data: bytes = b""
    seen: Seen = Seen("", "")
    image: Future[UprightImage] | None = None


class Comparer:
    """Compares lots with a register. Not for use by several threads at once."""

    def __init__(
        self, registry: Registry, embedder: PhotographEmbedder, matcher: Matcher, *, limits: Limits, threads: int = 2
    ) -> None:
        self._registry, self._embedder, self._matcher = registry, embedder, matcher
        self._limits, self._threads = limits, threads

    def run(self, lots: Sequence[Lot], journal: Journal) -> Iterator[ComparedLot]:
        """What becomes of each of ``lots``, in their order, as soon as the journal holds it.

        What the journal holds already is not compared again, if photographs, model and register are what they were.
        Raises StoreError if the register cannot be searched, InputError if the journal cannot be written.
        """
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                for key, batch in self._prepared(lots, journal, pool):
                    done = journal.known(key)
                    if done is None:
                        done = self._compared(batch)
                        journal.add(key, done)
                    yield from done
            finally:
                pool.shutdown(cancel_futures=True)

    def _prepared(
        self, lots: Sequence[Lot], journal: Journal, pool: ThreadPoolExecutor
    ) -> Iterator[tuple[str, list[tuple[Lot, list[_Work]]]]]:
        """Batches with their keys, being decoded; while one is compared the next is read and decoded."""
        ready: tuple[str, list[tuple[Lot, list[_Work]]]] | None = None
        for start in range(0, len(lots), _BATCH):
            batch = [(lot, [_Work(one) for one in lot.photographs]) for lot in lots[start : start + _BATCH]]
            works = [work for _, of_lot in batch for work in of_lot]
            list(pool.map(self._read, works))
            key = self._key(batch)
            for work in works:
                if not work.seen.reason and journal.known(key) is None:
                    work.image = pool.submit(self._decode, work)
                else:
                    work.data = b""
            if ready:
                yield ready
            ready = (key, batch)
        if ready:
            yield ready

    def _read(self, work: _Work) -> None:
        name = work.photograph.name
        try:
            work.data = work.photograph.load()
        except ArtmatchError as error:
            work.seen = Seen(name, "", str(error))
        else:
            work.seen = Seen(name, sha256(work.data))

    def _decode(self, work: _Work) -> UprightImage:
        data, work.data = work.data, b""
        side = query_side(self._embedder)
        return decode(data, name=work.photograph.name, limits=self._limits, longest_side=side)

    def _key(self, batch: Sequence[tuple[Lot, list[_Work]]]) -> str:
        """Hash of everything that the answers to a batch depend on."""
        state = self._registry.embedding_state(self._embedder.model_id)
        ground = (self._embedder.model_id, self._embedder.calibration, state.count, state.last_photograph_id)
        lots = [(lot.name, dict(lot.details), [asdict(work.seen) for work in works]) for lot, works in batch]
        return sha256_of(json.dumps([ground, lots], sort_keys=True).encode()).hexdigest()

    def _compared(self, batch: Sequence[tuple[Lot, list[_Work]]]) -> list[ComparedLot]:
        queries: list[list[Query]] = []
        for _lot, works in batch:
            queries.append([])
            for work in works:
                if work.image is None:
                    continue
                try:
                    queries[-1].append(Query(work.image.result().pixels, work.seen.sha256, work.seen.name))
                except ArtmatchError as error:
                    work.seen = Seen(work.seen.name, work.seen.sha256, str(error))
        answers = iter(self._matcher.match_many([of_lot for of_lot in queries if of_lot]))
        return [
            ComparedLot.of(lot, [work.seen for work in works], next(answers) if of_lot else None)
            for (lot, works), of_lot in zip(batch, queries, strict=True)
        ]
