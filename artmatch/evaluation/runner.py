"""Ask a matcher every query and stranger of a data set; its answers as lines to recompute the figures from."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.metrics import Ranking

Search = Callable[[Path], Sequence[tuple[str, float]]]
"""From a photograph's path to (object_id, score) pairs, best first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A query or stranger with what was answered."""

    item: Item
    objects: tuple[tuple[str, float], ...]
    """(object_id, score) pairs, best first."""

    @property
    def ranking(self) -> Ranking:
        """What the metrics need of it."""
        shown = self.item.object_id if self.item.role is Role.QUERY else None
        return Ranking(self.item.set_name, shown, self.objects)

    def as_json(self) -> str:
        """One line of an answers file; scores are not rounded."""
        objects = [{"object_id": object_id, "score": score} for object_id, score in self.objects]
        return json.dumps({"path": self.item.path, "objects": objects}, ensure_ascii=False)


def ask(dataset: Dataset, search: Search) -> Iterator[Answered]:
    """Every query and stranger of ``dataset``, answered in the manifest's order."""
    for item in dataset.questions:
        yield Answered(item, tuple(search(dataset.folder / item.path)))
