"""Searching for an exhibit, and searching again as it was searched then."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Answer
from artmatch.casework import Action, ExhibitPhotograph, Search, SearchedPhotograph, Standing, ranges
from artmatch.casework.derivation import Derivation, pixels_hash
from artmatch.casework.finding_rows import candidate_values
from artmatch.casework.values import Candidate
from artmatch.errors import ArtmatchError, InputError, ModelMismatchError
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import Matcher
from artmatch.matching.past_index import PastIndex
from artmatch.matching.query import Query
from artmatch.messages import _
from artmatch.registry import Counts
from artmatch.wiring import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of making a search again."""

    search: Search
    obstacle: str
    """Why it cannot be made again; empty if it was."""
    differences: tuple[str, ...]
    """What is answered otherwise than then, one sentence each; none if the answer is identical to the last digit."""

    @property
    def is_identical(self) -> bool:
        """Whether the search was made again and gave the very same answer."""
        return not self.obstacle and not self.differences


def search_exhibit(workspace: Workspace, exhibit_id: int, *, by: str, top: int = 10) -> Search:
    """Search the register for what all photographs of an exhibit show, and store the search with its answer.

    ``top`` objects are shown, and for each that is dismissed one more. Raises InputError without a photograph,
    RegistryError if one can no longer be read, StoreError if the index cannot be used.
    """
    casework = workspace.casework
    asked = queries_of(workspace, exhibit_id)
    if not asked:
        raise InputError(_("The exhibit has no photograph yet: add at least one."))
    standings = casework.findings.standings(exhibit_id)
    top += sum(standing is Standing.DISMISSED for standing in standings.values())
    index, queries = workspace.live_index, [query for query, _ in asked]
    while True:  # once, unless somebody registers in this very moment
        index.current()
        ground = _ground(index)
        answer = workspace.matcher.match(queries, top=top)
        if _ground(index) == ground:
            break
    numbers, counts = ground
    return casework.findings.store_search(
        exhibit_id,
        answer,
        [searched for _, searched in asked],
        by=by,
        top=top,
        searchable_photographs=counts.searchable,
        index_photographs=numbers,
        circumstances=workspace.circumstances(answer),
    )


def queries_of(workspace: Workspace, exhibit_id: int) -> list[tuple[Query, SearchedPhotograph]]:
    """What an exhibit is searched by: its photographs, each as last derived. RegistryError if one cannot be read."""
    cases = workspace.casework.cases
    derivations = cases.derivations(exhibit_id)
    return [_query(workspace, one, derivations[one.photograph_id]) for one in cases.photographs(exhibit_id)]


def replay(workspace: Workspace, search_id: int, *, by: str) -> Replay:
    """Make a stored search again: with the photographs of then, the model of then, the index of then.

    That it was made again is an entry in the ledger. Raises NotFoundError if there is no such search.
    """
    search = workspace.casework.findings.search(search_id)
    try:
        answer, differences = _again(workspace, search)
        outcome = Replay(search=search, obstacle="", differences=(*differences, *_differences(search, answer)))
    except ArtmatchError as error:
        outcome = Replay(search=search, obstacle=str(error), differences=())
    workspace.casework.ledger.note(
        Action.REPLAY,
        by=by,
        details={
            "search": search_id,
            "identical": outcome.is_identical,
            "obstacle": outcome.obstacle,
            "differences": outcome.differences,
        },
    )
    return outcome


def searched_picture(workspace: Workspace, search: Search, candidate: Candidate) -> NDArray[np.uint8]:
    """(H, W, 3) RGB: the photograph of ``search`` that agrees with ``candidate``, as it was searched."""
    query = search.queries[candidate.query_number]
    photographs = workspace.casework.cases.photographs(search.exhibit_id)
    [photograph] = [one for one in photographs if one.photograph_id == query.photograph_id]
    return workspace.casework.cases.picture(photograph, query.derivation)


