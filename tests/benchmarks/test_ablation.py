"""The losses that the training's own is compared with."""

import numpy as np
import torch
from torch.nn import functional as F

from artmatch.embedding.network import EmbeddingNetwork
from artmatch.training.losses import info_nce
from benchmarks.ablation import _WAYS, _info_nce_of_mixed, sub_centre_arcface


def _unit(*shape, seed):
    return F.normalize(torch.from_numpy(np.random.default_rng(seed).normal(size=shape)).float(), dim=-1)


def test_infonce_of_views_that_are_not_mixed_is_infonce():
    registered, seized = _unit(6, 8, seed=1), _unit(6, 8, seed=2)
    related = torch.eye(6, dtype=torch.bool)
    related[0, 1] = related[1, 0] = True
    wanted = info_nce(registered, seized, temperature=0.1, not_negatives=related)
    got = _info_nce_of_mixed(registered, seized, temperature=0.1, not_negatives=related, shown=torch.eye(6))
    assert torch.allclose(got, wanted, atol=1e-5)


def test_a_mixed_view_is_asked_for_both_objects_to_their_shares():
    registered, seized = _unit(4, 8, seed=3), _unit(4, 8, seed=4)
    shown = torch.eye(4)
    shown[0] = torch.tensor([0.7, 0.3, 0.0, 0.0])
    related = torch.zeros(4, 4, dtype=torch.bool)
    related[0, 1] = related[1, 0] = True  # objects that are mixed
    related[2, 3] = related[3, 2] = True  # and such that are only related
    got = _info_nce_of_mixed(registered, seized, temperature=0.5, not_negatives=related, shown=shown)

    views = torch.cat([registered, seized]).double().numpy()
    partners = {0: {4: 0.7}, 1: {4: 0.3, 5: 1.0}, 2: {6: 1.0}, 3: {7: 1.0}}
    partners |= {4: {0: 0.7, 1: 0.3}, 5: {1: 1.0}, 6: {2: 1.0}, 7: {3: 1.0}}
    losses = []
    for view, wanted in partners.items():
        compared = [
            other for other in range(8) if other != view and {view % 4, other % 4} != {2, 3} and other % 4 != view % 4
        ]
        compared = sorted({*compared, *wanted, *([(view + 4) % 8])})
        similarity = {other: views[view] @ views[other] / 0.5 for other in compared}
        total = np.log(sum(np.exp(value) for value in similarity.values()))
        shares = sum(wanted.values())
        losses.append(sum(share / shares * (total - similarity[other]) for other, share in wanted.items()))
    assert np.isclose(float(got), np.mean(losses), atol=1e-5)


def test_of_the_centres_of_a_class_the_nearest_counts_with_a_margin_of_half_a_radian():
    angles = torch.tensor([[0.3, 2.0], [0.7, 2.5], [0.1, 3.0]])  # of three classes' two centres from the view
    centres = torch.stack([angles.cos(), angles.sin()], dim=2)
    view = torch.tensor([[1.0, 0.0]])
    groups = torch.tensor([0, 1, 0])  # the third, nearest of all, is related to the first
    got = sub_centre_arcface(view, centres, torch.tensor([0]), groups)
    logits = 64 * torch.tensor([[np.cos(0.3 + 0.5), np.cos(0.7), -1.0]]).float()
    assert torch.allclose(got, F.cross_entropy(logits, torch.tensor([0])), atol=1e-4)
    alone = sub_centre_arcface(view, centres, torch.tensor([0]), torch.arange(3))
    assert alone > got + 1, "an unrelated class so near costs"


def test_networks_are_prepared_to_average_and_to_keep_their_whitening():
    averaging, fixed = EmbeddingNetwork(8, (2, 2)), EmbeddingNetwork(8, (2, 2))
    _WAYS["average pooling in place of GeM"].prepared(averaging)
    _WAYS["PCA-whitening as it starts, not learned"].prepared(fixed)
    features = torch.rand(2, 5, 4, 4)
    assert torch.allclose(averaging.pool(features), features.mean((2, 3)), atol=1e-4)
    kept = {name for name, one in averaging.named_parameters() if not one.requires_grad}
    assert kept == {"pool.p"}
    kept = {name for name, one in fixed.named_parameters() if not one.requires_grad}
    assert kept == {"whitening.weight", "whitening.bias"}
