"""Drawn coins of one type, that only scratches and wear tell apart."""

import numpy as np

from artmatch.imaging import encode_jpeg
from artmatch.rendering import ObjectKind, Wear, random_object, studio_view


def scratched_coin(number, lamp, *, side=512):
    """A photograph of the coin with this ``number``, as JPEG; another ``lamp`` shows it in another light."""
    wear = Wear(abrasion=0.2, chips=0.5, dirt=0.2, cracks=0.7, seed=number)
    item = random_object(np.random.default_rng(5), ObjectKind.COIN, wear)
    return encode_jpeg(item.photograph(*studio_view(np.random.default_rng([lamp, number])), side=side), 92)