def _again(workspace: Workspace, search: Search) -> tuple[Answer, list[str]]:
    """The answer of today to ``search``, and what today differs in before anything is compared."""
    embedder = workspace.embedder
    if embedder.model_id != search.model_id:
        raise ModelMismatchError(
            _(
                "The search {search_id} was made with the model {model_id}, and {present_id} is in use: set "
                "ARTMATCH_MODEL to the manifest of that one."
            ).format(search_id=search.search_id, model_id=search.model_id, present_id=embedder.model_id)
        )
    photographs = {one.photograph_id: one for one in workspace.casework.cases.photographs(search.exhibit_id)}
    asked = [_query(workspace, photographs[one.photograph_id], one.derivation) for one in search.queries]
    index = PastIndex(
        workspace.registry,
        embedder,
        ranges.read(search.index_photographs),
        counts=Counts(
            objects=search.object_count,
            unreleased=0,
            photographs=search.searchable_photographs,
            searchable=search.searchable_photographs,
            embeddings={},
        ),
        generation=search.index_generation,
    )
    differences = [
        _(
            "The photograph {sha256} gives other pixels than then: another version of artmatch or of the "
            "library that reads it derives it otherwise."
        ).format(sha256=then.sha256)
        for then, (_asked, now) in zip(search.queries, asked, strict=True)
        if then.pixels_sha256 != now.pixels_sha256
    ]
    matcher = Matcher(workspace.registry, embedder, index, words=workspace.words)
    answer = matcher.match([query for query, _ in asked], top=search.top)
    settings = workspace.circumstances(answer).settings
    differences += [
        _("The setting {name} was {value!r} and is {present!r}.").format(
            name=name, value=value, present=settings.get(name)
        )
        for name, value in search.settings.items()
        if settings.get(name) != value
    ]
    return answer, differences


def _query(
    workspace: Workspace, photograph: ExhibitPhotograph, derivation: Derivation
) -> tuple[Query, SearchedPhotograph]:
    pixels = workspace.casework.cases.picture(photograph, derivation)
    searched = SearchedPhotograph(
        photograph_id=photograph.photograph_id,
        sha256=photograph.sha256,
        derivation=derivation,
        pixels_sha256=pixels_hash(pixels),
    )
    return Query(pixels=pixels, sha256=photograph.sha256, name=photograph.file_name), searched


def _ground(index: LiveIndex) -> tuple[str, Counts]:
    """What a search is made on: the numbers of the photographs in the index, and how much is registered."""
    return ranges.written(index.photograph_ids()), index.counts()


def _differences(search: Search, answer: Answer) -> list[str]:
    """What ``answer`` says otherwise than the stored ``search``."""
    names = ("band", "tied", "headline", "caution", "object_count", "photograph_count", "index_generation")
    said = [
        _("The {name} was {value!s} and is {present!s}.").format(
            name=name.replace("_", " "), value=getattr(search, name), present=getattr(answer, name)
        )
        for name in names
        if getattr(search, name) != getattr(answer, name)
    ]
    if len(search.candidates) != len(answer.matches):
        said.append(
            _("There were {count} candidates and there are {present}.").format(
                count=len(search.candidates), present=len(answer.matches)
            )
        )
    for then, match in zip(search.candidates, answer.matches, strict=False):
        said += _candidate_differences(then, candidate_values(match))
    return said


def _candidate_differences(then: Candidate, now: dict[str, Any]) -> list[str]:
    if then.object_id != now["object_id"]:
        return [
            _("At rank {rank} stood {object_id}, and {now} stands there now.").format(
                rank=then.rank, object_id=then.object_id, now=now["object_id"]
            )
        ]
    return [
        _("The {name} of {object_id} was {value!s} and is {present!s}.").format(
            name=name.replace("_", " "), object_id=then.object_id, value=getattr(then, name), present=value
        )
        for name, value in now.items()
        if getattr(then, name) != value
    ]
