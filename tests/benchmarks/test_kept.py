"""What was embedded before is not embedded again, and nothing is taken for what it is not."""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.kept import kept, name_of


@pytest.fixture
def embedder():
    return SimpleNamespace(model_id="m", precision="float32")


def test_each_photograph_has_its_own_vectors_however_many_and_in_whatever_order(embedder, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.kept._BATCH", 2)
    vectors = {name: np.full((1 + n % 3, 4), n, np.float32) for n, name in enumerate("abcde")}
    asked = []

    def embed(names):
        def of(numbers):
            asked.extend(names[number] for number in numbers)
            return (vectors[names[number]] for number in numbers)

        return of

    kept("ace", embed("ace"), embedder, tmp_path)
    found = kept("edcba", embed("edcba"), embedder, tmp_path)
    assert asked == list("ace") + list("db")
    for name, one in zip("edcba", found, strict=True):
        assert np.array_equal(one, vectors[name])


def test_another_precision_is_embedded_anew(embedder, tmp_path):
    kept("a", lambda _: [np.zeros((1, 4), np.float32)], embedder, tmp_path)
    embedder.precision = "int8"
    (found,) = kept("a", lambda _: [np.ones((1, 4), np.float32)], embedder, tmp_path)
    assert found.tolist() == [[1, 1, 1, 1]]


def test_pictures_are_named_by_their_pixels_and_shapes():
    picture = np.arange(24, dtype=np.uint8)
    names = [
        name_of(picture.reshape(2, 4, 3)),
        name_of(picture.reshape(4, 2, 3)),
        name_of(picture.reshape(2, 4, 3) + 1),
        name_of(picture.reshape(2, 4, 3), picture.reshape(4, 2, 3)),
    ]
    assert len(set(names)) == 4
    assert name_of(picture.reshape(2, 4, 3).copy()) == names[0]
