"""What the report on an exhibit tells of a candidate. Pure."""

from dataclasses import dataclass

from artmatch.answers import Band
from artmatch.casework.report_words import (
    score_told,
)
from artmatch.casework.values import (
    Candidate,
    Search,
    Standing,
)
from artmatch.documents.model import Block, Facts, Figure, Figures, Heading, Notice, Paragraph
from artmatch.documents.record_facts import record_facts, whom_to_ask, why_hidden
from artmatch.messages import _
from artmatch.records import ArtworkRecord


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
    evidence: tuple[tuple[Figure, ...], ...]
    """In rows."""
    rate: float | None
    """The share of unregistered objects that score as high, at most; None if it is not known."""


def is_told(candidate: Candidate, standing: Standing) -> bool:
    """Whether a candidate is told of with its pictures: it is more than merely near, or was judged."""
    return candidate.band is not Band.NONE or standing is not Standing.OPEN


def candidate_blocks(one: ReportedCandidate, search: Search) -> list[Block]:
    """What the report says and shows of one candidate of ``search``."""
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
                (_("Score"), score_told(candidate.score)),
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
    blocks += [Figures(row) for row in one.evidence]
    return blocks
