"""Two curators never overwrite each other, and nothing that a record once said is lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artmatch.errors import ConflictError, NotFoundError, RecordError
from artmatch.records import ArtworkRecord, Status, ViewLabel
from artmatch.registry import Action, Link, LinkKind, RecordFilter, Registry

bust = ArtworkRecord(object_id="KBI-1", title="Bust of Saint Agnes", owner="Cathedral", measurements="41 x 22 cm")
bowl = ArtworkRecord(object_id="KBI-2", title="Bowl with frieze", status=Status.MISSING)


@pytest.fixture
def filled(registry, photograph):
    registry.register([(bust, [photograph(1), photograph(2)]), (bowl, [photograph(3)])], model_id="m", by="Archive")
    return registry


def test_an_edit_is_the_next_revision_with_what_it_changed_by_whom_and_when(filled):
    before = datetime.now(UTC)
    edited = replace(bust, title="Reliquary bust", earliest_year=1390)
    assert filled.curator("Miller").edit(edited, revision=1, note="after the catalogue") == 2
    first, second = filled.dossier("KBI-1").revisions
    assert (first.action, first.by, first.changes) == (Action.REGISTERED, "Archive", ())
    assert (second.number, second.action, second.by, second.note) == (2, Action.EDITED, "Miller", "after the catalogue")
    assert before <= second.at <= datetime.now(UTC)
    assert [(one.field, one.before, one.after) for one in second.changes] == [
        ("title", "Bust of Saint Agnes", "Reliquary bust"),
        ("earliest_year", "", "1390"),
    ]
    assert filled.record("KBI-1") == edited
    assert filled.standing("KBI-1").revision == 2


def test_a_second_curator_is_told_what_changed_and_by_whom_and_nothing_is_overwritten(filled):
    filled.curator("Miller").edit(replace(bust, title="Reliquary bust"), revision=1)
    filled.curator("Jones").edit(replace(bust, title="Reliquary bust", owner=""), revision=2)
    with pytest.raises(ConflictError) as raised:
        filled.curator("Smith").edit(replace(bust, maker="Anon"), revision=1)
    said = str(raised.value)
    assert "you read revision 1, it is at 3" in said
    assert "Miller changed title from 'Bust of Saint Agnes' to 'Reliquary bust'" in said
    assert "Jones changed owner from 'Cathedral' to nothing" in said
    assert filled.record("KBI-1") == replace(bust, title="Reliquary bust", owner="")
    assert len(filled.dossier("KBI-1").revisions) == 3


def test_of_curators_who_save_the_same_record_at_once_one_succeeds(filled):
    def save(number):
        try:
            return filled.curator(f"C{number}").edit(replace(bust, maker=f"M{number}"), revision=1)
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(save, range(8)))
    assert sorted(one for one in saved if one) == [2]
    assert filled.record("KBI-1").maker == f"M{saved.index(2)}"


def test_an_edit_that_changes_nothing_is_no_revision(filled):
    assert filled.curator("Miller").edit(bust, revision=1) == 1
    assert len(filled.dossier("KBI-1").revisions) == 1


def test_an_edit_cannot_make_a_demonstration_object_of_a_real_one(filled):
    filled.curator("Miller").edit(replace(bust, demonstration=True, maker="Anon"), revision=1)
    assert not filled.record("KBI-1").demonstration


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"object_id": "KBI-9"}, NotFoundError, "no object 'KBI-9'"),
        ({"maker": "half \ud83c"}, RecordError, "characters that are no text"),
    ],
)
def test_an_edit_that_cannot_be_stored_changes_nothing(filled, change, error, said):
    with pytest.raises(error, match=said):
        filled.curator("Miller").edit(replace(bust, title="Other", **change), revision=1)
    assert filled.record("KBI-1") == bust


def test_nobody_changes_the_register_without_a_name(filled):
    with pytest.raises(RecordError, match="ARTMATCH_USER"):
        filled.curator("  ")


def test_every_status_stays_with_its_date(filled):
    miller = filled.curator("Miller")
    miller.edit(replace(bust, status=Status.RECOVERED), revision=1, status_since="2026-03", note="in Milan")
    miller.edit(replace(bust, status=Status.RECOVERED), revision=2, status_since="2026-03-14")
    dated = filled.dossier("KBI-1").statuses
    assert [(one.status, one.since, one.by) for one in dated] == [
        (Status.STOLEN, "", "Archive"),
        (Status.RECOVERED, "2026-03", "Miller"),
        (Status.RECOVERED, "2026-03-14", "Miller"),
    ]
    assert dated[1].note == "in Milan"


def test_a_date_of_a_status_that_is_none_is_refused(filled):
    with pytest.raises(RecordError, match="'yesterday', is no date"):
        filled.curator("Miller").edit(replace(bust, status=Status.FOUND), revision=1, status_since="yesterday")
    assert filled.record("KBI-1").status is Status.STOLEN


def test_an_import_that_replaces_fields_is_a_revision_too(filled, photograph):
    filled.register([(replace(bust, owner="State"), [photograph(9)])], model_id="m", update=True, by="Museum")
    edited, extended = filled.dossier("KBI-1").revisions[1:]
    assert [(one.field, one.after) for one in edited.changes] == [("owner", "State")]
    assert (extended.action, extended.by, extended.changes[0].after) == (Action.EXTENDED, "Museum", "photograph 9.jpg")


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
edits = st.fixed_dictionaries(
    {},
    optional={
        "title": text.filter(str.strip),
        "description": text,
        "status": st.sampled_from(Status),
        "earliest_year": st.none() | st.integers(-500, 0),
        "latest_year": st.none() | st.integers(1, 2000),
    },
)


def test_every_earlier_state_of_a_record_can_be_shown_again(registry):
    numbers = iter(range(10**6))

    @settings(max_examples=30, deadline=None)
    @given(st.lists(edits, min_size=1, max_size=5))
    def shown_again(many):
        record = ArtworkRecord(object_id=f"T-{next(numbers)}", title="Vase")
        registry.register([(record, [])], model_id="m")
        states = [record]
        for edit in many:
            record = replace(record, **edit)
            newest = registry.standing(record.object_id).revision
            if registry.curator("Miller").edit(record, revision=newest) > newest:
                states.append(record)
        dossier = registry.dossier(record.object_id)
        assert [dossier.record_at(number) for number in range(1, len(states) + 1)] == states
        with pytest.raises(NotFoundError, match="no revision"):
            dossier.record_at(len(states) + 1)

    shown_again()


def test_search_and_measurements_follow_an_edit(filled):
    filled.curator("Miller").edit(replace(bust, title="Head", measurements="H. 12 in"), revision=1)
    assert filled.search_records("bust", limit=9).count == 0
    for size, found in [(410, 0), (305, 1), (330, 1), (340, 0)]:
        wanted = RecordFilter(size=size, dimension="height")
        assert filled.search_records(wanted, limit=9).count == found, size


def test_what_is_said_of_a_photograph_has_its_history_and_its_bytes_stay(filled):
    front, side = filled.photographs_of("KBI-1")
    miller = filled.curator("Miller")
    told = replace(front, view=ViewLabel.ARCHIVE, credit="Alinari", taken="1931")
    assert miller.edit_photograph(told, revision=1) == 2
    assert filled.photographs_of("KBI-1")[0] == told
    with pytest.raises(ConflictError, match=f"credit of photograph {front.photograph_id} from nothing to 'Alinari'"):
        miller.edit_photograph(replace(front, credit="Anderson"), revision=1)
    data = filled.original(front)
    assert miller.edit_photograph(replace(told, replaced_by=side.photograph_id), revision=2) == 3
    assert filled.original(front) == data
    assert filled.first_photographs(["KBI-1"])["KBI-1"] == side
    assert [one.field for one in filled.dossier("KBI-1").revisions[-1].changes] == ["replaced_by"]


def test_a_photograph_is_replaced_by_another_one_of_its_object_only(filled):
    front, side = filled.photographs_of("KBI-1")
    [other] = filled.photographs_of("KBI-2")
    miller = filled.curator("Miller")
    for wrong in (front, other):
        with pytest.raises(RecordError, match="cannot replace photograph"):
            miller.edit_photograph(replace(front, replaced_by=wrong.photograph_id), revision=1)
    miller.edit_photograph(replace(front, replaced_by=side.photograph_id), revision=1)
    with pytest.raises(RecordError, match="not replaced itself"):
        miller.edit_photograph(replace(side, replaced_by=front.photograph_id), revision=2)


def test_photographs_that_are_excluded_or_replaced_are_not_searched(filled):
    before = filled.embedding_state("m")
    assert filled.searchable("m").tolist() == [1, 2, 3]
    front, side = filled.photographs_of("KBI-1")
    miller = filled.curator("Miller")
    miller.edit_photograph(replace(front, included=False), revision=1)
    assert filled.searchable("m").tolist() == [2, 3]
    assert filled.embedding_state("m") != before
    assert filled.counts().searchable == 2
    miller.edit_photograph(replace(front, included=True), revision=2)
    miller.edit_photograph(replace(front, replaced_by=side.photograph_id), revision=3)
    assert filled.searchable("m").tolist() == [2, 3]
    assert filled.searchable("m", after=2).tolist() == [3]
    assert len(filled.embeddings("m")) == 3  # kept all the same


def test_related_objects_know_each_other(filled):
    miller = filled.curator("Miller")
    miller.link("KBI-2", "KBI-1", LinkKind.SET)
    miller.link("KBI-1", "KBI-2", LinkKind.PAIR)
    assert filled.dossier("KBI-1").links == (Link("KBI-2", LinkKind.PAIR),)
    assert filled.dossier("KBI-2").links == (Link("KBI-1", LinkKind.PAIR),)
    miller.unlink("KBI-2", "KBI-1")
    dossier = filled.dossier("KBI-1")
    assert dossier.links == ()
    assert [one.changes[0].after for one in dossier.revisions[1:]] == ["set with KBI-2", "pair with KBI-2", ""]
    with pytest.raises(NotFoundError, match="not said to belong together"):
        miller.unlink("KBI-2", "KBI-1")
    with pytest.raises(RecordError, match="cannot belong to itself"):
        miller.link("KBI-1", "KBI-1", LinkKind.SET)
    with pytest.raises(NotFoundError, match="KBI-7"):
        miller.link("KBI-1", "KBI-7", LinkKind.SET)
    assert filled.dossier("KBI-1").links == ()


def test_who_opens_a_hidden_photograph_says_why_and_is_written_down(filled):
    [photograph] = filled.photographs_of("KBI-2")
    miller = filled.curator("Miller")
    with pytest.raises(RecordError, match="say why"):
        miller.open_photograph(photograph.photograph_id, reason=" ")
    assert miller.open_photograph(photograph.photograph_id, reason="seizure 26-117") == photograph
    [opening] = filled.dossier("KBI-2").openings
    assert (opening.by, opening.reason) == ("Miller", "seizure 26-117")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"object_type": "vessel"}, ["C", "D"]),
        ({"object_type": "Vessel > Cup"}, ["C"]),
        ({"material": "SILVER"}, ["A", "C"]),
        ({"maker": "hopi"}, ["B"]),
        ({"place": "modena"}, ["A", "D"]),
        ({"source": "TPC", "status": Status.MISSING}, ["D"]),
        ({"earliest_year": 1500}, ["B", "C"]),
        ({"latest_year": 1500}, ["A", "C"]),
        ({"earliest_year": 1400, "latest_year": 1450}, ["A"]),
        ({"size": 100, "tolerance": 0.2}, ["C", "D"]),
        ({"size": 100, "dimension": "height", "tolerance": 0.2}, ["C"]),
        ({"text": "silver", "size": 100}, ["C"]),
    ],
)
def test_records_are_found_by_what_is_in_their_fields(registry, wanted, expected):
    records = [
        ArtworkRecord(object_id="A", title="a", materials="silver", event_place="Modena", latest_year=1450),
        ArtworkRecord(object_id="B", title="b", maker="Hopi", earliest_year=1890, source="KBI"),
        ArtworkRecord(
            object_id="C",
            title="c",
            object_type="vessel > cup",
            materials="Silver, gilt",
            measurements="10 x 5 cm",
            earliest_year=1490,
            latest_year=1510,
        ),
        ArtworkRecord(
            object_id="D",
            title="d",
            object_type="vessel > bowl",
            place_of_origin="Modena",
            measurements="diam. 11 cm",
            source="TPC",
            status=Status.MISSING,
        ),
    ]
    registry.register([(record, []) for record in records], model_id="m")
    found = registry.search_records(RecordFilter(**wanted), limit=10)
    assert [record.object_id for record in found.records] == expected
    assert found.count == len(expected)


def test_every_field_can_be_written_as_text_and_read_again():
    texts = {field.name: "x" for field in fields(ArtworkRecord) if field.type is str}
    texts |= {"object_id": "K", "event_earliest": "2003", "event_latest": "2003-02", "earliest_year": "-43"}
    texts |= {"latest_year": "0", "status": "found", "event_kind": "looting", "collection": "fakes and replicas"}
    texts |= {"sensitivity": "restricted"}
    assert ArtworkRecord.from_texts(texts).texts() == texts


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("status", "lost", "none of stolen, missing"),
        ("earliest_year", "1500 AD", "no year"),
        ("event_earliest", "12.3.2004", "no date"),
        ("event_earliest", "2004-02-30", "no date"),
        ("event_latest", "2004-13", "no date"),
    ],
)
def test_a_text_that_its_field_cannot_have_is_refused(field, text, said):
    with pytest.raises(RecordError, match=said):
        ArtworkRecord.from_texts({"object_id": "K", "title": "t", field: text})


def test_years_and_dates_in_the_wrong_order_are_refused():
    with pytest.raises(RecordError, match="exchange the years"):
        replace(bust, earliest_year=1500, latest_year=1400)
    with pytest.raises(RecordError, match="exchange the dates"):
        replace(bust, event_earliest="2004-04", event_latest="2004-03-01")
    assert replace(bust, event_earliest="2004-03", event_latest="2004")


def test_a_second_process_sees_an_edit_at_once(filled, database_url):
    with Registry.open(filled.folder, database_url) as other:
        other.curator("Miller").edit(replace(bust, maker="Anon"), revision=1)
    assert filled.record("KBI-1").maker == "Anon"
