"""How a network in training does on classes that it never learns from.

One bad view of each held-out class is searched among one registered view of most of them and of training photographs
as distractors; the rest are strangers. Drawn once from a fixed seed, so that steps and runs compare.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from artmatch.training.data import TrainingObject, Views

_SEED = 20_261_124
_DISTRACTORS = 1_500

_Drawn = tuple[int, Tensor, Tensor]

EmbedBatch = Callable[[Tensor], Tensor]
"""(N, 3, S, S) uint8 to (N, D) float32 of unit norm, without gradients."""


@dataclass(frozen=True, slots=True)
class ValidationFigures:
    """Shares, 0 to 1."""

    recall_at_1: float
    recall_at_5: float
    micro_ap: float


class Validation:
    """The fixed views, and the figures of a network on them."""

    def __init__(
        self, held_out: Sequence[TrainingObject], training: Sequence[TrainingObject], *, side: int, workers: int = 0
    ) -> None:
        drawn = _drawn(held_out, range(len(held_out)), side, workers)
        chosen = np.random.default_rng(_SEED).permutation(len(training))[:_DISTRACTORS].tolist()
        known = [number for number in range(len(held_out)) if number % 5]
        self._gallery = [drawn[number][1] for number in known]
        self._gallery += [registered for _, registered, _ in _drawn(training, chosen, side, workers)]
        self._queries = [view[2] for view in drawn]
        self._truth = torch.full((len(held_out),), -1)
        self._truth[torch.tensor(known)] = torch.arange(len(known))

    def figures(self, embed: EmbedBatch, batch: int = 64) -> ValidationFigures:
        """Recall@1 and @5 over the known objects, micro-AP over known ones and strangers, by cosine."""
        gallery, queries = (
            torch.cat([embed(torch.stack(list(views[i : i + batch]))) for i in range(0, len(views), batch)])
            for views in (self._gallery, self._queries)
        )
        best, ranked = (queries @ gallery.T).topk(5)
        right = ranked == self._truth[:, None]
        known = self._truth >= 0
        order = best[:, 0].argsort(descending=True)
        hits = right[order, 0].double()
        precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
        return ValidationFigures(
            recall_at_1=float(right[known, 0].double().mean()),
            recall_at_5=float(right[known].any(1).double().mean()),
            micro_ap=float((precision * hits).sum() / known.sum()),
        )


def _drawn(objects: Sequence[TrainingObject], numbers: Iterable[int], side: int, workers: int) -> list[_Drawn]:
    """Views of the objects of these numbers, drawn by ``workers`` processes beside this one."""
    views = Views(objects, side=side, seed=_SEED)
    return list(DataLoader(views, batch_size=None, sampler=[(0, number) for number in numbers], num_workers=workers))
