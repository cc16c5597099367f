import threading

import numpy as np
import pytest

from artmatch.embedding.patches import PatchDescriber, PatchNetwork, patch_describer
from artmatch.imaging import Limits, decode
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput, Refused, read_folder
from artmatch.matching.protocol import working_side
from artmatch.matching.verifier import Verifier
from artmatch.matching.work import State
from artmatch.records import ArtworkRecord, ViewLabel
from artmatch.registry import NewPhotograph, Registry
from artmatch.verification import LocalFeatureExtractor, LocalFeatures, places_from_bytes, visual_words


@pytest.fixture
def indexer(registry, embedder):
    return Indexer(registry, embedder, limits=Limits(), batch=4)


def entry(object_id, *contents, title="Vase"):
    record = ArtworkRecord(object_id=object_id, title=title)
    return Entry(record, tuple(PhotographInput(data, f"{object_id}-{n}.jpg") for n, data in enumerate(contents)))


def states(outcomes):
    return {outcome.name: outcome.state for outcome in outcomes}


def test_a_folder_is_registered_with_its_embeddings(tmp_path, registry, indexer, embedder, jpeg):
    folder = tmp_path / "photographs"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number:02}.jpg").write_bytes(jpeg(number))
    outcomes = list(indexer.run(read_folder(folder)))
    assert set(states(outcomes).values()) == {State.INDEXED}
    assert [one.name for one in outcomes] == [f"{number:02}.jpg" for number in range(10)]
    counts = registry.counts()
    assert (counts.objects, counts.photographs, counts.embeddings) == (10, 10, {embedder.model_id: 10})
    assert registry.original(registry.photographs_of("03")[0]) == jpeg(3)


def test_what_is_known_is_neither_decoded_nor_embedded_again(registry, indexer, embedder, jpeg):
    intake = Intake((entry("A", jpeg(1), jpeg(2)), entry("B", jpeg(3))))
    list(indexer.run(intake))
    embedded = embedder.embedded
    again = states(indexer.run(intake))
    assert set(again.values()) == {State.KNOWN}
    assert embedder.embedded == embedded
    assert registry.counts().photographs == 3


def test_a_new_photograph_of_a_known_object_is_added_to_it(registry, indexer, jpeg):
    list(indexer.run(Intake((entry("A", jpeg(1)),))))
    assert states(indexer.run(Intake((entry("A", jpeg(1), jpeg(2)),)))) == {
        "A-0.jpg": State.KNOWN,
        "A-1.jpg": State.INDEXED,
    }
    assert len(registry.photographs_of("A")) == 2


def test_the_same_bytes_may_show_two_objects_but_count_once_for_one(registry, indexer, jpeg):
    outcomes = list(indexer.run(Intake((entry("A", jpeg(1), jpeg(1)), entry("B", jpeg(1))))))
    assert [outcome.state for outcome in outcomes] == [State.INDEXED, State.KNOWN, State.INDEXED]
    assert registry.counts().photographs == 2


def test_every_failure_has_its_reason_and_the_others_go_on(tmp_path, registry, indexer, jpeg):
    photographs = (
        PhotographInput(jpeg(1)[:300], "cut.jpg", row=2),
        PhotographInput(tmp_path / "gone.jpg", "gone.jpg", row=3),
        PhotographInput(jpeg(1), "good.jpg", ViewLabel.MARK, row=4),
        PhotographInput(b"GIF?", "text.jpg", row=5),
    )
    intake = Intake(
        (Entry(ArtworkRecord(object_id="A", title="Vase"), photographs), entry("B", b"")),
        (Refused("row 9", "", "object_id is empty", 9),),
    )
    outcomes = {outcome.name: outcome for outcome in indexer.run(intake)}
    assert len(outcomes) == len(intake) == 6
    assert outcomes["good.jpg"].state is State.INDEXED
    assert (outcomes["row 9"].reason, outcomes["row 9"].row) == ("object_id is empty", 9)
    for name, words in {"cut.jpg": "damaged", "gone.jpg": "no file", "text.jpg": "not a photograph"}.items():
        assert outcomes[name].state is State.FAILED
        assert words in outcomes[name].reason
    assert [one.view for one in registry.photographs_of("A")] == [ViewLabel.MARK]
    assert registry.counts().objects == 1  # B has no photograph that can be read


