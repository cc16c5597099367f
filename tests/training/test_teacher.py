"""What training is told by the networks that it begins from."""

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from artmatch.errors import ModelError
from artmatch.training.data import TrainingObject
from artmatch.training.published import read_published
from artmatch.training.teacher import taught


def _kernel(rng, *shape):
    return torch.from_numpy(rng.normal(0, 0.4, shape)).float()


def _resnet50(rng):
    """ResNet-50 v2 of GluonCV by the names of its file, with four channels everywhere."""
    named = {"conv1.weight": _kernel(rng, 4, 3, 7, 7)}
    norms = {"bnin": 3, "bn1": 4, "postbn": 4}
    for stage, units in enumerate((3, 4, 6), start=1):
        for unit in range(units):
            name = f"stage{stage}.{unit}"
            norms |= {f"{name}.bn{number}": 4 for number in range(3)}
            named |= {
                f"{name}.conv{number}.weight": _kernel(rng, 4, 4, side, side)
                for number, side in ((1, 1), (2, 3), (3, 1))
            }
            if not unit:
                named[f"{name}.proj.weight"] = _kernel(rng, 4, 4, 1, 1)
    for name, width in norms.items():
        named |= {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}
        named |= {f"{name}.running_mean": torch.zeros(width), f"{name}.running_var": torch.ones(width)}
    return named


def _edgetpu(rng):
    """MobileNetEdgeTPU by the names of its file: fused units first, then such with a convolution a channel."""
    named = {}

    def add(name, *shape):
        named[f"{name}.c.weight"], named[f"{name}.c.bias"] = _kernel(rng, *shape), torch.zeros(shape[0])

    add("stem", 4, 3, 3, 3)
    add("proj0", 4, 4, 1, 1)
    for number in range(21):
        side = 3 if number < 8 else 1
        add(f"blocks.{number}.expand", 8, 4, side, side)
        if number >= 8:
            add(f"blocks.{number}.dw", 8, 1, 3, 3)
        add(f"blocks.{number}.project", 4, 8, 1, 1)
    add("head", 6, 4, 1, 1)
    return named


@pytest.mark.parametrize(("made", "channels"), [(_resnet50, 4), (_edgetpu, 6)])
def test_a_published_network_is_known_by_its_file_and_pools_to_unit_length(tmp_path, made, channels):
    rng = np.random.default_rng(1)
    save_file({name: tensor.half() for name, tensor in made(rng).items()}, tmp_path / "published.safetensors")
    photographs = torch.from_numpy(rng.integers(0, 256, (3, 3, 64, 64), np.uint8))
    pooled = read_published(tmp_path / "published.safetensors")(photographs)
    assert pooled.shape == (3, channels)
    assert torch.allclose(pooled.norm(dim=1), torch.ones(3), atol=1e-5)
    assert not torch.allclose(pooled[0], pooled[1], atol=1e-3), "two photographs differ"


def test_the_thirteenth_unit_of_edgetpu_adds_nothing_to_what_comes_to_it(tmp_path):
    rng = np.random.default_rng(3)
    named = _edgetpu(rng)
    named["blocks.12.project.c.weight"].zero_()  # nothing passes its convolutions
    photographs = torch.from_numpy(rng.integers(0, 256, (2, 3, 64, 64), np.uint8))

    def pooled(unit):
        changed = dict(named) if unit is None else named | {f"blocks.{unit}.project.c.bias": torch.ones(4)}
        save_file(changed, tmp_path / "published.safetensors")
        return read_published(tmp_path / "published.safetensors")(photographs)

    assert torch.allclose(pooled(11), pooled(None), atol=1e-6)
    assert not torch.allclose(pooled(13), pooled(None), atol=1e-3)


def test_edgetpu_is_padded_at_the_right_and_below_as_tensorflow_pads(tmp_path):
    rng = np.random.default_rng(4)
    named = _edgetpu(rng)
    named["stem.c.weight"][:, :, 1:], named["stem.c.weight"][:, :, :, 1:] = 0, 0  # sees the first pixel of each window
    save_file(named, tmp_path / "published.safetensors")
    photograph = torch.from_numpy(rng.integers(0, 128, (1, 3, 64, 64), np.uint8))

    def with_another_pixel(at):
        changed = photograph.clone()
        changed[:, :, at, at] = 255
        return read_published(tmp_path / "published.safetensors")(changed)

    untouched = read_published(tmp_path / "published.safetensors")(photograph)
    assert torch.equal(with_another_pixel(31), untouched), "windows begin at every even pixel: nothing is padded before"
    assert not torch.allclose(with_another_pixel(30), untouched, atol=1e-4)


def test_a_file_of_another_network_is_refused_as_a_teacher(tmp_path):
    save_file({"something": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="neither"):
        read_published(tmp_path / "other.safetensors")


def test_what_several_teachers_find_alike_counts_by_the_mean_of_their_whitened_cosines(tmp_path):
    rng = np.random.default_rng(2)
    said = {"one": rng.normal(size=(50, 12)) * np.arange(1, 13), "two": rng.normal(size=(50, 20)) + 1}
    for name, pooled in said.items():
        save_file({"pooled": torch.from_numpy(pooled).half()}, tmp_path / f"{name}.safetensors")
    photographs = [TrainingObject(str(number), str(number), ()) for number in range(50)]
    teachers = [tmp_path / "elsewhere" / f"{name}.safetensors" for name in said]  # asked before: not read again
    found = taught(photographs, teachers, cache=tmp_path, dimension=8, side=32, device="cpu")

    cosines = []
    for pooled in said.values():
        centred = pooled - pooled.mean(0)
        scores, _, _ = np.linalg.svd(centred, full_matrices=False)
        white = scores[:, :8]  # every direction of one length: whitened
        white /= np.linalg.norm(white, axis=1, keepdims=True)
        cosines.append(white @ white.T)
    assert np.allclose((found @ found.T).numpy(), np.mean(cosines, axis=0), atol=0.02)  # kept in half precision
