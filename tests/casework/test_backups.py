"""Cases go into a backup with their register, and come out of it as their ledger says, on the other database too."""

from dataclasses import replace

import pytest

from artmatch import whole_backup
from artmatch.casework import Decision
from artmatch.errors import RegistryError
from artmatch.wiring import Workspace


@pytest.fixture
def judged(workspace, casework, searched):
    casework.findings.judge(searched.exhibit_id, "K5", Decision.SAME, by="Jones")
    return workspace


def test_cases_restored_on_postgresql_and_back_are_what_their_ledger_says(judged, tmp_path, new_postgresql):
    before, saved = judged.casework.verify(), judged
    assert before.faults == ()
    for number, database in enumerate((new_postgresql(), None)):
        folder, home = tmp_path / f"backup {number}", tmp_path / f"home {number}"
        assert not any(one.reason for one in whole_backup.back_up(saved, folder))
        if saved is not judged:
            saved.close()
        saved = Workspace.open(replace(judged.settings, home=home, database=database))
        assert not any(one.reason for one in whole_backup.restore_into(saved, folder))
        assert saved.casework.verify() == before
        [exhibit] = saved.casework.cases.exhibits("KBI-1")
        assert exhibit == judged.casework.cases.exhibits("KBI-1")[0]
        assert saved.casework.findings.judgements(exhibit.exhibit_id)[0].decision is Decision.SAME
    saved.casework.cases.add_exhibit("KBI-1", "4", by="Jones")
    after = saved.casework.verify()
    assert (after.entries, after.faults) == (before.entries + 1, ())
    saved.close()


def test_a_register_with_cases_and_no_object_is_not_overwritten(judged, tmp_path):
    list(whole_backup.back_up(judged, tmp_path / "backup"))
    with Workspace.open(replace(judged.settings, home=tmp_path / "other")) as other:
        other.casework.cases.open_case("KBI-2", by="Miller")
        with pytest.raises(RegistryError, match="ledger holds something already"):
            list(whole_backup.restore_into(other, tmp_path / "backup"))
        assert [case.number for case in other.casework.cases.all()] == ["KBI-2"]
