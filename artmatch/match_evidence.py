"""Pictures of what speaks for a match: from the register's original and the photograph that was searched."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Marks, Verification
from artmatch.casework import Candidate, Search
from artmatch.imaging import decode, quarter_turns, shrink
from artmatch.matching.protocol import query_side
from artmatch.matching.scoring import WORTH_SAYING
from artmatch.matching.siblings import Siblings, telling
from artmatch.matching.verifier import Verifier
from artmatch.records import Photograph
from artmatch.verification import drawing
from artmatch.wiring import Workspace

_SIDE = 1024
"""Pixels of the longer side of a photograph in such a picture."""


class Evidence(NamedTuple):
    """What speaks for a candidate of a stored search, found again."""

    found: Verification
    pictures: dict[str, NDArray[np.uint8]]
    """See :func:`drawn_evidence`."""


def evidence_again(workspace: Workspace, search: Search, candidate: Candidate, query: NDArray[np.uint8]) -> Evidence:
    """What speaks for ``candidate`` of ``search``, whose photograph is still registered, in ``query``: the one that it
    agrees with, as it was searched. The other candidates tell which marks are the object's own.

    Raises RegistryError if the registered photograph can no longer be read.
    """
    known = workspace.registry.photographs([one.photograph_id for one in search.candidates])
    photograph = known[candidate.photograph_id]
    verifier = Verifier(workspace.registry, workspace.embedder.describer)
    seen = shrink(query, query_side(workspace.embedder))
    [points] = verifier.points([seen])
    verified = verifier.verify([points], list(known.values()))
    found, marks = Verification.nothing(), None
    if photograph.object_id in verified:
        found = verified[photograph.object_id].found
        first = max(verified.values(), key=lambda one: one.found.inliers).photograph.photograph_id
        of_all = Siblings(workspace.registry, verifier).marks(seen, points, known, first)
        marks = telling(of_all).get(photograph.photograph_id)
    pictures = drawn_evidence(
        workspace, query, photograph, found, marks, quarter_turns_of_query=candidate.quarter_turns
    )
    return Evidence(found, pictures)


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
