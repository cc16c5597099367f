"""What processes that share a measurement may do."""

import cv2
import numpy as np
import torch

from artmatch.embedding.patches import patch_describer
from benchmarks.workers import workers


def test_a_worker_computes_in_one_thread_what_its_parent_has_computed_before():
    patches = np.random.default_rng(1).integers(0, 256, (600, 32, 32)).astype(np.uint8)
    here = patch_describer().describe(patches)
    with workers() as pool:
        there = pool.submit(patch_describer().describe, patches).result(timeout=120)
        threads = [pool.submit(count).result(timeout=120) for count in (torch.get_num_threads, cv2.getNumThreads)]
    np.testing.assert_allclose(there, here, atol=1e-4)
    assert threads == [1, 1]
