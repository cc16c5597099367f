"""What is stored of a network is the network, to the precision that is promised."""

import pytest
import torch

from artmatch.embedding.network import EmbeddingNetwork
from artmatch.embedding.weights import quantised, restored


def test_restored_kernels_are_off_by_half_a_step_at_most_and_the_rest_by_float16():
    torch.manual_seed(2)
    state = EmbeddingNetwork(16, (2, 2, 2)).state_dict()
    again = restored(quantised(state))
    assert again.keys() == state.keys()
    for name, tensor in state.items():
        if tensor.ndim == 4:
            step = tensor.abs().amax((1, 2, 3), keepdim=True) / 127
            assert ((again[name] - tensor).abs() <= step * 0.501).all()
        else:
            torch.testing.assert_close(again[name], tensor, rtol=1e-3, atol=1e-6)


def test_quantising_twice_changes_nothing():
    torch.manual_seed(3)
    stored = quantised(EmbeddingNetwork(16, (2, 2, 2)).state_dict())
    again = quantised(restored(stored))
    assert all(torch.equal(stored[name], again[name]) for name in stored if stored[name].dtype == torch.int8)


def test_a_channel_of_noughts_stays_nought():
    stored = quantised({"conv.weight": torch.zeros(2, 3, 3, 3)})
    assert not restored(stored)["conv.weight"].any()


def test_a_kernel_without_its_scale_is_refused():
    stored = quantised({"conv.weight": torch.rand(2, 3, 1, 1)})
    del stored["conv.weight_scale"]
    with pytest.raises(KeyError):
        restored(stored)
