"""Match: photographs of a seized item in, registered objects beside them out."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from artmatch.answers import Answer, Band, Match
from artmatch.errors import StoreError
from artmatch.imaging import outlined, quality_remarks, shrink, small_object_remark
from artmatch.match_evidence import drawn_evidence
from artmatch.messages import _, chance, counted
from artmatch.records import Outline
from artmatch.registry import EVERYTHING, RecordFilter
from artmatch.web import comparing, hidden, keeping, narrowing, parts, samples, session, tray, words
from artmatch.web.photographs import Edit, HeldPhotograph
from artmatch.web.pictures import Picture, Pixels, figure, plain, preview_side
from artmatch.web.tray import Tray
from artmatch.web.words import escaped
from artmatch.wiring import Query, Workspace

shown_objects = 9
"""The first and eight cards below it: the right object is among the first five when it is not the first."""
_general_advice = (
    _("Photograph the whole object so that it fills the picture, straight from the front."),
    _("Add other sides, marks, inscriptions and damage: all photographs are searched together."),
    _("Crop away frame, wall, table and hands; turn the photograph upright."),
    _("Avoid flash and reflections: move a step to the side of the light."),
)


def show() -> None:
    """Show the page."""
    workspace = session.workspace()
    held = Tray.of("match")
    if not workspace.status().objects:
        _show_empty_register()
        return
    left, right = st.columns([5, 8], gap="large")
    with left:
        places = _show_photographs(workspace, held)
        among = _show_more(workspace, held) if held.held else EVERYTHING
    with right:
        if not held.held:
            with st.container():  # what follows in its place replaces all of it at once
                _show_start(workspace, held)
            return
        answer = _answer(workspace, held, among)
        narrowing.show(among)
        _show_answer(workspace, held, answer)
    for (sha256, place), region in zip(places.items(), answer.regions, strict=True):
        if region is not None:
            _show_region(place, held, sha256, region)


def _show_empty_register() -> None:
    parts.headline(_("There is nothing to search yet"))
    if session.is_demonstration():
        parts.notice(
            "plain", _("The demonstration has not been drawn yet: run artmatch demo, which takes half a minute.")
        )
        return
    parts.notice(
        "plain",
        _(
            "This register holds no object. Register one with its photographs, or many at once from a "
            "folder or a table with the command artmatch index. To see first how it works, open the "
            "demonstration."
        ),
    )
    with st.container(horizontal=True):
        if st.button(_("Register an object"), type="primary"):
            session.go_to("register")
        st.button(_("Open the demonstration"), on_click=session.choose, args=(True,))


def _show_photographs(workspace: Workspace, held: Tray) -> dict[str, DeltaGenerator]:
    """Show what is held; returns a place for each photograph in which the answer's region can be shown."""
    parts.section(_("Photographs of the item"))
    tray.show_faults(held)
    places = {sha256: _show_photograph(held, sha256, photograph) for sha256, photograph in list(held.held.items())}
    if not held.held:
        tray.receive(held, _("Drop photographs here, or press to choose or take them"), workspace.limits)
    return places


def _show_more(workspace: Workspace, held: Tray) -> RecordFilter:
    """What else can be done with the photographs; on a phone it follows the answer. Returns what is searched."""
    with st.container(key="am-more"):
        with st.expander(_("Add another side, marks, damage")):
            tray.receive(held, _("All photographs are searched together"), workspace.limits)
        keeping.show(workspace, held)
        again = _("Start again with another item")
        st.button(again, type="tertiary", icon=":material/restart_alt:", on_click=held.clear)
        return narrowing.ask()


def _show_photograph(held: Tray, sha256: str, photograph: HeldPhotograph) -> DeltaGenerator:
    edit = held.edit(sha256)
    pixels = photograph.edited(edit)
    with st.container(border=True, key=f"am-held-{sha256}"):
        with st.container(horizontal=True, wrap=False, gap="small"):
            picture = Picture.of_pixels(
                pixels,
                caption="",
                alternative=_("Your photograph {name}").format(name=photograph.name),
                longest_side=preview_side,
            )
            st.html(plain(picture), width=88)
            image = photograph.image
            measured = words.dimensions(image.full_width, image.full_height, image.byte_count)
            st.html(f'<p class="am-line">{escaped(photograph.name)}</p><p class="am-quiet">{escaped(measured)}</p>')
        tray.show_tools(held, sha256)
        place = st.empty()
        for remark in quality_remarks(pixels):
            parts.notice("plain", remark)
    return place


