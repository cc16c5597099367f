"""What every report says in plain words of scores, error rates and limits. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from artmatch.casework.derivation import Derivation
from artmatch.casework.values import Judgement
from artmatch.messages import _, written_moment

score_meaning = (
    _(
        "The score is the calibrated chance, from 0 to 1, that the exhibit is this object, against "
        "every other registered object and against none of them, where every second exhibit asked "
        "about is registered. Objects that look alike share it. "
        "The similarity compares the photographs as wholes, from -1 to 1; the agreeing points are "
        "places in both photographs that look alike and lie alike."
    ),
)

limits = (
    _(
        "The method compares photographs, not objects. It does not see what the photographs do not "
        "show, and it cannot tell castings of one mould, prints of one plate or coins of one die "
        "apart where the photographs do not show what differs. Few agreeing points do not speak "
        "against an object that is smooth, blurred or small: it has none."
    ),
    _(
        "An answer is a lead, not an identification. Whether the exhibit is the registered object is "
        "decided by people who have seen both, and confirmed with the owner or the contact that the "
        "record names."
    ),
)

not_registered = (
    _(
        "The register was searched and nothing in it resembles the exhibit reliably. That says "
        "nothing of who owns it or how it was acquired."
    ),
    _(
        "A stolen object can be missing from a register because nobody has noticed or reported the "
        "theft, because the report has not arrived or was only entered elsewhere, because it was "
        "looted from the ground and never photographed, or because it is registered with a photograph "
        "too unlike these: of another side, in another state, or too poor."
    ),
)


def what_would_help(remarks: Sequence[Sequence[str]], cropped: Sequence[bool]) -> list[str]:
    """What to do for a better answer; of each photograph its ``remarks``, and whether it was cut to the object."""
    helps = [
        _("Photograph {number}: {remarks}").format(number=number, remarks=" ".join(of_one))
        for number, of_one in enumerate(remarks, start=1)
        if of_one
    ]
    if len(remarks) < 3:
        helps.append(_("Photographs from other sides: the front, the back, and what is turned away in these."))
    helps.append(_("Close photographs of marks, inscriptions and damage: they tell objects of one kind apart."))
    if not all(cropped):
        helps.append(_("A photograph cut to the object, where it is small in the picture or framed by other things."))
    helps.append(_("A search of other registers, and a search of this one again when it has grown."))
    return helps


def error_rates_told(rates: Mapping[str, float]) -> str:
    """How often answers were wrong in the trial of the model, as ``error_rates`` of its manifest has it."""
    if not rates:
        return _(
            "How often the model of this search is wrong is not known: it is not the one in use, or was not tried."
        )
    share = {name: f"{100 * value:.1f} %" for name, value in rates.items()}
    return _(
        "The model was tried on photographs of objects that it had never seen: {registered:,.0f} of "
        "registered ones and {strangers:,.0f} of ones that were not registered. Of the unregistered "
        "{strangers_strong} were called a strong match, and {strangers_possible} a possible or strong one. "
        "Of the answers called a strong match {wrong} were wrong. Of the registered {found} were called a "
        "possible or strong match; the others would have been missed. Photographs of another kind than "
        "those of the trial may fare otherwise."
    ).format(
        registered=rates["queries"],
        strangers=rates["strangers"],
        strangers_strong=share["strangers_called_strong"],
        strangers_possible=share["strangers_called_possible_or_strong"],
        wrong=share["wrong_among_strong"],
        found=share["registered_called_possible_or_strong"],
    )


def moment(at: datetime) -> str:
    """A moment written out."""
    return written_moment(at)


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


def score_told(score: float) -> str:
    """A score as it is printed: never 1, never 0."""
    if 0.9999 < score < 1:
        return _("above 0.9999")
    return _("below 0.0001") if 0 < score < 0.0001 else f"{score:.4f}"


def withdrawal_told(one: Judgement) -> str:
    """Who withdrew a judgement, when and why; empty if nobody did."""
    if one.withdrawn is None:
        return ""
    return _("withdrawn by {by} on {moment}: {note}").format(
        by=one.withdrawn.by, moment=moment(one.withdrawn.at), note=one.withdrawn.note
    )
