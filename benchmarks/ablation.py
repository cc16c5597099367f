"""What each ingredient of the training gives: short runs that differ in one thing.

``python -m benchmarks.ablation --config models/first_training.toml`` writes benchmarks/results/ablation.json. It takes
some minutes a run on one core; what has been run is kept in runs/ablation and not run again.

Every run begins at the initial weights of the configuration and makes 150 steps of 32 objects at 128 pixels, a tenth of
what the shipped model learned from, so that only the order of the figures tells something, and small differences
nothing. Figures: one bad view of each object held out from training, by cosine, as the training's own validation has
them. Sub-centre ArcFace is not among them: with one photograph a class its centres would be seen a few times only.
"""

import argparse
import csv
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from artmatch.training import loop
from artmatch.training.config import TrainingConfig
from artmatch.training.losses import info_nce
from artmatch.training.rendered import draw_objects

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
Loss = Callable[..., Tensor]


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


_WAYS: dict[str, tuple[dict[str, Any], Loss]] = {
    "everything": ({}, info_nce),
    "without KoLeo": ({"koleo": 0.0}, info_nce),
    "without distillation": ({"distillation": 0.0}, info_nce),
    "without near neighbours in a batch": ({"related": 0}, info_nce),
    "multi-similarity in place of InfoNCE": ({}, multi_similarity),
}


def main() -> None:
    """Run what has not been run, write what has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="configuration of the first training run")
    given = parser.parse_args().config
    TrainingConfig.load(given)
    values = tomllib.loads(given.read_text(encoding="utf-8")) | _SHORT
    for name in ("photographs", "initial_weights", "teacher_weights"):
        values[name] = str((given.parent / values[name]).resolve())
    loop.fit_region_layer = lambda *_, **__: None  # type: ignore[attr-defined]  # no run needs it
    result: dict[str, dict[str, float]] = {}
    for name, (changed, loss) in _WAYS.items():
        loop.info_nce = loss  # type: ignore[attr-defined]
        rows = _run(_RUNS / name.replace(" ", "-"), values | changed)
        result.setdefault("untrained, PCA-whitened", rows[0])
        result[name] = rows[-1]
    Path("benchmarks/results/ablation.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _run(folder: Path, values: dict[str, Any]) -> list[dict[str, float]]:
    """The validation figures before and after a run."""
    figures = folder / "validation.csv"
    if not (folder / "model.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shared = draw_objects(_RUNS / "rendered", values["rendered_objects"], seed=values["seed"]).resolve()
        if not (folder / "rendered").exists():
            (folder / "rendered").symlink_to(shared)
        teacher, shared = folder / "teacher.safetensors", _RUNS / "teacher.safetensors"
        if shared.exists():
            teacher.write_bytes(shared.read_bytes())
        own = values | {"run": str(folder.resolve()), "model": str((folder / "model.json").resolve())}
        config = folder / "training.toml"
        config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in own.items()), encoding="utf-8")
        loop.train(config)
        shared.write_bytes(teacher.read_bytes())
    with figures.open(newline="") as file:
        return [{key: round(float(value), 4) for key, value in row.items()} for row in csv.DictReader(file)]


if __name__ == "__main__":
    main()
