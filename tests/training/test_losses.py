"""The losses against values worked out by hand and against what they must and must not push."""

import math

import pytest
import torch
from torch.nn import functional as F

from artmatch.training.losses import hardest_in_batch, info_nce, koleo, relational_distillation


def test_info_nce_of_two_orthogonal_pairs_is_what_the_formula_says():
    views = torch.eye(2)
    # each view sees its partner at cosine 1 and two others at cosine 0
    expected = -math.log(math.exp(1 / 0.5) / (math.exp(1 / 0.5) + 2))
    loss = info_nce(views, views, temperature=0.5, not_negatives=torch.eye(2, dtype=torch.bool))
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_classes_that_may_show_one_object_are_not_pushed_apart():
    registered = F.normalize(torch.randn(3, 8), dim=1).requires_grad_()
    seized = F.normalize(torch.randn(3, 8), dim=1)
    together = torch.ones(3, 3, dtype=torch.bool)
    info_nce(registered, seized, temperature=0.1, not_negatives=together).backward()
    assert float(registered.grad.abs().max()) == pytest.approx(0, abs=1e-6)


def test_koleo_asks_for_the_distance_to_the_nearest_other_object_only():
    views = F.normalize(torch.tensor([[1.0, 0.0], [0.0, 1.0]]), dim=1)
    assert float(koleo(views, views)) == pytest.approx(-math.log(math.sqrt(2)), rel=1e-5)
    crowded = F.normalize(torch.tensor([[1.0, 0.0], [1.0, 0.1]]), dim=1)
    assert koleo(crowded, crowded) > koleo(views, views)


def test_distillation_vanishes_for_the_teacher_s_own_geometry_however_it_is_turned():
    teacher = F.normalize(torch.randn(6, 8), dim=1)
    turn = torch.linalg.qr(torch.randn(8, 8)).Q
    student = teacher @ turn
    assert float(relational_distillation(student, student, teacher, temperature=0.1)) == pytest.approx(0, abs=1e-5)
    other = F.normalize(torch.randn(6, 8), dim=1)
    assert relational_distillation(other, other, teacher, temperature=0.1) > 0.01


def test_the_triplet_loss_takes_the_nearest_patch_of_either_view_that_cannot_be_the_same_place():
    registered, seized = (F.normalize(torch.randn(7, 5, generator=torch.manual_seed(n)), dim=1) for n in (1, 2))
    not_negatives = torch.zeros(7, 7, dtype=torch.bool)
    not_negatives[2, 4] = not_negatives[4, 2] = True
    expected = 0.0
    for own in range(7):
        others = [n for n in range(7) if n != own and not not_negatives[own, n]]
        wrong = [
            float((one[own] - other[n]).norm())
            for n in others
            for one, other in (
                (registered, seized),
                (seized, registered),
                (registered, registered),
                (seized, seized),
            )
        ]
        expected += max(0.0, 1 + float((registered[own] - seized[own]).norm()) - min(wrong)) / 7
    loss = hardest_in_batch(registered, seized, not_negatives=not_negatives)
    assert float(loss) == pytest.approx(expected, rel=1e-4)
