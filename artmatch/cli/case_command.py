"""``artmatch case``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import acting_options, opened, register_options
from artmatch.messages import _

if TYPE_CHECKING:
    from artmatch.casework import Case, Exhibit
    from artmatch.wiring import Workspace


@click.group()
def case() -> None:
    """Open cases and see how they stand.

    A case holds exhibits; `artmatch exhibit` adds them, searches for them and shows what was found.
    """


_agency = click.option("--agency", default=None, help="Whose case it is.")
_officer = click.option("--officer", default=None, help="Who is in charge of it.")
_notes = click.option("--notes", default=None, help="Anything else.")


@case.command("open")
@click.argument("number")
@_agency
@_officer
@_notes
@acting_options
def open_case(
    number: str,
    agency: str | None,
    officer: str | None,
    notes: str | None,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Open the case NUMBER, as the agency calls it."""
    from artmatch.cli import output

    with opened(home, demonstration, by) as workspace:
        found = workspace.casework.cases.open_case(
            number, by=workspace.by, agency=agency or "", officer=officer or "", notes=notes or ""
        )
        output.line(
            _("The case {number} is open. Add exhibits with `artmatch exhibit add`.").format(number=found.number)
        )


@case.command()
@click.argument("number")
@_agency
@_officer
@_notes
@acting_options
def edit(
    number: str,
    agency: str | None,
    officer: str | None,
    notes: str | None,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Correct what is written of the case NUMBER; the ledger keeps what stood there."""
    from artmatch.cli import output

    given = {"agency": agency, "officer": officer, "notes": notes}
    changes = {name: text for name, text in given.items() if text is not None}
    with opened(home, demonstration, by) as workspace:
        _show(workspace.casework.cases.edit_case(number, by=workspace.by, **changes))
    output.note(_("What stood there before is kept in the ledger."))


@case.command("list")
@register_options
def list_cases(home: Path | None, demonstration: bool | None) -> None:
    """List the cases, the newest first."""
    from rich.table import Table
    from rich.text import Text

    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        rows = Table(_("case"), _("agency"), _("officer"), _("opened"), _("exhibits"), box=None, padding=(0, 2, 0, 0))
        for found in workspace.casework.cases.all():
            count = len(workspace.casework.cases.exhibits(found.number))
            cells = (
                found.number,
                found.agency,
                found.officer,
                _("{at:%Y-%m-%d %H:%M} UTC").format(at=found.at),
                str(count),
            )
            rows.add_row(*(Text(output.shown(cell)) for cell in cells))
    output.table(rows)


@case.command()
@click.argument("number")
@register_options
def show(number: str, home: Path | None, demonstration: bool | None) -> None:
    """Show the case NUMBER: its exhibits with their best answer and how it stands."""
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        _show(workspace.casework.cases.case(number))
        for exhibit in workspace.casework.cases.exhibits(number):
            output.line(
                _("  exhibit {number}: {standing}").format(
                    number=exhibit.number, standing=_standing(workspace, exhibit)
                )
            )


def _show(found: "Case") -> None:
    from artmatch.cli import output

    output.line(
        _("Case     {number}, opened by {by} on {at:%Y-%m-%d %H:%M} UTC").format(
            number=found.number, by=found.by, at=found.at
        )
    )
    for name, text in ((_("Agency"), found.agency), (_("Officer"), found.officer), (_("Notes"), found.notes)):
        if text:
            output.line(f"{name:8} {text}")


def _standing(workspace: "Workspace", exhibit: "Exhibit") -> str:
    """The best answer for an exhibit that nobody dismissed, and what people decided on it."""
    best = workspace.casework.findings.best(exhibit.exhibit_id)
    if best is None:
        searches = workspace.casework.findings.searches(exhibit.exhibit_id)
        return searches[-1].headline if searches else _("not searched yet")
    candidate, standing = best
    return f"{_(candidate.band)}, {candidate.title}, {candidate.object_id}: {_(standing)}"
