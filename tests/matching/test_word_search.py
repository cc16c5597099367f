"""Drawn objects, sought by their points in a register of them."""

import numpy as np
import pytest

from artmatch import engine
from artmatch.config import Settings
from artmatch.embedding.patches import patch_describer
from artmatch.imaging import Limits, decode, encode_jpeg
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.word_search import WordSearch
from artmatch.records import ArtworkRecord
from artmatch.registry import NewPhotograph, Registry
from artmatch.rendering import random_object, studio_view
from artmatch.verification import LocalFeatureExtractor
from artmatch.wiring import Workspace


def drawn(number):
    rng = np.random.default_rng(number)
    return random_object(rng).photograph(*studio_view(rng), side=300)


def entry(number):
    photograph = PhotographInput(encode_jpeg(drawn(number), quality=90), "a.jpg")
    return Entry(ArtworkRecord(object_id=f"D{number}", title="Drawn"), (photograph,))


def points(number, keypoints=900):
    return LocalFeatureExtractor(patch_describer()).extract(drawn(number), keypoints)


@pytest.fixture
def register(tmp_path, embedder):
    """A register whose photograph N + 1 shows the drawn object N, of six, and what registers more."""
    with Registry.open(tmp_path) as registry:
        indexer = Indexer(registry, embedder, limits=Limits())
        list(indexer.run(Intake(tuple(entry(number) for number in range(6)))))
        yield registry, indexer


def test_each_of_several_photographs_brings_what_it_shares_most_with(register):
    """In either order, and though the first has many more points than the second."""
    everything, search = np.arange(1, 7), WordSearch(register[0])
    pair = [points(1), points(4, keypoints=120)]
    assert set(search.nearest(pair, everything, 2)) == set(search.nearest(pair[::-1], everything, 2)) == {2, 5}
    assert search.nearest([points(4), points(4, keypoints=60)], everything, 1) == [5]
    assert search.nearest([points(4, keypoints=60), points(4)], everything, 1) == [5]


def test_only_what_is_asked_for_is_found_and_no_more_than_that(register):
    """However much was searched before."""
    search, first, others = WordSearch(register[0]), np.array([1, 2]), np.array([3, 4])
    assert search.nearest([points(1)], first, 1) == [2]
    assert 2 not in search.nearest([points(1)], others, 6)
    assert search.nearest([points(1)], first, 1) == [2]
    assert 2 not in search.nearest([points(1)], np.array([1, 3, 4, 5, 6]), 6)
    assert search.nearest([points(1)], np.arange(1, 7), 1) == [2]


def test_what_is_registered_later_is_found_too(register):
    registry, indexer = register
    search = WordSearch(registry)
    search.nearest([points(8)], np.arange(1, 7), 1)
    list(indexer.run(Intake((entry(8),))))
    assert search.nearest([points(8)], np.arange(1, 8), 1) == [7]


def test_photographs_without_words_are_found_after_a_rebuild(tmp_path, embedder, monkeypatch):
    monkeypatch.setattr(engine, "load_embedder", lambda settings: embedder)
    data = encode_jpeg(drawn(1), quality=90)
    image = decode(data, name="a.jpg")
    [vector] = embedder.embed([image.pixels])
    older = NewPhotograph(data=data, image=image, file_name="a.jpg", vector=vector)
    with Workspace.open(Settings(home=tmp_path, model=tmp_path / "none.json", user="Jones")) as workspace:
        record = ArtworkRecord(object_id="D1", title="Drawn")
        workspace.registry.register([(record, [older])], model_id=embedder.model_id)
        assert workspace.words.nearest([points(1)], np.array([1]), 1) == []
        list(workspace.rebuild())
        assert workspace.words.nearest([points(1)], np.array([1]), 1) == [1]
