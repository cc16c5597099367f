"""From a candidate to a judgement: cases, exhibits, searches and judgements with their hash-chained ledger.

::

    casework = workspace.casework
    casework.cases.open_case("KBI-2026-0117", by="Jones")
    exhibit = casework.cases.add_exhibit("KBI-2026-0117", "3", by="Jones")
    casework.cases.add_photographs(exhibit.exhibit_id, [NewExhibitPhotograph(data, image, "bust.jpg")], by="Jones")
    search = workspace.search_exhibit(exhibit.exhibit_id, by="Jones")
    casework.findings.judge(exhibit.exhibit_id, search.candidates[0].object_id, Decision.SAME, by="Jones")
    casework.findings.standings(exhibit.exhibit_id)  # by object_id; objects that nobody judged are left out
    casework.ledger.note(Action.EXPORT, by="Jones", details={"exhibit": "3"})
"""

from artmatch.casework.audit import Audit, Fault
from artmatch.casework.checkpoint import Checkpoint, read_checkpoint
from artmatch.casework.derivation import Derivation
from artmatch.casework.ledger import Action, Circumstances, Entry
from artmatch.casework.store import Casework
from artmatch.casework.values import (
    Alert,
    Candidate,
    Case,
    Decision,
    DerivedPicture,
    Exhibit,
    ExhibitPhotograph,
    Judgement,
    NewExhibitPhotograph,
    Reason,
    Search,
    SearchedPhotograph,
    Standing,
    Withdrawal,
)

__all__ = [
    "Action",
    "Alert",
    "Audit",
    "Candidate",
    "Case",
    "Casework",
    "Checkpoint",
    "Circumstances",
    "Decision",
    "Derivation",
    "DerivedPicture",
    "Entry",
    "Exhibit",
    "ExhibitPhotograph",
    "Fault",
    "Judgement",
    "NewExhibitPhotograph",
    "Reason",
    "Search",
    "SearchedPhotograph",
    "Standing",
    "Withdrawal",
    "read_checkpoint",
]
