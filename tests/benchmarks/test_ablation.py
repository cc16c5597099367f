"""The losses that the training's own is compared with."""

import numpy as np
import torch
from torch.nn import functional as F

from artmatch.training.losses import info_nce
from benchmarks.ablation import _info_nce_of_mixed, sub_centre_arcface


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
    registered = torch.eye(4)
    shown = torch.eye(4)
    shown[0] = torch.tensor([0.7, 0.3, 0.0, 0.0])
    none = torch.zeros(4, 4, dtype=torch.bool)

    def loss(first):
        seized = F.normalize(torch.cat([first[None], registered[1:]]), dim=1)
        return float(_info_nce_of_mixed(registered, seized, temperature=0.3, not_negatives=none, shown=shown))

    to_both, to_the_larger, to_another = (
        torch.tensor(values) for values in ([0.9, 0.4, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0])
    )
    assert loss(to_both) < loss(to_the_larger) < loss(to_another)


def test_of_the_centres_of_a_class_the_nearest_counts_with_a_margin_of_half_a_radian():
    angles = torch.tensor([[0.3, 2.0], [1.5, 2.5], [0.1, 3.0]])  # of three classes' two centres from the view
    centres = torch.stack([angles.cos(), angles.sin()], dim=2)
    view = torch.tensor([[1.0, 0.0]])
    groups = torch.tensor([0, 1, 0])  # the third, nearest of all, is related to the first
    got = sub_centre_arcface(view, centres, torch.tensor([0]), groups)
    logits = 64 * torch.tensor([[np.cos(0.3 + 0.5), np.cos(1.5), -1.0]]).float()
    assert torch.allclose(got, F.cross_entropy(logits, torch.tensor([0])), atol=1e-4)
    alone = sub_centre_arcface(view, centres, torch.tensor([0]), torch.arange(3))
    assert alone > got + 1, "an unrelated class so near costs"
