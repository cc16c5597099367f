from datetime import UTC, datetime
from itertools import count

import pytest

from artmatch.casework import Decision, Judgement, Standing, Withdrawal
from artmatch.casework.standing import standing, standings

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
numbers = count(1)
SAME, DIFFERENT, UNSURE, TO_CONFIRM = Decision.SAME, Decision.DIFFERENT, Decision.UNSURE, Decision.TO_CONFIRM


def said(by, decision, *, photograph=1, withdrawn=False, object_id="K1"):
    number = next(numbers)
    taken_back = Withdrawal(withdrawal_id=number, judgement_id=number, note="", at=MOMENT, by=by)
    return Judgement(
        judgement_id=number,
        exhibit_id=1,
        object_id=object_id,
        search_id=1,
        decision=decision,
        reasons=(),
        note="",
        last_photograph_id=photograph,
        at=MOMENT,
        by=by,
        withdrawn=taken_back if withdrawn else None,
    )


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        ([], Standing.OPEN),
        ([said("Jones", SAME)], Standing.AWAITING),
        ([said("Jones", SAME), said("Smith", SAME)], Standing.CONFIRMED),
        ([said("Jones", SAME), said(" JONES ", SAME)], Standing.AWAITING),
        ([said("Jones", SAME), said("Smith", DIFFERENT)], Standing.DISPUTED),
        ([said("Jones", SAME), said("Smith", SAME), said("Lee", DIFFERENT)], Standing.DISPUTED),
        ([said("Jones", SAME), said("Jones", DIFFERENT)], Standing.DISMISSED),
        ([said("Jones", SAME), said("Smith", UNSURE)], Standing.AWAITING),
        ([said("Jones", DIFFERENT)], Standing.DISMISSED),
        ([said("Jones", DIFFERENT, withdrawn=True)], Standing.OPEN),
        ([said("Jones", SAME), said("Smith", SAME, withdrawn=True)], Standing.AWAITING),
        ([said("Jones", DIFFERENT), said("Smith", UNSURE)], Standing.DISMISSED),
        ([said("Jones", UNSURE)], Standing.UNSURE),
        ([said("Jones", UNSURE), said("Smith", TO_CONFIRM)], Standing.TO_CONFIRM),
    ],
)
def test_judgements_come_to_a_standing(judgements, expected):
    assert standing(judgements, last_photograph_id=1) is expected
    assert standing(reversed(judgements), last_photograph_id=1) is expected


def test_a_dismissal_is_asked_again_when_a_photograph_comes_and_settled_when_it_is_judged_again():
    dismissal = said("Jones", DIFFERENT, photograph=1)
    assert standing([dismissal], last_photograph_id=2) is Standing.ASK_AGAIN
    assert standing([dismissal, said("Jones", DIFFERENT, photograph=2)], last_photograph_id=2) is Standing.DISMISSED


def test_every_object_that_was_judged_has_its_own_standing():
    some = [said("Jones", SAME), said("Jones", DIFFERENT, object_id="K2"), said("Smith", SAME)]
    assert standings(some, 1) == {"K1": Standing.CONFIRMED, "K2": Standing.DISMISSED}
