"""Import: a file of records with its photographs is dropped, looked through, and registered once that was seen."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from artmatch.errors import ArtmatchError
from artmatch.exchange.delivery import Delivery, Given, lay_out
from artmatch.exchange.dry_run import DryRun, dry_run
from artmatch.exchange.problems import Problem, Reading, Weight, report
from artmatch.exchange.template import template
from artmatch.matching.work import Outcome, State
from artmatch.messages import _, counted
from artmatch.registry import Stage
from artmatch.web import parts, people, progress, session
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_checked = "import-checked"
_done = "import-done"
_number = "import-number"
_megabytes = 2_000
"""Of one dropped file; a ZIP of a museum's photographs is large."""
_shown = 200
"""Problems on the page; all of them are in the report."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was dropped, read and looked through. Its folder goes when this does."""

    files: tuple[str, ...]
    """Streamlit's own names of the uploads."""
    folder: "TemporaryDirectory[str]"
    delivery: Delivery
    reading: Reading
    found: DryRun


@dataclass(frozen=True, slots=True)
class _Done:
    """What an import came to."""

    counts: Counter[State]
    failed: tuple[Problem, ...]
    stage: Stage


def show() -> None:
    """Show the page."""
    workspace = session.workspace()
    parts.headline(_("Import records"))
    _show_done()
    left, right = st.columns([5, 7], gap="large")
    with left:
        files = _receive()
    checked: _Checked | None = st.session_state.get(_checked)
    with right:
        if not files:
            _show_how()
        elif checked is not None and checked.files == _named(files):
            _show_checked(workspace, checked)
        elif st.button(_("Check these files"), type="primary"):
            _check(workspace, files)
        else:
            parts.quiet(_("Nothing is written yet: you see first what would happen, and every problem by its row."))


def _receive() -> list[UploadedFile]:
    parts.line(
        _(
            "Drop the table (CSV or Excel) together with its photographs, as single files or as a ZIP. LIDO, JSON "
            "lines and a mapping file for foreign columns are read too."
        )
    )
    number = st.session_state.setdefault(_number, 0)
    files = st.file_uploader(
        _("Table and photographs"), accept_multiple_files=True, key=f"import-{number}", max_upload_size=_megabytes
    )
    st.download_button(
        _("Empty table to fill in"),
        _template(),
        "objects.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
    )
    return list(files or ())


@st.cache_data(show_spinner=False)
def _template() -> bytes:
    return template()


def _show_how() -> None:
    parts.section(_("How the table is read"))
    st.html(
        parts.definition_list(
            [
                (_("First row"), _("Names the columns; only object_id is needed.")),
                (_("Each row"), _("One photograph. Rows with the same object_id belong to one object.")),
                (
                    _("Photographs"),
                    _(
                        "By the column photograph, or by their names: KBI-1.jpg, KBI-1_2.jpg and everything in the "
                        "folder KBI-1 show the object KBI-1."
                    ),
                ),
                (_("Dropped again"), _("Nothing is registered twice; what changed in the table is updated.")),
            ]
        )
    )


def _named(files: Sequence[UploadedFile]) -> tuple[str, ...]:
    return tuple(file.file_id for file in files)


def _check(workspace: Workspace, files: Sequence[UploadedFile]) -> None:
    """Read what was dropped and compare it with the register; keep what was found for the next run."""
    st.session_state.pop(_checked, None)
    folder = TemporaryDirectory(prefix="artmatch-import-")
    said = f"{folder.name}/"
    try:
        with st.spinner(_("Reading the files …"), show_time=True):
            for file in files:
                file.seek(0)
            delivery = lay_out([Given(file.name, file) for file in files], Path(folder.name))
            reading = delivery.read()
        found = dry_run(reading, workspace.preview, progress.looking)
    except ArtmatchError as error:
        folder.cleanup()
        parts.notice("fault", str(error).replace(said, ""))
        return
    st.session_state[_checked] = _Checked(_named(files), folder, delivery, reading, found)
    st.rerun()


def _show_checked(workspace: Workspace, checked: _Checked) -> None:
    counts, delivery = checked.found.counts, checked.delivery
    parts.section(_("What would happen"))
    parts.notice(
        "fault" if checked.found.errors else "good",
        _("{new:,} new, {updated:,} updated, {known:,} unchanged; {failed:,} cannot be used.").format(
            new=counts[State.INDEXED],
            updated=counts[State.UPDATED],
            known=counts[State.KNOWN],
            failed=counts[State.FAILED],
        ),
    )
    parts.quiet(_("Counted by photograph; an object without any counts once. Nothing has been written."))
    if delivery.left_alone:
        left = counted(len(delivery.left_alone), "file was", "files were")
        parts.quiet(
            _("{left} left alone, being neither records nor photographs: {names}").format(
                left=left, names=", ".join(delivery.left_alone[:5])
            )
        )
    _show_problems([replace(one, problem=delivery.plain(one.problem)) for one in checked.found.problems])
    if checked.found.objects:
        _offer_import(workspace, checked)


