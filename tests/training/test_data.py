"""Views and batches: repeatable by key, and in the company they should be."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
import torch

from artmatch.errors import ConfigurationError
from artmatch.training import augmentation
from artmatch.training.augmentation import framed, placed_in_a_scene, registered_view, seized_view
from artmatch.training.data import RelatedBatches, TrainingObject, Views, held_apart, is_held_out, read_photographs
from artmatch.training.faults import SEIZED
from artmatch.training.validation import Validation


def checkerboard(seed, size=64):
    rng = np.random.default_rng(seed)
    return np.kron(rng.integers(0, 256, (8, 8, 3)), np.ones((size // 8, size // 8, 1))).astype(np.uint8)


def training_object(seed):
    _, data = cv2.imencode(".png", checkerboard(seed)[..., ::-1])
    return TrainingObject(name=f"object-{seed}", group=f"object-{seed}", views=(data,))


def test_a_view_is_the_same_whenever_its_step_and_class_are():
    objects = [training_object(seed) for seed in range(3)]
    first, again = Views(objects, side=48, seed=5)[7, 1], Views(objects, side=48, seed=5)[7, 1]
    assert all(torch.equal(torch.as_tensor(a), torch.as_tensor(b)) for a, b in zip(first, again, strict=True))
    later = Views(objects, side=48, seed=5)[8, 1]
    assert not torch.equal(first[2], later[2])


def test_views_are_squares_of_bytes_whatever_the_photograph_s_shape():
    rng = np.random.default_rng(0)
    for shape in ((30, 200, 3), (300, 40, 3), (9, 9, 3)):
        photograph = rng.integers(0, 256, shape, np.uint8)
        for view in (registered_view(photograph, rng, 64), seized_view(photograph, photograph, rng, 64)):
            assert view.shape == (64, 64, 3)
            assert view.dtype == np.uint8


@pytest.mark.parametrize("fault", [fault for fault, _ in SEIZED], ids=lambda fault: fault.__name__)
def test_every_fault_changes_the_photograph_and_keeps_its_shape(fault):
    before = checkerboard(3)
    kept = before.copy()
    after = fault(before, np.random.default_rng(11))
    assert after.shape == before.shape
    assert after.dtype == np.uint8
    assert not np.array_equal(after, before)
    assert np.array_equal(before, kept), "the photograph given must not change"


def test_a_frame_surrounds_the_whole_photograph():
    photograph = checkerboard(1)
    picture = framed(photograph, np.random.default_rng(2))
    border = (picture.shape[0] - photograph.shape[0]) // 2
    assert border > 0
    assert np.array_equal(picture[border:-border, border:-border], photograph)


def test_one_class_in_sixteen_or_so_is_held_out():
    share = np.mean([is_held_out(f"photograph {number}") for number in range(4000)])
    assert 1 / 20 < share < 1 / 13


def test_whole_groups_are_held_apart_from_what_is_learned():
    items = [TrainingObject(f"{group}/{view}", f"{group}", ()) for group in range(300) for view in range(2)]
    learned, held_out = held_apart(items)
    assert sorted(item.name for item in learned + held_out) == sorted(item.name for item in items)
    assert 5 < len({item.group for item in held_out}) < 40
    assert not {item.group for item in learned} & {item.group for item in held_out}


def test_half_of_a_batch_s_company_are_nearest_neighbours_once_the_memory_knows_them():
    memory = torch.nn.functional.normalize(torch.randn(200, 8), dim=1)
    batches = RelatedBatches(memory, batch=20, related=3, steps=range(4), seed=1)
    likeness = memory @ memory.T
    for batch in batches:
        classes = [number for _, number in batch]
        assert len(classes) == len(set(classes)) == 20
        near = sum(any(rank in likeness[a].topk(13).indices for rank in [b]) for a, b in pairwise(classes))
        assert near >= 5


def test_a_cast_shadow_only_darkens_and_only_the_ground():
    ground = np.full((96, 96, 3), 128, np.uint8)
    quad = np.array([[0.3, 0.3], [0.7, 0.3], [0.7, 0.7], [0.3, 0.7]], np.float32)
    lit, shaded = (
        augmentation._composed(checkerboard(1), quad, ground, shadow=shadow).astype(int) for shadow in (False, True)
    )
    assert (shaded <= lit).all()
    assert (shaded < lit - 20).any()
    assert (shaded == lit)[35:60, 35:60].all()


def test_a_class_that_was_not_seen_yet_brings_no_company():
    [batch] = RelatedBatches(torch.zeros(40, 4), batch=12, related=3, steps=range(1), seed=5)
    assert [number for _, number in batch] == np.random.default_rng([5, 0]).permutation(40)[:12].tolist()


def test_networks_are_validated_among_registered_views_by_seized_ones():
    objects = [training_object(seed) for seed in range(6)]
    asked = []

    def embed(batch):
        asked.append(batch)
        return torch.nn.functional.normalize(torch.randn(len(batch), 4), dim=1)

    Validation(objects[:3], objects[3:], side=48).figures(embed)
    gallery, queries = asked
    assert (len(gallery), len(queries)) == (2 + 3, 3)  # every fifth held-out object is a stranger
    whole = [torch.from_numpy(cv2.resize(checkerboard(n), (48, 48)).transpose(2, 0, 1)) for n in (1, 2, 3, 4, 5)]
    found = sorted(min(range(5), key=lambda n: (view.float() - whole[n]).abs().mean()) for view in gallery)
    assert found == [0, 1, 2, 3, 4], "a registered view is the photograph, hardly changed"


def test_products_photographed_more_than_once_share_a_group_and_others_do_not(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), checkerboard(1))
    (tmp_path / "manifest.csv").write_text(
        "path,group,set\na.png,milk,grocery\na.png,milk,grocery\na.png,1 euro,coins\n"
    )
    milk, again, coin = read_photographs(tmp_path / "manifest.csv")
    assert milk.group == again.group != coin.group


def test_a_photograph_that_cannot_be_decoded_is_named():
    broken = TrainingObject(name="broken.jpg", group="", views=(np.frombuffer(b"not a photograph", np.uint8),))
    with pytest.raises(ConfigurationError, match=r"broken\.jpg"):
        broken.view(0)


def test_a_photograph_placed_in_a_scene_is_where_its_outline_says_and_its_frame_is_not():
    rng = np.random.default_rng(8)
    red, blue = np.zeros((2, 90, 120, 3), np.uint8)
    red[..., 0], blue[..., 2] = 230, 60
    inside, around = [], []
    for _ in range(60):
        pixels, outline = placed_in_a_scene(red, blue, rng, 96)
        mask = cv2.fillConvexPoly(np.zeros((96, 96), np.uint8), np.round(outline * 96).astype(np.int32), 1)
        if not 0.1 < mask.mean() < 0.8:
            continue
        redness = pixels[..., 0].astype(float) - pixels[..., 1:].max(2)
        inside.append(redness[cv2.erode(mask, np.ones((5, 5))) > 0].mean())
        around.append(redness[cv2.dilate(mask, np.ones((5, 5))) == 0].mean())
    assert np.mean(np.array(inside) > np.array(around) + 20) > 0.8
