import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from artmatch.embedding.patches import PatchDescriber, PatchNetwork
from artmatch.errors import ModelError
from artmatch.training.patch_loop import release_patches


@pytest.fixture
def network():
    """With statistics as a training leaves them, not those that it begins with."""
    torch.manual_seed(1)
    made = PatchNetwork().train()
    with torch.no_grad():
        for _ in range(20):
            made(torch.randint(0, 256, (64, 32, 32)))
    return made.eval()


@pytest.fixture
def patches():
    coarse = np.random.default_rng(2).integers(0, 256, (600, 8, 8)).astype(np.uint8)
    return coarse.repeat(4, 1).repeat(4, 2)


def test_a_describer_says_what_its_network_says_to_the_precision_of_float16(network, patches, tmp_path):
    with torch.inference_mode():
        wanted = network(torch.from_numpy(patches)).numpy()
    release_patches(network, tmp_path / "patches.safetensors", {"licence": "none"})
    described = PatchDescriber.read(tmp_path / "patches.safetensors").describe(patches)
    assert described.dtype == np.float32
    assert (described * wanted).sum(1).min() > 0.999
    np.testing.assert_allclose(np.linalg.norm(described, axis=1), 1, atol=1e-3)


def test_less_light_and_contrast_leave_a_descriptor_as_it_is(network, patches, tmp_path):
    release_patches(network, tmp_path / "patches.safetensors", {})
    describer = PatchDescriber.read(tmp_path / "patches.safetensors")
    dim = (patches * 0.5 + 20).astype(np.uint8)
    alike = (describer.describe(patches) * describer.describe(dim)).sum(1)
    assert alike.min() > 0.99


def test_no_patches_have_no_descriptors(network):
    assert PatchDescriber("none", network).describe(np.empty((0, 32, 32), np.uint8)).shape == (0, 64)


def test_other_weights_are_another_describer(network, tmp_path):
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    release_patches(network, first, {})
    with torch.no_grad():
        network.whole.weight.mul_(2)
    release_patches(network, second, {})
    assert PatchDescriber.read(first).describer_id != PatchDescriber.read(second).describer_id


def test_weights_that_are_missing_or_damaged_are_named(network, tmp_path):
    file = tmp_path / "patches.safetensors"
    with pytest.raises(ModelError, match=r"patches\.safetensors cannot be read: install artmatch again"):
        PatchDescriber.read(file)
    release_patches(network, file, {})
    whole = load_file(file)
    save_file({name: values for name, values in whole.items() if name != "whole.weight"}, file)
    with pytest.raises(ModelError, match="cannot be read"):
        PatchDescriber.read(file)
    file.write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be read"):
        PatchDescriber.read(file)
