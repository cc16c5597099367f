"""The network's parts against oracles computed another way."""

import numpy as np
import pytest
import torch

from artmatch.embedding.network import EmbeddingNetwork, GeM, SameConv2d, fit_whitening


def tensorflow_same(x, kernel, stride):
    """SAME convolution of one channel by plain loops, after TensorFlow's documentation of its padding."""
    size, k = len(x), len(kernel)
    out = -(-size // stride)
    pad = max((out - 1) * stride + k - size, 0)
    padded = np.pad(x, ((pad // 2, pad - pad // 2),) * 2)
    return np.array(
        [
            [(padded[i * stride : i * stride + k, j * stride : j * stride + k] * kernel).sum() for j in range(out)]
            for i in range(out)
        ]
    )


@pytest.mark.parametrize(("size", "k", "stride"), [(8, 3, 1), (8, 3, 2), (9, 3, 2), (8, 5, 2), (7, 5, 2), (6, 5, 1)])
def test_a_convolution_pads_as_tensorflow_does(size, k, stride):
    rng = np.random.default_rng(size * k * stride)
    x, kernel = rng.normal(size=(size, size)), rng.normal(size=(k, k))
    convolution = SameConv2d(1, 1, k, stride, bias=False)
    with torch.no_grad():
        convolution.weight.copy_(torch.from_numpy(kernel)[None, None])
        seen = convolution(torch.from_numpy(x).float()[None, None])[0, 0].numpy()
    np.testing.assert_allclose(seen, tensorflow_same(x, kernel, stride), atol=1e-5)


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
    network = EmbeddingNetwork(64).eval()
    for side in (96, 128):
        with torch.no_grad():
            embedding = network(torch.rand(2, 3, side, side) * 2 - 1)
        assert embedding.shape == (2, 64)
        torch.testing.assert_close(embedding.norm(dim=1), torch.ones(2))
