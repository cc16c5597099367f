"""Browse: search the register's text, narrow it, a wall of thumbnails, the record page of one object."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from artmatch.messages import _, counted
from artmatch.records import Collection, Status
from artmatch.registry import Found, RecordFilter, Stage
from artmatch.registry.vocabulary import vocabulary
from artmatch.web import export_form, parts, record_page, session, words
from artmatch.web.words import escaped
from artmatch.wiring import Workspace

_per_page = 24


def show() -> None:
    """Show the wall, or the record that ``?object=`` names."""
    workspace = session.workspace()
    object_id = st.query_params.get("object")
    if object_id is None:
        _show_wall(workspace)
        return
    st.button(_("All objects"), icon=":material/arrow_back:", on_click=_close)
    record_page.show(workspace, object_id)


def _open(object_id: str) -> None:
    st.query_params["object"] = object_id
    session.start_at_top()


def _close() -> None:
    st.query_params.pop("object", None)


def _show_wall(workspace: Workspace) -> None:
    text = st.text_input(
        _("Search the records"),
        placeholder=_("title, place, owner, material, number …"),
        key="browse-text",
        on_change=_restart,
    )
    wanted = _narrowed(text)
    page = st.session_state.setdefault("browse-page", 0)
    found = workspace.registry.search_records(wanted, limit=_per_page, offset=page * _per_page)
    records, count = found.records, found.count
    st.html(f'<p class="am-quiet" role="status">{_found(text, found)}</p>')
    if not count:
        _show_nothing(text, is_narrowed=wanted != RecordFilter(text=text, stage=Stage.LIVE))
        return
    faces = workspace.registry.first_photographs([record.object_id for record in records])
    with st.container(key="am-wall"):
        for record in records:
            parts.card(
                f"wall-{record.object_id}",
                parts.card_picture(workspace, faces.get(record.object_id), record),
                label=words.label(record.title),
                on_click=_open,
                args=(record.object_id,),
                below=f'<p class="am-quiet">{escaped(parts.circumstances(record))}</p>',
            )
    _show_turner(page, count)
    export_form.show(workspace, wanted, count)


def _restart() -> None:
    st.session_state["browse-page"] = 0


def _found(text: str, found: Found) -> str:
    """How many there are, as HTML."""
    objects = counted(found.count, "object", "objects")
    if not text.strip():
        return escaped(objects)
    said = _("{objects} for “{text}”").format(objects=objects, text=text)
    if found.spellings:
        said += " · " + _("as good as these words: {words}").format(words=", ".join(found.spellings))
    return escaped(said)


def _narrowed(text: str) -> RecordFilter:
    """Ask what the records are to be narrowed to."""
    with st.expander(_("Narrow")):
        first, second, third = st.columns(3)
        general = _choice(first, "type", _("Type of object"), tuple(vocabulary().object_types), _("any"))
        material = first.text_input(_("Material"), key="browse-material", on_change=_restart)
        status = _choice(second, "status", _("Status"), tuple(Status), _("any"))
        collection = _choice(second, "collection", _("Collection"), tuple(Collection), _("any"))
        maker = second.text_input(_("Maker or culture"), key="browse-maker", on_change=_restart)
        stage = _choice(third, "stage", _("Stage"), tuple(Stage), _("any"), start=Stage.LIVE)
        place = third.text_input(_("Place"), key="browse-place", on_change=_restart)
        source = third.text_input(_("Source"), key="browse-source", on_change=_restart)
        earliest = first.number_input(_("Made in or after"), value=None, step=1, key="browse-from", on_change=_restart)
        latest = second.number_input(_("Made in or before"), value=None, step=1, key="browse-to", on_change=_restart)
        centimetres = third.number_input(
            _("A measurement in cm, within a tenth"), value=None, min_value=0.0, key="browse-size", on_change=_restart
        )
        near = st.checkbox(_("Words spelt nearly so are as good"), key="browse-near", on_change=_restart)
    return RecordFilter(
        text=text,
        near=near,
        object_type=general,
        material=material.strip(),
        maker=maker.strip(),
        place=place.strip(),
        source=source.strip(),
        status=Status(status) if status else None,
        collection=Collection(collection) if collection else None,
        stage=Stage(stage) if stage else None,
        earliest_year=earliest,
        latest_year=latest,
        size=None if centimetres is None else 10 * centimetres,
    )


def _choice(
    column: DeltaGenerator, key: str, name: str, values: Sequence[str], without: str, *, start: str = ""
) -> str:
    """One of ``values``, or none, which is called ``without``."""
    options = ["", *values]
    chosen = column.selectbox(
        name,
        options,
        index=options.index(start),
        format_func=lambda value: words.named(value) or words.sentence_start(without),
        key=f"browse-{key}",
        on_change=_restart,
    )
    return str(chosen)


def _show_nothing(text: str, *, is_narrowed: bool) -> None:
    if is_narrowed:
        parts.notice(
            "plain", _("No record is like this. Narrow less: types, places and measurements are often altered.")
        )
        return
    if text.strip():
        parts.notice(
            "plain",
            _(
                "No record holds these words, or any spelt nearly so. Try fewer or shorter ones: titles, makers and "
                "measurements are often altered. A photograph finds an object whatever it is called."
            ),
        )
        return
    parts.notice("plain", _("This register holds no object yet."))
    if not session.is_demonstration() and st.button(_("Register an object"), type="primary"):
        session.go_to("register")


def _show_turner(page: int, count: int) -> None:
    """Show where in the wall this is, with the way to either side."""
    last = (count - 1) // _per_page
    if last == 0:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center"):
        st.button(_("Earlier"), disabled=page == 0, on_click=_turn, args=(page - 1,))
        said = _("Page {number:,} of {last:,}").format(number=page + 1, last=last + 1)
        st.html(f'<p class="am-quiet">{escaped(said)}</p>', width="content")
        st.button(_("Later"), disabled=page == last, on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    st.session_state["browse-page"] = page
    session.start_at_top()
