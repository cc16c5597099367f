"""``artmatch report``."""

from pathlib import Path

import click

from artmatch.cli.options import acting_options, opened
from artmatch.errors import ConfigurationError, InputError
from artmatch.messages import _


@click.command()
@click.argument("case")
@click.argument("exhibit")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.pdf or FILE.html.")
@acting_options
def report(case: str, exhibit: str, out: Path, home: Path | None, demonstration: bool | None, by: str) -> None:
    """Write the report on EXHIBIT of CASE, for the file or the court.

    It tells what was seized and what was searched, the candidates of the last search with what speaks for each, who
    judged them, whom to confirm a match with, what the figures mean and how often they are wrong, and the hashes and
    versions that it takes to make the search again. Where nothing reliable was found it says what that does and does
    not mean, and what would help. The same state of the exhibit gives the same bytes; their SHA-256 goes into the
    ledger.
    """
    from artmatch.casework import Action
    from artmatch.cli import output
    from artmatch.documents.html import html
    from artmatch.documents.pdf import pdf
    from artmatch.exhibit_report import exhibit_report
    from artmatch.imaging import sha256

    kind = out.suffix.lower()
    if kind not in (".pdf", ".html"):
        raise ConfigurationError(
            _("The report cannot be written as {name}: name it .pdf or .html.").format(name=out.name)
        )
    with opened(home, demonstration, by) as workspace:
        made = exhibit_report(workspace, case, exhibit)
        document = made.document()
        data = pdf(document) if kind == ".pdf" else html(document).encode()
        details = {
            "case": made.case.number,
            "exhibit": made.exhibit.number,
            "search": made.search.search_id,
            "report": out.name,
            "sha256": sha256(data),
        }
        workspace.casework.ledger.note(Action.EXPORT, by=workspace.by, details=details)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise InputError(
            _("The report cannot be written to {out}: {reason}.").format(out=out, reason=error.strerror)
        ) from error
    output.line(_("Wrote {out}, SHA-256 {sha256}.").format(out=out, sha256=sha256(data)))
