"""What the judgements on one exhibit and one object come to. Pure."""

from collections.abc import Iterable, Mapping

from artmatch.casework.values import Decision, Judgement, Standing

_of_last = {Decision.UNSURE: Standing.UNSURE, Decision.TO_CONFIRM: Standing.TO_CONFIRM}


def standing(judgements: Iterable[Judgement], last_photograph_id: int) -> Standing:
    """How an exhibit and an object stand after ``judgements`` on the two, in any order.

    Of each person the last judgement that was not withdrawn counts. Two persons who see the same object confirm it,
    if nobody says that it is not; one waits for a second. A dismissal holds until a photograph newer than it comes,
    one beyond ``last_photograph_id`` of the time.
    """
    counting = [one for one in judgements if one.withdrawn is None]
    last = {_person(one.by): one for one in sorted(counting, key=lambda one: one.judgement_id)}
    if not last:
        return Standing.OPEN
    decisions = [one.decision for one in last.values()]
    same, different = decisions.count(Decision.SAME), decisions.count(Decision.DIFFERENT)
    if same and different:
        return Standing.DISPUTED
    if same:
        return Standing.CONFIRMED if same > 1 else Standing.AWAITING
    if different:
        saw = max(one.last_photograph_id for one in last.values() if one.decision is Decision.DIFFERENT)
        return Standing.DISMISSED if saw >= last_photograph_id else Standing.ASK_AGAIN
    return _of_last[max(last.values(), key=lambda one: one.judgement_id).decision]


def standings(judgements: Iterable[Judgement], last_photograph_id: int) -> Mapping[str, Standing]:
    """:func:`standing` of every object that ``judgements`` on one exhibit name, by object_id."""
    of_object: dict[str, list[Judgement]] = {}
    for one in judgements:
        of_object.setdefault(one.object_id, []).append(one)
    return {object_id: standing(some, last_photograph_id) for object_id, some in of_object.items()}


def _person(name: str) -> str:
    """One person, however the name was typed: case and spacing make no second one."""
    return " ".join(name.split()).casefold()
