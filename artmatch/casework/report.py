"""The report on one exhibit: what was seized and searched, what was found, who judged it, how far it can be trusted.

Pure: values in, a document out; the same values give the same document.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from artmatch.answers import Band
from artmatch.casework.derivation import Derivation
from artmatch.casework.report_candidates import ReportedCandidate, candidate_blocks, is_told
from artmatch.casework.report_words import (
    derivation_told,
    error_rates_told,
    limits,
    moment,
    not_registered,
    score_meaning,
    score_told,
    what_would_help,
    withdrawal_told,
)
from artmatch.casework.values import (
    Case,
    Decision,
    Exhibit,
    ExhibitPhotograph,
    Judgement,
    Search,
    Standing,
)
from artmatch.documents.model import Block, Document, Facts, Figure, Figures, Heading, Notice, Paragraph, Table
from artmatch.messages import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPhotograph:
    """A photograph of the exhibit, as it came and as it was searched."""

    photograph: ExhibitPhotograph
    derivation: Derivation
    pixels_sha256: str
    """Of what was searched; empty if it was not."""
    jpeg: bytes
    """What was searched, or the photograph itself if it was not."""
    remarks: tuple[str, ...]
    """What makes a match harder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitReport:
    """Everything that the report tells."""

    case: Case
    exhibit: Exhibit
    photographs: tuple[ReportedPhotograph, ...]
    search: Search
    """The last one."""
    search_count: int
    software: str
    """The version of artmatch that made it, and what else it depends on."""
    candidates: tuple[ReportedCandidate, ...]
    """Best first."""
    judgements: tuple[Judgement, ...]
    error_rates: Mapping[str, float]
    """How the model of the search did in its trial; empty if that is not known."""

    def document(self) -> Document:
        """The pages."""
        name = _("Exhibit {exhibit} of case {case}").format(exhibit=self.exhibit.number, case=self.case.number)
        return Document(
            title=name,
            subtitle=_("Comparison with the register on {moment}").format(moment=moment(self.search.at)),
            blocks=(
                Notice(self._result()),
                *self._exhibit(),
                *self._searched(),
                *(self._negative() if self.search.band is Band.NONE else ()),
                *self._candidates(),
                *self._judgements(),
                *self._meaning(),
                *self._hashes(),
            ),
            footer=f"artmatch · {name}",
        )

    def _result(self) -> tuple[str, ...]:
        told = []
        for one in self.candidates:
            called = f"{one.candidate.title} ({one.candidate.object_id})"
            who = _names(self.judgements, one.candidate.object_id)
            if one.standing is Standing.CONFIRMED:
                told.append(_("Confirmed by {who}: the same object as {called}.").format(who=who, called=called))
            elif one.standing is Standing.AWAITING:
                told.append(
                    _("Judged by {who} to be {called}; a second person has to confirm it.").format(
                        who=who, called=called
                    )
                )
            elif one.standing is Standing.DISPUTED:
                told.append(_("Judged differently by {who}: {called}.").format(who=who, called=called))
        if not told:
            told.append(
                _("Nobody has confirmed a match.") if self.judgements else _("Nobody has judged the candidates yet.")
            )
        return (self.search.headline, *told, self.search.caution)

    def _exhibit(self) -> list[Block]:
        case, exhibit = self.case, self.exhibit
        figures = tuple(
            Figure(
                one.jpeg,
                _("Photograph {number}: {file_name}").format(number=number, file_name=one.photograph.file_name),
            )
            for number, one in enumerate(self.photographs, start=1)
        )
        rows = (
            (_("Case"), case.number),
            (_("Agency"), case.agency),
            (_("Officer"), case.officer),
            (_("Exhibit"), exhibit.number),
            (_("Seized at"), exhibit.place),
            (_("Seized on"), exhibit.date),
            (_("Notes"), exhibit.notes),
        )
        return [Heading(_("The exhibit")), Facts(rows), Figures(figures)]

    def _searched(self) -> list[Block]:
        search = self.search
        unsearched = search.searchable_photographs - search.photograph_count
        return [
            Heading(_("What was searched")),
            Facts(
                (
                    (
                        _("Register"),
                        _("{object_count:,} objects with {searchable_photographs:,} photographs").format(
                            object_count=search.object_count, searchable_photographs=search.searchable_photographs
                        ),
                    ),
                    (
                        _("Not searched"),
                        _("{unsearched:,} photographs that the model had not embedded").format(unsearched=unsearched)
                        if unsearched
                        else "",
                    ),
                    (_("State"), _("everything registered until {moment}").format(moment=moment(search.at))),
                    (
                        _("Saved index"),
                        _("generation {number}").format(number=search.index_generation)
                        if search.index_generation
                        else _("none yet"),
                    ),
                    (_("Objects of a type"), _("all: the search was not narrowed")),
                    (
                        _("Photographs"),
                        _("{count} of the exhibit, searched together").format(count=len(search.queries)),
                    ),
                    (_("Searched by"), search.by),
                    (
                        _("Searches"),
                        _("{search_count} of this exhibit; this report is on the last, number {search_id}").format(
                            search_count=self.search_count, search_id=search.search_id
                        ),
                    ),
                )
            ),
            Heading(_("How good the photographs are"), 2),
            *[
                Paragraph(
                    _("Photograph {number}: {remarks}").format(
                        number=number,
                        remarks=" ".join(one.remarks) or _("no fault that makes a match harder was found."),
                    )
                )
                for number, one in enumerate(self.photographs, start=1)
            ],
        ]

    def _negative(self) -> list[Block]:
        help_texts = what_would_help(
            remarks=[one.remarks for one in self.photographs],
            cropped=[one.derivation.box != Derivation().box for one in self.photographs],
        )
        return [
            Heading(_("Not registered does not mean not stolen")),
            *[Paragraph(text) for text in not_registered],
            Heading(_("What would help"), 2),
            *[Paragraph(text) for text in help_texts],
        ]

    def _candidates(self) -> list[Block]:
        told = [one for one in self.candidates if is_told(one.candidate, one.standing)]
        others = [one for one in self.candidates if not is_told(one.candidate, one.standing)]
        blocks: list[Block] = [Heading(_("Candidates considered"))]
        for one in told:
            blocks += candidate_blocks(one, self.search)
        if others:
            rows = tuple(
                (
                    str(one.candidate.rank),
                    f"{one.candidate.title}, {one.candidate.object_id}",
                    score_told(one.candidate.score),
                    _(one.standing),
                )
                for one in others
            )
            heading = _("Also considered") if told else _("Nearest, though not reliable")
            blocks += [
                Heading(heading, 2),
                Table((_("rank"), _("object"), _("score"), _("judged")), rows, (0.08, 0.55, 0.12, 0.25)),
            ]
        if not self.candidates:
            blocks.append(Paragraph(_("None: the register was empty.")))
        return blocks

    def _judgements(self) -> list[Block]:
        if not self.judgements:
            return [Heading(_("Judgements")), Paragraph(_("None yet."))]
        rows = tuple(
            (
                str(one.judgement_id),
                one.object_id,
                _(one.decision) + (_(", withdrawn") if one.withdrawn else ""),
                "; ".join(
                    filter(None, (", ".join(_(reason) for reason in one.reasons), one.note, withdrawal_told(one)))
                ),
                f"{one.by}, {moment(one.at)}",
            )
            for one in self.judgements
        )
        columns = (_("no."), _("object"), _("decision"), _("reasons and notes"), _("who and when"))
        return [Heading(_("Judgements")), Table(columns, rows, (0.07, 0.19, 0.18, 0.31, 0.25))]

    def _meaning(self) -> list[Block]:
        return [
            Heading(_("What the figures mean, and their limits")),
            *[Paragraph(text) for text in (*score_meaning, error_rates_told(self.error_rates), *limits)],
        ]

    def _hashes(self) -> list[Block]:
        rows: list[tuple[str, str]] = []
        for number, one in enumerate(self.photographs, start=1):
            photograph = one.photograph
            rows += [
                (
                    _("Photograph {number}").format(number=number),
                    _("{file_name}, {width} × {height} pixels").format(
                        file_name=photograph.file_name, width=photograph.width, height=photograph.height
                    ),
                ),
                (_("came"), _("{moment}, from {by}").format(moment=moment(photograph.at), by=photograph.by)),
                (_("SHA-256 of its bytes"), photograph.sha256),
                (_("searched as"), derivation_told(one.derivation) if one.pixels_sha256 else _("not yet searched")),
                (_("SHA-256 of those pixels"), one.pixels_sha256),
            ]
        for candidate in (one.candidate for one in self.candidates if is_told(one.candidate, one.standing)):
            rows += [
                (_("Candidate {rank}").format(rank=candidate.rank), candidate.object_id),
                (_("SHA-256, registered photograph"), candidate.photograph_sha256),
                (_("SHA-256, record then"), candidate.record_sha256),
            ]
        rows += [(_("Model"), self.search.model_id), (_("Software"), self.software)]
        return [
            Heading(_("Hashes and versions")),
            Paragraph(
                _(
                    "The originals are kept byte for byte; everything else is made from them and can be made "
                    "again. “artmatch replay {search_id}” makes the search again and says whether the answer is "
                    "identical."
                ).format(search_id=self.search.search_id)
            ),
            Facts(tuple(rows)),
        ]


def _names(judgements: tuple[Judgement, ...], object_id: str) -> str:
    counting = [one for one in judgements if one.object_id == object_id and one.withdrawn is None]
    names = dict.fromkeys(one.by for one in counting if one.decision in (Decision.SAME, Decision.DIFFERENT))
    return _(" and ").join(names)
