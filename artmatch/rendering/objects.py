"""Any kind of object."""

from collections.abc import Callable

import numpy as np

from artmatch.rendering.coins import make_coin
from artmatch.rendering.masks import make_mask
from artmatch.rendering.painting import make_painting
from artmatch.rendering.parameters import ObjectKind, Wear
from artmatch.rendering.pottery import make_pot
from artmatch.rendering.reliefs import make_relief
from artmatch.rendering.rendered import RenderedObject
from artmatch.rendering.statues import make_statue

_MAKERS: dict[ObjectKind, Callable[[np.random.Generator, Wear], RenderedObject]] = {
    ObjectKind.PAINTING: make_painting,
    ObjectKind.VASE: make_pot,
    ObjectKind.COIN: make_coin,
    ObjectKind.MASK: make_mask,
    ObjectKind.RELIEF: make_relief,
    ObjectKind.STATUE: make_statue,
}
_FREQUENCIES: dict[ObjectKind, float] = {
    ObjectKind.PAINTING: 0.3,
    ObjectKind.VASE: 0.18,
    ObjectKind.COIN: 0.14,
    ObjectKind.MASK: 0.1,
    ObjectKind.RELIEF: 0.12,
    ObjectKind.STATUE: 0.16,
}


def random_wear(rng: np.random.Generator) -> Wear:
    """Mostly well kept, sometimes badly not."""
    abrasion, chips, dirt, cracks = (float(each) for each in rng.beta(1.3, 2.6, 4))
    return Wear(abrasion, chips, dirt, cracks, int(rng.integers(1 << 31)))


def random_object(rng: np.random.Generator, kind: ObjectKind | None = None, wear: Wear | None = None) -> RenderedObject:
    """A new object of ``kind``, or of any; with the same ``rng`` state and another ``wear`` its worn sibling."""
    number = rng.choice(len(_FREQUENCIES), p=list(_FREQUENCIES.values()))
    drawn = random_wear(rng)
    return _MAKERS[kind or list(_FREQUENCIES)[number]](rng, wear or drawn)
