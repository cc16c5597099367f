"""Which local features tell an object from others: artmatch's own, beside SIFT and published learned ones.

``python -m benchmarks.local_features --config models/training.toml`` writes benchmarks/results/local_features.json, .md
and .png.

Objects: drawn anew, and training photographs held out from training (benchmarks/trial_views.py). Each view of one is
compared with its own registered photograph and with those of five other objects. A right pair is *told* where it has
more agreeing correspondences than 99 in 100 of all wrong pairs. All methods keep as many keypoints of a photograph,
seek them at as many pixels, choose them evenly, match what is clearly each other's nearest, and fit a homography by
MAGSAC++; learned ones see the query in four orientations, of which the best counts, since they do not turn with it.
SIFT's keypoints have a size and a direction, so that its correspondences can agree loosely too, which artmatch counts
beside. *Patches*, what artmatch uses, are SIFT's keypoints, described by a network of our own (benchmarks/patches.py)
in place of SIFT's histograms.
"""

import argparse
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Verification
from artmatch.embedding.patches import patch_describer
from artmatch.imaging import quarter_turns, shrink
from artmatch.training.config import TrainingConfig
from artmatch.training.data import TrainingObject, held_apart, read_photographs
from artmatch.verification.geometry import corresponding, fitted_homography, verify
from artmatch.verification.keypoints import CONTRAST, Keypoints, evenly
from artmatch.verification.local_features import (
    GALLERY_KEYPOINTS,
    QUERY_KEYPOINTS,
    SIDE,
    LocalFeatureExtractor,
    LocalFeatures,
)
from benchmarks.peer_methods.keypoints import Points, networks
from benchmarks.peer_methods.words import root
from benchmarks.report import publish
from benchmarks.summary import RESULTS
from benchmarks.trial_views import FINE_KINDS, KINDS, fine_objects, registered_views, seized
from benchmarks.workers import workers

_OBJECTS = 60
"""Of either sort."""
_OTHERS = 5
_SEED = 4
_TOLD = 0.99
_PLACE_BYTES = 4
"""Of a keypoint: x and y as float16; SIFT's have size and direction beside. Descriptors: a byte a number."""
_SIFT_RATIO = 0.92
"""In place of :data:`artmatch.verification.geometry.RATIO`: with what artmatch compared RootSIFT."""

Pixels = NDArray[np.uint8]
Row = tuple[str, bool, int]
"""Kind of view, whether the pair is right, agreeing correspondences."""


@dataclass(frozen=True, slots=True)
class _Method:
    extract: Callable[[Pixels, int], Any]
    agreeing: Callable[[Any, Any], int]
    """How many correspondences of a query and a registered photograph agree."""
    size: Callable[[Any], int]
    """Bytes that are kept."""
    turns: int
    """Orientations in which a query is seen."""


@dataclass(frozen=True, eq=False)
class Sift(Keypoints):
    """With SIFT's own descriptors."""

    descriptors: NDArray[np.uint8]
    """(K, 128)."""

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """(K, 128) RootSIFT: what is compared."""
        return root(self.descriptors)


def sift(pixels: Pixels, count: int) -> Sift:
    """The same keypoints as artmatch has of a photograph."""
    grey = cv2.cvtColor(shrink(pixels, SIDE), cv2.COLOR_RGB2GRAY)
    found, descriptors = cv2.SIFT.create(nfeatures=0, contrastThreshold=CONTRAST).detectAndCompute(grey, None)
    places = np.array([point.pt for point in found], np.float32).reshape(-1, 2) / max(grey.shape)
    scales = np.array([point.size for point in found], np.float32) / max(grey.shape)
    angles = np.array([point.angle for point in found], np.float32)
    described = np.empty((0, 128), np.uint8) if descriptors is None else descriptors.astype(np.uint8)
    return Sift(places, scales, angles, described).some(
        evenly(places, np.array([point.response for point in found]), count)
    )


