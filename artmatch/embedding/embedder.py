"""Photographs to embeddings: the one place where the network meets pixels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load

from artmatch.embedding.allocator import keep_freed_memory
from artmatch.embedding.integers import IntegerUnit, compute_in_integers
from artmatch.embedding.manifest import Manifest
from artmatch.embedding.network import EmbeddingNetwork, normalise, units_of
from artmatch.embedding.patches import PatchDescriber, patch_describer
from artmatch.embedding.places import COUNT, place_projection
from artmatch.embedding.precision import fast_precision, has_bfloat16, has_fast_integers
from artmatch.embedding.weights import restored
from artmatch.errors import ConfigurationError, ModelError
from artmatch.imaging import outline, resize_to_square
from artmatch.messages import _
from artmatch.records import Embedded, Outline

_BATCH = 32
_BATCH_OF_INTEGERS = 8
"""So few that what a unit makes of them stays in the processor's cache: 32 at once take a tenth longer."""


class Embedder:
    """A trained network with its preparation of photographs.

    Embeddings do not depend on the other photographs of a batch; only its size chooses kernels, which moves a cosine
    by less than 1e-4. Thread-safe: nothing changes after loading.
    """

    def __init__(self, manifest: Manifest, network: EmbeddingNetwork, device: torch.device) -> None:
        self._manifest, self._network, self._device = manifest, network, device

    @classmethod
    def load(cls, manifest: Path, *, device: str = "auto", integers: bool = True) -> "Embedder":
        """Load the model that ``manifest`` describes onto ``auto``, ``cpu`` or ``cuda``.

        It computes in bfloat16 where the hardware does, otherwise, if ``integers``, in 8-bit integers where the
        processor does.
        Raises ModelError if manifest or weights are missing or damaged, ConfigurationError for a device not there.
        """
        described = Manifest.read(manifest)
        where = _device(device)
        stored = load(described.verified_weights())
        network = EmbeddingNetwork(described.dimension, units_of(stored))
        try:
            network.load_state_dict(restored(stored))
            network.eval().requires_grad_(False)
            if integers and where.type == "cpu" and has_fast_integers() and not has_bfloat16("cpu"):
                compute_in_integers(network, described.activation_ranges)
        except (RuntimeError, KeyError, AttributeError, ValueError) as error:
            raise ModelError(
                _("The weights {weights} do not fit this version's network: update artmatch.").format(
                    weights=described.weights
                )
            ) from error
        network.to(where).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if where.type == "cpu":
            keep_freed_memory()
        return cls(described, network, where)

    @property
    def model_id(self) -> str:
        """What embeddings of this model are stored under."""
        return self._manifest.model_id

    @property
    def precision(self) -> Literal["bfloat16", "int8", "float32"]:
        """In which it computes; that moves a cosine by less than 0.02 (benchmarks/engines.py)."""
        if any(isinstance(layer, IntegerUnit) for layer in self._network.modules()):
            return "int8"
        return "bfloat16" if has_bfloat16(self._device.type) else "float32"

    @property
    def describer(self) -> PatchDescriber:
        """What describes keypoints; ModelError if it cannot be read."""
        return patch_describer()

    @property
    def places_id(self) -> str:
        """What descriptors of places are stored under; ModelError if what makes them cannot be read."""
        return f"places-1-{place_projection().projection_id}-{self.model_id}"

    @property
    def dimension(self) -> int:
        """Length of an embedding."""
        return self._manifest.dimension

    @property
    def calibration(self) -> Mapping[str, Mapping[str, float]]:
        """Coefficients for :mod:`artmatch.matching.scoring`, fitted for this model: for its ``embedding`` alone, and
        with ``verification``.
        """
        return self._manifest.calibration

    @property
    def false_alarms(self) -> Mapping[str, Any]:
        """How high photographs of unregistered objects score, for :mod:`artmatch.matching.false_alarms`."""
        return self._manifest.false_alarms

    @property
    def decode_side(self) -> int:
        """Longest side in pixels beyond which decoding a photograph finer gains nothing."""
        return 2 * self._manifest.side

    def embed(self, photographs: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Upright (H, W, 3) uint8 RGB photographs, N of any sizes, to (N, D) float32 of unit norm."""
        made = self._in_batches(lambda batch: (self._network(batch),), photographs)
        return np.concatenate([np.empty((0, self.dimension), np.float32), *(whole for (whole,) in made)])

    def embed_in_detail(self, photographs: Sequence[NDArray[np.uint8]]) -> Embedded:
        """As :meth:`embed`, one photograph at least: besides the whole its upper left, upper right, lower left and
        lower right two thirds, and some places one by one. Takes hardly longer.
        """
        projection = place_projection()

        def layers(batch: torch.Tensor) -> tuple[torch.Tensor, ...]:
            parts, places, chances = self._network.in_detail(batch, COUNT)
            return parts, projection.of(places), chances

        made = self._in_batches(layers, photographs)
        return Embedded(*map(np.concatenate, zip(*made, strict=True)))

    def outline(self, photograph: NDArray[np.uint8]) -> Outline | None:
        """The part of an upright (H, W, 3) uint8 RGB photograph that shows the object; None if none stands out."""
        square = resize_to_square(photograph, self._manifest.side)
        [chances] = self._run(lambda batch: (self._network.object_map(batch),), square[None])
        return outline(chances[0])

    def contributions(self, photograph: NDArray[np.uint8], towards: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each part of an upright (H, W, 3) uint8 RGB photograph adds to its cosine with ``towards`` (D,).

        (S, S) float32 over the photograph squashed to a square.
        """
        square = resize_to_square(photograph, self._manifest.side)
        other = torch.from_numpy(towards[None]).to(self._device)
        [added] = self._run(lambda batch: (self._network.contributions(batch, other),), square[None])
        return np.asarray(added[0])

    def _in_batches(
        self, layers: Callable[[torch.Tensor], tuple[torch.Tensor, ...]], photographs: Sequence[NDArray[np.uint8]]
    ) -> Iterator[list[NDArray[np.float32]]]:
        """What ``layers`` make of some photographs after the other."""
        size = _BATCH_OF_INTEGERS if self.precision == "int8" else _BATCH
        for start in range(0, len(photographs), size):
            squares = [resize_to_square(pixels, self._manifest.side) for pixels in photographs[start : start + size]]
            yield self._run(layers, np.stack(squares))

    def _run(
        self, layers: Callable[[torch.Tensor], tuple[torch.Tensor, ...]], squares: NDArray[np.uint8]
    ) -> list[NDArray[np.float32]]:
        """What ``layers`` make of (N, S, S, 3) uint8."""
        batch = torch.from_numpy(squares).to(self._device).permute(0, 3, 1, 2)
        with torch.inference_mode(), fast_precision(self._device.type):
            made = layers(normalise(batch).contiguous(memory_format=torch.channels_last))
        return [one.float().cpu().numpy() for one in made]


def _device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name not in ("cpu", "cuda"):
        raise ConfigurationError(_("There is no device {name!r}: choose auto, cpu or cuda.").format(name=name))
    if name == "cuda" and not torch.cuda.is_available():
        raise ConfigurationError(_("This machine has no CUDA device that PyTorch can use: choose auto or cpu."))
    return torch.device(name)