def test_an_object_registered_with_another_title_is_a_failure_that_says_so(registry, indexer, jpeg):
    list(indexer.run(Intake((entry("A", jpeg(1)),))))
    [outcome] = indexer.run(Intake((entry("A", jpeg(2), title="Bowl"),)))
    assert outcome.state is State.FAILED
    assert "registered already with another title" in outcome.reason
    assert len(registry.photographs_of("A")) == 1


def test_a_conflict_with_another_process_leaves_the_rest_of_the_batch_in(registry, indexer, embedder, jpeg, tmp_path):
    """The other process registers an object of the batch while this one embeds."""

    class Interrupting:
        def __getattr__(self, name):
            return getattr(embedder, name)

        def embed_in_detail(self, photographs):
            other = ArtworkRecord(object_id="B", title="Quite another thing")
            theirs = Intake((Entry(other, entry("B", jpeg(9)).photographs),))
            with Registry.open(tmp_path / "register") as second:
                list(Indexer(second, embedder, limits=Limits()).run(theirs))
            return embedder.embed_in_detail(photographs)

    intake = Intake((entry("A", jpeg(1)), entry("B", jpeg(2)), entry("C", jpeg(3))))
    outcomes = states(Indexer(registry, Interrupting(), limits=Limits()).run(intake))
    assert outcomes == {"A-0.jpg": State.INDEXED, "B-0.jpg": State.FAILED, "C-0.jpg": State.INDEXED}
    assert registry.record("B").title == "Quite another thing"


@pytest.mark.parametrize("stop_after", [0, 1, 3, 4, 5, 9])
def test_a_batch_that_was_stopped_and_resumed_ends_like_an_unbroken_one(tmp_path, embedder, jpeg, contents, stop_after):
    entries = tuple(entry(f"K{number}", jpeg(number), jpeg(100 + number)) for number in range(8))
    intake = Intake(entries)
    with Registry.open(tmp_path / "unbroken") as unbroken:
        list(Indexer(unbroken, embedder, limits=Limits(), batch=4).run(intake))
        expected = contents(unbroken, embedder.model_id)
    with Registry.open(tmp_path / "stopped") as stopped:
        run = Indexer(stopped, embedder, limits=Limits(), batch=4).run(intake)
        for _ in range(stop_after):
            next(run)
        run.close()
        stored = stopped.counts().photographs
        assert stored % 4 == 0  # whole batches only
        assert stored >= stop_after
        outcomes = list(Indexer(stopped, embedder, limits=Limits(), batch=4).run(intake))
        assert [outcome.state for outcome in outcomes].count(State.KNOWN) == stored
        assert contents(stopped, embedder.model_id) == expected


def test_stopping_ends_every_thread(indexer, jpeg):
    before = threading.active_count()
    run = indexer.run(Intake(tuple(entry(f"K{number}", jpeg(number)) for number in range(20))))
    next(run)
    run.close()
    assert threading.active_count() == before


def test_a_new_model_embeds_the_stored_originals_again(registry, indexer, embedder, jpeg):
    list(indexer.run(Intake(tuple(entry(f"K{number}", jpeg(number)) for number in range(6)))))
    newer = type(embedder)(model_id="colour-layout-2", seed=2)
    outcomes = list(Indexer(registry, newer, limits=Limits(), batch=4).embed_missing())
    assert [outcome.state for outcome in outcomes] == [State.INDEXED] * 6
    stored = registry.embeddings(newer.model_id)
    for number, vector in zip(stored.photograph_ids.tolist(), stored.vectors, strict=True):
        original = registry.original(registry.photographs([number])[number])
        expected = newer.embed([decode(original, name="", longest_side=working_side(newer)).pixels])[0]
        assert np.array_equal(vector, expected)
    assert list(Indexer(registry, newer, limits=Limits()).embed_missing()) == []


