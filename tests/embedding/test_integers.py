"""Convolutions of 8-bit integers against the same sums in float64, and the shipped model in both."""

import json
import shutil

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.integers import IntegerConvolution, IntegerStem, IntegerUnit, compute_in_integers
from artmatch.embedding.network import EmbeddingNetwork, Unit, normalise
from artmatch.embedding.precision import has_fast_integers
from artmatch.errors import ModelError
from artmatch.rendering import random_object, seized_view, studio_view
from artmatch.verification import place_similarities
from benchmarks.ranges import activation_ranges, least_error_range

pytestmark = pytest.mark.skipif(not has_fast_integers(), reason="this processor does not multiply 8-bit integers")


@pytest.fixture(scope="module")
def manifest():
    return Settings.load(env={}).model


def convolution(channels, out, size, stride=1):
    """With a kernel as the weights file keeps it: whole multiples of a scale an output channel."""
    made = torch.nn.Conv2d(channels, out, size, stride, size // 2).requires_grad_(False)
    scale = made.weight.abs().amax((1, 2, 3), keepdim=True) / 127
    made.weight.copy_((made.weight / scale).round() * scale)
    return made


def in_float64(made, x, step):
    return F.conv2d(x.double() * step, made.weight.double(), made.bias.double(), made.stride, made.padding)


def activations(*shape):
    return torch.randint(0, 256, shape, dtype=torch.uint8).contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 1), (3, 2)])
def test_sums_of_integers_are_exact(size, stride):
    made, x = convolution(24, 40, size, stride), activations(3, 24, 15, 15)
    with torch.inference_mode():
        found = IntegerConvolution(made, 0.02)(x)
    torch.testing.assert_close(found.double(), in_float64(made, x, 0.02), atol=1e-5, rtol=1e-5)


def test_the_stem_of_a_photograph_s_bytes_is_exact_but_for_the_border():
    made, photographs = convolution(3, 16, 7, stride=2), activations(2, 3, 48, 48)
    exact = made(normalise(photographs))
    with torch.inference_mode():
        found = IntegerStem(made)(normalise(photographs))
    torch.testing.assert_close(found[:, :, 2:-2, 2:-2], exact[:, :, 2:-2, 2:-2], atol=1e-5, rtol=1e-5)
    most = float(made.weight.abs().sum((1, 2, 3)).max()) / 255  # half a step, wherever the kernel reaches
    assert float((found - exact).abs().max()) <= most


def test_what_goes_on_as_integers_is_rectified_and_rounded_to_the_nearest_step():
    made, x = convolution(24, 40, 3), activations(3, 24, 15, 15)
    exact = in_float64(made, x, 0.02).clamp(min=0)
    step = float(exact.max()) / 200
    with torch.inference_mode():
        found = IntegerConvolution(made, 0.02, step)(x)
    assert found.dtype is torch.uint8
    assert float((found.double() * step - exact).abs().max()) <= step * 0.501
    assert (found == 0).any()


def test_activations_beyond_the_range_are_cut_off_not_wrapped_round():
    made, x = convolution(24, 40, 3), activations(3, 24, 15, 15)
    exact = in_float64(made, x, 0.02)
    step = float(exact.max()) / 1_000
    with torch.inference_mode():
        found = IntegerConvolution(made, 0.02, step)(x)
    assert (found[exact > 256 * step] == 255).all()


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("channels", [64, 128])
def test_a_unit_does_what_it_does_in_floats_but_for_rounding(channels, stride):
    """Of 64 channels in and 128 out, it has a shortcut of its own; of 128, none."""
    torch.manual_seed(3)
    unit = Unit(channels, 32, stride=1 if channels == 64 else stride).eval().requires_grad_(False)
    x = torch.randn(2, channels, 12, 12).contiguous(memory_format=torch.channels_last)
    active = unit.before(x)
    reduced = F.relu(unit.reduce(active))
    ranges = [float(each.max()) for each in (active, reduced, F.relu(unit.filter(reduced)))]
    given = x.clone()
    with torch.inference_mode():
        exact, found = unit(x), IntegerUnit(unit, ranges)(x)
    assert found.shape == exact.shape
    assert float((found - exact).abs().max()) < 0.02 * float(exact.abs().max())
    assert torch.equal(x, given), "what other layers may still need was overwritten"


def test_what_a_unit_sees_beyond_its_range_is_cut_off():
    torch.manual_seed(4)
    unit = Unit(128, 32, stride=1).eval().requires_grad_(False)
    x = torch.randn(2, 128, 12, 12).contiguous(memory_format=torch.channels_last)
    active = unit.before(x).clamp(max=1.5)
    assert (unit.before(x) > 3).any(), "nothing would wrap round"
    reduced = F.relu(unit.reduce(active))
    filtered = F.relu(unit.filter(reduced))
    exact = x + unit.expand(filtered)
    with torch.inference_mode():
        found = IntegerUnit(unit, [1.5, float(reduced.max()), float(filtered.max())])(x)
    assert float((found - exact).abs().max()) < 0.02 * float(exact.abs().max())


