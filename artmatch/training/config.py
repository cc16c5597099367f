"""What a training run is made of: one TOML file, checked once."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from artmatch.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """A run. Paths are relative to the configuration file."""

    photographs: Path
    """Manifest of the training photographs."""
    initial_weights: Path
    """ResNet v2 trunk as TF-slim published it, or a model of ours to go on from; safetensors."""
    published_weights: Path
    """The trunk as TF-slim published it, to which ``published_share`` goes back."""
    teachers: tuple[Path, ...]
    """Published networks whose sense of likeness is kept while the network learns, of each as much."""
    run: Path
    """Folder for checkpoints, metrics and caches."""
    model: Path
    """Manifest to write, ``.json``; the weights lie beside it."""
    rendered_objects: int
    """How many objects the renderer draws for training."""
    dimension: int
    side: int
    """Pixels of a training view's side."""
    learned_units: int
    """How many units of the last block learn, from its end; the others stay as they come. With 8 of 23 a step takes two
    thirds of the time."""
    steps: int
    batch: int
    """Classes a step, two views each."""
    related: int
    """Near neighbours drawn with each randomly chosen class of a batch."""
    trunk_rate: float
    head_rate: float
    temperature: float
    koleo: float
    distillation: float
    warm_up: int
    seed: int
    threads: int
    """Of the training process; the loader's workers have one each."""
    workers: int
    compiled: bool
    """Compile the network for its steps: a third faster on two cores, but needs a C++ compiler and a minute."""
    published_share: float
    """Of the published trunk in the weights that are released; the rest is the trained one."""
    teacher_share: float
    """Of the teachers' similarity in the whitening that is released, beside 1 of the trained one."""
    checkpoint_every: int
    validate_every: int

    @classmethod
    def load(cls, file: Path) -> "TrainingConfig":
        """Read ``file``; raises ConfigurationError that names what is missing, unknown or of the wrong kind."""
        try:
            values: dict[str, Any] = tomllib.loads(file.read_text())
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(f"The training configuration {file} cannot be read: {error}.") from error
        kinds = {field.name: field.type for field in fields(cls)}
        wrong = sorted(kinds.keys() ^ values.keys())
        if wrong:
            raise ConfigurationError(f"{file} must set exactly the documented keys; check {', '.join(wrong)}.")
        for name, kind in kinds.items():
            value = values[name]
            if not _is_of(kind, value):
                raise ConfigurationError(f"In {file}, {name} = {value!r} is not of the documented kind.")
            if kind is Path:
                values[name] = file.parent / value
            elif isinstance(value, list):
                values[name] = tuple(file.parent / each for each in value)
        return cls(**values)


def _is_of(kind: Any, value: object) -> bool:
    """Whether a ``value`` of TOML can be a field of that ``kind``."""
    if kind is Path:
        return isinstance(value, str)
    if kind is bool:
        return isinstance(value, bool)
    if kind in (int, float):
        return isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
