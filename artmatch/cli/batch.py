"""What the commands that register many objects say: every outcome, then how many of each."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from artmatch.messages import _, counted

if TYPE_CHECKING:
    from artmatch.matching.work import Outcome
    from artmatch.wiring import Workspace


def report(outcomes: "Iterable[Outcome]", total: int, task: str, as_json: bool) -> Counter[str]:
    """Show every outcome (in words the failures only), with progress, and count them by state."""
    from artmatch.cli import output

    counts: Counter[str] = Counter()
    for outcome in output.progress(outcomes, total, task):
        counts[outcome.state] += 1
        row = {} if outcome.row is None else {"row": outcome.row}
        if as_json:
            output.json_line(
                {
                    "photograph": outcome.name,
                    "object_id": outcome.object_id,
                    "outcome": outcome.state,
                    "reason": outcome.reason,
                    **row,
                }
            )
        elif outcome.reason:
            where = _("row {row}, ").format(row=outcome.row) if row else ""
            output.line(
                _("failed: {where}{name}: {reason}").format(where=where, name=outcome.name, reason=outcome.reason)
            )
    return counts


def summarise(
    counts: Counter[str], states: Iterable[str], total: int, seconds: float, workspace: "Workspace", as_json: bool
) -> None:
    """Say how many inputs came to each of ``states``, and what the register holds now."""
    from artmatch.cli import output

    summary = {state.replace(" ", "_"): counts[state] for state in states}
    if as_json:
        rate = round(total / seconds, 2)
        output.json_line({"summary": summary | {"seconds": round(seconds, 2), "photographs_per_second": rate}})
        return
    now = workspace.status()
    said = ", ".join(f"{counts[state]:,} {_(state)}" for state in states)
    objects = counted(now.objects, "object", "objects")
    photographs = counted(now.photographs, "photograph", "photographs")
    output.line(
        _("{said}. The register holds {objects} with {photographs}.").format(
            said=said, objects=objects, photographs=photographs
        )
    )
