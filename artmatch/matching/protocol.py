"""What matching asks of an embedding model; :class:`artmatch.embedding.embedder.Embedder` is one."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from artmatch.records import Embedded, Outline
from artmatch.verification import Describer, local_features


class PhotographEmbedder(Protocol):
    """Turns photographs into unit vectors; may be called from any thread."""

    @property
    def model_id(self) -> str:
        """What embeddings of this model are stored under."""

    @property
    def precision(self) -> str:
        """In which the network computes, for the record of a search."""

    @property
    def describer(self) -> Describer:
        """What describes keypoints; the scores are fitted for it too."""

    @property
    def places_id(self) -> str:
        """What descriptors of places are stored under."""

    @property
    def dimension(self) -> int:
        """Length of an embedding."""

    @property
    def calibration(self) -> Mapping[str, Mapping[str, float]]:
        """Values of :class:`artmatch.matching.scoring.Calibration` for ``embedding`` alone and with ``verification``;
        none for a model that is not calibrated yet.
        """

    @property
    def false_alarms(self) -> Mapping[str, Any]:
        """Values of :class:`artmatch.matching.false_alarms.FalseAlarms`; none for a model without calibration."""

    @property
    def decode_side(self) -> int:
        """Longest side in pixels beyond which decoding a photograph finer gains nothing."""

    def embed(self, photographs: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Upright (H, W, 3) RGB photographs, N of any sizes, to (N, D) of unit norm."""

    def embed_in_detail(self, photographs: Sequence[NDArray[np.uint8]]) -> Embedded:
        """As :meth:`embed`, one photograph at least, and besides the whole its parts and places."""

    def outline(self, photograph: NDArray[np.uint8]) -> Outline | None:
        """The part of an upright (H, W, 3) RGB photograph that shows the object; None if none stands out."""

    def contributions(self, photograph: NDArray[np.uint8], towards: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each part of an upright (H, W, 3) RGB photograph adds to its cosine with ``towards`` (D,): (S, S)."""


def working_side(embedder: PhotographEmbedder) -> int:
    """Longest side in pixels beyond which decoding a photograph that is registered finer gains nothing."""
    return max(embedder.decode_side, local_features.SIDE)


def query_side(embedder: PhotographEmbedder) -> int:
    """As :func:`working_side`, of a photograph that is searched for: what it shows may be small in it."""
    return max(embedder.decode_side, local_features.QUERY_SIDE)
