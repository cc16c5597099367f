"""Names of photographs in files that others wrote, to paths; nothing outside the file's own folder, no network."""

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from artmatch.errors import InputError
from artmatch.messages import _

_LONGEST_SHOWN = 120


def linked(folder: Path, link: str) -> Path:
    """The file that ``link`` names, relative to ``folder``; it may be missing.

    Raises InputError for a link that is empty, leads into the network, or leaves the folder.
    """
    shown = link if len(link) <= _LONGEST_SHOWN else f"{link[:_LONGEST_SHOWN]}…"
    if not link.strip() or "\0" in link:
        raise InputError(_("A photograph has no file: give its path, relative to the file of records."))
    if len(urlsplit(link.split("/", maxsplit=1)[0]).scheme) > 1:
        raise InputError(
            _("The photograph {shown} is not beside the file of records: copy it there, and name it so.").format(
                shown=shown
            )
        )
    spellings = [PurePosixPath(text.replace("\\", "/")) for text in (link, unquote(link))]
    if any(path.is_absolute() or ".." in path.parts or path.parts[0].endswith(":") for path in spellings):
        raise InputError(
            _("The photograph {shown} lies outside the folder of the file of records: move it there.").format(
                shown=shown
            )
        )
    return next((folder / path for path in spellings if (folder / path).exists()), folder / spellings[0])
