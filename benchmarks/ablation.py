"""What each ingredient of the training gives: short runs that differ in one thing.

``python -m benchmarks.ablation --config models/first_training.toml`` writes benchmarks/results/ablation.json, .md and
.png. It takes twenty minutes a run on one core; what has been run is kept in runs/ablation and not run again.

Every run begins at the initial weights of the configuration and makes 150 steps of 32 objects at 128 pixels, a
hundredth of what the shipped model learned from, so that only the order of the figures tells something, and small
differences nothing. Figures: one bad view of each object held out from training, by cosine, as the training's own
validation has them.
"""

import argparse
import csv
import json
import os
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader

from artmatch.embedding.network import EmbeddingNetwork
from artmatch.training import loop
from artmatch.training.config import TrainingConfig
from artmatch.training.data import Views
from artmatch.training.initial_weights import read_initial_weights
from artmatch.training.losses import info_nce
from artmatch.training.rendered import draw_objects
from benchmarks.report import publish
from benchmarks.summary import RESULTS

_RUNS = Path("runs/ablation")
_SHORT = {
    "rendered_objects": 600,
    "side": 128,
    "steps": 150,
    "batch": 32,
    "warm_up": 15,
    "threads": 1,
    "compiled": False,
    "checkpoint_every": 150,
    "validate_every": 150,
}
_TEACHERS = (
    "resnet101v2_block3_int8.safetensors",
    "resnet50v2_block3_int8.safetensors",
    "mobilenet_edgetpu.safetensors",
)
Loss = Callable[..., Tensor]


class _Way(NamedTuple):
    """What a run differs in."""

    changed: Mapping[str, Any] = {}
    """In its configuration."""
    loss: Loss = info_nce
    run: type[loop._Run] = loop._Run
    prepared: Callable[[EmbeddingNetwork], object] = lambda network: network
    """What is done to the network before anything is fitted or learned."""
    teachers: int = 1
    """How many of the published networks' sense of likeness is kept."""


def multi_similarity(registered: Tensor, seized: Tensor, *, temperature: float, not_negatives: Tensor) -> Tensor:
    """In the place of :func:`artmatch.training.losses.info_nce`: Wang et al., "Multi-similarity loss with general pair
    weighting for deep metric learning", 2019, with the constants of that paper's code, whatever the ``temperature``.
    """
    steep_positive, steep_negative, middle, margin = 2.0, 40.0, 0.5, 0.1
    views, count = torch.cat([registered, seized]), len(registered)
    similarity = (views @ views.T).float()
    own = torch.arange(2 * count, device=views.device)
    positive = similarity[own, own.roll(count)]
    unlike = ~(not_negatives | torch.eye(count, dtype=torch.bool, device=views.device)).repeat(2, 2)
    hard = unlike & (similarity + margin > positive[:, None])
    hardest = similarity.masked_fill(~unlike, -1).amax(1)
    attract = F.softplus(-steep_positive * (positive - middle)) / steep_positive
    pushes = (steep_negative * (similarity - middle)).masked_fill(~hard, -torch.inf)
    repel = F.softplus(pushes.logsumexp(1)) / steep_negative
    return (attract * (positive - margin < hardest) + repel).mean()


