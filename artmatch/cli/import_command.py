"""``artmatch import``."""

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.batch import report, summarise
from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import json_option, opened, register_options
from artmatch.errors import ConfigurationError
from artmatch.messages import _

if TYPE_CHECKING:
    from artmatch.exchange.problems import Problem, Reading
    from artmatch.wiring import Workspace

_STATES = ("indexed", "updated", "already known", "failed")


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Report every problem and what would happen; write nothing.")
@click.option(
    "--report", "report_file", type=click.Path(path_type=Path), help="Write the problems here: .csv or .json."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="TOML file with foreign columns and values.")
@click.option("--photographs", type=click.Path(path_type=Path), help="Folder of photographs named by object number.")
@click.option("--draft", is_flag=True, help="Have new objects reviewed before they can be found.")
@json_option('JSON lines: one a photograph, or with --dry-run one a problem, then {"summary": ...}.')
@register_options
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    dry_run: bool,
    report_file: Path | None,
    mapping: Path | None,
    photographs: Path | None,
    draft: bool,
    as_json: bool,
    home: Path | None,
    demonstration: bool | None,
) -> None:
    """Register the objects of a file of records, with their photographs.

    FILE is a table (.csv in UTF-8, .xlsx), LIDO 1.1 (.xml) or JSON lines (.jsonl). Can be interrupted, even killed, at
    any moment: start it again and it goes on. Run again with a later file, it replaces the fields that the file speaks
    of, adds new photographs and registers nothing twice. A wrong row is reported by its number and the others go on.

    A table names our fields in its first row, or --mapping says what they are called there; only object_id is needed.
    Rows with the same object_id belong to one object. The column photograph has a path relative to the table; without
    it, NUMBER.jpg, NUMBER_1.jpg and everything in the folder NUMBER show the object of that number, in --photographs
    or beside the table. artmatch template makes an empty table; docs/exchange.md has the rest.

    --dry-run looks at every row, decodes every photograph and compares with the register.
    """
    from artmatch.cli import output
    from artmatch.exchange.problems import write_report
    from artmatch.exchange.reading import read_records

    if report_file is not None and report_file.suffix.lower() not in (".csv", ".json"):
        raise ConfigurationError(
            _("The report {report_file} ends like no report: call it .csv or .json.").format(report_file=report_file)
        )
    reading = read_records(file, mapping=mapping, photographs=photographs)
    failed = 0
    with opened(home, demonstration) as workspace:
        if dry_run:
            problems = _preview(workspace, reading, as_json)
        else:
            problems = reading.problems
            for problem in problems:
                if problem.weight == "remark":
                    output.note(_said(problem))
            failed = _import(workspace, reading, draft, as_json)
    if report_file is not None:
        write_report(report_file, problems)
    if failed or any(problem.weight == "error" for problem in problems):
        ctx.exit(SOME_FAILED)


def _import(workspace: "Workspace", reading: "Reading", draft: bool, as_json: bool) -> int:
    """Register everything; how many inputs failed."""
    from artmatch.registry import Stage

    started = time.monotonic()
    total = len(reading.intake)
    stage = Stage.DRAFT if draft else Stage.LIVE
    with closing(workspace.index(reading.intake, stage=stage)) as outcomes:  # ends the threads at once when interrupted
        counts = report(outcomes, total, _("Importing"), as_json)
    summarise(counts, _STATES, total, time.monotonic() - started, workspace, as_json)
    return counts["failed"]


def _preview(workspace: "Workspace", reading: "Reading", as_json: bool) -> "Sequence[Problem]":
    """Show every problem and what would happen; the problems in the order of the file."""
    from artmatch.cli import output
    from artmatch.exchange.dry_run import dry_run
    from artmatch.matching.work import State

    found = dry_run(reading, workspace.preview, lambda outcomes, total: output.progress(outcomes, total, _("Looking")))
    problems, counts = found.problems, found.counts
    if as_json:
        for problem in problems:
            output.json_line(problem.as_dict())
        output.json_line({"summary": {state.replace(" ", "_"): counts[state] for state in State}})
        return problems
    _show(problems)
    output.line(
        _(
            "Would register {new:,}, update {updated:,} and leave {known:,} as they are; {failed:,} cannot be used. "
            "Nothing was written."
        ).format(
            new=counts[State.INDEXED],
            updated=counts[State.UPDATED],
            known=counts[State.KNOWN],
            failed=counts[State.FAILED],
        )
    )
    return problems


def _show(problems: "Sequence[Problem]") -> None:
    from rich.table import Table

    from artmatch.cli import output

    if not problems:
        return
    table = Table(box=None, pad_edge=False)
    for heading in (_("where"), _("column"), _("problem")):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        where = problem.cell or ("" if problem.row is None else _("row {row}").format(row=problem.row))
        mark = "" if problem.weight == "error" else _("(remark) ")
        table.add_row(*(output.shown(text) for text in (where, problem.column, mark + problem.problem)))
    output.table(table)


def _said(problem: "Problem") -> str:
    if problem.row is None:
        return problem.problem
    return _("row {row}: {problem}").format(row=problem.row, problem=problem.problem)
