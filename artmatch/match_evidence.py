"""Pictures of what speaks for a match: from the register's original and the photograph that was searched."""

import numpy as np
from numpy.typing import NDArray

from artmatch.imaging import decode, shrink
from artmatch.matching.scoring import WORTH_SAYING
from artmatch.records import Photograph, Verification
from artmatch.verification import drawing
from artmatch.wiring import Workspace

_SIDE = 1024
"""Pixels of the longer side of a photograph in such a picture."""


def drawn_evidence(
    workspace: Workspace, query: NDArray[np.uint8], photograph: Photograph, found: Verification | None
) -> dict[str, NDArray[np.uint8]]:
    """What was ``found`` between ``query`` and a registered photograph, (H, W, 3) uint8 RGB by name.

    ``points`` that correspond; for a flat object the ``aligned`` query and its ``difference`` from the registered
    photograph too; nothing where too few points agree.

    ``query``: the pixels, upright and cropped as they were searched. Raises RegistryError if the registered photograph
    can no longer be read.
    """
    if found is None or found.agreeing < WORTH_SAYING:
        return {}
    data = workspace.registry.original(photograph)
    image = decode(data, name=photograph.file_name, limits=workspace.limits, longest_side=_SIDE)
    shown, registered = shrink(query, _SIDE), image.pixels
    pictures = {
        "points": drawing.correspondences(shown, registered, found),
        "aligned": drawing.aligned(shown, registered, found),
        "difference": drawing.difference(shown, registered, found),
    }
    return {name: pixels for name, pixels in pictures.items() if pixels is not None}
