"""``artmatch ledger``."""

from pathlib import Path

import click

from artmatch.cli.options import acting_options, json_option, opened, register_options
from artmatch.messages import _

_FAULTS_SHOWN = 20
_TOLD = ("case", "exhibit", "object", "search")
"""Details that say in a line what an entry is about."""


@click.group()
def ledger() -> None:
    """Read and verify the ledger: who did what, and when.

    Every entry holds the hash of the one before, so that none can be changed, left out or put in between unnoticed. A
    checkpoint kept elsewhere tells of a ledger that was cut or written anew.
    """


@ledger.command()
@click.option("--last", default=20, show_default=True, type=click.IntRange(1), help="How many entries.")
@json_option("JSON lines: one an entry.")
@register_options
def show(last: int, as_json: bool, home: Path | None, demonstration: bool | None) -> None:
    """Show the newest entries, newest first."""
    from dataclasses import asdict

    from artmatch.casework.canonical import plain
    from artmatch.cli import output

    with opened(home, demonstration) as workspace:
        entries = workspace.casework.ledger.entries(limit=last)
    for entry in entries:
        if as_json:
            output.json_line(plain(asdict(entry)))
        else:
            known = (
                str(entry.details[name]) for name in ("case", "exhibit", "object", "search") if name in entry.details
            )
            about = " / ".join(known)
            output.line(
                _("{number:6}  {at:%Y-%m-%d %H:%M:%S} UTC  {by}: {action}  {about}").format(
                    number=entry.number, at=entry.at, by=entry.by, action=entry.action, about=about
                )
            )


@ledger.command()
@click.option("--checkpoint", type=click.Path(path_type=Path), help="Also hold it against this checkpoint.")
@click.option("--public-key", type=click.Path(path_type=Path), help="What the checkpoint was signed with.")
@json_option("One JSON object.")
@register_options
def verify(
    checkpoint: Path | None, public_key: Path | None, as_json: bool, home: Path | None, demonstration: bool | None
) -> None:
    """Find the first thing that is not as the ledger says.

    Reads every entry, every stored row and every photograph that entries tell of. Exit code 5 if anything was changed,
    taken away or put in by other means.
    """
    from dataclasses import asdict

    from artmatch.casework import read_checkpoint
    from artmatch.cli import output
    from artmatch.errors import ConfigurationError, RegistryError

    if (checkpoint is None) != (public_key is None):
        raise ConfigurationError(_("Give --checkpoint and --public-key together."))
    against = None
    if checkpoint is not None and public_key is not None:
        against = read_checkpoint(_bytes(checkpoint), _bytes(public_key))
    with opened(home, demonstration) as workspace:
        found = workspace.casework.verify(against=against)
    if as_json:
        output.json_line(asdict(found))
    else:
        for fault in found.faults[:_FAULTS_SHOWN]:
            output.line(fault.sentence)
        counts = _("{entries:,} entries, {rows:,} rows, {files:,} photographs").format(
            entries=found.entries, rows=found.rows, files=found.files
        )
        checked = (
            _("verified up to entry {entries}").format(entries=found.entries)
            if not found.faults
            else f"{len(found.faults):,} faults"
        )
        output.line(f"{counts}: {checked}.")
    if found.faults:
        raise RegistryError(
            _("The ledger does not hold: {sentence} Restore the register from a backup.").format(
                sentence=found.faults[0].sentence
            )
        )


@ledger.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--public-key", type=click.Path(path_type=Path, dir_okay=False), help="Write the public key here.")
@acting_options
def checkpoint(file: Path, public_key: Path | None, home: Path | None, demonstration: bool | None, by: str) -> None:
    """Write a signed statement of the last entry into FILE.

    Keep it, and the public key, where nobody who can write to the register can: `artmatch ledger verify --checkpoint`
    then tells, years later, whether the ledger up to here is the same. The private key is made on first use and stays
    in the register's folder, readable by its owner only.
    """
    from artmatch.cli import output
    from artmatch.errors import InputError

    with opened(home, demonstration, by) as workspace:
        signed = workspace.casework.checkpoint(by=workspace.by)
        key = workspace.casework.public_key()
    try:
        file.write_bytes(signed)
        if public_key is not None:
            public_key.write_bytes(key)
    except OSError as error:
        raise InputError(
            _("The checkpoint cannot be written to {filename} ({reason}).").format(
                filename=error.filename, reason=error.strerror
            )
        ) from error
    output.line(
        _("The checkpoint is in {file}: keep it, with the public key, away from the register.").format(file=file)
    )


def _bytes(file: Path) -> bytes:
    from artmatch.errors import InputError

    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(
            _("{file} cannot be read ({reason}): check the path.").format(file=file, reason=error.strerror)
        ) from error