def test_a_resumed_change_of_model_does_only_what_is_left(registry, indexer, embedder, jpeg):
    list(indexer.run(Intake(tuple(entry(f"K{number}", jpeg(number)) for number in range(6)))))
    newer = type(embedder)(model_id="colour-layout-2", seed=2)
    run = Indexer(registry, newer, limits=Limits(), batch=4).embed_missing()
    next(run)
    run.close()
    assert len(list(Indexer(registry, newer, limits=Limits(), batch=4).embed_missing())) == 2


def test_every_registered_photograph_has_its_local_features(registry, indexer, jpeg):
    list(indexer.run(Intake(tuple(entry(f"K{number}", jpeg(number)) for number in range(6)))))
    kind = LocalFeatureExtractor(patch_describer()).features_id
    assert registry.without_local_features(kind) == []
    stored = registry.local_features(kind, range(1, 7))
    assert all(len(LocalFeatures.from_bytes(data)) > 5 for data in stored.values())


def test_local_features_that_are_missing_are_found_from_the_originals(registry, embedder, indexer, jpeg):
    image = decode(jpeg(1), name="a.jpg")
    [vector] = embedder.embed([image.pixels])
    older = NewPhotograph(data=jpeg(1), image=image, file_name="a.jpg", vector=vector)
    registry.register([(ArtworkRecord(object_id="K1", title="Vase"), [older])], model_id=embedder.model_id)
    points, parts = LocalFeatureExtractor(patch_describer()).features_id, f"parts-1-{embedder.model_id}"
    words = visual_words()
    for kind in (points, words.words_id, parts, embedder.places_id):
        assert [one.photograph_id for one in registry.without_local_features(kind)] == [1]
    assert [outcome.state for outcome in indexer.embed_missing()] == [State.INDEXED]
    found = LocalFeatureExtractor(patch_describer()).extract(image.pixels)
    assert registry.local_features(points, [1])[1] == found.to_bytes()
    found = LocalFeatures.from_bytes(registry.local_features(points, [1])[1])
    assert registry.local_features(words.words_id, [1])[1] == words.of(found.vectors).tobytes()
    stored = np.frombuffer(registry.local_features(parts, [1])[1], "<f2").reshape(4, -1)
    made = embedder.embed_in_detail([image.pixels])
    np.testing.assert_allclose(stored, made.parts[0, 1:], atol=1e-3)
    places = registry.local_features(embedder.places_id, [1])[1]
    assert (places_from_bytes(places, made.places.shape[2]) * made.places[0]).sum(1).min() > 0.999


def test_points_that_another_network_described_are_found_anew(registry, embedder, indexer, jpeg):
    """Nor are the two compared: what a search asks for is what its own network described."""
    other = type(embedder)(describer=PatchDescriber("another", PatchNetwork()))
    list(Indexer(registry, other, limits=Limits()).run(Intake((entry("K1", jpeg(1)),))))
    pixels, photograph = decode(jpeg(1), name="a.jpg").pixels, registry.photographs([1])[1]
    by_other, by_own = Verifier(registry, other.describer), Verifier(registry, embedder.describer)
    assert by_other.verify(by_other.points([pixels]), [photograph])["K1"].found.inliers > 5
    assert by_own.verify(by_own.points([pixels]), [photograph]) == {}
    assert [outcome.state for outcome in indexer.embed_missing()] == [State.INDEXED]
    assert by_own.verify(by_own.points([pixels]), [photograph])["K1"].found.inliers > 5
