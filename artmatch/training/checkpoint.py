"""A training run on disk: network, optimiser and memory in one safetensors file, replaced atomically."""

from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn


def save_checkpoint(file: Path, network: nn.Module, optimiser: torch.optim.AdamW, memory: Tensor, step: int) -> None:
    """Write everything that continuing after ``step`` steps needs; a kill while writing leaves the earlier file."""
    tensors = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for key, value in optimiser.state.get(parameter, {}).items():
            tensors[f"optimiser.{name}.{key}"] = value
    tensors["memory"] = memory
    partial = file.with_suffix(".partial")
    save_file({name: tensor.contiguous().cpu() for name, tensor in tensors.items()}, partial, {"step": str(step)})
    partial.replace(file)


def load_checkpoint(file: Path, network: nn.Module, optimiser: torch.optim.AdamW, memory: Tensor) -> int:
    """Restore in place; returns the number of steps done, 0 if there is no checkpoint yet."""
    if not file.exists():
        return 0
    with safe_open(file, "pt") as stored:
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - not a mapping
        step = int(stored.metadata()["step"])
    network.load_state_dict(
        {name.removeprefix("network."): value for name, value in tensors.items() if name.startswith("network.")}
    )
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        prefix = f"optimiser.{name}."
        optimiser.state[parameter] = {
            key.removeprefix(prefix): value if key.endswith(".step") else value.to(parameter.device)
            for key, value in tensors.items()
            if key.startswith(prefix)
        }
    memory.copy_(tensors["memory"])
    return step
