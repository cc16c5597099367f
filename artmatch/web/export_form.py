"""Taking records away: those that Browse shows, or all of them, as a file that an import or a spreadsheet reads."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from artmatch.errors import ArtmatchError
from artmatch.exchange.archives import pack
from artmatch.exchange.exporting import photograph_folder
from artmatch.messages import _, counted
from artmatch.registry import EVERYTHING, RecordFilter, Stage
from artmatch.web import parts, people, progress, words
from artmatch.wiring import Workspace

_made = "export-made"
_most_bytes = 10**9
"""Of photographs; the browser gets them in one piece, and the server holds that piece."""
_formats = {
    ".xlsx": _("Excel table (.xlsx)"),
    ".csv": _("CSV table (.csv)"),
    ".xml": _("LIDO, for museum programs (.xml)"),
    ".jsonl": _("JSON lines, exact in every field (.jsonl)"),
}
_types = {
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".xml": "application/xml",
    ".jsonl": "application/jsonl",
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that waits to be taken."""

    asked: tuple[object, ...]
    """What it was made of."""
    name: str
    data: bytes
    said: tuple[str, ...]
    """What is in it and what is not."""


def show(workspace: Workspace, wanted: RecordFilter, count: int) -> None:
    """Offer the ``count`` records that are shown, or all live ones, as a file."""
    with st.expander(_("Take these records away")):
        shown = _("the {objects} shown").format(objects=counted(count, "object", "objects"))
        which = st.radio(
            _("Which records"), [True, False], format_func=lambda some: shown if some else _("the whole register")
        )
        ending = st.selectbox(_("Format"), list(_formats), format_func=_formats.__getitem__, key="export-format")
        with_photographs = st.checkbox(_("With the photographs, in a ZIP"), key="export-photographs")
        name = people.name_field(workspace, "-export")
        among = wanted if which else EVERYTHING
        asked = (workspace.settings.folder, among, ending, with_photographs)
        if st.button(_("Make the file"), type="primary"):
            _make(workspace, asked, among, str(ending), with_photographs=with_photographs, name=name)
        made: _Made | None = st.session_state.get(_made)
        if made is not None and made.asked == asked:
            _offer(made)


def _offer(made: _Made) -> None:
    parts.notice("good", made.said[0], made.said[1:])
    label = _("Download {name} ({size})").format(name=made.name, size=words.size(len(made.data)))
    kind = _types[Path(made.name).suffix]
    st.download_button(words.label(label), made.data, made.name, kind, icon=":material/download:", on_click="ignore")


def _make(
    workspace: Workspace,
    asked: tuple[object, ...],
    among: RecordFilter,
    ending: str,
    *,
    with_photographs: bool,
    name: str,
) -> None:
    """Write the file as ``artmatch export`` does, under a name that the ledger keeps."""
    st.session_state.pop(_made, None)
    if not name:
        parts.notice("fault", _("Say who you are: every export is written down with who made it."))
        return
    live = RecordFilter(stage=Stage.LIVE)
    total = workspace.registry.search_records(live if among == EVERYTHING else among, limit=1).count
    objects = photographs = hidden = size = 0
    failed: list[str] = []
    with TemporaryDirectory(prefix="artmatch-export-") as folder:
        file = Path(folder, f"objects{ending}")
        try:
            with (
                workspace.acting(name),
                closing(workspace.export(file, with_photographs=with_photographs, among=among)) as outcomes,
            ):
                for one in progress.exporting(outcomes, total):
                    objects += 1
                    photographs += one.photographs
                    hidden += one.hidden
                    size += one.byte_count
                    failed += one.reasons
                    if size > _most_bytes:
                        parts.notice(
                            "fault",
                            _(
                                "The photographs are larger than {size}: show fewer records, or run artmatch export."
                            ).format(size=words.size(_most_bytes)),
                        )
                        return
            made = pack(file, photograph_folder(file)) if with_photographs else file
        except ArtmatchError as error:
            parts.notice("fault", str(error))
            return
        said = [_contents(objects, photographs, with_photographs=with_photographs)]
        if hidden:
            left = counted(hidden, "photograph", "photographs")
            said.append(_("Left out {left} of objects that are not public.").format(left=left))
        if objects < total:
            said.append(
                _("Left out {left} not live yet.").format(
                    left=counted(total - objects, "object that is", "objects that are")
                )
            )
        st.session_state[_made] = _Made(asked, made.name, made.read_bytes(), (*said, *failed))


def _contents(objects: int, photographs: int, *, with_photographs: bool) -> str:
    said = [counted(objects, "object", "objects")]
    if with_photographs:
        said.append(counted(photographs, "photograph", "photographs"))
    return _("The file holds {said}.").format(said=words.joined(said))