def _show_problems(problems: Sequence[Problem]) -> None:
    """Show problems as a table by row and column, and offer all of them as a file."""
    if not problems:
        return
    cells = [(_place(one), one.column, _said(one)) for one in problems[:_shown]]
    rows = "".join(f"<tr>{''.join(f'<td>{escaped(cell)}</td>' for cell in row)}</tr>" for row in cells)
    columns = "".join(f"<th>{escaped(name)}</th>" for name in (_("Where"), _("Column"), _("Problem")))
    st.html(f'<table class="am-ledger am-problems"><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>')
    if len(problems) > _shown:
        parts.quiet(
            _("The first {shown} of {count:,}; the report has all of them.").format(shown=_shown, count=len(problems))
        )
    st.download_button(
        _("Report of the problems (CSV)"), report(problems, ".csv"), "problems.csv", "text/csv", on_click="ignore"
    )


def _place(problem: Problem) -> str:
    if problem.row is None:
        return _("whole file")
    return problem.cell or _("row {row}").format(row=problem.row)


def _said(problem: Problem) -> str:
    text = problem.problem
    return text if problem.weight is Weight.ERROR else _("Remark: {text}").format(text=text)


def _offer_import(workspace: Workspace, checked: _Checked) -> None:
    with st.form("import", border=False):
        draft = st.radio(
            _("New objects"),
            [True, False],
            format_func=lambda waits: (
                _("wait as drafts until somebody else has reviewed them")
                if waits
                else _("can be found as soon as they are imported")
            ),
        )
        name = people.name_field(workspace)
        label = _("Import {records}").format(records=counted(len(checked.found.objects), "record", "records"))
        pressed = st.form_submit_button(label, type="primary")
    if not pressed:
        return
    if not name:
        parts.notice("fault", _("Say who you are: every change is written down with who made it."))
        return
    _import(workspace, checked, name, Stage.DRAFT if draft else Stage.LIVE)


def _import(workspace: Workspace, checked: _Checked, name: str, stage: Stage) -> None:
    """Register everything as ``artmatch import`` does; whatever is stored stays if this is interrupted."""
    intake = checked.reading.intake
    counts: Counter[State] = Counter()
    failed: list[Outcome] = []
    with workspace.acting(name), closing(workspace.index(intake, stage=stage)) as outcomes:
        for outcome in progress.importing(outcomes, len(intake)):
            counts[outcome.state] += 1
            if outcome.state is State.FAILED:
                failed.append(outcome)
    st.session_state[_done] = _Done(counts, _problems(checked, failed), stage)
    st.session_state.pop(_checked)
    checked.folder.cleanup()
    st.session_state[_number] += 1
    session.start_at_top()
    st.rerun()


def _problems(checked: _Checked, failed: Sequence[Outcome]) -> tuple[Problem, ...]:
    """Why inputs ``failed``, in the order of the file: by its cell where that was known when the file was read."""
    told = [one for one in checked.reading.problems if one.weight is Weight.ERROR]
    rows = {one.row for one in told}
    later = [checked.reading.of_photograph(one.row, one.name, one.reason) for one in failed if one.row not in rows]
    found = [replace(one, problem=checked.delivery.plain(one.problem)) for one in (*told, *later)]
    return tuple(sorted(found, key=lambda problem: problem.row or 0))


def _show_done() -> None:
    """Say what the last import came to, until other files are checked."""
    done: _Done | None = st.session_state.get(_done)
    if done is None or _checked in st.session_state:
        return
    new = done.counts[State.INDEXED]
    parts.notice(
        "fault" if done.failed else "good",
        _("Imported: {new:,} new, {updated:,} updated, {known:,} unchanged, {failed:,} failed.").format(
            new=new,
            updated=done.counts[State.UPDATED],
            known=done.counts[State.KNOWN],
            failed=done.counts[State.FAILED],
        ),
    )
    _show_problems(done.failed)
    if new and done.stage is Stage.DRAFT:
        parts.quiet(_("The new objects are drafts: somebody else has to review them."))
        if st.button(_("Open the review")):
            session.go_to("review")
