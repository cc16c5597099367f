"""A search made again is answered as it was, or says what is in the way."""

from dataclasses import replace

import numpy as np
import pytest
from coins import scratched_coin

from artmatch import engine
from artmatch.casework import Derivation, NewExhibitPhotograph
from artmatch.config import Settings
from artmatch.errors import NotFoundError
from artmatch.exhibit_search import replay, search_exhibit, searched_picture
from artmatch.imaging import decode, encode_jpeg, shrink
from artmatch.match_evidence import evidence_again
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.records import ArtworkRecord
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.rendering.demonstration import demonstration_object
from artmatch.wiring import Query, Workspace


@pytest.fixture
def settings(tmp_path, embedder, monkeypatch):
    monkeypatch.setattr(engine, "load_embedder", lambda settings: embedder)
    return Settings(home=tmp_path / "home", model=tmp_path / "none.json", user="Jones")


def register(workspace, jpeg, numbers):
    entries = (
        Entry(ArtworkRecord(object_id=f"K{number}", title=f"Vase {number}"), (PhotographInput(jpeg(number), "a.jpg"),))
        for number in numbers
    )
    list(workspace.index(Intake(tuple(entries))))


def seize(workspace, jpeg, name, numbers):
    cases = workspace.casework.cases
    exhibit = cases.add_exhibit("KBI-1", name, by="Jones")
    new = [NewExhibitPhotograph(jpeg(one), decode(jpeg(one), name=""), f"{one}.jpg") for one in numbers]
    cases.add_photographs(exhibit.exhibit_id, new, by="Jones")
    return exhibit


@pytest.fixture
def workspace(settings, jpeg):
    with Workspace.open(settings) as workspace:
        register(workspace, jpeg, range(12))
        workspace.casework.cases.open_case("KBI-1", by="Jones")
        yield workspace


def test_searches_are_answered_identically_however_much_was_registered_since(workspace, settings, jpeg):
    cases, searches = workspace.casework.cases, []
    for number in range(6):
        exhibit = seize(workspace, jpeg, str(number), [number, number + 50][: 1 + number % 2])
        if number % 3 == 0:
            [first, *_] = cases.photographs(exhibit.exhibit_id)
            cases.derive(first, Derivation(turns=number % 4, box=(0.1, 0.2, 0.9, 1.0)), by="Jones")
        searches.append(search_exhibit(workspace, exhibit.exhibit_id, by="Jones", top=5 + number))
        register(workspace, jpeg, [100 + number])  # nearer and nearer neighbours, and an object more each time
    assert [search.object_count for search in searches] == list(range(12, 18))
    for search in searches:
        done = replay(workspace, search.search_id, by="court")
        assert done.is_identical, (done.obstacle, done.differences)
    with Workspace.open(settings) as another:  # as another process would
        assert all(replay(another, search.search_id, by="court").is_identical for search in searches)
    [entry] = workspace.casework.ledger.entries(limit=1)
    assert (entry.action, entry.by, entry.details["identical"]) == ("replay", "court", True)
    assert not workspace.casework.verify().faults


def test_an_exhibit_told_by_its_scratches_is_answered_identically_and_its_marks_are_found_again(workspace):
    coins = [
        Entry(
            ArtworkRecord(object_id=f"C{number}", title="Coin"), (PhotographInput(scratched_coin(number, 1), "a.jpg"),)
        )
        for number in range(3)
    ]
    list(workspace.index(Intake(tuple(coins))))
    exhibit = seize(workspace, lambda number: scratched_coin(number, 2, side=1_000), "1", [2])
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    coins = {one.object_id: one for one in search.candidates if one.object_id.startswith("C")}
    assert coins["C2"].rank == min(one.rank for one in coins.values())
    assert replay(workspace, search.search_id, by="court").is_identical
    shown = searched_picture(workspace, search, coins["C2"])
    found = {name: evidence_again(workspace, search, one, shown) for name, one in coins.items()}
    assert [name for name, one in found.items() if "marks" in one.pictures] == ["C2"]


def test_a_search_of_today_on_more_objects_would_be_answered_otherwise(workspace, jpeg):
    exhibit = seize(workspace, jpeg, "1", [5])
    then = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    register(workspace, jpeg, range(100, 110))
    now = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    assert (then.headline, then.candidates) != (now.headline, now.candidates)
    assert replay(workspace, then.search_id, by="Jones").is_identical


def test_a_record_that_was_corrected_since_is_named_as_what_differs(workspace, jpeg):
    exhibit = seize(workspace, jpeg, "1", [5])
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    corrected = ArtworkRecord(object_id="K5", title="Amphora")
    workspace.registry.register([(corrected, [])], model_id=workspace.embedder.model_id, update=True)
    done = replay(workspace, search.search_id, by="Jones")
    assert not done.is_identical
    assert not done.obstacle
    assert "The title of K5 was Vase 5 and is Amphora." in done.differences
    assert not [one for one in done.differences if "score" in one or "rank" in one]


def test_a_processor_that_computes_otherwise_is_named_as_what_differs(workspace, jpeg, embedder):
    exhibit = seize(workspace, jpeg, "1", [5])
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    embedder.precision = "int8"
    done = replay(workspace, search.search_id, by="court")
    assert done.differences == ("The setting precision was 'float32' and is 'int8'.",)


