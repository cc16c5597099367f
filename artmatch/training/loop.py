"""The training run: ``artmatch train --config FILE`` comes here. Killed, it goes on when started again."""

import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from artmatch.embedding.allocator import keep_freed_memory
from artmatch.embedding.network import EmbeddingNetwork, fit_whitening, normalise
from artmatch.embedding.precision import fast_precision
from artmatch.training.checkpoint import load_checkpoint, save_checkpoint
from artmatch.training.config import TrainingConfig
from artmatch.training.data import (
    RelatedBatches,
    TrainingObject,
    Views,
    held_apart,
    read_photographs,
    read_rendered,
)
from artmatch.training.initial_weights import go_back, read_initial_weights
from artmatch.training.losses import info_nce, koleo, relational_distillation
from artmatch.training.progress import Progress, Say
from artmatch.training.rates import share_of_rate
from artmatch.training.regions import fit_region_layer
from artmatch.training.release import inference_side, release
from artmatch.training.rendered import draw_objects
from artmatch.training.taught_whitening import teach_whitening
from artmatch.training.teacher import taught
from artmatch.training.validation import Validation

_WHITENING_PHOTOGRAPHS = 4_000
_INFERENCE_BATCH = 64
_DISTILLATION_TEMPERATURE = 0.1
_LARGEST_GRADIENT = 1.0


def train(config_file: Path, *, say: Say = lambda _: None) -> None:
    """Train as ``config_file`` says, from the last checkpoint of its run if there is one, and write the model.

    Writes ``metrics.csv``, ``validation.csv``, ``curves.png`` (with matplotlib, which ``artmatch[train]`` installs) and
    ``checkpoint.safetensors`` into the run's folder. ``say`` is told how far the run is.
    """
    config = TrainingConfig.load(config_file)
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    keep_freed_memory()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cudnn.benchmark = True  # all batches have one shape
    config.run.mkdir(parents=True, exist_ok=True)

    photographs = read_photographs(config.photographs)
    say(f"Drawing those of {config.rendered_objects:,} objects that are not drawn yet.")
    rendered = read_rendered(draw_objects(config.run / "rendered", config.rendered_objects, seed=config.seed))
    say(
        f"Asking {len(config.teachers)} teachers about {len(photographs):,} photographs, unless they were asked before."
    )
    said = taught(
        photographs,
        config.teachers,
        cache=config.run / "teachers",
        dimension=config.dimension,
        side=config.side,
        device=device,
    )
    learned, held_out = held_apart(photographs + rendered)
    say(f"{len(learned):,} objects to learn from, {len(held_out):,} held out.")
    said_of = dict(zip((item.name for item in photographs), said, strict=True))
    nothing = torch.zeros(said.shape[1])  # of rendered objects
    teaching = torch.stack([said_of.get(item.name, nothing) for item in learned])

    network, continued = read_initial_weights(config.initial_weights, config.dimension)
    # The first blocks stay as they come: edges and textures are general, and almost half the work of a step is there.
    network.stem.requires_grad_(False)
    network.blocks[:-1].requires_grad_(False)
    for unit in list(network.blocks[-1].children())[::-1][config.learned_units :]:
        unit.requires_grad_(False)
    network.region.requires_grad_(False)  # fitted at the end
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = _optimiser(network, config)
    memory = torch.zeros(len(learned), config.dimension)
    done = load_checkpoint(config.run / "checkpoint.safetensors", network, optimiser, memory)
    if not done and not continued:
        _start_whitening(network, learned, config, device)

    progress = Progress(config.run, steps=config.steps, done=done, say=say)
    run = _Run(config, network, optimiser, memory, learned, teaching, device)
    validation = Validation(held_out, learned, side=config.side, workers=config.workers)
    run.steps(done, validation, progress)
    if config.published_share:
        go_back(network, config.published_weights, config.published_share)
    if config.teacher_share:
        teach_whitening(
            network,
            learned,
            teaching,
            share=config.teacher_share,
            side=inference_side(config),
            workers=config.workers,
            device=device,
        )
    figures = validation.figures(run.embed)
    fit_region_layer(network, learned, side=inference_side(config), device=device)
    release(network.cpu(), config, config_file, figures)


def _optimiser(network: EmbeddingNetwork, config: TrainingConfig) -> torch.optim.AdamW:
    learned = [(name, parameter) for name, parameter in network.named_parameters() if parameter.requires_grad]
    head = [parameter for name, parameter in learned if name.startswith(("pool.", "whitening."))]
    trunk = [parameter for name, parameter in learned if not name.startswith(("pool.", "whitening."))]
    return torch.optim.AdamW(
        [{"params": trunk, "peak": config.trunk_rate}, {"params": head, "peak": config.head_rate}],
        weight_decay=1e-4,
    )


