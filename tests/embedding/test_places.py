"""The shipped descriptors of places, and files that are none."""

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.places import COUNT, PlaceProjection
from artmatch.errors import ModelError
from artmatch.rendering import random_object, studio_view
from artmatch.verification import place_similarities


@pytest.fixture
def file(tmp_path):
    """A projection of four features onto two directions."""
    mean = torch.tensor([0.5, 0.0, 0.0, 0.0])
    directions = torch.tensor([[2.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    save_file({"mean": mean, "directions": directions}, tmp_path / "places.safetensors")
    return tmp_path / "places.safetensors"


def test_features_of_unit_length_are_centred_projected_and_made_unit_vectors_again(file):
    found = PlaceProjection.read(file).of(torch.tensor([[[3.0, 4.0, 0.0, 0.0], [0.0, 0.0, 7.0, 0.0]]]))
    # (.6, .8) - (.5, 0), the first doubled: (.2, .8); and (0, 0) - (.5, 0), doubled
    expected = [[0.2 / np.hypot(0.2, 0.8), 0.8 / np.hypot(0.2, 0.8)], [-1, 0]]
    np.testing.assert_allclose(found[0].numpy(), expected, atol=1e-6)


def test_another_file_has_another_id(file):
    first = PlaceProjection.read(file).projection_id
    save_file({"mean": torch.zeros(4), "directions": torch.eye(4)[:, :2].contiguous()}, file)
    assert PlaceProjection.read(file).projection_id != first


@pytest.mark.parametrize("change", ["gone", "cut short", "another's"])
def test_a_file_that_is_missing_or_damaged_is_named(file, change):
    if change == "gone":
        file.unlink()
    elif change == "cut short":
        file.write_bytes(file.read_bytes()[:-5])
    else:
        save_file({"centres": torch.zeros(3, 4)}, file)
    with pytest.raises(ModelError, match=r"places\.safetensors cannot be read: install artmatch again"):
        PlaceProjection.read(file)


def test_an_object_half_hidden_resembles_itself_place_by_place_most():
    embedder = Embedder.load(Settings.load(env={}).model, device="cpu")
    rng = np.random.default_rng(12)
    items = [random_object(rng) for _ in range(6)]
    registered = [item.photograph(*studio_view(rng), side=256) for item in items]
    seized = [item.photograph(*studio_view(rng), side=256) for item in items]
    for pixels in seized:
        pixels[:, : pixels.shape[1] // 2] = rng.integers(0, 256, 3)
    shown, asked = embedder.embed_in_detail(registered), embedder.embed_in_detail(seized)
    assert shown.places.shape == (6, COUNT, 128)
    assert np.all(np.diff(asked.chances, axis=1) <= 0)
    np.testing.assert_allclose(np.linalg.norm(shown.places, axis=2), 1, atol=1e-5)
    assert place_similarities(asked.places, asked.chances, shown.places).argmax(1).tolist() == list(range(6))