def squared_error(activations, reach):
    steps = np.minimum(np.round(activations / reach * 255), 255)
    return np.mean((steps * reach / 255 - activations) ** 2)


@pytest.mark.parametrize("tail", [1, 40, 400])
def test_where_few_activations_are_large_they_are_cut_off_as_far_as_that_errs_least(tail):
    rng = np.random.default_rng(tail)
    activations = np.concatenate([rng.uniform(0, 1, 50_000), rng.uniform(1, 10, tail)])
    found = least_error_range(torch.from_numpy(activations).float())
    least = min(squared_error(activations, reach) for reach in np.linspace(0.5, activations.max(), 200))
    assert squared_error(activations, found) == pytest.approx(least, rel=0.05)


def test_evenly_spread_activations_are_not_cut_off():
    activations = torch.linspace(0, 7, 50_000)
    assert least_error_range(activations) == pytest.approx(7, rel=0.001)


def test_ranges_are_the_largest_activations_of_every_unit_after_the_first_block():
    torch.manual_seed(5)
    network = EmbeddingNetwork(8, (2, 2)).eval().requires_grad_(False)
    shown = torch.randint(0, 256, (20, 3, 32, 32), dtype=torch.uint8)
    seen = {}
    units = {f"blocks.1.{number}": unit for number, unit in enumerate(network.blocks[1])}
    for name, unit in units.items():
        unit.register_forward_pre_hook(lambda _, given, name=name: seen.update({name: given[0]}))
    network.features(shown.float() / 127.5 - 1)
    expected = {}
    for name, unit in units.items():
        active = unit.before(seen[name])
        reduced = F.relu(unit.reduce(active))
        expected[name] = [float(each.max()) for each in (active, reduced, unit.filter(reduced))]
    found = activation_ranges(network, shown)
    assert found.keys() == expected.keys() | {"blocks.0.1"}
    for name, values in expected.items():
        assert found[name] == pytest.approx(values, rel=1e-4)


def test_a_network_keeps_what_is_not_exchanged():
    network = EmbeddingNetwork(8, (2, 2)).eval().requires_grad_(False)
    compute_in_integers(network, {"blocks.1.1": [1.0, 1.0, 1.0]})
    assert [isinstance(unit, IntegerUnit) for block in network.blocks for unit in block] == [False, False, False, True]


def test_a_network_without_ranges_stays_as_it_is():
    network = EmbeddingNetwork(8, (2, 2)).eval().requires_grad_(False)
    compute_in_integers(network, {})
    assert not [layer for layer in network.modules() if isinstance(layer, (IntegerStem, IntegerUnit))]


def test_the_shipped_model_says_the_same_in_integers(manifest, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_vnni": True})
    exact, rounded = Embedder.load(manifest, device="cpu", integers=False), Embedder.load(manifest, device="cpu")
    assert (exact.precision, rounded.precision) == ("float32", "int8")
    rng = np.random.default_rng(21)
    items = [random_object(rng) for _ in range(8)]
    shown = [item.photograph(*view(rng), side=256) for view in (studio_view, seized_view) for item in items]
    ours, theirs = exact.embed_in_detail(shown), rounded.embed_in_detail(shown)
    one, other = ours.parts, theirs.parts
    assert (one * other).sum(2).min() > 0.99
    by_place = [place_similarities(made.places, made.chances, made.places) for made in (ours, theirs)]
    moved = np.abs(by_place[0] - by_place[1])
    assert moved.mean() < 0.004
    assert moved.max() < 0.05  # as much where another place is among those that are kept
    np.testing.assert_allclose(other[:, 0] @ other[:, 0].T, one[:, 0] @ one[:, 0].T, atol=0.03)


def test_bfloat16_comes_before_integers(manifest, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_vnni": True, "avx512_bf16": True})
    assert Embedder.load(manifest, device="cpu").precision == "bfloat16"


def test_a_processor_without_either_computes_in_floats(manifest, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
    assert Embedder.load(manifest, device="cpu").precision == "float32"


@pytest.mark.parametrize(
    "ranges",
    [
        {"blocks.1.99": [1.0, 1.0, 1.0]},
        {"blocks.1.0": [1.0]},
        {"stem": [1.0, 1.0, 1.0]},
        {"blocks.1.0": [1.0, 0.0, 1.0]},
    ],
)
def test_ranges_that_do_not_fit_the_network_are_refused(manifest, tmp_path, monkeypatch, ranges):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_vnni": True})
    for file in manifest.parent.glob(f"{manifest.stem}.*"):
        shutil.copy(file, tmp_path)
    copied = tmp_path / manifest.name
    copied.write_text(json.dumps(json.loads(copied.read_text()) | {"activation_ranges": ranges}))
    with pytest.raises(ModelError, match="do not fit this version's network"):
        Embedder.load(copied, device="cpu")
