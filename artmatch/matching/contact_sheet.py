"""What a comparison came to, for people: the lots worth looking at beside the objects that they may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Verification
from artmatch.documents.contact_sheet import Card, ContactSheet
from artmatch.documents.model import Figure
from artmatch.documents.record_facts import record_facts, whom_to_ask, why_hidden
from artmatch.errors import ArtmatchError
from artmatch.imaging import Limits, decode, encode_jpeg, quarter_turns, shrink
from artmatch.matching.catalogue import Lot
from artmatch.matching.comparison import ComparedLot
from artmatch.matching.false_alarms import FalseAlarms
from artmatch.matching.scoring import WORTH_SAYING
from artmatch.matching.screening import Screening
from artmatch.matching.verifier import Verifier
from artmatch.messages import _, chance, written_moment
from artmatch.records import ArtworkRecord, Photograph
from artmatch.registry import Registry
from artmatch.verification import Describer, drawing
from artmatch.verification.local_features import QUERY_SIDE

_SIDE = 640
"""Pixels of the longer side of a picture on the sheet."""
_EVIDENCE_SIDE = QUERY_SIDE
"""Of the photographs in which points are drawn: as fine as they were searched."""
_EVIDENCE_HEIGHT = 420
_EVIDENCE_CARDS = 100
"""How many lots, from the best on, have their points drawn: nobody compares more in such detail at a sitting."""


def contact_sheet(
    screening: Screening,
    registry: Registry,
    draughtsman: "Draughtsman",
    alarms: FalseAlarms,
    model_id: str,
    at: datetime,
) -> ContactSheet:
    """The sheet of a comparison that was finished at the time ``at``; RegistryError if the register cannot be read."""
    lots = {lot.name: lot for lot in screening.catalogue.lots}
    groups: dict[tuple[str, ...], list[ComparedLot]] = {}
    for lot in screening.worth_looking_at:
        groups.setdefault(tuple(seen.sha256 for seen in lot.photographs), []).append(lot)
    records = registry.records({first.leads[0].object_id for first, *_ in groups.values()})
    cards = []
    for rank, (first, *others) in enumerate(groups.values()):
        record = records[first.leads[0].object_id]
        pictures = draughtsman.pictures(lots[first.lot], first, record, evidence=rank < _EVIDENCE_CARDS)
        cards.append(_card(first, others, record, pictures, alarms))
    counts, rate = registry.counts(), 1000 * float(screening.rate)
    return ContactSheet(
        title=_("Compared with the register: {catalogue}").format(catalogue=screening.catalogue.name),
        headline=screening.headline,
        facts=(
            (
                _("Register"),
                _("{objects:,} objects with {photographs:,} photographs").format(
                    objects=counts.objects, photographs=counts.photographs
                ),
            ),
            (_("False alarms"), _("at most {rate:g} in 1,000 lots that show no registered object").format(rate=rate)),
            (_("Shown"), _("lots with a score above {threshold:.4f}").format(threshold=screening.threshold)),
            (
                _("Not compared"),
                _("{count:,}, listed at the end").format(count=len(screening.unreadable))
                if screening.unreadable
                else _("nothing"),
            ),
            (_("Model"), model_id),
            (_("Date"), written_moment(at)),
        ),
        cautions=(
            _("A lead, not an identification: confirm each with the owner or contact named beside it."),
            _("A lot that is not shown here may be registered all the same, or stolen and not registered."),
        ),
        cards=tuple(cards),
        unreadable=tuple(screening.unreadable),
    )


def _card(
    one: ComparedLot, others: Sequence[ComparedLot], record: ArtworkRecord, pictures: "_Pictures", alarms: FalseAlarms
) -> Card:
    lead = one.leads[0]
    tied = one.leads[: one.tied]
    alike = ", ".join(f"{other.title} ({other.object_id})" for other in tied)
    which = _("it is this object") if one.tied == 1 else _("it is one of {tied} objects").format(tied=one.tied)
    rate = alarms.rate(one.score)
    return Card(
        lot=one.lot,
        facts=tuple(one.details.items()),
        elsewhere=tuple(other.lot for other in others),
        band=one.band,
        score=_("Chance that {which}: {chance}").format(which=which, chance=chance(one.score)),
        rate=""
        if rate is None
        else _("At most {rate:.2g} in 1,000 unregistered objects score as high.").format(rate=1000 * rate),
        sentence=lead.sentence,
        alike=""
        if one.tied == 1
        else _("As good an answer each, and this method cannot say which: {alike}.").format(alike=alike),
        lot_picture=pictures.lot,
        registered_picture=pictures.registered,
        evidence=pictures.evidence,
        title=record.title,
        object_id=record.object_id,
        record=record_facts(record),
        contact=whom_to_ask(record),
        hidden=why_hidden(record),
    )


@dataclass(frozen=True, slots=True)
class _Pictures:
    lot: Figure | None = None
    registered: Figure | None = None
    evidence: Figure | None = None


class Draughtsman:
    """Makes the pictures of cards; what can no longer be read is left out."""

    def __init__(self, registry: Registry, describer: Describer, limits: Limits) -> None:
        self._registry, self._limits = registry, limits
        self._verifier = Verifier(registry, describer)

    def pictures(self, lot: Lot, one: ComparedLot, record: ArtworkRecord, *, evidence: bool) -> _Pictures:
        """The lot, the registered photograph if it may be shown, and the points in which they agree, if enough do."""
        lead = one.leads[0]
        readable = [
            photograph for photograph, seen in zip(lot.photographs, one.photographs, strict=True) if not seen.reason
        ]
        of_lot = readable[lead.photograph - 1]
        original = self._registry.photographs([lead.photograph_id])[lead.photograph_id]
        query = self._pixels(of_lot.load, of_lot.name)
        known = (
            None if why_hidden(record) else self._pixels(partial(self._registry.original, original), original.file_name)
        )
        turned = "" if not lead.quarter_turns else _(", turned as registered")
        return _Pictures(
            None if query is None else _picture(quarter_turns(query, lead.quarter_turns), of_lot.name + turned),
            None if known is None else _picture(known, f"{original.file_name}, {original.view}"),
            None if query is None or known is None or not evidence else self._evidence(query, known, original),
        )

    def _pixels(self, load: Callable[[], bytes], name: str) -> NDArray[np.uint8] | None:
        try:
            return decode(load(), name=name, limits=self._limits, longest_side=_EVIDENCE_SIDE).pixels
        except ArtmatchError:
            return None

    def _evidence(self, query: NDArray[np.uint8], known: NDArray[np.uint8], photograph: Photograph) -> Figure | None:
        verified = self._verifier.verify(self._verifier.points([query]), [photograph])
        found = verified[photograph.object_id].found if verified else Verification.nothing()
        if found.agreeing < WORTH_SAYING:
            return None
        drawn = drawing.correspondences(query, known, found, height=_EVIDENCE_HEIGHT)
        return Figure(
            encode_jpeg(drawn, quality=80),
            _("{agreeing} points that agree in position").format(agreeing=found.agreeing),
        )


def _picture(pixels: NDArray[np.uint8], caption: str) -> Figure:
    return Figure(encode_jpeg(shrink(pixels, _SIDE), quality=85), caption)
