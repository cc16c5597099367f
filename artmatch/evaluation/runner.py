"""Ask a matcher every query and stranger of a data set; its answers as lines to recompute the figures from."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from artmatch.answers import Answer, Band
from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.metrics import Ranking

Search = Callable[[Path], Answer]
"""From a photograph's path to what a matcher answers."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A query or stranger with what was answered."""

    item: Item
    objects: tuple[tuple[str, float], ...]
    """(object_id, score) pairs, best first; the score is the chance at the data set's share of registered objects."""
    said: float = 0.0
    """Score of the answer as it was given, where every second question is taken to show a registered object."""
    band: Band = Band.NONE
    tied: int = 1
    """How many objects, from the first on, are as good an answer as the first."""
    photograph: str = ""
    """File name of the registered photograph that speaks for the first object."""

    @classmethod
    def of(cls, item: Item, answer: Answer, registered_share: float = 0.5) -> "Answered":
        """What is kept of an answer to one of the questions of which ``registered_share`` show a registered object."""
        scores = at_share([match.score for match in answer.matches], answer.unregistered, registered_share)
        objects = tuple((match.record.object_id, score) for match, score in zip(answer.matches, scores, strict=True))
        shown = answer.matches[0].photograph.file_name if answer.matches else ""
        return cls(item, objects, answer.score, answer.band, answer.tied, shown)

    @property
    def ranking(self) -> Ranking:
        """What the metrics need of it."""
        shown = self.item.object_id if self.item.role is Role.QUERY else None
        return Ranking(self.item.set_name, shown, self.objects, self.item.category)

    @property
    def chance(self) -> float:
        """Of the answer: together, of the objects that tie."""
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
        return json.dumps({"path": self.item.path, "said": self.said, "objects": objects}, ensure_ascii=False)


def at_share(scores: Sequence[float], unregistered: float, share: float) -> list[float]:
    """Chances where ``share`` of the questions show a registered object, from ``scores``, which suppose a half.

    ``unregistered``: the chance that it is no registered object, supposing a half. Bayes' rule for another prior
    (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities", 2002).
    """
    whole = share * (1 - unregistered) + (1 - share) * unregistered
    return [score * share / whole if whole else score for score in scores]


def ask(dataset: Dataset, search: Search) -> Iterator[Answered]:
    """Every query and stranger of ``dataset``, answered in the manifest's order."""
    share = dataset.registered_share
    for item in dataset.questions:
        yield Answered.of(item, search(dataset.folder / item.path), share)
