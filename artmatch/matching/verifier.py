"""Candidates to verifications: the local features of a query against those of registered photographs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Verification
from artmatch.records import Photograph
from artmatch.registry import Registry
from artmatch.verification import Describer, LocalFeatureExtractor, LocalFeatures, verify


@dataclass(frozen=True, slots=True)
class Verified:
    """The best verification of an object."""

    query_number: int
    photograph: Photograph
    found: Verification


class Verifier:
    """Compares queries with registered photographs point by point. May be called from any thread."""

    def __init__(self, registry: Registry, describer: Describer) -> None:
        self._registry = registry
        self._extractor = LocalFeatureExtractor(describer)

    def points(self, queries: Sequence[NDArray[np.uint8]]) -> list[LocalFeatures]:
        """Of ``queries``, upright (H, W, 3) uint8 RGB."""
        return [self._extractor.extract_query(pixels) for pixels in queries]

    def stored(self, candidates: Sequence[Photograph]) -> dict[int, LocalFeatures]:
        """Of those of ``candidates`` that have some, by the photograph's number."""
        numbers = [candidate.photograph_id for candidate in candidates]
        kept = self._registry.local_features(self._extractor.features_id, numbers)
        return {number: LocalFeatures.from_bytes(data) for number, data in kept.items()}

    def verify(self, queries: Sequence[LocalFeatures], candidates: Sequence[Photograph]) -> Mapping[str, Verified]:
        """By object_id, the pair of a query photograph and a candidate whose agreement accident explains least.

        Candidates whose local features were never stored are left out.
        """
        stored = self.stored(candidates)
        best: dict[str, Verified] = {}
        for candidate in candidates:
            if candidate.photograph_id not in stored:
                continue
            for number, own in enumerate(queries):
                found = verify(own, stored[candidate.photograph_id])
                held = best.get(candidate.object_id)
                if held is None or found.surprisal > held.found.surprisal:
                    best[candidate.object_id] = Verified(number, candidate, found)
        return best
