import pytest

from artmatch.casework import Decision, Reason, Standing
from artmatch.errors import ConflictError, InputError, NotFoundError
from artmatch.exhibit_search import search_exhibit


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    return request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None


def test_a_search_is_stored_as_it_was_answered(casework, exhibit, searched, workspace, jpeg):
    assert casework.findings.search(searched.search_id) == searched
    assert casework.findings.searches(exhibit.exhibit_id) == [searched]
    told = workspace.match([jpeg(5)])
    assert searched.headline == told.headline == "Strong match among 12 objects: Vase 5."
    assert [one.object_id for one in searched.candidates] == [one.record.object_id for one in told.matches]
    assert [one.score for one in searched.candidates] == [one.score for one in told.matches]
    assert searched.candidates[0].inliers == told.matches[0].verification.inliers
    assert searched.queries[0].sha256 == told.query_sha256[0]
    assert searched.index_photographs == "1-12"
    assert searched.model_id == told.model_id


def test_all_photographs_of_an_exhibit_are_searched_together(casework, exhibit, workspace, photograph, jpeg):
    casework.cases.add_photographs(exhibit.exhibit_id, [photograph(6)], by="Jones")
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    told = workspace.match([jpeg(5), jpeg(6)])
    assert [(one.object_id, one.score) for one in search.candidates] == [
        (one.record.object_id, one.score) for one in told.matches
    ]


def test_an_exhibit_without_a_photograph_is_not_searched(casework, exhibit, workspace):
    bare = casework.cases.add_exhibit("KBI-1", "4", by="Jones")
    with pytest.raises(InputError, match="no photograph"):
        search_exhibit(workspace, bare.exhibit_id, by="Jones")
    assert casework.findings.searches(bare.exhibit_id) == []


def test_a_second_person_confirms_and_the_first_one_alone_does_not(casework, exhibit, searched):
    findings = casework.findings
    for by, expected in (("Jones", Standing.AWAITING), ("jones", Standing.AWAITING), ("Smith", Standing.CONFIRMED)):
        findings.judge(exhibit.exhibit_id, "K5", Decision.SAME, by=by, reasons=[Reason.SHAPE, Reason.MARKS])
        assert findings.standings(exhibit.exhibit_id) == {"K5": expected}
    assert findings.unconfirmed_exhibits() == []
    assert findings.judgements(exhibit.exhibit_id)[0].reasons == (Reason.MARKS, Reason.SHAPE)


def test_what_was_dismissed_can_be_brought_back_and_is_asked_again_when_a_photograph_comes(
    casework, exhibit, searched, photograph
):
    findings = casework.findings
    findings.judge(exhibit.exhibit_id, "K7", Decision.DIFFERENT, by="Jones")
    assert findings.standings(exhibit.exhibit_id) == {"K7": Standing.DISMISSED}
    findings.bring_back(exhibit.exhibit_id, "K7", by="Smith", note="The foot was restored.")
    assert findings.standings(exhibit.exhibit_id) == {"K7": Standing.OPEN}
    with pytest.raises(NotFoundError):
        findings.bring_back(exhibit.exhibit_id, "K7", by="Smith", note="Again.")
    findings.judge(exhibit.exhibit_id, "K7", Decision.DIFFERENT, by="Jones")
    casework.cases.add_photographs(exhibit.exhibit_id, [photograph(6)], by="Jones")
    assert findings.standings(exhibit.exhibit_id) == {"K7": Standing.ASK_AGAIN}


def test_a_dismissal_holds_for_its_exhibit_only_and_for_later_searches(
    casework, exhibit, searched, workspace, photograph
):
    casework.findings.judge(exhibit.exhibit_id, "K5", Decision.DIFFERENT, by="Jones")
    again = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    assert again.candidates[0].object_id == "K5"
    assert len(again.candidates) == len(searched.candidates) + 1
    assert casework.findings.standings(exhibit.exhibit_id)["K5"] is Standing.DISMISSED
    other = casework.cases.add_exhibit("KBI-1", "4", by="Jones")
    casework.cases.add_photographs(other.exhibit_id, [photograph(5)], by="Jones")
    assert casework.findings.standings(other.exhibit_id) == {}


def test_a_withdrawn_judgement_stays_visible_as_withdrawn(casework, exhibit, searched):
    made = casework.findings.judge(exhibit.exhibit_id, "K5", Decision.SAME, by="Jones", note="Same chip.")
    gone = casework.findings.withdraw(made.judgement_id, by="Smith", note="Wrong exhibit.")
    [shown] = casework.findings.judgements(exhibit.exhibit_id)
    assert shown == gone
    assert (shown.note, shown.withdrawn.by, shown.withdrawn.note) == ("Same chip.", "Smith", "Wrong exhibit.")
    with pytest.raises(ConflictError, match="withdrawn already by Smith"):
        casework.findings.withdraw(made.judgement_id, by="Jones", note="Again.")


def test_nobody_judges_what_no_search_proposed_nor_withdraws_without_a_reason(casework, exhibit, searched):
    before = len(casework.ledger)
    with pytest.raises(NotFoundError, match="never a candidate"):
        casework.findings.judge(exhibit.exhibit_id, "K99", Decision.SAME, by="Jones")
    with pytest.raises(NotFoundError, match="no judgement 7"):
        casework.findings.withdraw(7, by="Jones", note="Wrong.")
    assert len(casework.ledger) == before
    made = casework.findings.judge(exhibit.exhibit_id, "K5", Decision.UNSURE, by="Jones")
    with pytest.raises(InputError, match="say in a note why"):
        casework.findings.withdraw(made.judgement_id, by="Jones", note="  ")


def test_exhibits_stay_open_until_a_match_is_confirmed(casework, exhibit, searched):
    casework.cases.add_exhibit("KBI-1", "4", by="Jones")  # without a photograph there is nothing to watch
    assert casework.findings.unconfirmed_exhibits() == [exhibit]
    casework.findings.judge(exhibit.exhibit_id, "K5", Decision.SAME, by="Jones")
    assert casework.findings.unconfirmed_exhibits() == [exhibit]
    second = casework.findings.judge(exhibit.exhibit_id, "K5", Decision.SAME, by="Smith")
    assert casework.findings.unconfirmed_exhibits() == []
    casework.findings.withdraw(second.judgement_id, by="Smith", note="Not sure any more.")
    assert casework.findings.unconfirmed_exhibits() == [exhibit]
