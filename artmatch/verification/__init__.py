"""Whether two photographs show the same object: local features, the geometry that they agree on, pictures of it."""

from artmatch.verification import drawing
from artmatch.verification.geometry import verify
from artmatch.verification.local_features import LocalFeatureExtractor, LocalFeatures

__all__ = ["LocalFeatureExtractor", "LocalFeatures", "drawing", "verify"]
