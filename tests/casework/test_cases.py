import hashlib

import pytest

from artmatch.casework import Derivation, NewExhibitPhotograph
from artmatch.errors import ConflictError, InputError, NotFoundError, RegistryError
from artmatch.imaging import crop, decode, quarter_turns


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    return request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None


def actions(casework):
    return [entry.action for entry in reversed(casework.ledger.entries(limit=1_000))]


def test_a_case_holds_its_exhibits_and_these_their_photographs(casework, exhibit):
    assert casework.cases.case(" KBI-1 ").agency == "KBI"
    assert [one.number for one in casework.cases.all()] == ["KBI-1"]
    assert casework.cases.exhibits("KBI-1") == [exhibit] == [casework.cases.exhibit("KBI-1", "3")]
    [photograph] = casework.cases.photographs(exhibit.exhibit_id)
    assert (photograph.file_name, photograph.by, photograph.media_type) == ("seized 5.jpg", "Jones", "image/jpeg")
    assert actions(casework)[-3:] == ["case opened", "exhibit added", "upload"]


def test_originals_are_kept_byte_for_byte_under_their_sha256(casework, exhibit, workspace, jpeg):
    [photograph] = casework.cases.photographs(exhibit.exhibit_id)
    assert casework.cases.original(photograph) == jpeg(5)
    assert photograph.sha256 == hashlib.sha256(jpeg(5)).hexdigest()
    file = workspace.settings.folder / "exhibits" / photograph.sha256[:2] / photograph.sha256
    assert file.read_bytes() == jpeg(5)


def test_a_photograph_that_an_exhibit_has_is_not_added_twice(casework, exhibit, photograph):
    before = len(casework.ledger)
    again = casework.cases.add_photographs(exhibit.exhibit_id, [photograph(5)], by="Smith")
    assert again == casework.cases.photographs(exhibit.exhibit_id)
    assert len(casework.ledger) == before
    both = casework.cases.add_photographs(exhibit.exhibit_id, [photograph(5), photograph(6)], by="Smith")
    assert both == casework.cases.photographs(exhibit.exhibit_id)


def test_a_correction_keeps_in_the_ledger_what_stood_there(casework, exhibit):
    casework.cases.edit_exhibit(exhibit.exhibit_id, by="Smith", place="Wichita", date="3 March 2026")
    assert casework.cases.exhibit("KBI-1", "3").place == "Wichita"
    [entry] = casework.ledger.entries(limit=1)
    assert (entry.action, entry.by) == ("edit", "Smith")
    expected = {"case": "KBI-1", "exhibit": "3", "former": {"place": "Topeka"}, "now": {"place": "Wichita"}}
    assert entry.details == expected
    casework.cases.edit_exhibit(exhibit.exhibit_id, by="Smith", place="Wichita")
    assert casework.ledger.entries(limit=1) == [entry]


def test_a_derived_picture_is_made_again_from_its_parent_and_its_parameters(casework, exhibit, jpeg):
    [photograph] = casework.cases.photographs(exhibit.exhibit_id)
    steps = Derivation(turns=1, box=(0.25, 0.0, 1.0, 0.5))
    derived = casework.cases.derive(photograph, steps, by="Jones")
    expected = crop(quarter_turns(decode(jpeg(5), name="").pixels, 1), (0.25, 0.0, 1.0, 0.5))
    assert (casework.cases.picture(photograph, derived.derivation) == expected).all()
    counted = hashlib.sha256(f"{expected.shape[0]}x{expected.shape[1]}\n".encode() + expected.tobytes()).hexdigest()
    assert derived.pixels_sha256 == counted
    assert casework.cases.derivations(exhibit.exhibit_id) == {photograph.photograph_id: steps}
    [entry] = casework.ledger.entries(limit=1)
    assert entry.details["parent"] == photograph.sha256
    assert entry.details["parameters"] == {"turns": 1, "box": [0.25, 0.0, 1.0, 0.5], "enhancement": "none"}


def test_the_newest_derivation_counts_and_the_older_ones_stay(casework, exhibit):
    [photograph] = casework.cases.photographs(exhibit.exhibit_id)
    casework.cases.derive(photograph, Derivation(turns=2), by="Jones")
    casework.cases.derive(photograph, Derivation(), by="Jones")
    assert casework.cases.derivations(exhibit.exhibit_id) == {photograph.photograph_id: Derivation()}
    assert actions(casework).count("picture derived") == 2


@pytest.mark.parametrize("steps", [{"box": (0.5, 0, 0.5, 1)}, {"turns": 4}, {"enhancement": "magic"}])
def test_steps_that_are_none_are_refused(steps):
    with pytest.raises(InputError):
        Derivation(**steps)


def test_what_fails_leaves_no_entry(casework, exhibit, photograph, jpeg):
    before = len(casework.ledger)
    swapped = NewExhibitPhotograph(jpeg(8), photograph(9).image, "swapped.jpg")
    failing = [
        (ConflictError, lambda: casework.cases.open_case("KBI-1", by="Smith")),
        (ConflictError, lambda: casework.cases.add_exhibit("KBI-1", "3", by="Smith")),
        (NotFoundError, lambda: casework.cases.add_exhibit("KBI-2", "3", by="Smith")),
        (NotFoundError, lambda: casework.cases.add_photographs(77, [photograph(8)], by="Smith")),
        (RegistryError, lambda: casework.cases.add_photographs(exhibit.exhibit_id, [swapped], by="Smith")),
        (InputError, lambda: casework.cases.open_case(" \n", by="Smith")),
        (InputError, lambda: casework.cases.open_case("KBI-3", by="  ")),
        (InputError, lambda: casework.cases.add_photographs(exhibit.exhibit_id, [photograph(8)], by="")),
    ]
    for error, action in failing:
        with pytest.raises(error):
            action()
    assert len(casework.ledger) == before
    assert [one.number for one in casework.cases.all()] == ["KBI-1"]
    assert len(casework.cases.photographs(exhibit.exhibit_id)) == 1
    assert not casework.verify().faults


def test_text_that_no_database_keeps_is_stored_as_near_as_it_can_be(casework):
    case = casework.cases.open_case("KBI-9", by="J\0nes", notes="half \ud800 a character")
    assert casework.cases.case("KBI-9") == case
    assert (case.by, case.notes) == ("J\N{REPLACEMENT CHARACTER}nes", "half ? a character")
    assert not casework.verify().faults


def test_a_photograph_that_was_changed_on_disk_is_not_shown_as_the_original(casework, exhibit, workspace):
    [photograph] = casework.cases.photographs(exhibit.exhibit_id)
    file = workspace.settings.folder / "exhibits" / photograph.sha256[:2] / photograph.sha256
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(RegistryError, match="not the one that was added"):
        casework.cases.original(photograph)
