"""The shipped model as a user gets it."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from artmatch.config import Settings
from artmatch.embedding import embedder as embedder_module
from artmatch.embedding.embedder import Embedder
from artmatch.errors import ConfigurationError, ModelError
from artmatch.rendering import random_object, studio_view
from artmatch.training.augmentation import placed_in_a_scene


@pytest.fixture(scope="module")
def manifest():
    return Settings.load(env={}).model


@pytest.fixture(scope="module")
def embedder(manifest):
    """The shipped model, taking four photographs at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedder_module, "_BATCH", 4)
        yield Embedder.load(manifest, device="cpu")


@pytest.fixture(scope="module")
def photographs():
    """Smooth random pictures of many sizes: no two alike, none trivial."""
    rng = np.random.default_rng(7)
    sizes = rng.integers(40, 400, (9, 2))  # more than the embedder takes at once, and no multiple of it
    return [
        np.kron(rng.integers(0, 256, (4, 4, 3)), np.ones((h // 4, w // 4, 1))).astype(np.uint8)
        for h, w in sizes.tolist()
    ]


@pytest.fixture(scope="module")
def embeddings(embedder, photographs):
    """Of the photographs, all at once."""
    return embedder.embed(photographs)


@pytest.fixture
def copied(manifest, tmp_path):
    """The shipped model copied to where a test may damage it."""
    for file in manifest.parent.glob(f"{manifest.stem}.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / manifest.name


def test_embeddings_are_unit_vectors_of_the_manifest_s_dimension(embeddings, photographs, manifest):
    assert embeddings.dtype == np.float32
    assert embeddings.shape == (len(photographs), json.loads(manifest.read_text())["architecture"]["dimension"])
    assert embeddings.shape[1] <= 512
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)


def test_the_same_photograph_embeds_identically_from_load_to_load(embedder, photographs, manifest):
    again = Embedder.load(manifest, device="cpu")
    assert np.array_equal(embedder.embed(photographs[:2]), again.embed(photographs[:2]))


@pytest.mark.parametrize("size", [1, 3])
def test_an_embedding_does_not_depend_on_its_batch(embedder, photographs, embeddings, size):
    parts = np.concatenate([embedder.embed(photographs[i : i + size]) for i in range(0, len(photographs), size)])
    assert (embeddings * parts).sum(1).min() >= 0.9999


def test_the_parts_of_a_photograph_come_with_its_embedding(embedder, photographs, embeddings):
    parts = embedder.embed_in_detail(photographs).parts
    assert parts.shape == (len(photographs), 5, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(parts, axis=2), 1, atol=1e-5)
    assert (parts[:, 0] * embeddings).sum(1).min() >= 0.9999


def test_nothing_to_embed_gives_no_rows(embedder):
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_one_changed_byte_of_the_weights_is_refused(copied):
    weights = copied.with_suffix(".safetensors")
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ModelError, match="are not the ones its manifest names"):
        Embedder.load(copied, device="cpu")


def test_missing_weights_are_named(copied):
    copied.with_suffix(".safetensors").unlink()
    with pytest.raises(ModelError, match=r"safetensors cannot be read"):
        Embedder.load(copied, device="cpu")


def test_a_missing_manifest_is_named():
    with pytest.raises(ModelError, match=r"There is no model manifest at nowhere\.json"):
        Embedder.load(Path("nowhere.json"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "\x00"])
def test_a_damaged_manifest_is_named(tmp_path, text):
    file = tmp_path / "model.json"
    file.write_text(text)
    with pytest.raises(ModelError, match=r"model\.json cannot be read"):
        Embedder.load(file)


def test_a_manifest_of_a_later_format_asks_for_an_update(copied):
    stored = json.loads(copied.read_text())
    copied.write_text(json.dumps(stored | {"format": 99}))
    with pytest.raises(ModelError, match="format 99, not 1: update artmatch"):
        Embedder.load(copied)


def test_a_device_that_does_not_exist_is_named(manifest):
    with pytest.raises(ConfigurationError, match="no device 'abacus'"):
        Embedder.load(manifest, device="abacus")


def test_the_shipped_model_outlines_most_objects_about_where_they_are(embedder):
    rng = np.random.default_rng(12)
    overlaps = []
    for _ in range(12):
        item, other = (random_object(rng).photograph(*studio_view(rng), side=224) for _ in range(2))
        pixels, true = placed_in_a_scene(item, other, rng, 320)
        said = embedder.outline(pixels)
        if said is None:
            overlaps.append(0.0)
            continue
        masks = [
            cv2.fillConvexPoly(np.zeros((320, 320), np.uint8), np.round(np.array(one) * 320).astype(np.int32), 1)
            for one in (said, true)
        ]
        overlaps.append((masks[0] & masks[1]).sum() / (masks[0] | masks[1]).sum())
    assert np.median(overlaps) > 0.55