def _methods(weights: Path) -> dict[str, _Method]:
    patches = LocalFeatureExtractor(patch_describer()).extract

    def by_sift(query: Any, kept: Any) -> Verification:
        return verify(query, kept, _SIFT_RATIO)

    found = {
        "SIFT, homography": _Method(sift, lambda query, kept: by_sift(query, kept).inliers, _packed, 1),
        "SIFT, loosely": _Method(sift, lambda query, kept: by_sift(query, kept).consistent, _packed, 1),
        "patches, homography": _Method(patches, lambda query, kept: verify(query, kept).inliers, _stored, 1),
        "patches, loosely": _Method(patches, lambda query, kept: verify(query, kept).consistent, _stored, 1),
    }
    return found | {name: _Method(extract, _inliers, _bytes, 4) for name, extract in networks(weights).items()}


def main() -> None:
    """Draw the views, compare by every method, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration that the model was trained with")
    parser.add_argument("--weights", type=Path, default=Path("runs/weights"), help="learned ones (%(default)s)")
    parser.add_argument("--objects", type=int, default=_OBJECTS, help="of either sort (%(default)s)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results (%(default)s)")
    given = parser.parse_args()
    held_out = held_apart(read_photographs(TrainingConfig.load(given.config).photographs))[1][: given.objects]
    fine, scenes = fine_objects(given.objects)
    registered = registered_views(fine + held_out, scenes)
    seen = _views(fine, held_out, scenes)
    methods = list(_methods(given.weights))
    with workers() as pool:
        results = pool.map(partial(_measured, registered, seen, given.weights), methods)
        found = dict(zip(methods, results, strict=True))
    publish("local_features", {"objects": len(registered), "views": len(seen), "methods": found}, given.results)


def _views(
    fine: list[TrainingObject], held_out: list[TrainingObject], scenes: dict[str, Pixels]
) -> list[tuple[int, str, Pixels]]:
    """Of every object one of each kind: its number, the kind, the view."""
    rng = np.random.default_rng(_SEED)
    seen = []
    for number, item in enumerate(fine + held_out):
        is_fine = item.name in scenes
        other = scenes[item.name] if is_fine else held_out[int(rng.integers(len(held_out)))].view(0)
        for kind in FINE_KINDS if is_fine else KINDS:
            name = f"{'drawn' if is_fine else 'photographed'}, {kind}"
            seen.append((number, name, seized(item, kind, other, rng)))
    return seen


def _measured(
    registered: list[Pixels], seen: list[tuple[int, str, Pixels]], weights: Path, method: str
) -> dict[str, Any]:
    by = _methods(weights)[method]
    started = time.perf_counter()
    kept = [by.extract(pixels, GALLERY_KEYPOINTS) for pixels in registered]
    milliseconds = 1_000 * (time.perf_counter() - started) / len(registered)
    rows = []
    for number, kind, pixels in seen:
        turned = [by.extract(quarter_turns(pixels, each), QUERY_KEYPOINTS) for each in range(by.turns)]
        for other in _pairs(number, len(registered)):
            rows.append((kind, other == number, max(by.agreeing(query, kept[other]) for query in turned)))
    return {"milliseconds": milliseconds, "bytes": float(np.mean([by.size(each) for each in kept])), **told(rows)}


def _pairs(number: int, count: int) -> list[int]:
    """The object itself and some others."""
    return [(number + step) % count for step in range(_OTHERS + 1)]


def _packed(features: Sift) -> int:
    return len(features) * 2 * _PLACE_BYTES + len(zlib.compress(features.descriptors.tobytes(), 1))


def _stored(features: LocalFeatures) -> int:
    return len(features.to_bytes())


def _bytes(points: Points) -> int:
    places, descriptors = points
    return len(places) * (_PLACE_BYTES + int(descriptors.shape[1]))


def _inliers(query: Points, registered: Points) -> int:
    pairs, _ = corresponding(query[1], registered[1])
    _, fits = fitted_homography(query[0][pairs[:, 0]], registered[0][pairs[:, 1]])
    return int(fits.sum())


def told(rows: list[Row]) -> dict[str, Any]:
    """Most agreeing correspondences of 99 in 100 wrong pairs, and the share of right pairs with more, by kind."""
    most = float(np.quantile([agreeing for _, is_right, agreeing in rows if not is_right], _TOLD))
    right: dict[str, list[bool]] = {}
    for kind, is_right, agreeing in rows:
        if is_right:
            right.setdefault(kind, []).append(agreeing > most)
    return {"most_of_wrong_pairs": most, "told": {kind: float(np.mean(each)) for kind, each in right.items()}}


if __name__ == "__main__":
    main()
