"""How far two photographs resemble each other place by place, wherever in the picture and whatever lies around.

An embedding averages over a photograph, so that a hand, glare or a piece of wall in it takes something away from every
object alike. Here each place of the query looks for the place that resembles it most: one that shows the object finds
it in the right photograph, whatever the others show. That is the one-sided Chamfer similarity of Kordopatis-Zilos et
al., "ViSiL: fine-grained spatio-temporal video similarity learning", 2019, with every place weighed by the chance that
it shows the object.
"""

import numpy as np
from numpy.typing import NDArray


def place_similarities(
    places: NDArray[np.float32], chances: NDArray[np.float32], registered: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Of views (V, K, C), whose places show the object with ``chances`` (V, K), to photographs (P, L, C): (V, P).

    All of unit norm; the similarities are means of cosines.
    """
    views, count, dimension = places.shape
    cosines = places.reshape(-1, dimension) @ registered.reshape(-1, dimension).T
    best = cosines.reshape(views, count, len(registered), -1).max(3)
    weights = chances / chances.sum(1, keepdims=True)
    return np.asarray(np.einsum("vk,vkp->vp", weights, best))


def places_to_bytes(places: NDArray[np.float32]) -> bytes:
    """(L, C) of unit norm as int8, which moves a cosine by less than 0.01."""
    largest = np.abs(places).max(1, keepdims=True)
    steps: NDArray[np.int8] = (places * (127 / largest)).round().astype(np.int8)
    return steps.tobytes()


def places_from_bytes(data: bytes, dimension: int) -> NDArray[np.float32]:
    """What :func:`places_to_bytes` made: (L, C) of unit norm."""
    stored = np.frombuffer(data, np.int8).reshape(-1, dimension).astype(np.float32)
    return np.asarray(stored / np.linalg.norm(stored, axis=1, keepdims=True))
