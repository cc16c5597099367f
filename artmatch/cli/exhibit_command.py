"""``artmatch exhibit``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import acting_options, json_option, opened, register_options
from artmatch.messages import _, chance, counted

if TYPE_CHECKING:
    from artmatch.casework import Candidate, ExhibitPhotograph, Search
    from artmatch.wiring import Workspace


@click.group()
def exhibit() -> None:
    """Add the exhibits of a case, search for them, see what was found.

    CASE and EXHIBIT are numbers as on the file and on the bag.
    """


@exhibit.command()
@click.argument("case")
@click.argument("exhibit")
@click.argument("photographs", metavar="[PHOTO]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--place", default=None, help="Where it was seized.")
@click.option("--date", default=None, help="When it was seized.")
@click.option("--notes", default=None, help="Anything else.")
@acting_options
def add(
    case: str,
    exhibit: str,
    photographs: tuple[Path, ...],
    place: str | None,
    date: str | None,
    notes: str | None,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Add EXHIBIT to CASE, or further PHOTOs and details to it.

    The files are kept byte for byte under their SHA-256. Nothing is stored if one of them is no photograph. What is
    dismissed for the exhibit is asked again once it has a new photograph.
    """
    from artmatch.casework import NewExhibitPhotograph
    from artmatch.cli import output
    from artmatch.errors import NotFoundError
    from artmatch.imaging import read

    given = {"place": place, "date": date, "notes": notes}
    details = {name: text for name, text in given.items() if text is not None}
    with opened(home, demonstration, by) as workspace:
        cases = workspace.casework.cases
        read_ones = [(path, *read(path, limits=workspace.limits, longest_side=320)) for path in photographs]
        new = [NewExhibitPhotograph(data, image, path.name) for path, data, image in read_ones]
        cases.case(case)
        try:
            found = cases.edit_exhibit(cases.exhibit(case, exhibit).exhibit_id, by=workspace.by, **details)
        except NotFoundError:
            found = cases.add_exhibit(case, exhibit, by=workspace.by, **details)
        cases.add_photographs(found.exhibit_id, new, by=workspace.by)
        count = counted(len(cases.photographs(found.exhibit_id)), "photograph", "photographs")
    output.line(_("Exhibit {number} of {case} has {count}.").format(number=found.number, case=case, count=count))


@exhibit.command()
@click.argument("case")
@click.argument("exhibit")
@click.argument("photo")
@click.option("--turn", default=0, type=click.IntRange(0, 3), help="Quarter turns anticlockwise.")
@click.option("--crop", nargs=4, type=float, default=(0, 0, 1, 1), help="Left, top, right, bottom from 0 to 1.")
@click.option("--contrast", is_flag=True, help="Stretch the contrast.")
@acting_options
def derive(
    case: str,
    exhibit: str,
    photo: str,
    turn: int,
    crop: tuple[float, float, float, float],
    contrast: bool,
    home: Path | None,
    demonstration: bool | None,
    by: str,
) -> None:
    """Have a photograph searched turned, then cropped, then with more contrast.

    PHOTO is the beginning of its SHA-256, or its file name. The original stays as it is; the derived picture is
    stored as these steps. Without options the original is searched again.
    """
    from artmatch.casework import Derivation
    from artmatch.cli import output

    derivation = Derivation(turns=turn, box=crop, enhancement="contrast" if contrast else "none")
    with opened(home, demonstration, by) as workspace:
        photograph = _photograph(workspace, case, exhibit, photo)
        derived = workspace.casework.cases.derive(photograph, derivation, by=workspace.by)
    output.line(
        _("{file_name} is searched as derived from now on; its pixels have {pixels_sha256}.").format(
            file_name=photograph.file_name, pixels_sha256=derived.pixels_sha256
        )
    )


@exhibit.command()
@click.argument("case")
@click.argument("exhibit")
@click.option("--top", default=10, show_default=True, type=click.IntRange(5, 100), help="How many objects to show.")
@acting_options
def search(case: str, exhibit: str, top: int, home: Path | None, demonstration: bool | None, by: str) -> None:
    """Search for what all photographs of EXHIBIT show together, and store the answer."""
    from artmatch.exhibit_search import search_exhibit

    with opened(home, demonstration, by) as workspace:
        found = workspace.casework.cases.exhibit(case, exhibit)
        searched = search_exhibit(workspace, found.exhibit_id, by=workspace.by, top=top)
        _show_search(workspace, searched)