def _show_region(place: DeltaGenerator, held: Tray, sha256: str, region: Outline) -> None:
    """Show which part of a photograph was searched beside the whole, and offer to search nothing else."""
    pixels = shrink(held.held[sha256].edited(held.edit(sha256)), preview_side)
    remark = small_object_remark(region)
    with place.container():
        if remark:
            parts.notice("plain", remark)
        _show_outlined(held, sha256, pixels, region)


def _show_outlined(held: Tray, sha256: str, pixels: Pixels, region: Outline) -> None:
    with st.expander(_("The object seems to be here")):
        said = _("The outlined part was searched beside the whole. If it is wrong, crop the photograph.")
        st.html(figure(Picture.of_pixels(outlined(pixels, region), caption=said, alternative=_("The outlined object"))))
        st.button(
            _("Search the outlined part only"),
            key=f"region-{held.name}-{sha256}",
            on_click=held.keep_only,
            args=(sha256, region),
        )


def _show_start(workspace: Workspace, held: Tray) -> None:
    if session.is_demonstration():
        samples.show(workspace, held)
        return
    parts.section(_("What makes a good photograph"))
    parts.notice("plain", _("The search starts by itself as soon as a photograph is there."), _general_advice)


def _show_answer(workspace: Workspace, held: Tray, answer: Answer) -> None:
    if not answer.matches:
        parts.notice("plain", answer.headline)
        return
    if answer.band is Band.NONE:
        _show_nothing_reliable(workspace, held, answer)
        return
    _show_first(workspace, held, answer)
    alike = max(answer.tied, 1)
    if alike > 1:
        parts.section(_("As good an answer"))
        _show_others(workspace, held, answer, answer.matches[1:alike], first=1)
    with st.container(key="am-less-likely"):
        parts.section(_("Less likely"))
        _show_others(workspace, held, answer, answer.matches[alike:], first=alike)


def _answer(workspace: Workspace, held: Tray, among: RecordFilter) -> Answer:
    """Search, unless these very photographs, turned and cropped like this, were just searched among these objects."""
    status = workspace.status()
    asked = (
        status.photographs,
        tuple((sha256, held.edit(sha256)) for sha256 in held.held),
        among,
    )
    kept = st.session_state.get("answer")
    if kept is not None and kept[0] == asked:
        answer: Answer = kept[1]
        return answer
    queries = [
        Query(pixels=photograph.edited(held.edit(sha256)), sha256=sha256, name=photograph.name)
        for sha256, photograph in held.held.items()
    ]
    said = counted(len(queries), "photograph", "photographs")
    with st.spinner(
        _("Comparing {said} with {objects} …").format(said=said, objects=counted(status.objects, "object", "objects")),
        show_time=True,
    ):
        answer = workspace.match(queries, top=shown_objects, among=among)
    st.session_state["answer"] = (asked, answer)
    return answer


def _show_first(workspace: Workspace, held: Tray, answer: Answer) -> None:
    match = answer.matches[0]
    if answer.tied > 1:
        parts.notice("plain", answer.headline)
    st.html(
        f"{parts.band_mark(answer.band)}"
        f'<h1 class="am-title">{escaped(match.record.title)}</h1>'
        f'<p class="am-line">{escaped(parts.circumstances(match.record))}</p>'
    )
    _show_pair(workspace, held, match, key="first")
    st.html(
        f'<p class="am-sentence">{escaped(match.sentence)}</p><p class="am-quiet">{escaped(answer.caution)}</p>'
        f"{parts.definition_list(parts.lead_rows(match.record))}"
    )
    if st.button(_("Open the full record"), type="primary", key="open-first"):
        session.go_to("browse", object=match.record.object_id)
    _show_figures(answer, match)


