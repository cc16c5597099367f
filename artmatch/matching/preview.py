"""What a batch would do: everything read, decoded and compared with the register, nothing written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from artmatch.errors import ArtmatchError
from artmatch.imaging import Limits, decode
from artmatch.matching.intake import Intake
from artmatch.matching.relations import preview_links
from artmatch.matching.work import Outcome, Work, batches, read, recognise, works_of
from artmatch.registry import Registry

_BATCH = 32
_SIDE = 64
"""Pixels that a photograph is reduced to: it is decoded to know that it can be."""


def preview(intake: Intake, registry: Registry, *, limits: Limits, threads: int = 2) -> Iterator[Outcome]:
    """What would become of every input of ``intake``, as :meth:`Indexer.run` would report it."""
    for refused in intake.refused:
        yield Outcome.of_refused(refused)
    with ThreadPoolExecutor(threads) as pool:
        try:
            for batch in batches(intake.entries, _BATCH):
                works = works_of(batch)
                list(pool.map(partial(read, limits=limits), works))
                recognise(works, registry)
                list(pool.map(partial(_try, limits=limits), works))
                yield from (work.outcome() for work in works)
            yield from preview_links(intake.entries, registry)
        finally:
            pool.shutdown(cancel_futures=True)


def _try(work: Work, *, limits: Limits) -> None:
    """Decode what would be new, or note why that cannot be."""
    if work.photograph is None or work.known or work.reason:
        return
    try:
        decode(work.data, name=work.name, limits=limits, longest_side=_SIDE)
    except ArtmatchError as error:
        work.reason = str(error)