def test_another_model_a_lost_photograph_and_lost_vectors_are_said_to_be_in_the_way(
    workspace, jpeg, embedder, settings
):
    exhibit = seize(workspace, jpeg, "1", [5])
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    embedder.model_id = "colour-layout-2"
    assert "made with the model colour-layout-1" in replay(workspace, search.search_id, by="Jones").obstacle
    embedder.model_id = "colour-layout-1"
    [photograph] = workspace.casework.cases.photographs(exhibit.exhibit_id)
    file = settings.folder / "exhibits" / photograph.sha256[:2] / photograph.sha256
    data = file.read_bytes()
    file.unlink()
    assert "cannot be read" in replay(workspace, search.search_id, by="Jones").obstacle
    file.write_bytes(data)
    with workspace.registry.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM embeddings WHERE photograph_id = 3")
    assert "1 of the 12 photographs" in replay(workspace, search.search_id, by="Jones").obstacle


def test_a_search_that_never_was_is_not_found(workspace):
    with pytest.raises(NotFoundError, match="no search 9"):
        replay(workspace, 9, by="Jones")


def test_what_is_registered_in_the_moment_of_a_search_is_told_as_it_was_searched(workspace, jpeg, monkeypatch):
    exhibit = seize(workspace, jpeg, "1", [5])
    index, registered = workspace.live_index, []
    current = index.current

    def registering_once():
        found = current()
        if not registered:
            registered.append(workspace.register(ArtworkRecord(object_id="K99", title="Mask"), [jpeg(99)]))
        return found

    monkeypatch.setattr(index, "current", registering_once)
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    assert (search.object_count, search.photograph_count, search.index_photographs) == (13, 13, "1-13")
    assert replay(workspace, search.search_id, by="Jones").is_identical


def test_a_photograph_that_was_taken_out_of_the_search_since_is_searched_as_then(workspace, jpeg):
    exhibit = seize(workspace, jpeg, "1", [5])
    search = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    [photograph] = workspace.registry.photographs_of("K5")
    curator = workspace.registry.curator("Smith")
    curator.edit_photograph(replace(photograph, included=False), revision=workspace.registry.standing("K5").revision)
    now = search_exhibit(workspace, exhibit.exhibit_id, by="Jones")
    assert "K5" not in [candidate.object_id for candidate in now.candidates]
    assert replay(workspace, search.search_id, by="Jones").is_identical
    assert replay(workspace, now.search_id, by="Jones").is_identical
    edit = next(entry for entry in workspace.casework.ledger.entries(limit=10) if entry.action == "edit")
    assert (edit.by, edit.details["object"], edit.details["changes"][0]["field"]) == ("Smith", "K5", "included")


def test_fifty_searches_for_drawn_objects_are_answered_identically_after_as_many_changes_of_the_register(
    settings,
):
    drawn = [demonstration_object(number) for number in range(3)]
    seized = [encode_jpeg(shrink(pixels, 160)) for one in drawn for pixels in one.seized]
    with Workspace.open(settings) as workspace:
        for one in drawn:
            workspace.register(one.record, [encode_jpeg(shrink(pixels, 160)) for pixels in one.registered])
        cases, searches = workspace.casework.cases, []
        cases.open_case("KBI-1", by="Jones")
        for number in range(50):
            data = seized[number % len(seized)]
            exhibit = cases.add_exhibit("KBI-1", str(number), by="Jones")
            new = NewExhibitPhotograph(data, decode(data, name=""), f"{number}.jpg")
            [photograph] = cases.add_photographs(exhibit.exhibit_id, [new], by="Jones")
            step = number // len(seized)
            derivation = Derivation(turns=step % 4, box=(0.01 * step, 0.0, 1.0, 1.0))
            if derivation != Derivation():
                cases.derive(photograph, derivation, by="Jones")
            searches.append(search_exhibit(workspace, exhibit.exhibit_id, by="Jones"))
            cast = ArtworkRecord(object_id=f"CAST-{number}", title="A cast")
            workspace.register(cast, [encode_jpeg(shrink(drawn[number % 3].registered[0][number:], 160))])
    with Workspace.open(settings) as workspace:  # as another process would, years later
        done = [replay(workspace, search.search_id, by="court") for search in searches]
        assert [one.search.search_id for one in done if not one.is_identical] == []
        again = [workspace.casework.findings.search(search.search_id) for search in searches]
    assert [one.candidates for one in again] == [one.candidates for one in searches]
    assert len({one.candidates for one in searches}) == 50


def test_a_file_is_searched_as_finely_as_the_exhibit_that_holds_it(workspace):
    """So that a photograph gets one answer, whichever way it comes: a small drawn object in a camera's photograph."""
    rng = np.random.default_rng(90)
    scene = random_object(rng).photograph(*seized_view(rng), side=1_600).copy()
    rng = np.random.default_rng(3)
    item = random_object(rng)
    view = studio_view(rng)
    workspace.register(
        ArtworkRecord(object_id="D3", title="Drawn"), [encode_jpeg(item.photograph(*view, side=512), 92)]
    )
    small = item.photograph(*view, side=200)
    scene[700 : 700 + small.shape[0], 400 : 400 + small.shape[1]] = small
    of_file = workspace.match([encode_jpeg(scene, 95)], top=20)
    of_pixels = workspace.match([Query(pixels=scene, sha256="0" * 64, name="a.jpg")], top=20)
    agreeing = [
        next(one.verification.agreeing for one in answer.matches if one.record.object_id == "D3")
        for answer in (of_file, of_pixels)
    ]
    assert agreeing[1] > 15
    assert agreeing[0] == pytest.approx(agreeing[1], rel=0.25)