def _show_pair(workspace: Workspace, held: Tray, match: Match, *, key: str) -> None:
    """Your photograph beside the registered one or, where enough points agree, another view of the two."""
    sha256 = list(held.held)[match.query_number]
    photograph, edit = held.held[sha256], held.edit(sha256)
    try:
        drawn = {}
        if not hidden.is_hidden(match.record):
            drawn = drawn_evidence(
                workspace,
                photograph.edited(edit),
                match.photograph,
                match.verification,
                match.marks,
                quarter_turns_of_query=match.quarter_turns,
            )
    except StoreError:  # the pair below says what is wrong with the registered photograph
        drawn = {}
    upright = Edit(edit.turns, edit.box).turned(match.quarter_turns)
    yours = Picture.of_pixels(
        photograph.edited(upright),
        caption=_("Your photograph"),
        alternative=_("Your photograph {name}").format(name=photograph.name),
    )
    theirs = parts.registered_picture(workspace, match.photograph, match.record)
    comparing.show_pair(yours, theirs, drawn, title=match.record.title, key=key)


def _show_figures(answer: Answer, match: Match) -> None:
    with st.expander(_("Figures")):
        rows = [
            (_("Similarity"), _("{similarity:.3f} (1 is the same picture)").format(similarity=match.similarity)),
            (_("Ahead of the most similar other object"), f"{match.margin:+.3f}"),
            *_points(match),
            (
                _("Chance of being right"),
                _("{chance}, where every second photograph shows a registered object").format(
                    chance=chance(match.score)
                ),
            ),
            (_("Chance that it is no registered object"), chance(answer.unregistered)),
            (
                _("Searched"),
                _("{object_count:,} objects with {photograph_count:,} photographs").format(
                    object_count=answer.object_count, photograph_count=answer.photograph_count
                ),
            ),
            (_("Model and index"), words.model_and_index(answer.model_id, answer.index_generation)),
            *((_("SHA-256 of your photograph"), sha256) for sha256 in answer.query_sha256),
        ]
        st.html(parts.definition_list(rows))


def _points(match: Match) -> list[tuple[str, str]]:
    found = match.verification
    if found is None:
        return []
    points = words.agreeing_points(found.inliers, found.consistent)
    return [
        (
            _("Points that agree"),
            _("{points}, in {cells} of 64 parts of the registered photograph").format(points=points, cells=found.cells),
        )
    ]


def _show_others(
    workspace: Workspace, held: Tray, answer: Answer, matches: tuple[Match, ...], *, first: int = 0
) -> None:
    """Cards of ``matches``, whose first one has the rank ``first``, from 0."""
    with st.container(key=f"am-others-{first}"):
        for number, match in enumerate(matches, start=first):
            record = match.record
            with st.container(key=f"am-card-other-{number}", gap="xxsmall"):
                st.html(parts.card_picture(workspace, match.photograph, record))
                opened = st.button(words.label(record.title), key=f"other-{number}-{record.object_id}", type="tertiary")
                st.html(f'{parts.small_band(match.band)}<p class="am-quiet">{escaped(parts.circumstances(record))}</p>')
            if opened:
                _compare(workspace, held, answer, match)


@st.dialog(_("Compare"), width="large")
def _compare(workspace: Workspace, held: Tray, answer: Answer, match: Match) -> None:
    st.html(
        f"{parts.band_mark(match.band)}"
        f'<h2 class="am-title">{escaped(match.record.title)}</h2>'
        f'<p class="am-line">{escaped(parts.circumstances(match.record))}</p>'
    )
    _show_pair(workspace, held, match, key="compared")
    st.html(f'<p class="am-sentence">{escaped(match.sentence)}</p>')
    st.html(parts.definition_list(parts.lead_rows(match.record)))
    if st.button(_("Open the full record"), type="primary", key="open-compared"):
        session.go_to("browse", object=match.record.object_id)
    _show_figures(answer, match)


def _show_nothing_reliable(workspace: Workspace, held: Tray, answer: Answer) -> None:
    parts.headline(answer.headline.rstrip("."))
    parts.notice("plain", answer.caution)
    parts.section(_("What would help"))
    remarks = {
        remark: None
        for sha256, photograph in held.held.items()
        for remark in quality_remarks(photograph.edited(held.edit(sha256)))
    }
    remarks |= {remark: None for remark in map(small_object_remark, answer.regions) if remark}
    items = "".join(f"<li>{escaped(text)}</li>" for text in (*remarks, *_general_advice))
    st.html(f'<ul class="am-advice">{items}</ul>')
    with st.expander(_("Closest anyway")):
        _show_others(workspace, held, answer, answer.matches)
