"""Browse: search the register's text, a wall of thumbnails, the record page of one object."""

import streamlit as st

from artmatch.errors import NotFoundError
from artmatch.records import ArtworkRecord
from artmatch.web import parts, session, words
from artmatch.web.pictures import row
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
    st.button("All objects", icon=":material/arrow_back:", on_click=_close)
    try:
        record = workspace.registry.record(object_id)
    except NotFoundError as error:
        parts.notice("fault", str(error))
        return
    _show_record(workspace, record)


def _open(object_id: str) -> None:
    st.query_params["object"] = object_id
    session.start_at_top()


def _close() -> None:
    st.query_params.pop("object", None)


def _show_wall(workspace: Workspace) -> None:
    text = st.text_input(
        "Search the records",
        placeholder="title, place, owner, material, number …",
        key="browse-text",
        on_change=_restart,
    )
    page = st.session_state.setdefault("browse-page", 0)
    records, count = workspace.registry.search_records(text, limit=_per_page, offset=page * _per_page)
    st.html(f'<p class="am-quiet" role="status">{_found(text, count)}</p>')
    if not count:
        _show_nothing(text)
        return
    faces = workspace.registry.first_photographs([record.object_id for record in records])
    with st.container(key="am-wall"):
        for record in records:
            parts.card(
                f"wall-{record.object_id}",
                parts.card_picture(workspace, faces.get(record.object_id), record.title),
                label=words.label(record.title),
                on_click=_open,
                args=(record.object_id,),
                below=f'<p class="am-quiet">{escaped(parts.circumstances(record))}</p>',
            )
    _show_turner(page, count)


def _restart() -> None:
    st.session_state["browse-page"] = 0


def _found(text: str, count: int) -> str:
    objects = words.counted(count, "object", "objects")
    return f"{objects} for “{escaped(text)}”" if text.strip() else objects


def _show_nothing(text: str) -> None:
    if text.strip():
        parts.notice(
            "plain",
            "No record holds these words. Try fewer or shorter ones: titles, makers and measurements are often "
            "altered. A photograph finds an object whatever it is called.",
        )
        return
    parts.notice("plain", "This register holds no object yet.")
    if not session.is_demonstration() and st.button("Register an object", type="primary"):
        session.go_to("register")


def _show_turner(page: int, count: int) -> None:
    """Show where in the wall this is, with the way to either side."""
    last = (count - 1) // _per_page
    if last == 0:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center"):
        st.button("Earlier", disabled=page == 0, on_click=_turn, args=(page - 1,))
        st.html(f'<p class="am-quiet">Page {page + 1:,} of {last + 1:,}</p>', width="content")
        st.button("Later", disabled=page == last, on_click=_turn, args=(page + 1,))


def _turn(page: int) -> None:
    st.session_state["browse-page"] = page
    session.start_at_top()


def _show_record(workspace: Workspace, record: ArtworkRecord) -> None:
    st.html(
        f'<h1 class="am-title">{escaped(record.title)}</h1>'
        f'<p class="am-line">{escaped(parts.circumstances(record))}</p>'
    )
    photographs = workspace.registry.photographs_of(record.object_id)
    pictures = [parts.registered_picture(workspace, photograph, title=record.title) for photograph in photographs]
    left, right = st.columns([3, 2], gap="large")
    left.html(row(pictures))
    right.html(parts.definition_list(parts.all_rows(record)))
    with right.expander(words.counted(len(photographs), "photograph", "photographs") + ": files as they came"):
        for photograph in photographs:
            st.html(
                parts.definition_list(
                    [
                        ("File", words.file_name(photograph.file_name)),
                        ("View", photograph.view.value),
                        (
                            "Size",
                            f"{photograph.width:,} x {photograph.height:,} pixels, {words.size(photograph.byte_count)}",
                        ),
                        ("Registered", words.moment(photograph.registered_at)),
                        ("SHA-256", photograph.sha256),
                    ]
                )
            )
