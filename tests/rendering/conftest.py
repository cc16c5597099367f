"""Objects that are photographed again and again, and a way to see where a photograph shows them."""

import numpy as np
import pytest

from artmatch.rendering import Background, CameraFaults, Light, ObjectKind, Viewpoint, Wear, random_object

SIDE = 160
_NO_WEAR = Wear(0.0, 0.0, 0.0, 0.0)


@pytest.fixture(scope="session")
def made():
    """From a kind to one object of it, as new; the same one every time."""
    objects = {kind: random_object(np.random.default_rng(7), kind, _NO_WEAR) for kind in ObjectKind}
    return objects.__getitem__


@pytest.fixture(scope="session")
def photograph():
    """Photograph an object; whatever is not given is as usual, but the frame is a square."""

    def take(item, viewpoint=None, light=None, background=None, faults=None, side=SIDE):
        viewpoint = viewpoint or Viewpoint(aspect=1.0)
        return item.photograph(
            viewpoint, light or Light(), background or Background(), faults or CameraFaults(), side=side
        )

    return take


@pytest.fixture(scope="session")
def where(photograph):
    """(H, W) bool: where an object is seen. There the picture stays the same when its surroundings change."""

    def mask(item, viewpoint=None, side=SIDE):
        dark, bright = (
            photograph(item, viewpoint, background=Background(colour=shade, backdrop=shade), side=side).astype(int)
            for shade in ((0.05, 0.05, 0.05), (0.9, 0.9, 0.9))
        )
        return (np.abs(bright - dark) < 3).all(-1)

    return mask
