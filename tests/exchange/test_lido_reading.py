"""LIDO of other programs: hand-written records, with the fields that a curator reads in them."""

import shutil
from pathlib import Path

import pytest

from artmatch.errors import InputError
from artmatch.exchange.reading import read_records
from artmatch.records import ViewLabel

EXAMPLES = Path(__file__).with_name("lido")


@pytest.fixture
def example(tmp_path):
    """Read one of the examples, the files that it links beside it."""

    def read(name, *files):
        for file in files:
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_bytes(b"photograph")
        return read_records(Path(shutil.copy(EXAMPLES / name, tmp_path)))

    return read


def filled(entry):
    """The fields that the file gave."""
    texts = entry.record.texts()
    assert all(texts[name] for name in entry.given)
    return {name: texts[name] for name in entry.given}


def test_a_museums_painting_in_two_languages(example, tmp_path):
    reading = example("painting.xml", "images/g 1907-12.jpg")
    [entry] = reading.intake.entries
    assert filled(entry) == {
        "object_id": "DE-Mus-000111/lido/G-1907-12",
        "title": "The Ferry at Evening",
        "object_type": "painting > panel painting",
        "materials": "oil on oak",
        "techniques": "oil painting",
        "measurements": "41.5 x 60 cm (without frame)",
        "inscriptions": "A. Brandt 1874; signed lower left",
        "subject": "ferry; river",
        "date_or_period": "summer 1874",
        "earliest_year": "1874",
        "latest_year": "1874",
        "maker": "Anna Brandt (painter, 1840-1899)",
        "description": "A ferry with two cows.; Also called: Evening",
        "inventory_number": "G 1907/12",
        "place_of_origin": "Bacharach",
        "related_objects": "pendant: The Ferry at Morning, G 1907/13",
        "date_documented": "2019-04-02",
        "owner": "Museum am Fluss",
        "source": "Museum am Fluss, documentation",
        "source_number": "000111",
    }
    [photograph] = entry.photographs
    assert photograph.content == tmp_path / "images" / "g 1907-12.jpg"
    assert (photograph.credit, photograph.taken, photograph.view) == ("Photo: R. Lang", "2001-05-06", ViewLabel.OVERALL)
    event, elsewhere = (one.problem for one in reading.problems)
    assert event == "The event 'Acquisition' has no place in a record and was left alone."
    assert "g-1907-12-back.jpg is not beside the file" in elsewhere


def test_a_find_with_index_elements_only(example):
    reading = example("finds.xml")
    [entry] = reading.intake.entries
    assert filled(entry) == {
        "object_id": "finds/77",
        "title": "Lampe au dauphin",
        "object_type": "lampe à huile, luminaire",
        "materials": "terre cuite; engobe",
        "techniques": "moulé",
        "measurements": "length 10.4 cm, height 38 mm",
        "distinguishing_features": "bec ébréché",
        "date_or_period": "époque augustéenne",
        "earliest_year": "-50",
        "latest_year": "25",
        "maker": "gallo-romain",
        "event_kind": "excavation",
        "event": "Fouille du port, tranchée 3",
        "event_place": "Arles",
        "event_earliest": "1987-07-01",
        "event_latest": "1987-07-30",
        "source_number": "77",
    }
    [problem] = reading.problems
    assert (problem.row, "no title" in problem.problem) == (2, True)
    assert [one.row for one in reading.intake.refused] == [2]


def test_a_stolen_bust_in_a_single_record(example):
    reading = example("theft.xml", "agnes.jpg")
    [entry] = reading.intake.entries
    assert filled(entry) == {
        "object_id": "TPC-2004-0311",
        "title": "Bust of Saint Agnes",
        "object_type": "sculpture > reliquary bust",
        "event_kind": "theft",
        "event": "Taken from its case.",
        "event_place": "Modena, diocesan museum",
        "event_earliest": "2004-03-11",
        "event_latest": "2004-03-12",
        "source": "TPC Modena",
        "source_number": "0311",
    }
    assert [one.name for one in entry.photographs] == ["agnes.jpg"]
    assert ["outside the folder" in one.problem for one in reading.problems] == [True]


HOSTILE = {
    "an entity of a file": ('<!DOCTYPE lido [<!ENTITY x SYSTEM "file://{secret}">]>', "&x;"),
    "an entity": ('<!DOCTYPE lido [<!ENTITY x "swordfish">]>', "&x;"),
    "a document type": ('<!DOCTYPE lido SYSTEM "http://127.0.0.1:9/lido.dtd">', "x"),
    "entities of entities": (
        "<!DOCTYPE lido ["
        + '<!ENTITY e0 "swordfish">'
        + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        + "]>",
        "&e9;",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_entities_and_document_types_are_refused(tmp_path, what):
    (tmp_path / "secret").write_text("swordfish")
    doctype, value = HOSTILE[what]
    text = (EXAMPLES / "theft.xml").read_text().replace("Bust of Saint Agnes", value)
    start = text.index("<lido ")
    file = tmp_path / "hostile.xml"
    file.write_text(text[:start] + doctype.replace("{secret}", str(tmp_path / "secret")) + text[start:])
    with pytest.raises(InputError) as refused:
        read_records(file)
    assert "swordfish" not in str(refused.value)


def test_a_file_that_is_no_lido_is_refused(tmp_path):
    file = tmp_path / "other.xml"
    file.write_text("<objects><object/></objects>")
    with pytest.raises(InputError, match="has no LIDO record"):
        read_records(file)
    file.write_text("<lido")
    with pytest.raises(InputError, match="no XML"):
        read_records(file)


def test_a_record_that_comes_twice_is_refused(tmp_path):
    single = (EXAMPLES / "theft.xml").read_text()
    single = single[single.index("<lido ") :]
    file = tmp_path / "twice.xml"
    file.write_text(f'<lidoWrap xmlns="http://www.lido-schema.org">{single}{single}</lidoWrap>')
    reading = read_records(file)
    assert len(reading.intake.entries) == 1
    assert "Record 1 is of object TPC-2004-0311 already" in reading.intake.refused[0].reason