@exhibit.command()
@click.argument("case")
@click.argument("exhibit")
@json_option("One JSON object with everything that is stored of it.")
@register_options
def show(case: str, exhibit: str, as_json: bool, home: Path | None, demonstration: bool | None) -> None:
    """Show EXHIBIT: its photographs, its last search, the judgements."""
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        found = workspace.casework.cases.exhibit(case, exhibit)
        photographs = workspace.casework.cases.photographs(found.exhibit_id)
        searches = workspace.casework.findings.searches(found.exhibit_id)
        judgements = workspace.casework.findings.judgements(found.exhibit_id)
        if as_json:
            from dataclasses import asdict

            from artmatch.casework.canonical import plain

            stored = {
                "case": case,
                "exhibit": asdict(found),
                "photographs": [asdict(one) for one in photographs],
                "searches": [asdict(one) for one in searches],
                "judgements": [asdict(one) for one in judgements],
            }
            output.json_line(plain(stored))
            return
        output.line(
            _("Exhibit {number} of {case}, {place}, {date}").format(
                number=found.number, case=case, place=found.place or _("place unknown"), date=found.date or "undated"
            )
        )
        for photograph in photographs:
            output.line(f"  {photograph.sha256}  {photograph.file_name}")
        if searches:
            _show_search(workspace, searches[-1])
        for judgement in judgements:
            reasons = f" ({', '.join(judgement.reasons)})" if judgement.reasons else ""
            gone = judgement.withdrawn
            taken = _(" WITHDRAWN by {by}: {note}").format(by=gone.by, note=gone.note) if gone else ""
            said = f"{judgement.object_id} is {judgement.decision}{reasons}. {judgement.note}{taken}"
            output.line(
                _("Judgement {judgement_id} by {by}: {said}").format(
                    judgement_id=judgement.judgement_id, by=judgement.by, said=said
                )
            )


def _show_search(workspace: "Workspace", search: "Search") -> None:
    """The answer, with what was dismissed apart."""
    from artmatch.casework import Standing
    from artmatch.cli import output

    standings = workspace.casework.findings.standings(search.exhibit_id)
    output.line(
        _("Search {search_id} by {by}, {at:%Y-%m-%d %H:%M} UTC. {headline}").format(
            search_id=search.search_id, by=search.by, at=search.at, headline=search.headline
        )
    )
    dismissed: list[Candidate] = []
    for candidate in search.candidates:
        standing = standings.get(candidate.object_id, Standing.OPEN)
        if standing is Standing.DISMISSED:
            dismissed.append(candidate)
            continue
        output.line(
            _("  {rank:2}  {title}, {object_id}: {band}, score {score}; {standing}").format(
                rank=candidate.rank,
                title=candidate.title,
                object_id=candidate.object_id,
                band=_(candidate.band),
                score=chance(candidate.score),
                standing=_(standing),
            )
        )
    if dismissed:
        numbers = ", ".join(candidate.object_id for candidate in dismissed)
        output.line(_("  dismissed: {numbers}").format(numbers=numbers))
    output.line(search.caution)


def _photograph(workspace: "Workspace", case: str, exhibit: str, photo: str) -> "ExhibitPhotograph":
    from artmatch.errors import NotFoundError

    found = workspace.casework.cases.exhibit(case, exhibit)
    photographs = workspace.casework.cases.photographs(found.exhibit_id)
    meant = [one for one in photographs if photo == one.file_name or one.sha256.startswith(photo)]
    if len(meant) != 1:
        raise NotFoundError(
            _(
                "The exhibit {exhibit} has {count} photographs {photograph!r}: give more of its SHA-256, as "
                "`artmatch exhibit show` lists it."
            ).format(exhibit=exhibit, count=len(meant), photograph=photo)
        )
    return meant[0]
