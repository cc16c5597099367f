"""``artmatch backup`` and ``artmatch restore``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from artmatch.cli.group import SOME_FAILED
from artmatch.cli.options import opened, register_options
from artmatch.errors import RegistryError
from artmatch.messages import _, counted

if TYPE_CHECKING:
    from artmatch.registry.backup import Checked


@click.command()
@click.argument("folder", metavar="DEST", type=click.Path(path_type=Path, file_okay=False))
@click.option("--verify", is_flag=True, help="Only check the backup DEST, which was made before.")
@register_options
@click.pass_context
def backup(ctx: click.Context, folder: Path, verify: bool, home: Path | None, demonstration: bool | None) -> None:
    """Copy the register with its cases, records and original photographs, to a new folder.

    It can be restored on SQLite and on PostgreSQL, wherever it came from, and checked without artmatch too:
    `sha256sum -c SHA256SUMS` in the folder. Others may go on registering meanwhile; the records are those of one
    moment. Until it is complete the folder is called DEST.unfinished; start again after an interruption and it goes on.

    An original that is damaged or gone is named and left out, and the rest is copied.
    """
    from artmatch import whole_backup
    from artmatch.cli import output
    from artmatch.registry import backup as backups

    if verify:
        failed = _report(backups.verify(folder), len(backups.read_sums(folder)), _("Checking"))
        if failed:
            raise RegistryError(_("The backup {folder} is not what it was: use another one.").format(folder=folder))
        about = backups.read_about(folder)
        output.line(
            _("Every file of the backup of {created:%Y-%m-%d %H:%M} UTC is what it was.").format(created=about.created)
        )
        for name in about.lost:
            output.note(_("The original {name} was lost before the backup was made.").format(name=name))
        return
    with opened(home, demonstration) as workspace:
        counts = workspace.registry.counts()
        lost = _report(whole_backup.back_up(workspace, folder), counts.photographs, _("Copying"))
    objects = counted(counts.objects, "object", "objects")
    photographs = counted(counts.photographs, "photograph", "photographs")
    output.line(
        _("{folder} holds {objects} with {photographs}.").format(
            folder=folder, objects=objects, photographs=photographs
        )
    )
    if lost:
        ctx.exit(SOME_FAILED)


@click.command()
@click.argument("folder", metavar="SOURCE", type=click.Path(path_type=Path, file_okay=False))
@register_options
def restore(folder: Path, home: Path | None, demonstration: bool | None) -> None:
    """Fill an empty register from a backup.

    Every file is checked first: if one is not what it was, it is named and nothing is restored. A register that holds
    objects is never overwritten; restore to another --home or database. Backups of older versions of artmatch are
    brought up to this one's.
    """
    from artmatch import whole_backup
    from artmatch.cli import output
    from artmatch.registry import backup as backups

    total = len(backups.read_sums(folder))
    with opened(home, demonstration) as workspace:
        _report(whole_backup.restore_into(workspace, folder), total, _("Restoring"))
        counts = workspace.registry.counts()
    objects = counted(counts.objects, "object", "objects")
    photographs = counted(counts.photographs, "photograph", "photographs")
    output.line(_("The register holds {objects} with {photographs}.").format(objects=objects, photographs=photographs))


def _report(checks: "Iterator[Checked]", total: int, task: str) -> int:
    """Show how far it is, and what failed; returns how many did."""
    from artmatch.cli import output

    failed = 0
    for checked in output.progress(checks, total, task):
        if checked.reason:
            output.line(_("failed: {name} {reason}").format(name=checked.name, reason=checked.reason))
            failed += 1
    return failed
