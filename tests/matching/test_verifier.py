from dataclasses import replace

import numpy as np

from artmatch.imaging import decode
from artmatch.matching.verifier import Verifier
from artmatch.records import ArtworkRecord
from artmatch.registry import NewPhotograph
from artmatch.verification import LocalFeatureExtractor, LocalFeatures


def test_of_several_photographs_that_is_held_to_agree_whose_points_accident_explains_least(registry, embedder, jpeg):
    """Fourteen of two hundred correspondences agree with the first query, ten of ten with the second."""
    image = decode(jpeg(1), name="a.jpg")
    new = NewPhotograph(data=jpeg(1), image=image, file_name="a.jpg", vector=embedder.embed([image.pixels])[0])
    registry.register([(ArtworkRecord(object_id="K1", title="Vase"), [new])], model_id=embedder.model_id)
    rng = np.random.default_rng(3)
    stored = LocalFeatures(
        rng.uniform(0.05, 0.95, (200, 2)).astype(np.float32),
        np.full(200, 0.05, np.float32),
        np.zeros(200, np.float32),
        rng.integers(-60, 61, (200, 64)).astype(np.int8),
    )
    features_id = LocalFeatureExtractor(embedder.describer).features_id
    registry.store_local_features(features_id, {1: stored.to_bytes()})
    kept = LocalFeatures.from_bytes(stored.to_bytes())
    anywhere = np.concatenate([rng.uniform(0, 1, (186, 2)), kept.keypoints[186:]]).astype(np.float32)
    queries = [replace(kept, keypoints=anywhere), kept.some(np.arange(190, 200))]
    [photograph] = registry.photographs([1]).values()
    verifier = Verifier(registry, embedder.describer)
    alone = [verifier.verify([one], [photograph])["K1"].found for one in queries]
    assert alone[0].agreeing > alone[1].agreeing == 10
    assert verifier.verify(queries, [photograph])["K1"].query_number == 1
