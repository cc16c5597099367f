"""``artmatch judge``."""

from pathlib import Path

import click

from artmatch.cli.options import acting_options, opened
from artmatch.messages import _

DECISIONS = ("same", "different", "unsure", "to-confirm")
REASONS = (
    "shape",
    "decoration",
    "marks",
    "damage",
    "measurements",
    "material",
    "papers",
    "owner",
    "copy",
    "photographs",
)


@click.group()
def judge() -> None:
    """Write down what a person decided on a candidate.

    Nothing is ever changed or deleted: a judgement can be withdrawn, and stays visible as withdrawn.
    """


@judge.command()
@click.argument("case")
@click.argument("exhibit")
@click.argument("object_id", metavar="OBJECT")
@click.argument("decision", type=click.Choice(DECISIONS))
@click.option("--reason", "reasons", multiple=True, type=click.Choice(REASONS), help="What it rests on; repeatable.")
@click.option("--note", default="", help="In your own words.")
@acting_options
def give(
    case: str,
    exhibit: str,
    object_id: str,
    decision: str,
    reasons: tuple[str, ...],
    note: str,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Say of EXHIBIT and a candidate OBJECT that they are the same, or different.

    `same` counts as confirmed when a second, different person says so too. `different` dismisses the OBJECT for this
    exhibit: later searches show it apart, and it is asked again when the exhibit gets a new photograph. `unsure`
    cannot tell. `to-confirm` leaves it to the owner or contact of the record.
    """
    from artmatch.casework import Decision, Reason
    from artmatch.cli import output

    with opened(home, demonstration, by) as workspace:
        found = workspace.casework.cases.exhibit(case, exhibit)
        findings = workspace.casework.findings
        judgement = findings.judge(
            found.exhibit_id,
            object_id,
            Decision[decision.upper().replace("-", "_")],
            by=workspace.by,
            reasons=[Reason(reason) for reason in reasons],
            note=note,
        )
        standing = findings.standings(found.exhibit_id)[object_id]
    output.line(
        _("Judgement {judgement_id} by {by} is written down. {object_id}: {standing}.").format(
            judgement_id=judgement.judgement_id, by=judgement.by, object_id=object_id, standing=standing
        )
    )


@judge.command()
@click.argument("judgement", type=int)
@click.option("--note", required=True, help="Why.")
@acting_options
def withdraw(judgement: int, note: str, home: Path | None, demonstration: bool | None, by: str) -> None:
    """Have the JUDGEMENT of that number no longer count."""
    from artmatch.cli import output

    with opened(home, demonstration, by) as workspace:
        workspace.casework.findings.withdraw(judgement, by=workspace.by, note=note)
    output.line(_("Judgement {judgement} is withdrawn; it stays visible as such.").format(judgement=judgement))


@judge.command("bring-back")
@click.argument("case")
@click.argument("exhibit")
@click.argument("object_id", metavar="OBJECT")
@click.option("--note", required=True, help="Why.")
@acting_options
def bring_back(
    case: str, exhibit: str, object_id: str, note: str, home: Path | None, demonstration: bool | None, by: str
) -> None:
    """Have a dismissed OBJECT be a candidate for EXHIBIT again."""
    from artmatch.cli import output

    with opened(home, demonstration, by) as workspace:
        found = workspace.casework.cases.exhibit(case, exhibit)
        workspace.casework.findings.bring_back(found.exhibit_id, object_id, by=workspace.by, note=note)
    output.line(
        _("{object_id} is a candidate for exhibit {number} again.").format(object_id=object_id, number=found.number)
    )
