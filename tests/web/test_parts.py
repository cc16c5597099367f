import pytest

from artmatch.answers import Band
from artmatch.records import ArtworkRecord, Status, record_fields
from artmatch.web import parts


def record(**given):
    return ArtworkRecord(object_id="KBI-1", title="Bust", **given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"event": "Modena, 12 March 2004", "source": "TPC", "source_number": "0431/04"},
            "Stolen · Modena, 12 March 2004 · TPC 0431/04",
        ),
        ({"event": "Stolen in Modena"}, "Stolen in Modena"),
        ({"status": Status.MISSING}, "Missing"),
    ],
)
def test_the_circumstances_are_one_line_that_says_nothing_twice(given, said):
    assert parts.circumstances(record(**given)) == said


def test_every_field_of_a_record_has_its_row():
    special = {
        "title": "Bust",
        "object_id": "KBI-1",
        "status": "found",
        "event_kind": "theft",
        "event_earliest": "2003",
        "event_latest": "2004-03",
        "earliest_year": "1500",
        "latest_year": "1550",
        "collection": "fakes and replicas",
        "sensitivity": "restricted",
    }
    filled = {field: special.get(field, f"the {field}") for field in record_fields}
    values = [value.lower() for _, value in parts.all_rows(ArtworkRecord.from_texts(filled))] + ["bust"]
    assert {value.lower() for value in filled.values()} <= set(values)


@pytest.mark.parametrize("band", list(Band))
def test_a_band_is_said_in_words(band):
    assert band.value in parts.band_mark(band).lower()


def test_a_list_of_fields_leaves_out_the_empty_and_escapes_the_rest():
    assert parts.definition_list([("Owner", ""), ("Title", "<b>")]) == (
        '<dl class="am-record"><dt>Title</dt><dd>&lt;b&gt;</dd></dl>'
    )
