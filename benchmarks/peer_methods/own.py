"""artmatch itself, as shipped: with the comparison point by point, and the embedding alone."""

from collections.abc import Callable, Mapping
from pathlib import Path

from artmatch.cli.evaluate_command import register_gallery
from artmatch.evaluation.dataset import Dataset
from artmatch.verification import LocalFeatureExtractor
from artmatch.wiring import Workspace
from benchmarks.peer_methods import Objects

EVERYTHING = "artmatch"
EMBEDDING = "artmatch, embedding alone"


class Own:
    """A throw-away register of its own."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def methods(self) -> Mapping[str, Callable[[Path], Objects]]:
        """The two."""
        return {EVERYTHING: lambda query: self._asked(query, False), EMBEDDING: lambda query: self._asked(query, True)}

    @property
    def bytes_a_photograph(self) -> Mapping[str, int]:
        """Embedding as float32, and local features."""
        embedding = 4 * self._workspace.embedder.dimension
        registry = self._workspace.registry
        numbers = range(1, registry.counts().photographs + 1)
        stored = registry.local_features(LocalFeatureExtractor.features_id, numbers)
        features = sum(len(data) for data in stored.values()) // max(len(stored), 1)
        return {EVERYTHING: embedding + features, EMBEDDING: embedding}

    def register(self, dataset: Dataset) -> None:
        """As ``artmatch index`` does."""
        register_gallery(self._workspace, dataset)

    def describe(self, query: Path) -> Path:
        """Nothing yet."""
        return query

    def _asked(self, query: Path, embedding_only: bool) -> Objects:
        answer = self._workspace.match([query], top=10, embedding_only=embedding_only)
        return [(match.record.object_id, match.score) for match in answer.matches]