def sub_centre_arcface(views: Tensor, centres: Tensor, own: Tensor, groups: Tensor) -> Tensor:
    """Each of ``views`` (V, D), of unit norm, finds its class, ``own`` (V,), among C: by the nearest of the ``centres``
    (C, K, D) of each, with a margin of half a radian. Classes of its group (C,) are not held against it.

    Deng et al., "Sub-center ArcFace: Boosting face recognition by large-scale noisy web faces", 2020, with the
    constants of that paper.
    """
    scale, margin = 64.0, 0.5
    cosine = (views @ F.normalize(centres, dim=2).flatten(0, 1).T).view(len(views), *centres.shape[:2]).amax(2)
    right = cosine.gather(1, own[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
    cosine = cosine.masked_fill(groups == groups[own][:, None], -1)
    with_margin = cosine.scatter(1, own[:, None], (right.acos() + margin).cos())
    return F.cross_entropy(scale * with_margin, own)


class _Mixed(loop._Run):
    """Half of the seized views are laid over one another in pairs; each is then a view of both to its share.

    Mixup (Zhang et al., "mixup: Beyond empirical risk minimization", 2018) in InfoNCE, after Pizzi et al., 2022.
    """

    def _step(self, step: int, numbers: Tensor, registered: Tensor, seized: Tensor) -> dict[str, float]:
        rng = np.random.default_rng([self.config.seed, step])
        count = len(seized)
        share = torch.ones(count)
        share[: count // 2] = torch.from_numpy(rng.beta(2, 2, count // 2)).float()
        other = torch.cat([torch.arange(count // 2).roll(1), torch.arange(count // 2, count)])
        weight = share[:, None, None, None]
        mixed = (weight * seized + (1 - weight) * seized[other]).to(torch.uint8)
        shown = torch.diag(share)
        shown[torch.arange(count), other] += 1 - share
        loop.info_nce = partial(_info_nce_of_mixed, shown=shown)  # type: ignore[attr-defined]
        return super()._step(step, numbers, registered, mixed)


def _info_nce_of_mixed(
    registered: Tensor, seized: Tensor, *, temperature: float, not_negatives: Tensor, shown: Tensor
) -> Tensor:
    """As :func:`artmatch.training.losses.info_nce`; ``shown`` (B, B): how much seized view i shows of object j."""
    views, count = torch.cat([registered, seized]), len(registered)
    shown = shown.to(views.device)
    none = torch.zeros_like(shown)
    wanted = torch.cat([torch.cat([none, shown.T], 1), torch.cat([shown, none], 1)])
    partners = (shown > 0) | (shown.T > 0)
    spared = not_negatives & ~partners & ~torch.eye(count, dtype=torch.bool, device=views.device)
    hidden = spared.repeat(2, 2) | torch.eye(2 * count, dtype=torch.bool, device=views.device)
    logits = (views @ views.T / temperature).masked_fill(hidden, -1e4)
    return F.cross_entropy(logits, wanted / wanted.sum(1, keepdim=True))


class _SubCentres(loop._Run):
    """Three learned centres a class, in :func:`sub_centre_arcface`.

    Short runs see a class once or not at all, so that its centres begin at its registered view.
    """

    _CENTRES, _NOISE = 3, 0.02

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        views = Views(self.learned, side=self.config.side, seed=self.config.seed)
        drawn = DataLoader(views, 64, sampler=[(0, number) for number in range(len(self.learned))], num_workers=1)
        first = torch.cat([self.embed(registered) for _, registered, _ in drawn])
        noise = self._NOISE * torch.randn(len(first), self._CENTRES, first.shape[1])
        self.centres = torch.nn.Parameter((first[:, None] + noise).to(self.device))
        self.optimiser.add_param_group({"params": [self.centres], "peak": self.config.head_rate})
        loop.info_nce = self._loss  # type: ignore[attr-defined]

    def _step(self, step: int, numbers: Tensor, registered: Tensor, seized: Tensor) -> dict[str, float]:
        self.numbers = numbers
        return super()._step(step, numbers, registered, seized)

    def _loss(self, registered: Tensor, seized: Tensor, *, temperature: float, not_negatives: Tensor) -> Tensor:
        views, own = torch.cat([registered, seized]), self.numbers.repeat(2).to(registered.device)
        return sub_centre_arcface(views, self.centres, own, self.groups.to(own.device))


def _averaging(network: EmbeddingNetwork) -> None:
    network.pool.p.requires_grad_(False).fill_(1)


def _with_fixed_whitening(network: EmbeddingNetwork) -> None:
    network.whitening.requires_grad_(False)


_WAYS = {
    "everything": _Way(),
    "without KoLeo": _Way({"koleo": 0.0}),
    "without distillation": _Way({"distillation": 0.0}),
    "distillation from three networks": _Way(teachers=3),
    "without near neighbours in a batch": _Way({"related": 0}),
    "average pooling in place of GeM": _Way(prepared=_averaging),
    "PCA-whitening as it starts, not learned": _Way(prepared=_with_fixed_whitening),
    "with mixup": _Way(run=_Mixed),
    "multi-similarity in place of InfoNCE": _Way(loss=multi_similarity),
    "sub-centre ArcFace in place of InfoNCE": _Way(run=_SubCentres),
}


def main() -> None:
    """Run what has not been run, write what has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration of the first training run")
    given = parser.parse_args().config
    TrainingConfig.load(given)
    values = tomllib.loads(given.read_text(encoding="utf-8")) | _SHORT
    for name in ("photographs", "initial_weights", "published_weights"):
        values[name] = str((given.parent / values[name]).resolve())
    weights = Path(values["published_weights"]).parent
    values["teachers"] = [str(weights / name) for name in _TEACHERS]
    result: dict[str, dict[str, float]] = {}
    first, *others = _WAYS  # the first by itself, since it draws and asks the teacher for all
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for names in ([first], others):
            for name, rows in zip(names, pool.map(_run, names, [values] * len(names)), strict=True):
                result.setdefault("untrained, PCA-whitened", rows[0])
                result[name] = rows[-1]
    publish("ablation", {"ways": result}, RESULTS)


def _run(name: str, values: dict[str, Any]) -> list[dict[str, float]]:
    """The validation figures before and after the run of this name."""
    way = _WAYS[name]
    loop.info_nce, loop._Run = way.loss, way.run  # type: ignore[attr-defined, misc]

    def prepared_network(file: Path, dimension: int) -> tuple[EmbeddingNetwork, bool]:
        network, continued = read_initial_weights(file, dimension)
        way.prepared(network)
        return network, continued

    loop.read_initial_weights = prepared_network  # type: ignore[attr-defined]
    loop.fit_region_layer = lambda *_, **__: None  # type: ignore[attr-defined]  # no run needs it
    folder = _RUNS / name.replace(" ", "-")
    figures = folder / "validation.csv"
    if not (folder / "model.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        draw_objects(_RUNS / "rendered", values["rendered_objects"], seed=values["seed"])
        (_RUNS / "teachers").mkdir(exist_ok=True)
        for shared in ("rendered", "teachers"):
            if not (folder / shared).exists():
                (folder / shared).symlink_to((_RUNS / shared).resolve())
        own = values | dict(way.changed)
        own["teachers"] = own["teachers"][: way.teachers]
        own |= {"run": str(folder.resolve()), "model": str((folder / "model.json").resolve())}
        config = folder / "training.toml"
        config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in own.items()), encoding="utf-8")
        loop.train(config, say=lambda line: print(f"{name}: {line}", flush=True))
    with figures.open(newline="") as file:
        return [{key: round(float(value), 4) for key, value in row.items()} for row in csv.DictReader(file)]


if __name__ == "__main__":
    main()