@torch.no_grad()
def _start_whitening(
    network: EmbeddingNetwork, objects: Sequence[TrainingObject], config: TrainingConfig, device: str
) -> None:
    """Set the whitening layer to the PCA-whitening of what the untrained trunk makes of registered and seized views."""
    views = Views(objects, side=config.side, seed=config.seed)
    pooled = []
    numbers = torch.randperm(len(objects))[:_WHITENING_PHOTOGRAPHS].tolist()
    for start in range(0, len(numbers), _INFERENCE_BATCH):
        drawn = [views[0, number][1] for number in numbers[start : start + _INFERENCE_BATCH]]
        with fast_precision(device):
            pooled.append(network.pooled(_input(torch.stack(drawn), device)).cpu())
    weight, bias = fit_whitening(torch.cat(pooled), config.dimension)
    network.whitening.weight.copy_(weight)
    network.whitening.bias.copy_(bias)


def _input(batch: Tensor, device: str) -> Tensor:
    return normalise(batch.to(device, non_blocking=True)).to(memory_format=torch.channels_last)


class _Run:
    """The state that the steps change."""

    def __init__(
        self,
        config: TrainingConfig,
        network: EmbeddingNetwork,
        optimiser: torch.optim.AdamW,
        memory: Tensor,
        learned: Sequence[TrainingObject],
        teaching: Tensor,
        device: str,
    ) -> None:
        self.config, self.network, self.optimiser, self.memory = config, network, optimiser, memory
        self.learned, self.teaching, self.device = learned, teaching, device
        self.forward = torch.compile(network) if config.compiled else network
        groups = {group: number for number, group in enumerate(sorted({item.group for item in learned}))}
        self.groups = torch.tensor([groups[item.group] for item in learned])

    def steps(self, done: int, validation: Validation, progress: Progress) -> None:
        """Run the remaining steps."""
        config = self.config
        batches = RelatedBatches(
            self.memory,
            batch=config.batch,
            related=config.related,
            steps=range(done, config.steps),
            seed=config.seed,
        )
        views = Views(self.learned, side=config.side, seed=config.seed)
        loader = DataLoader(views, batch_sampler=batches, num_workers=config.workers, pin_memory=self.device == "cuda")
        if not done:
            progress.validated(0, validation.figures(self.embed))
        started = time.perf_counter()
        for step, (numbers, registered, seized) in enumerate(loader, done):
            figures = self._step(step, numbers, registered, seized)
            now = step + 1
            if now % 50 == 0:
                rate = 2 * config.batch * (now - done) / (time.perf_counter() - started)
                progress.stepped(now, figures, rate, 2 * config.batch)
            if now % config.validate_every == 0:
                progress.validated(now, validation.figures(self.embed))
            if now % config.checkpoint_every == 0 or now == config.steps:
                save_checkpoint(config.run / "checkpoint.safetensors", self.network, self.optimiser, self.memory, now)

    def _step(self, step: int, numbers: Tensor, registered: Tensor, seized: Tensor) -> dict[str, float]:
        config = self.config
        share = share_of_rate(step, steps=config.steps, warm_up=config.warm_up)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * share
        with fast_precision(self.device):
            both = self.forward(_input(torch.cat([registered, seized]), self.device))
        a, b = both.chunk(2)
        groups = self.groups[numbers]
        found = info_nce(
            a, b, temperature=config.temperature, not_negatives=(groups[:, None] == groups).to(self.device)
        )
        spread = koleo(a, b)
        said = self.teaching[numbers]
        has_teacher = said.any(1)
        kept = relational_distillation(
            a[has_teacher],
            b[has_teacher],
            said[has_teacher].to(self.device),
            temperature=_DISTILLATION_TEMPERATURE,
        )
        loss = found + config.koleo * spread + config.distillation * kept
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), _LARGEST_GRADIENT)
        self.optimiser.step()
        self.memory[numbers] = a.detach().float().cpu()
        return {
            "info_nce": round(float(found.detach()), 4),
            "koleo": round(float(spread.detach()), 4),
            "distillation": round(float(kept.detach()), 4),
        }

    @torch.no_grad()
    def embed(self, batch: Tensor) -> Tensor:
        """(N, 3, S, S) uint8 to (N, D) float32 on the CPU."""
        with fast_precision(self.device):
            embedded: Tensor = self.network(_input(batch, self.device))
        return embedded.float().cpu()
