"""Free text over records, against a search in plain Python."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artmatch.records import ArtworkRecord, Status
from artmatch.registry import RecordFilter, Registry


def found(registry: Registry, text: str) -> list[str]:
    there = registry.search_records(text, limit=1000)
    assert there.count == len(there.records)
    return [record.object_id for record in there.records]


@pytest.fixture
def filled(registry: Registry) -> Registry:
    records = [
        ArtworkRecord(object_id="B-2", title="Église Saint-Étienne", maker="Atelier Müller", description="100% silver"),
        ArtworkRecord(object_id="B-1", title="Straße in Łódź", inscriptions="ΑΓΙΟΣ ΝΙΚΟΛΑΟΣ", owner="O’Brien"),
        ArtworkRecord(object_id="B-3", title="İznik bowl, Købke_1", materials="ﬁne fritware", status=Status.FOUND),
    ]
    registry.register([(record, []) for record in records], model_id="m")
    return registry


def test_every_word_is_found_whatever_its_accents_and_case(filled: Registry) -> None:
    wanted = [
        ("", ["B-1", "B-2", "B-3"]),
        ("  \n ", ["B-1", "B-2", "B-3"]),
        ("eglise", ["B-2"]),
        ("ÉTIENNE saint", ["B-2"]),
        ("etienne muller silver", ["B-2"]),
        ("etienne iznik", []),
        ("E\u0301glise", ["B-2"]),
        ("strasse LODZ", ["B-1"]),
        ("άγιος νικόλαος", ["B-1"]),
        ("o'brien", ["B-1"]),
        ("iznik", ["B-3"]),
        ("kobke fine", ["B-3"]),
        ("b-3", ["B-3"]),
        ("found", ["B-3"]),
        ("stolen", ["B-1", "B-2"]),
        ("100%", ["B-2"]),
        ("1%0", []),
        ("k_bke", []),
        ("bke_1", ["B-3"]),
        ("\\", []),
        ("\0", []),
        ("\udcff", []),
        ("word " * 5000, []),
        ("x" * 200_000, []),
    ]
    assert [found(filled, text) for text, _ in wanted] == [objects for _, objects in wanted]


@pytest.fixture
def misremembered(registry: Registry) -> Registry:
    records = [
        ArtworkRecord(object_id="N-1", title="Madonna and Child", maker="Caravaggio", owner="Musée d’Orsay"),
        ArtworkRecord(object_id="N-2", title="Madona", inscriptions="IN HOC SIGNO VINCES", source_number="0431/04"),
        ArtworkRecord(object_id="KBI-2026-0117", title="Mask", materials="walnut", maker="Nikolaus Gerhaert"),
        ArtworkRecord(object_id="N-4", title="Marble head"),
    ]
    registry.register([(record, []) for record in records], model_id="m")
    return registry


def test_slips_of_spelling_are_forgiven_where_nothing_is_found_otherwise(misremembered: Registry) -> None:
    wanted: list[tuple[str, list[str], tuple[str, ...]]] = [
        ("Madonna", ["N-1"], ()),
        ("madoma", ["N-2"], ("madona",)),
        ("madnona", ["N-1", "N-2"], ("madona", "madonna")),  # two letters exchanged, or one too many
        ("carravagio", ["N-1"], ("caravaggio",)),
        ("caravagio madona", ["N-1"], ("caravaggio", "madonna")),  # the one whose name is right is no Caravaggio
        ("musee d'orsay", ["N-1"], ()),
        ("musee dorsay", ["N-1"], ("orsay",)),
        ("MUSÉE D`ORSAI", ["N-1"], ("orsay",)),
        ("musee d'orsai", ["N-1"], ("orsay",)),
        ("signo", ["N-2"], ()),
        ("vincet signa", ["N-2"], ("signo", "vinces")),
        ("kbi-2026-0117", ["KBI-2026-0117"], ()),
        ("kbi-2026-0118", [], ()),  # another number is another object
        ("0431/05", [], ()),
        ("nicolaus gerhart", ["KBI-2026-0117"], ("gerhaert", "nikolaus")),
        ("mark", ["KBI-2026-0117"], ("mask",)),
        ("mas", ["KBI-2026-0117"], ()),
        ("max", [], ()),  # so short a word is a slip away from anything
        ('"madonna"', ["N-1"], ()),
        ("(madonna), child!", ["N-1"], ()),
        ("madonna*", ["N-1"], ()),
        ("madonna - child", ["N-1"], ()),
        ("madonna NEAR/2 child", [], ()),
        ("title:madonna", [], ()),
        ("'; DROP TABLE objects; --", [], ()),
        ('"', [], ()),
        ("", ["KBI-2026-0117", "N-1", "N-2", "N-4"], ()),
    ]
    there = [misremembered.search_records(text, limit=9) for text, *_ in wanted]
    assert [
        (text, [record.object_id for record in one.records], one.spellings)
        for (text, *_), one in zip(wanted, there, strict=True)
    ] == wanted
    assert [one.count for one in there] == [len(objects) for _, objects, _ in wanted]


def test_near_spellings_can_be_asked_for_and_come_after_the_words_as_they_are(misremembered: Registry) -> None:
    wanted = RecordFilter(text="madona", near=True)
    assert [record.object_id for record in misremembered.search_records(wanted, limit=9).records] == ["N-2", "N-1"]
    second = misremembered.search_records(wanted, limit=1, offset=1)
    assert ([record.object_id for record in second.records], second.count) == (["N-1"], 2)


def test_other_conditions_hold_for_near_spellings_as_well(misremembered: Registry) -> None:
    assert misremembered.search_records(RecordFilter(text="madonnna", maker="nobody"), limit=9).count == 0
    assert misremembered.search_records(RecordFilter(text="madonnna", maker="caravaggio"), limit=9).count == 1


def test_every_text_field_is_searched(registry: Registry) -> None:
    others = {"object_id", "event_earliest", "event_latest"}
    names = [field.name for field in fields(ArtworkRecord) if field.type is str and field.name not in others]
    for name in names:
        record = ArtworkRecord(**{"object_id": f"F-{name}", "title": "Icon"} | {name: f"unique{name}s"})
        registry.register([(record, [])], model_id="m")
    for name in names:
        assert found(registry, f"UNIQUE{name}S") == [f"F-{name}"]


def test_words_do_not_run_from_one_field_into_the_next(registry: Registry) -> None:
    registry.register([(ArtworkRecord(object_id="G-1", title="gold", object_type="en cup"), [])], model_id="m")
    assert found(registry, "golden") == []


def test_a_changed_record_is_found_by_its_new_words_only(filled: Registry) -> None:
    changed = replace(filled.record("B-2"), title="Chapelle")
    filled.register([(changed, [])], model_id="m", update=True)
    assert found(filled, "chapelle") == ["B-2"]
    assert found(filled, "eglise") == []


def test_pages_follow_each_other_by_number_with_the_count_of_all(registry: Registry) -> None:
    numbers = [f"P-{number:02d}" for number in range(25)]
    registry.register(
        [(ArtworkRecord(object_id=number, title="Coin"), []) for number in reversed(numbers)], model_id="m"
    )
    pages = [registry.search_records("coin", limit=10, offset=start) for start in (0, 10, 20, 30)]
    assert [record.object_id for page in pages for record in page.records] == numbers
    assert [len(page.records) for page in pages] == [10, 10, 5, 0]
    assert {page.count for page in pages} == {25}


def test_the_same_is_found_as_by_looking_at_every_record(registry: Registry) -> None:
    plain = str.maketrans("éÉàÀßüÜ", "eEaAsuU")
    letters = st.text("abeéÉàAB üÜ%_\\", max_size=8)
    titles = ["Ab éa", "BÀ üb%", "b_a É\\e", "aaa bbb", "eÜ ab"]
    registry.register(
        [(ArtworkRecord(object_id=f"{n}", title=title), []) for n, title in enumerate(titles)], model_id="m"
    )

    @settings(max_examples=80, deadline=None)
    @given(letters)
    def is_the_same(text: str) -> None:
        words = text.translate(plain).lower().split()
        texts = [f"{n}\n{title}\nstolen".translate(plain).lower() for n, title in enumerate(titles)]
        expected = [str(n) for n, title in enumerate(texts) if all(word in title for word in words)]
        assert found(registry, text) == expected

    is_the_same()
