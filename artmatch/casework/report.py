"""The report on one exhibit: what was seized and searched, what was found, who judged it, how far it can be trusted.

Pure: values in, a document out; the same values give the same document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from artmatch.casework.derivation import Derivation
from artmatch.casework.report_words import (
    error_rates_told,
    limits,
    not_registered,
    score_meaning,
    what_would_help,
)
from artmatch.casework.values import (
    Candidate,
    Case,
    Decision,
    Exhibit,
    ExhibitPhotograph,
    Judgement,
    Search,
    Standing,
)
from artmatch.documents.model import Block, Document, Facts, Figure, Figures, Heading, Notice, Paragraph, Table
from artmatch.documents.record_facts import record_facts, whom_to_ask, why_hidden
from artmatch.messages import _
from artmatch.records import ArtworkRecord, Band


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
class ReportedCandidate:
    """An object that the search proposed."""

    candidate: Candidate
    record: ArtworkRecord | None
    """As it is now; None if it is no longer registered."""
    is_edited: bool
    """Whether the record was another at the time of the search."""
    standing: Standing
    pictures: tuple[Figure, ...]
    """The exhibit's photograph and the registered one; without the second if that is not shown, and none of a candidate
    that is not told of."""
    evidence: tuple[Figure, ...]
    rate: float | None
    """The share of unregistered objects that score as high, at most; None if it is not known."""


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
            blocks += _candidate(one, self.search)
        if others:
            rows = tuple(
                (
                    str(one.candidate.rank),
                    f"{one.candidate.title}, {one.candidate.object_id}",
                    _score(one.candidate.score),
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
                "; ".join(filter(None, (", ".join(_(reason) for reason in one.reasons), one.note, _withdrawal(one)))),
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


def is_told(candidate: Candidate, standing: Standing) -> bool:
    """Whether a candidate is told of with its pictures: it is more than merely near, or was judged."""
    return candidate.band is not Band.NONE or standing is not Standing.OPEN


def _candidate(one: ReportedCandidate, search: Search) -> list[Block]:
    candidate = one.candidate
    rate = (
        ""
        if one.rate is None
        else _("at most {rate:.2g} in 1,000 unregistered objects score as high").format(rate=1000 * one.rate)
    )
    tied = candidate.rank <= search.tied > 1
    blocks: list[Block] = [
        Heading(f"{candidate.rank}. {candidate.title}", 2),
        Paragraph(candidate.sentence),
        Figures(one.pictures),
        Facts(
            (
                (_("Answer"), _(candidate.band)),
                (_("Score"), _score(candidate.score)),
                (_("False alarms"), rate),
                (
                    _("As good an answer"),
                    _("{count} objects: this method cannot say which").format(count=search.tied) if tied else "",
                ),
                (
                    _("Similarity"),
                    _("{similarity:.3f}, {margin:+.3f} to the best other object").format(
                        similarity=candidate.similarity, margin=candidate.margin
                    ),
                ),
                (_("Agreeing points"), "" if candidate.agreeing is None else str(candidate.agreeing)),
                (_("Judged"), _(one.standing)),
            )
        ),
    ]
    if one.record is None:
        blocks.append(Paragraph(_("This object is no longer in the register.")))
    else:
        edited = _("The record was edited after the search; this is how it stands now.") if one.is_edited else ""
        blocks += [
            Facts(record_facts(one.record)),
            Notice((_("Confirm with {whom_to_ask}").format(whom_to_ask=whom_to_ask(one.record)),)),
        ]
        blocks += [Paragraph(text, quiet=True) for text in (edited, why_hidden(one.record)) if text]
    blocks += [Figures(some) for some in (one.evidence[:1], one.evidence[1:]) if some]
    return blocks


def _score(score: float) -> str:
    if 0.9999 < score < 1:
        return _("above 0.9999")
    return _("below 0.0001") if 0 < score < 0.0001 else f"{score:.4f}"


def _names(judgements: tuple[Judgement, ...], object_id: str) -> str:
    counting = [one for one in judgements if one.object_id == object_id and one.withdrawn is None]
    names = dict.fromkeys(one.by for one in counting if one.decision in (Decision.SAME, Decision.DIFFERENT))
    return _(" and ").join(names)


def _withdrawal(one: Judgement) -> str:
    if one.withdrawn is None:
        return ""
    return _("withdrawn by {by} on {moment}: {note}").format(
        by=one.withdrawn.by, moment=moment(one.withdrawn.at), note=one.withdrawn.note
    )


def moment(at: datetime) -> str:
    """A moment written out."""
    return _("{day} {rest:%B %Y, %H:%M} UTC").format(day=at.day, rest=at)


def derivation_told(derivation: Derivation) -> str:
    """What was done to a photograph before it was searched, in words."""
    told = []
    if derivation.turns:
        told.append(_("turned by {turns}° anticlockwise").format(turns=90 * derivation.turns))
    if derivation.box != Derivation().box:
        left, top, right, bottom = (f"{edge:.0%}".replace("%", " %") for edge in derivation.box)
        told.append(
            _("cut to {left} to {right} of its width and {top} to {bottom} of its height").format(
                left=left, right=right, top=top, bottom=bottom
            )
        )
    if derivation.enhancement != "none":
        told.append(_("its contrast stretched"))
    return ", ".join(told) or _("it came")
