"""How fast other engines run the network on a processor, and whether they rank as torch does.

``python -m benchmarks.engines MANIFEST`` writes benchmarks/results/engines.json. Needs ``pip install '.[bench]'``.

Torch in floats (bfloat16 where the processor computes it, channels last) and, where it ships so on this processor, in
8-bit integers (artmatch/embedding/integers.py), beside ONNX Runtime in float32, OpenVINO in its own choice of
precision, and both in int8, kernels and activations, whose ranges rendered photographs tell. Speed: squares of the
network's size from memory, in batches of 32 and alone, threads as each chooses, the median of several runs. Ranking:
one upright view of every eighth photograph of the evaluation set, against the order of torch in floats. What was
measured on the other kind of processor, with bfloat16 or without, stays in the file.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
import openvino
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.torch import load

from artmatch.config import Settings
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.manifest import Manifest
from artmatch.embedding.network import EmbeddingNetwork, units_of
from artmatch.embedding.weights import restored
from artmatch.evaluation.dataset import Dataset
from artmatch.imaging import read, resize_to_square
from artmatch.rendering import random_object, seized_view
from benchmarks.processors import publish_of_this_processor

_BATCH = 32
_RUNS = 5
_ORDER = 10
_RENDERED = 32
_SEED = 2_711
_EVERY = 8
"""Of the photographs; float32 is slow."""

Engine = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""(N, S, S, 3) uint8 to (N, D) float32 of unit norm."""


class _FromBytes(torch.nn.Module):
    """The network from squares as they are in memory, so that every engine does the same work."""

    def __init__(self, network: EmbeddingNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, squares: torch.Tensor) -> torch.Tensor:
        """(N, S, S, 3) uint8 to (N, D) float32."""
        found: torch.Tensor = self.network(squares.permute(0, 3, 1, 2).float() / 127.5 - 1.0)
        return found


def main() -> None:
    """Export, time, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    dataset = Dataset.read(parser.parse_args().manifest)
    model = Settings.load(env={}).model
    manifest, embedder = Manifest.read(model), Embedder.load(model)
    squares = np.stack([_square(dataset.folder / item.path, manifest.side) for item in dataset.gallery[::_EVERY]])
    asked = np.stack([_square(dataset.folder / item.path, manifest.side) for item in dataset.questions[::_EVERY]])
    with TemporaryDirectory(prefix="artmatch-engines-") as folder:
        floats = Embedder.load(model, integers=False)
        engines: dict[str, Engine] = {"torch": lambda batch: floats.embed(list(batch))}
        if embedder.precision == "int8":
            engines["torch, int8"] = lambda batch: embedder.embed(list(batch))
        engines |= _exported(manifest, Path(folder))
        measured = {"model_id": embedder.model_id, "engines": _measured(engines, squares, asked)}
    publish_of_this_processor("engines", measured)


def _square(path: Path, side: int) -> NDArray[np.uint8]:
    return resize_to_square(read(path, longest_side=2 * side)[1].pixels, side)


def _exported(manifest: Manifest, folder: Path) -> dict[str, Engine]:
    stored = load(manifest.verified_weights())
    network = EmbeddingNetwork(manifest.dimension, units_of(stored))
    network.load_state_dict(restored(stored))
    module = _FromBytes(network.requires_grad_(False)).eval()
    example = torch.zeros(2, manifest.side, manifest.side, 3, dtype=torch.uint8)
    plain, prepared, small = folder / "float32.onnx", folder / "prepared.onnx", folder / "int8.onnx"
    many = torch.export.Dim("photographs", min=1, max=1024)
    torch.onnx.export(
        module, (example,), plain, dynamo=True, external_data=False, dynamic_shapes={"squares": {0: many}}
    )
    quant_pre_process(plain, prepared, skip_symbolic_shape=True)
    quantize_static(
        prepared,
        small,
        _Rendered(manifest.side),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["Conv"],
    )
    return {
        "ONNX Runtime, float32": _onnx_runtime(plain),
        "ONNX Runtime, int8": _onnx_runtime(small),
        "OpenVINO": _openvino(plain),
        "OpenVINO, int8": _openvino(small),
    }


class _Rendered(CalibrationDataReader):  # type: ignore[misc]  # has no types
    """Photographs by which the ranges of the activations are told."""

    def __init__(self, side: int) -> None:
        rng = np.random.default_rng(_SEED)
        drawn = [random_object(rng).photograph(*seized_view(rng), side=2 * side) for _ in range(_RENDERED)]
        self._left = iter([resize_to_square(pixels, side) for pixels in drawn])

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """The next of them as what the network is given, None after the last."""
        pixels = next(self._left, None)
        return None if pixels is None else {"squares": pixels[None]}


def _onnx_runtime(file: Path) -> Engine:
    session = onnxruntime.InferenceSession(file.read_bytes(), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = session.run(None, {name: batch})[0]
        return found

    return run


def _openvino(file: Path) -> Engine:
    compiled = openvino.Core().compile_model(file, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})

    def run(batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = compiled(batch)[0].copy()
        return found

    return run


def _measured(
    engines: dict[str, Engine], gallery: NDArray[np.uint8], asked: NDArray[np.uint8]
) -> dict[str, dict[str, float]]:
    measured: dict[str, dict[str, float]] = {}
    exact = np.empty(0, np.float32)
    order = np.empty(0, np.intp)
    for name, engine in engines.items():
        similarity = _embedded(engine, asked) @ _embedded(engine, gallery).T
        ranked = np.argsort(-similarity, axis=1, kind="stable")[:, :_ORDER]
        if not len(exact):
            exact, order = similarity, ranked
        measured[name] = {
            "photographs_a_second": round(_BATCH / _seconds(engine, gallery[:_BATCH]), 1),
            "milliseconds_for_one": round(1000 * _seconds(engine, gallery[:1]), 1),
            "same_first": round(float((ranked[:, 0] == order[:, 0]).mean()), 4),
            "same_first_ten": round(float((ranked == order).all(1).mean()), 4),
            "largest_change_of_a_cosine": round(float(np.abs(similarity - exact).max()), 5),
        }
    return measured


def _embedded(engine: Engine, squares: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.concatenate([engine(squares[start : start + _BATCH]) for start in range(0, len(squares), _BATCH)])


def _seconds(engine: Engine, batch: NDArray[np.uint8]) -> float:
    engine(batch)
    times = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        engine(batch)
        times.append(time.perf_counter() - started)
    return float(np.median(times))


if __name__ == "__main__":
    main()
