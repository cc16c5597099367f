"""A whole catalogue compared with the register, and the page that tells what came of it."""

from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from artmatch.documents.contact_sheet import ContactSheet
from artmatch.matching.catalogue import Lot
from artmatch.matching.comparison import ComparedLot, Comparer, Journal
from artmatch.matching.contact_sheet import Draughtsman, contact_sheet
from artmatch.matching.false_alarms import FalseAlarms
from artmatch.matching.screening import Screening
from artmatch.wiring import Workspace


def false_alarms(workspace: Workspace) -> FalseAlarms:
    """What is known of how high unregistered objects score with the model in use."""
    return FalseAlarms.from_mapping(workspace.embedder.false_alarms)


def compare(workspace: Workspace, lots: Sequence[Lot], journal: Path) -> Generator[ComparedLot, None, None]:
    """Compare ``lots`` with the register; yields what became of each, as soon as ``journal`` holds it.

    With the journal of an earlier run that was stopped it goes on. Raises InputError if the journal cannot be written,
    ConflictError if another process is at it.
    """
    comparer = Comparer(workspace.registry, workspace.embedder, workspace.matcher, limits=workspace.limits)
    with closing(Journal(journal)) as held:
        yield from comparer.run(lots, held)


def sheet_of(workspace: Workspace, screening: Screening, *, at: datetime) -> ContactSheet:
    """The page of a comparison that was finished at the time ``at``."""
    draughtsman = Draughtsman(workspace.registry, workspace.embedder.describer, workspace.limits)
    alarms, model_id = false_alarms(workspace), workspace.embedder.model_id
    return contact_sheet(screening, workspace.registry, draughtsman, alarms, model_id, at)
