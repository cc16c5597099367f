"""The training of the keypoint network (:mod:`artmatch.embedding.patches`). Killed, it goes on when started again."""

import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from safetensors.torch import save
from torch import Tensor

from artmatch.embedding.allocator import keep_freed_memory
from artmatch.embedding.patches import PatchNetwork
from artmatch.training.checkpoint import load_checkpoint, save_checkpoint
from artmatch.training.data import TrainingObject
from artmatch.training.losses import hardest_in_batch
from artmatch.training.patch_pairs import PatchPairs, flat_pairs, solid_pairs
from artmatch.training.progress import Say
from artmatch.training.rates import share_of_rate

_TOGETHER = 64
"""Pictures whose pairs are stored in one file."""
_A_PICTURE = 24
"""Pairs of a picture in a batch; fewer than half as many, and it is left aside."""
_PICTURES = 32
"""In a batch."""
_SOLID_SHARE = 0.4
"""Of those, drawn objects seen from two sides."""
_APART = 10.0
"""Pixels within which two places of one view may be the same one, found at two scales."""
_PEAK_RATE, _DECAY, _WARM_UP = 2e-3, 1e-3, 100
_CHECKPOINT_EVERY = 200
_Draw = Callable[[np.random.Generator], list[PatchPairs]]


def draw_pairs(folder: Path, photographs: Sequence[TrainingObject], *, flat: int, solid: int, seed: int) -> Path:
    """Draw pairs of so many views that are not yet in ``folder``, in files of some, and return ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    order = np.random.default_rng(seed).permutation(len(photographs))
    behind = np.roll(order, 1)
    of_flat = [partial(_flat, photographs[int(a)], photographs[int(b)]) for a, b in zip(order, behind, strict=True)]
    chosen: list[tuple[str, list[_Draw]]] = [("flat", [*of_flat[:flat]]), ("solid", [solid_pairs] * solid)]
    # forked after torch has computed, a worker would wait for ever for its threads
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for kind, of_kind in chosen:
            for start in range(0, len(of_kind), _TOGETHER):
                file = folder / f"{kind}-{start:06d}.safetensors"
                if not file.exists():
                    some = of_kind[start : start + _TOGETHER]
                    rngs = [np.random.default_rng([seed, kind == "solid", start + n]) for n in range(len(some))]
                    _store([one for found in pool.map(_drawn, some, rngs, chunksize=4) for one in found], file)
    return folder


def _flat(item: TrainingObject, other: TrainingObject, rng: np.random.Generator) -> list[PatchPairs]:
    return flat_pairs(item.view(0), other.view(0), rng)


def _drawn(draw: _Draw, rng: np.random.Generator) -> list[PatchPairs]:
    cv2.setNumThreads(1)
    return draw(rng)


def _store(pairs: Sequence[PatchPairs], file: Path) -> None:
    """A file appears whole or not at all."""
    partial_file = file.with_suffix(".partial")
    joined = {
        "registered": np.concatenate([one.registered for one in pairs]),
        "seized": np.concatenate([one.seized for one in pairs]),
        "places": np.concatenate([one.places for one in pairs]),
        "counts": np.array([len(one) for one in pairs]),
    }
    save_file(joined, partial_file)
    partial_file.replace(file)


def read_pairs(folder: Path, kind: str) -> list[PatchPairs]:
    """Of every picture of ``kind``, ``flat`` or ``solid``, that has pairs enough."""
    found = []
    for file in sorted(folder.glob(f"{kind}-*.safetensors")):
        stored = load_file(file)
        ends = np.cumsum(stored["counts"])[:-1]
        parts = (np.split(stored[name], ends) for name in ("registered", "seized", "places"))
        found += [PatchPairs(*one) for one in zip(*parts, strict=True)]
    return [one for one in found if len(one) >= _A_PICTURE // 2]


def train_patches(
    flat: Sequence[PatchPairs], solid: Sequence[PatchPairs], run: Path, *, steps: int, seed: int, say: Say
) -> PatchNetwork:
    """Learn from these for so many steps, from the last checkpoint in ``run`` if there is one."""
    torch.manual_seed(seed)
    keep_freed_memory()
    network = PatchNetwork()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(network.parameters(), lr=_PEAK_RATE, weight_decay=_DECAY)
    checkpoint, none = run / "checkpoint.safetensors", torch.empty(0)
    done = load_checkpoint(checkpoint, network, optimiser, none)
    network.train()
    started, recent = time.perf_counter(), []
    for step in range(done, steps):
        torch.manual_seed(seed + step)  # for the dropout, so that a resumed run makes the same steps
        for group in optimiser.param_groups:
            group["lr"] = _PEAK_RATE * share_of_rate(step, steps=steps, warm_up=_WARM_UP)
        registered, seized, may_be_one = _batch(flat, solid, np.random.default_rng([seed, step]))
        described = network(torch.cat([registered, seized]))
        loss = hardest_in_batch(*described.chunk(2), not_negatives=may_be_one)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        recent.append(float(loss.detach()))
        now = step + 1
        if now % _CHECKPOINT_EVERY == 0 or now == steps:
            save_checkpoint(checkpoint, network, optimiser, none, now)
            rate = (now - done) / (time.perf_counter() - started)
            minutes = (steps - now) / rate / 60
            say(f"Step {now:,} of {steps:,}: loss {np.mean(recent):.4f}, {minutes:.0f} min left.")
            recent = []
    return network


def _batch(
    flat: Sequence[PatchPairs], solid: Sequence[PatchPairs], rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Registered and seized patches (B, 32, 32), mirrored at random, and whether two may show one place, (B, B)."""
    count = round(_SOLID_SHARE * _PICTURES) if solid else 0
    pictures = [flat[n] for n in rng.permutation(len(flat))[: _PICTURES - count]]
    pictures += [solid[n] for n in rng.permutation(len(solid))[:count]]
    chosen = [rng.permutation(len(one))[:_A_PICTURE] for one in pictures]
    flips = [slice(None, None, int(step)) for step in rng.choice((1, -1), 2)]

    def taken(name: str) -> NDArray[np.uint8]:
        return np.concatenate([getattr(one, name)[own] for one, own in zip(pictures, chosen, strict=True)])

    picture = np.repeat(np.arange(len(chosen)), [len(own) for own in chosen])
    places = taken("places")
    near = np.linalg.norm(places[:, None] - places[None], axis=2) < _APART
    may_be_one = torch.from_numpy((picture[:, None] == picture) & near)
    registered, seized = (
        torch.from_numpy(np.ascontiguousarray(taken(name)[:, flips[0], flips[1]])) for name in ("registered", "seized")
    )
    return registered, seized, may_be_one


@torch.inference_mode()
def share_found(network: PatchNetwork, held_out: Sequence[PatchPairs], *, batches: int, seed: int) -> float:
    """Of seized patches of ``held_out``, how many are nearest to their registered ones among those of 32 pictures."""
    network.eval()
    found = []
    for number in range(batches):
        registered, seized, may_be_one = _batch(held_out, (), np.random.default_rng([seed, number]))
        hidden = may_be_one & ~torch.eye(len(seized), dtype=torch.bool)
        similarity = (network(seized) @ network(registered).T).masked_fill(hidden, -1)
        found.append((similarity.argmax(1) == torch.arange(len(seized))).float())
    return float(torch.cat(found).mean())


def release_patches(network: PatchNetwork, file: Path, about: dict[str, str]) -> str:
    """Write the weights as float16 with what is said ``about`` them; returns their hash."""
    state = {name: values for name, values in network.state_dict().items() if values.is_floating_point()}
    data = save({name: values.half().contiguous() for name, values in state.items()}, metadata=about)
    file.write_bytes(data)
    return hashlib.sha256(data).hexdigest()
