"""Whitening that keeps what the teachers find alike."""

import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional as F

from artmatch.embedding.network import EmbeddingNetwork
from artmatch.training.data import TrainingObject
from artmatch.training.taught_whitening import _pooled, teach_whitening

_SIDE = 32


@pytest.fixture
def network():
    torch.manual_seed(4)
    return EmbeddingNetwork(16, (2, 2, 2)).eval()


@pytest.fixture
def objects():
    rng = np.random.default_rng(5)
    made = []
    for number in range(40):
        coarse = rng.integers(0, 256, (4, 4, 3), np.uint8)
        encoded = cv2.imencode(".png", cv2.resize(coarse, (_SIDE, _SIDE), interpolation=cv2.INTER_NEAREST))[1]
        made.append(TrainingObject(str(number), str(number), (encoded,)))
    return made


@pytest.fixture
def said():
    """Of two dozen photographs; the others, drawn ones say, were shown to no teacher."""
    told = F.normalize(torch.randn(40, 4, generator=torch.Generator().manual_seed(6)), dim=1)
    told[24:] = 0
    return told


def _taught(network, objects, said, share):
    teach_whitening(network, objects, said, share=share, side=_SIDE, workers=0, device="cpu")


def _views(network, objects):
    with torch.no_grad():
        return _pooled(network, objects, range(24), side=_SIDE, workers=0, device="cpu")


def _cosines(network, pooled):
    with torch.no_grad():
        outputs = F.normalize(network.whitening(pooled)).double().numpy()
    return outputs @ outputs.T


def test_next_to_no_share_leaves_similarities_as_they_were_trained(network, objects, said):
    pooled = _views(network, objects)
    before = _cosines(network, pooled)
    _taught(network, objects, said, 1e-8)
    assert np.allclose(_cosines(network, pooled), before, atol=2e-3)


def _predicted(pooled, said):
    """(48, 4): what the views tell of the teachers, by least squares with the penalty as further equations."""
    x, y = pooled.double().numpy(), said[:24].repeat(2, 1).double().numpy()
    x, y = x - x.mean(0), y - y.mean(0)
    ridge = np.sqrt(len(x) * 1e-6) * np.eye(x.shape[1])
    rows, wanted = np.vstack([x, ridge]), np.vstack([y, np.zeros((x.shape[1], 4))])
    return x @ np.linalg.lstsq(rows, wanted, rcond=None)[0]


def _cosines_of(outputs):
    outputs = outputs / np.linalg.norm(outputs, axis=1, keepdims=True)
    return outputs @ outputs.T


def test_with_all_the_share_similarities_are_those_of_what_the_views_tell_of_the_teachers(network, objects, said):
    pooled = _views(network, objects)
    _taught(network, objects, said, 1e8)
    assert np.allclose(_cosines(network, pooled), _cosines_of(_predicted(pooled, said)), atol=0.02)


def test_a_share_counts_so_much_beside_the_trained_similarity(network, objects, said):
    with torch.no_grad():  # four dimensions are free, so that nothing has to be cut
        network.whitening.weight[12:] = 0
        network.whitening.bias[12:] = 0
    pooled, share = _views(network, objects), 0.3
    with torch.no_grad():
        trained = network.whitening(pooled).double().numpy()
    told = _predicted(pooled, said)
    lengths = [np.linalg.norm(outputs, axis=1).mean() for outputs in (trained, told)]
    wanted = _cosines_of(np.hstack([trained / lengths[0], share**0.5 * told / lengths[1]]))
    _taught(network, objects, said, share)
    assert np.allclose(_cosines(network, pooled), wanted, atol=0.005)


def test_nothing_but_the_whitening_changes(network, objects, said):
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    _taught(network, objects, said, 0.2)
    changed = {name for name, tensor in network.state_dict().items() if not torch.equal(tensor, before[name])}
    assert changed == {"whitening.weight", "whitening.bias"}
