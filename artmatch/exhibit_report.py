"""Everything that the report on an exhibit tells, gathered from the register and the casework."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from artmatch.casework import Action, Candidate, Derivation, ExhibitPhotograph, Search, SearchedPhotograph, Standing
from artmatch.casework.finding_rows import record_hash
from artmatch.casework.report import ExhibitReport, ReportedPhotograph
from artmatch.casework.report_candidates import ReportedCandidate, is_told
from artmatch.documents.model import Document, Figure
from artmatch.documents.record_facts import why_hidden
from artmatch.embedding.manifest import Manifest
from artmatch.errors import ArtmatchError, ConfigurationError, InputError, ModelError
from artmatch.imaging import decode, encode_jpeg, quality_remarks, quarter_turns, sha256, shrink
from artmatch.match_evidence import evidence_again
from artmatch.matching.false_alarms import FalseAlarms
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Photograph
from artmatch.verification import LocalFeatureExtractor
from artmatch.verification.local_features import QUERY_SIDE
from artmatch.wiring import Workspace

_SIDE = QUERY_SIDE
"""Pixels of the longer side of a picture: as fine as it was searched, so that the same points are found again."""
_PAIR_SIDE = 1600
"""Of pictures that show two photographs side by side."""
_ROWS = (("points",), ("aligned", "difference"), ("resemblance",), ("marks",))
"""In which pictures of what speaks for a match stand."""


def exhibit_report(workspace: Workspace, case_number: str, exhibit_number: str) -> ExhibitReport:
    """The report on the last search of an exhibit.

    Raises NotFoundError without such an exhibit, InputError if it was not searched for yet, RegistryError if a
    photograph of it can no longer be read.
    """
    casework = workspace.casework
    exhibit = casework.cases.exhibit(case_number, exhibit_number)
    searches = casework.findings.searches(exhibit.exhibit_id)
    if not searches:
        raise InputError(
            _("Exhibit {number} of case {case_number} was not searched for yet: search, then report on it.").format(
                number=exhibit.number, case_number=case_number
            )
        )
    search = searches[-1]
    searched = {query.photograph_id: query for query in search.queries}
    photographs = {one.photograph_id: one for one in casework.cases.photographs(exhibit.exhibit_id)}
    manifest = _manifest_of(search.model_id, workspace)
    alarms = FalseAlarms.from_mapping(manifest.false_alarms if manifest else {})
    gathering = _Gathering(workspace, [photographs[one.photograph_id] for one in search.queries], search, alarms)
    standings = casework.findings.standings(exhibit.exhibit_id)
    return ExhibitReport(
        case=casework.cases.case(case_number),
        exhibit=exhibit,
        photographs=tuple(_photograph(workspace, one, searched.get(one.photograph_id)) for one in photographs.values()),
        search=search,
        search_count=len(searches),
        software=_("artmatch {version}, local features {features_id}").format(
            version=version("artmatch"), features_id=LocalFeatureExtractor(workspace.embedder.describer).features_id
        ),
        candidates=tuple(
            gathering.candidate(one, standings.get(one.object_id, Standing.OPEN)) for one in search.candidates
        ),
        judgements=tuple(casework.findings.judgements(exhibit.exhibit_id)),
        error_rates=manifest.error_rates if manifest else {},
    )


def written_report(workspace: Workspace, case_number: str, exhibit_number: str, *, name: str, by: str) -> bytes:
    """The report as a file called ``name``, .pdf or .html; its SHA-256 and who had it written go into the ledger.

    Raises ConfigurationError for another ending, and what :func:`exhibit_report` raises.
    """
    from artmatch.documents.html import html
    from artmatch.documents.pdf import pdf

    writers: dict[str, Callable[[Document], bytes]] = {".pdf": pdf, ".html": lambda document: html(document).encode()}
    write = writers.get(Path(name).suffix.lower())
    if write is None:
        raise ConfigurationError(_("The report cannot be written as {name}: name it .pdf or .html.").format(name=name))
    made = exhibit_report(workspace, case_number, exhibit_number)
    data = write(made.document())
    details = {
        "case": made.case.number,
        "exhibit": made.exhibit.number,
        "search": made.search.search_id,
        "report": name,
        "sha256": sha256(data),
    }
    workspace.casework.ledger.note(Action.EXPORT, by=by, details=details)
    return data


def _manifest_of(model_id: str, workspace: Workspace) -> Manifest | None:
    """What is known of the model that made a search; None if another one is in use, or none."""
    try:
        manifest = Manifest.read(workspace.settings.model)
    except ModelError:
        return None
    return manifest if manifest.model_id == model_id else None


def _photograph(
    workspace: Workspace, photograph: ExhibitPhotograph, searched: SearchedPhotograph | None
) -> ReportedPhotograph:
    derivation = searched.derivation if searched else Derivation()
    pixels = workspace.casework.cases.picture(photograph, derivation)
    return ReportedPhotograph(
        photograph=photograph,
        derivation=derivation,
        pixels_sha256=searched.pixels_sha256 if searched else "",
        jpeg=_jpeg(pixels),
        remarks=quality_remarks(pixels),
    )


class _Gathering:
    """Gathers candidates of one search; what is not shown of an object, or can no longer be read, is left out."""

    def __init__(
        self,
        workspace: Workspace,
        photographs: list[ExhibitPhotograph],
        search: Search,
        alarms: FalseAlarms,
    ) -> None:
        self._workspace, self._photographs, self._search, self._alarms = workspace, photographs, search, alarms

    def candidate(self, candidate: Candidate, standing: Standing) -> ReportedCandidate:
        record = self._workspace.registry.records([candidate.object_id]).get(candidate.object_id)
        pictures, evidence = self._shown(candidate, record) if is_told(candidate, standing) else ((), ())
        return ReportedCandidate(
            candidate=candidate,
            record=record,
            is_edited=record is not None and record_hash(record) != candidate.record_sha256,
            standing=standing,
            pictures=pictures,
            evidence=evidence,
            rate=self._alarms.rate(candidate.score),
        )

    def _shown(
        self, candidate: Candidate, record: ArtworkRecord | None
    ) -> tuple[tuple[Figure, ...], tuple[tuple[Figure, ...], ...]]:
        """The two photographs, and what speaks for the match, in rows."""
        number = candidate.query_number
        derivation = self._search.queries[number].derivation
        query = self._workspace.casework.cases.picture(self._photographs[number], derivation)
        turned = _(", turned as registered") if candidate.quarter_turns else ""
        caption = _("The exhibit: photograph {number}{turned}").format(number=number + 1, turned=turned)
        own = Figure(_jpeg(quarter_turns(query, candidate.quarter_turns)), caption)
        found = self._registered(candidate, record)
        if found is None:
            return (own,), ()
        registered, pixels = found
        other = Figure(
            _jpeg(pixels),
            _("Registered: {file_name}, {view}").format(file_name=registered.file_name, view=_(registered.view)),
        )
        return (own, other), self._evidence(query, candidate)

    def _registered(
        self, candidate: Candidate, record: ArtworkRecord | None
    ) -> tuple[Photograph, NDArray[np.uint8]] | None:
        registry = self._workspace.registry
        photograph = registry.photographs([candidate.photograph_id]).get(candidate.photograph_id)
        if record is None or why_hidden(record) or photograph is None:
            return None
        try:
            data = registry.original(photograph)
            return photograph, decode(
                data, name=photograph.file_name, limits=self._workspace.limits, longest_side=_SIDE
            ).pixels
        except ArtmatchError:
            return None

    def _evidence(self, query: NDArray[np.uint8], candidate: Candidate) -> tuple[tuple[Figure, ...], ...]:
        found, drawn = evidence_again(self._workspace, self._search, candidate, query)
        captions = {
            "points": _("{agreeing} points that agree in position").format(agreeing=found.agreeing),
            "aligned": _("The exhibit's photograph laid over the registered one"),
            "difference": _("Where the two differ, dark"),
            "marks": _("Scratches and wear on both, which objects that look alike lack; the exhibit left"),
            "resemblance": _("Bright where the two resemble each other, the exhibit left; no points agree"),
        }
        figures = {
            name: Figure(_jpeg(pixels, side=_SIDE if name in _ROWS[1] else _PAIR_SIDE), captions[name])
            for name, pixels in drawn.items()
        }
        rows = (tuple(figures[name] for name in row if name in figures) for row in _ROWS)
        return tuple(row for row in rows if row)


def _jpeg(pixels: NDArray[np.uint8], *, side: int = _SIDE) -> bytes:
    return encode_jpeg(shrink(pixels, side), quality=85)
