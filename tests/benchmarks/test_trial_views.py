"""Fragments and small objects that a calibration is fitted on: how much of what they show."""

import numpy as np
import pytest

from artmatch.imaging import encode_jpeg
from artmatch.training.data import TrainingObject
from benchmarks.trial_views import _part, _small, seized


@pytest.mark.parametrize("seed", range(8))
def test_a_fragment_shows_a_part_of_the_middle_as_large_as_is_meant(seed):
    across, down = np.meshgrid(np.linspace(0, 255, 1_000), np.linspace(0, 255, 800))
    places = np.stack([across, down, np.zeros_like(across)], 2).astype(np.uint8)
    shown = _part(places, np.random.default_rng(seed)) / 255
    assert max(shown.shape) <= 512
    assert shown[..., :2].min() >= 0.14
    assert shown[..., :2].max() <= 0.86
    assert 0.045 < np.prod(np.ptp(shown[..., :2], axis=(0, 1))) < 0.31


@pytest.mark.parametrize("scene", [(512, 300), (200, 512)])
@pytest.mark.parametrize("seed", range(4))
def test_a_small_object_lies_whole_in_a_picture_that_is_otherwise_as_it_was(scene, seed):
    behind = np.full((*scene, 3), 10, np.uint8)
    picture = _small(np.full((300, 900, 3), 200, np.uint8), behind, np.random.default_rng(seed))
    assert picture.shape == behind.shape
    assert behind.max() == 10, "the scene itself stays"
    rows, columns = np.nonzero(picture[..., 0] == 200)
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert len(rows) == height * width
    assert width == pytest.approx(3 * height, abs=2)
    assert 0.14 * 512 < width < 0.41 * 512


@pytest.mark.parametrize(("kind", "is_in_the_scene"), [("small", True), ("part", False)])
def test_a_small_object_is_seen_in_a_scene_and_a_fragment_by_itself(kind, is_in_the_scene):
    encoded = np.frombuffer(encode_jpeg(np.full((900, 900, 3), 200, np.uint8), 92), np.uint8)
    scene = np.full((300, 410, 3), 10, np.uint8)
    shown = seized(TrainingObject("fine/0", "fine/0", (encoded, encoded)), kind, scene, np.random.default_rng(3))
    assert (shown.shape == scene.shape) == is_in_the_scene
