"""Pairs of patches show one place, and a network learns from them to tell places apart."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from artmatch.embedding.patches import PatchDescriber
from artmatch.rendering import ObjectKind, random_object, seized_view, studio_view
from artmatch.training import patch_loop
from artmatch.training.augmentation import laid_in_a_scene
from artmatch.training.data import TrainingObject
from artmatch.training.patch_loop import draw_pairs, read_pairs, release_patches, share_found, train_patches
from artmatch.training.patch_pairs import PatchPairs, _found, by_surface, flat_pairs, solid_pairs


def photograph(seed):
    rng = np.random.default_rng(seed)
    return random_object(rng, ObjectKind.PAINTING).photograph(*studio_view(rng), side=224)


def likeness(one, other):
    """Correlation of the grey levels of patches (K, 32, 32), one by one."""
    flat = [patches.reshape(len(patches), -1).astype(float) for patches in (one, other)]
    even = [(values - values.mean(1, keepdims=True)) / (values.std(1, keepdims=True) + 1) for values in flat]
    return (even[0] * even[1]).mean(1)


def test_what_is_laid_in_a_scene_lies_where_its_homography_says():
    marked = np.full((300, 400, 3), 60, np.uint8)
    cv2.circle(marked, (200, 150), 12, (255, 0, 0), -1)
    measured = 0
    for seed in range(20):
        picture, homography = laid_in_a_scene(marked, np.zeros_like(marked), np.random.default_rng(seed), 400)
        red = (picture[..., 0].astype(int) - picture[..., 1] > 120) & (picture[..., 2] < 90)
        if 40 < red.sum() < 3_000:  # the part shown may not hold the mark, and the wall may be red
            x, y, w = homography @ (200, 150, 1)
            np.testing.assert_allclose(np.argwhere(red).mean(0)[::-1], (x / w, y / w), atol=2)
            measured += 1
    assert measured > 10


@pytest.mark.parametrize(
    ("draw", "least"),
    [
        (lambda rng: flat_pairs(photograph(1), photograph(2), rng), 0.6),
        (solid_pairs, 0.3),
    ],
)
def test_the_two_patches_of_a_pair_show_one_place(draw, least):
    right, wrong = [], []
    for seed in range(4):
        for pairs in draw(np.random.default_rng(seed)):
            right += likeness(pairs.registered, pairs.seized).tolist()
            wrong += likeness(pairs.registered, np.roll(pairs.seized, 1, 0)).tolist()
    assert len(right) > 100
    assert np.median(right) > least
    assert np.mean(np.greater(right, wrong)) > 0.75  # patches of one picture have something in common


def test_a_drawn_object_s_surface_is_where_its_photograph_shows_it():
    rng = np.random.default_rng(4)
    item = random_object(rng, ObjectKind.STATUE)
    view = seized_view(rng)
    camera, places = item.surface(view.viewpoint, view.faults, side=200)
    seen = np.isfinite(places[..., 0])
    assert places.shape[:2] == item.photograph(*view, side=200).shape[:2]
    assert 0.05 < seen.mean() < 0.95
    rows, columns = np.nonzero(seen)
    back = camera.project(places[seen])
    np.testing.assert_allclose(back[:, :2], np.stack([columns, rows], 1) + 0.5, atol=0.01)


def test_no_pair_is_made_of_places_that_the_other_camera_does_not_see():
    rng = np.random.default_rng(4)
    item = random_object(rng, ObjectKind.STATUE)
    front = studio_view(rng)
    behind = front._replace(viewpoint=replace(front.viewpoint, azimuth=front.viewpoint.azimuth + 180))
    ahead, back = (item.surface(view.viewpoint, view.faults, side=448) for view in (front, behind))
    off = 0.02 * np.ptp(item.mesh.vertices, axis=0).max()
    on_object = np.argwhere(np.isfinite(ahead[1][..., 0]))[::50, ::-1].astype(float)
    moved, seen = by_surface(ahead, ahead, off)(on_object)
    assert seen.mean() > 0.95
    np.testing.assert_allclose(moved, on_object, atol=0.05)
    assert by_surface(ahead, back, off)(on_object)[1].mean() < 0.1

    pixels = item.photograph(*front, side=448)
    found = [
        _found(pixels, pixels, lambda places, seen=seen: (places, np.full(len(places), seen)), rng)
        for seen in (True, False)
    ]
    assert len(found[0][0]) > 50
    assert not found[1]


def test_pairs_that_were_drawn_are_not_drawn_again_and_lost_ones_are_the_same_again(tmp_path):
    items = [TrainingObject(str(n), str(n), (_encoded(photograph(n)),)) for n in range(3)]
    draw_pairs(tmp_path, items, flat=2, solid=1, seed=1)
    flat, solid = sorted(tmp_path.iterdir())
    assert sum(map(len, read_pairs(tmp_path, "flat") + read_pairs(tmp_path, "solid"))) > 0
    before, lost = flat.stat().st_mtime_ns, solid.read_bytes()
    solid.unlink()
    draw_pairs(tmp_path, items, flat=2, solid=1, seed=1)
    assert flat.stat().st_mtime_ns == before
    assert solid.read_bytes() == lost


def _encoded(pixels):
    return cv2.imencode(".png", pixels)[1].ravel()


@pytest.fixture
def drawn():
    """Pairs of forty pictures: the same pattern with other light, and blurred."""
    rng = np.random.default_rng(3)
    pictures = []
    for _ in range(40):
        clear = rng.integers(0, 256, (24, 8, 8)).astype(np.uint8).repeat(4, 1).repeat(4, 2)
        dim = np.stack([cv2.GaussianBlur(patch, (0, 0), 2) for patch in clear]) * 0.6 + rng.normal(0, 8, clear.shape)
        places = rng.uniform(0, 400, (24, 2)).astype(np.float32)
        pictures.append(PatchPairs(clear, dim.clip(0, 255).astype(np.uint8), places))
    return pictures


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(patch_loop, "_PICTURES", 4)
    monkeypatch.setattr(patch_loop, "_WARM_UP", 5)


@pytest.mark.usefixtures("small_batches")
def test_a_network_learns_to_find_the_places_of_patches_that_it_has_not_seen(drawn, tmp_path):
    learned, held_out = drawn[:32], drawn[32:]
    found = []
    for steps in (1, 30):
        run = tmp_path / str(steps)
        run.mkdir()
        network = train_patches(learned, [], run, steps=steps, seed=1, say=str)
        found.append(share_found(network, held_out, batches=1, seed=1))
    assert found[1] > found[0] + 0.2


@pytest.mark.usefixtures("small_batches")
def test_training_that_was_broken_off_ends_with_the_weights_of_an_unbroken_one(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(patch_loop, "_CHECKPOINT_EVERY", 1)
    unbroken, broken = tmp_path / "unbroken", tmp_path / "broken"
    unbroken.mkdir()
    broken.mkdir()

    def stop(line):
        if line.startswith("Step 2 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_patches(drawn, drawn, broken, steps=4, seed=2, say=stop)
    wanted = train_patches(drawn, drawn, unbroken, steps=4, seed=2, say=str).state_dict()
    said = []
    got = train_patches(drawn, drawn, broken, steps=4, seed=2, say=said.append).state_dict()
    assert [line.split(":")[0] for line in said] == ["Step 3 of 4", "Step 4 of 4"]
    assert all(torch.equal(wanted[name], got[name]) for name in wanted)


@pytest.mark.usefixtures("small_batches")
def test_what_is_released_says_where_it_comes_from_and_can_be_used(drawn, tmp_path):
    file = tmp_path / "patches.safetensors"
    network = train_patches(drawn, [], tmp_path, steps=2, seed=1, say=str)
    digest = release_patches(network, file, {"licence": "Apache-2.0"})
    assert b"Apache-2.0" in file.read_bytes()[:2_000]
    describer = PatchDescriber.read(file)
    assert describer.describer_id == f"patches-{digest[:12]}"
    assert describer.describe(drawn[0].seized).shape == (24, 64)
