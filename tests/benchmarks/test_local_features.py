"""How local features are judged."""

import numpy as np

from artmatch.embedding.patches import patch_describer
from artmatch.rendering import random_object, studio_view
from artmatch.training.augmentation import laid_in_a_scene
from artmatch.training.faults import DEGRADED, suffer
from artmatch.verification import LocalFeatureExtractor
from artmatch.verification.geometry import corresponding
from benchmarks.local_features import sift, told


def test_a_right_pair_is_told_where_it_has_more_correspondences_than_99_in_100_wrong_ones():
    wrong = [("part", False, count) for count in [3] * 99 + [8] * 2]
    right = [("part", True, 8), ("part", True, 9), ("careful", True, 20)]
    found = told(wrong + right)
    assert found["most_of_wrong_pairs"] == 8
    assert found["told"] == {"part": 0.5, "careful": 1.0}


def test_the_shipped_network_finds_more_places_again_in_bad_photographs_than_sift_does():
    methods = {"SIFT": sift, "patches": LocalFeatureExtractor(patch_describer()).extract}
    right = {"SIFT": 0, "patches": 0}
    for seed in range(6):
        rng = np.random.default_rng([seed, 7])
        shown, other = (random_object(rng).photograph(*studio_view(rng), side=400) for _ in range(2))
        picture, homography = laid_in_a_scene(shown, other, rng, 440)
        bad = suffer(picture, DEGRADED[seed % len(DEGRADED)], rng)
        for name, described in methods.items():
            mine, theirs = (described(pixels, 500) for pixels in (shown, bad))
            pairs, _ = corresponding(mine.vectors, theirs.vectors, ratio=1.0)
            places = np.column_stack([mine.keypoints[pairs[:, 0]] * 400, np.ones(len(pairs))]) @ homography.T
            off = np.linalg.norm(places[:, :2] / places[:, 2:] - theirs.keypoints[pairs[:, 1]] * 440, axis=1)
            right[name] += int((off < 6).sum())
    assert right["SIFT"] > 100
    assert right["patches"] > 1.05 * right["SIFT"]
