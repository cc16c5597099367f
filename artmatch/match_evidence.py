"""Pictures of what speaks for a match: from the register's original and the photograph that was searched."""

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Marks, Verification
from artmatch.imaging import decode, quarter_turns, shrink
from artmatch.matching.scoring import WORTH_SAYING
from artmatch.records import Photograph
from artmatch.verification import drawing
from artmatch.wiring import Workspace

_SIDE = 1024
"""Pixels of the longer side of a photograph in such a picture."""


def drawn_evidence(
    workspace: Workspace,
    query: NDArray[np.uint8],
    photograph: Photograph,
    found: Verification | None,
    marks: Marks | None,
    *,
    quarter_turns_of_query: int,
) -> dict[str, NDArray[np.uint8]]:
    """What was ``found`` between ``query`` and a registered photograph, (H, W, 3) uint8 RGB by name.

    ``points`` that correspond; for a flat object the ``aligned`` query and its ``difference`` from the registered
    photograph too. Where ``marks`` told the object from others that look alike, these. Where too few points agree, the
    ``resemblance``: which parts made the two similar.

    ``query``: the pixels, upright and cropped as they were searched; turned by ``quarter_turns_of_query`` they lie as
    the registered photograph does. Raises RegistryError if that can no longer be read.
    """
    data = workspace.registry.original(photograph)
    image = decode(data, name=photograph.file_name, limits=workspace.limits, longest_side=_SIDE)
    shown, registered = shrink(query, _SIDE), image.pixels
    told_apart = {} if marks is None else {"marks": drawing.marked(shown, registered, marks)}
    if found is None or found.agreeing < WORTH_SAYING:
        shown = quarter_turns(shown, quarter_turns_of_query)
        of_both = workspace.embedder.embed([shown, registered])
        added = [
            workspace.embedder.contributions(pixels, of_both[other]) for pixels, other in ((shown, 1), (registered, 0))
        ]
        return told_apart | {"resemblance": drawing.resemblance(shown, registered, *added)}
    pictures = {
        "points": drawing.correspondences(shown, registered, found),
        "aligned": drawing.aligned(shown, registered, found),
        "difference": drawing.difference(shown, registered, found),
    }
    return told_apart | {name: pixels for name, pixels in pictures.items() if pixels is not None}
