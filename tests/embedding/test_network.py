"""The network's parts against oracles computed another way."""

import numpy as np
import pytest
import torch

from artmatch.embedding.network import EmbeddingNetwork, GeM, fit_whitening, units_of


def tensorflow_same_pooling(x, window, stride):
    """SAME maximum pooling of one channel by plain loops, after TensorFlow's documentation of its padding."""
    out = -(-len(x) // stride)
    pad = max((out - 1) * stride + window - len(x), 0)
    padded = np.pad(x, ((pad // 2, pad - pad // 2),) * 2, constant_values=-np.inf)
    return np.array(
        [
            [padded[i * stride : i * stride + window, j * stride : j * stride + window].max() for j in range(out)]
            for i in range(out)
        ]
    )


def test_the_stem_s_pooling_pads_as_tensorflow_does():
    network = EmbeddingNetwork(8, (2, 2, 2)).eval()
    seen = []
    network.blocks[0][0].before.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    x = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        network(x)
        before = network.stem(x)[0, 5].numpy()
    np.testing.assert_allclose(seen[0][0, 5].numpy(), tensorflow_same_pooling(before, 3, 2))


def test_only_the_third_block_keeps_its_resolution():
    network = EmbeddingNetwork(8, (2, 2, 2)).eval()
    sizes = []
    for block in network.blocks:
        block.register_forward_hook(lambda _, given, result: sizes.append(result.shape[-1]))
    with torch.no_grad():
        network(torch.rand(1, 3, 96, 96))
    assert sizes == [12, 6, 6]


def test_parts_are_the_whole_and_its_corners_each_two_thirds_of_either_side():
    network = EmbeddingNetwork(8, (2, 2, 2)).eval()
    x = torch.rand(2, 3, 80, 112)
    with torch.no_grad():
        [parts, _, _], features = network.in_detail(x, 5), network.features(x)
        assert features.shape[2:] == (5, 7)
        torch.testing.assert_close(parts[:, 0], network(x))
        for number, (rows, columns) in enumerate(
            [((0, 4), (0, 5)), ((0, 4), (2, 7)), ((1, 5), (0, 5)), ((1, 5), (2, 7))]
        ):
            corner = features[:, :, rows[0] : rows[1], columns[0] : columns[1]]
            pooled = corner.clamp(min=1e-4).pow(3).mean((2, 3)).pow(1 / 3)
            expected = network.whitening(pooled / pooled.norm(dim=1, keepdim=True))
            torch.testing.assert_close(parts[:, 1 + number], expected / expected.norm(dim=1, keepdim=True))


def test_the_places_are_those_that_show_the_object_most_likely():
    network = EmbeddingNetwork(8, (2, 2, 2)).eval()
    x = torch.rand(2, 3, 80, 112)
    with torch.no_grad():
        (_, few, chances), (_, every, _) = network.in_detail(x, 5), network.in_detail(x, 99)
        features, shows = network.features(x), network.object_map(x)
    assert (few.shape, chances.shape, every.shape) == ((2, 5, 1024), (2, 5), (2, 35, 1024))
    for number in range(2):
        likely = sorted(((float(shows[number, y, x]), y, x) for y in range(5) for x in range(7)), reverse=True)[:5]
        assert chances[number].tolist() == pytest.approx([chance for chance, _, _ in likely])
        torch.testing.assert_close(few[number], torch.stack([features[number, :, y, x] for _, y, x in likely]))


def test_the_number_of_units_is_read_from_the_tensors_names():
    assert units_of(EmbeddingNetwork(8, (3, 1, 12)).state_dict()) == (3, 1, 12)


def test_generalised_mean_is_the_mean_at_one_and_near_the_maximum_at_eight():
    x = torch.rand(2, 5, 6, 6)
    mean, high = GeM(1.0), GeM(8.0)
    torch.testing.assert_close(mean(x), x.mean((2, 3)))
    assert (high(x) <= x.amax((2, 3)) + 1e-6).all()
    assert (high(x) > mean(x)).all()


def test_whitened_training_vectors_have_unit_covariance_and_no_mean():
    rng = np.random.default_rng(1)
    pooled = torch.from_numpy(rng.normal(size=(500, 12)) @ rng.normal(size=(12, 12)) + 3).float()
    weight, bias = fit_whitening(pooled, 6)
    white = (pooled @ weight.T + bias).double().numpy()
    np.testing.assert_allclose(white.mean(0), 0, atol=1e-3)
    np.testing.assert_allclose(white.T @ white / len(white), np.eye(6), atol=1e-2)


def test_an_embedding_has_the_asked_length_and_unit_norm_for_any_square():
    network = EmbeddingNetwork(64, (2, 2, 2)).eval()
    for side in (96, 128):
        with torch.no_grad():
            embedding = network(torch.rand(2, 3, side, side) * 2 - 1)
        assert embedding.shape == (2, 64)
        torch.testing.assert_close(embedding.norm(dim=1), torch.ones(2))


def test_what_the_places_contribute_adds_up_to_the_cosine_but_for_the_bias():
    torch.manual_seed(2)
    network = EmbeddingNetwork(8, (2, 2, 2)).eval()
    x, towards = torch.rand(3, 3, 64, 64) * 2 - 1, torch.nn.functional.normalize(torch.rand(3, 8))
    with torch.no_grad():
        cosine = (network(x) * towards).sum(1)
        added = network.contributions(x, towards)
        whole = network.whitening(network.pooled(x)).norm(dim=1)
    assert added.shape == (3, 4, 4)
    of_bias = towards @ network.whitening.bias / whole
    torch.testing.assert_close(added.sum((1, 2)) + of_bias.detach(), cosine, atol=1e-5, rtol=1e-4)


def test_a_place_contributes_by_what_is_there():
    torch.manual_seed(2)
    network = EmbeddingNetwork(8, (2, 2, 2)).eval()
    x = torch.rand(1, 3, 256, 256) * 2 - 1
    changed = x.clone()
    changed[..., 240:, 240:] *= -1
    with torch.no_grad():
        towards = network(x)
        apart = (network.contributions(x, towards) - network.contributions(changed, towards)).abs()[0]
    assert apart[12:, 12:].mean() > 3 * apart[:8, :8].mean()
