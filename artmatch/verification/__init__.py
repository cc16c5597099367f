"""Whether two photographs show the same object: local features, the geometry that they agree on, pictures of it."""

from artmatch.verification import drawing
from artmatch.verification.geometry import laid_on, verify
from artmatch.verification.local_features import Describer, LocalFeatureExtractor, LocalFeatures
from artmatch.verification.marks import Laid, marks_in_common
from artmatch.verification.places import place_similarities, places_from_bytes, places_to_bytes
from artmatch.verification.words import WORD, VisualWords, visual_words

__all__ = [
    "WORD",
    "Describer",
    "Laid",
    "LocalFeatureExtractor",
    "LocalFeatures",
    "VisualWords",
    "drawing",
    "laid_on",
    "marks_in_common",
    "place_similarities",
    "places_from_bytes",
    "places_to_bytes",
    "verify",
    "visual_words",
]
