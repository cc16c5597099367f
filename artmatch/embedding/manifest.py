"""The manifest beside shipped weights: what they are, how photographs are prepared for them, where they come from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from artmatch.errors import ModelError
from artmatch.messages import _

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The part of a manifest that embedding depends on; the rest is for people and stays in the file."""

    model_id: str
    """Name and the head of the weights' SHA-256: vectors with equal model ids may be compared, others never."""
    dimension: int
    side: int
    """Pixels of the square that a photograph is squashed to."""
    weights: Path
    sha256: str
    activation_ranges: Mapping[str, Sequence[float]]
    """By unit, the largest activation before each of its three convolutions; see :mod:`artmatch.embedding.integers`.
    Empty if never measured.
    """
    calibration: Mapping[str, Mapping[str, float]]
    """Coefficients that turn evidence of this model into a score, by what the evidence is; see
    :mod:`artmatch.matching.scoring`.
    """
    false_alarms: Mapping[str, Any]
    """How high photographs of unregistered objects score; see :mod:`artmatch.matching.false_alarms`."""
    error_rates: Mapping[str, float]
    """How often answers were wrong in the model's trial, as benchmarks/calibrate.py measured it; empty if unknown."""

    @classmethod
    def read(cls, file: Path) -> "Manifest":
        """Read ``file``; raises ModelError if it is missing, damaged, of another format, or its weights differ."""
        try:
            stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if stored["format"] != FORMAT:
                raise ModelError(
                    _("The model manifest {file} has format {stored}, not {format}: update artmatch.").format(
                        file=file, stored=stored["format"], format=FORMAT
                    )
                )
            manifest = cls(
                model_id=str(stored["model_id"]),
                dimension=int(stored["architecture"]["dimension"]),
                side=int(stored["preprocessing"]["side"]),
                weights=file.parent / str(stored["weights"]["file"]),
                sha256=str(stored["weights"]["sha256"]),
                activation_ranges={
                    unit: [float(value) for value in values]
                    for unit, values in stored.get("activation_ranges", {}).items()
                },
                calibration={
                    part: {name: float(value) for name, value in values.items()}
                    for part, values in stored["calibration"].items()
                },
                false_alarms=dict(stored.get("false_alarms", {})),
                error_rates={name: float(value) for name, value in stored.get("error_rates", {}).items()},
            )
        except FileNotFoundError as error:
            raise ModelError(
                _("There is no model manifest at {file}: install artmatch again or set ARTMATCH_MODEL.").format(
                    file=file
                )
            ) from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                _("The model manifest {file} cannot be read ({error!r}): install artmatch again.").format(
                    file=file, error=error
                )
            ) from error
        return manifest

    def verified_weights(self) -> bytes:
        """The weights file's bytes; raises ModelError if it is missing or not the one that the manifest names."""
        try:
            data = self.weights.read_bytes()
        except OSError as error:
            raise ModelError(
                _("The weights {weights} cannot be read: install artmatch again.").format(weights=self.weights)
            ) from error
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ModelError(
                _("The weights {weights} are not the ones its manifest names: install artmatch again.").format(
                    weights=self.weights
                )
            )
        return data
