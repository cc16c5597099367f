"""Ask a matcher every query and stranger of a data set; its answers as lines to recompute the figures from."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.metrics import Ranking
from artmatch.records import Answer, Band

Search = Callable[[Path], Answer]
"""From a photograph's path to what a matcher answers."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A query or stranger with what was answered."""

    item: Item
    objects: tuple[tuple[str, float], ...]
    """(object_id, score) pairs, best first."""
    band: Band = Band.NONE
    tied: int = 1
    """How many objects, from the first on, are as good an answer as the first."""
    photograph: str = ""
    """File name of the registered photograph that speaks for the first object."""

    @classmethod
    def of(cls, item: Item, answer: Answer) -> "Answered":
        """What is kept of an answer."""
        objects = tuple((match.record.object_id, match.score) for match in answer.matches)
        shown = answer.matches[0].photograph.file_name if answer.matches else ""
        return cls(item, objects, answer.band, answer.tied, shown)

    @property
    def ranking(self) -> Ranking:
        """What the metrics need of it."""
        shown = self.item.object_id if self.item.role is Role.QUERY else None
        return Ranking(self.item.set_name, shown, self.objects, self.item.category)

    @property
    def chance(self) -> float:
        """Score of the answer: together, of the objects that tie."""
        return sum(score for _, score in self.objects[: self.tied])

    @property
    def holds(self) -> bool:
        """Whether the answer is right: the object shown is among those that tie. Never for a stranger."""
        rank = self.ranking.rank
        return rank is not None and rank <= self.tied

    @property
    def failed(self) -> bool:
        """Whether a query's object does not come first, or a stranger is taken for a registered object."""
        if self.item.role is Role.STRANGER:
            return self.band.is_lead
        return self.ranking.rank != 1

    def as_json(self) -> str:
        """One line of an answers file; scores are not rounded."""
        objects = [{"object_id": object_id, "score": score} for object_id, score in self.objects]
        return json.dumps({"path": self.item.path, "objects": objects}, ensure_ascii=False)


def ask(dataset: Dataset, search: Search) -> Iterator[Answered]:
    """Every query and stranger of ``dataset``, answered in the manifest's order."""
    for item in dataset.questions:
        yield Answered.of(item, search(dataset.folder / item.path))
