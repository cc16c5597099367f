"""What was embedded before is not embedded again, and nothing is taken for what it is not."""

from types import SimpleNamespace

import numpy as np
import pytest

from artmatch.records import Embedded
from benchmarks.kept import keep_all, kept, name_of


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


@pytest.fixture
def pictures():
    return [np.full((3, 4, 3), number, np.uint8) for number in range(3)]


def counting_embedder(asked, precision="float32"):
    """Makes something else of every picture, and notes what it is asked."""

    def made(kind, *shape):
        def of(pictures):
            asked.append((kind, [int(pixels[0, 0, 0]) for pixels in pictures]))
            return np.stack([np.full(shape, pixels[0, 0, 0] + len(kind), np.float32) for pixels in pictures])

        return of

    def outline(pixels):
        asked.append(("outline", [int(pixels[0, 0, 0])]))
        return ((0.1, 0.2), (0.9, 0.2), (0.9, 1.0)) if pixels[0, 0, 0] else None

    parts = made("parts!", 5, 4)

    def embed_in_detail(pictures):
        made = parts(pictures)
        return Embedded(made, made[:, 1:] / 4, made[:, 1:, 0] / 8)

    def embed(pictures):
        return embed_in_detail(pictures).parts[:, 0]

    return SimpleNamespace(
        model_id="m",
        precision=precision,
        places_id="p",
        embed=embed,
        embed_in_detail=embed_in_detail,
        outline=outline,
    )


def everything_of(embedder, pictures):
    return (
        embedder.embed(pictures).tolist(),
        embedder.embed(pictures[:2]).tolist(),
        [array.tolist() for array in embedder.embed_in_detail(pictures)],
        [embedder.outline(pixels) for pixels in pictures],
    )


def test_another_run_reads_what_was_made_of_the_same_pictures(pictures, tmp_path):
    first, second = [], []
    wanted = everything_of(counting_embedder([]), pictures)
    for asked in (first, second):
        embedder = counting_embedder(asked)
        keep_all(embedder, tmp_path)
        assert everything_of(embedder, pictures) == wanted
    assert [kind for kind, _ in first] == ["parts!", "parts!", "outline", "outline", "outline"]
    assert second == []


def test_what_was_made_in_another_precision_is_not_read(pictures, tmp_path):
    asked = []
    for precision in ("float32", "int8"):
        embedder = counting_embedder(asked, precision)
        keep_all(embedder, tmp_path)
        embedder.embed(pictures)
    assert len(asked) == 2


def test_a_file_that_was_never_finished_is_made_again(pictures, tmp_path):
    asked = []
    embedder = counting_embedder(asked)
    keep_all(embedder, tmp_path)
    embedder.embed(pictures)
    (file,) = tmp_path.rglob("p-*.npz")
    file.rename(file.with_suffix(".1234"))
    assert embedder.embed(pictures).shape == (3, 4)
    assert len(asked) == 2
