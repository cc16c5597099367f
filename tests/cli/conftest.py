"""The command line in process, over a register with the stand-in for the model; everything else is real."""

import hashlib
import json

import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import save

from artmatch import engine
from artmatch.cli import main
from artmatch.config import Settings
from artmatch.embedding.network import EmbeddingNetwork
from artmatch.embedding.weights import quantised


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def artmatch(home, embedder, monkeypatch):
    """Run a command line against ``home``; returns click's result (exit_code, stdout, stderr)."""
    manifest = home.parent / "model.json"
    manifest.write_text(
        json.dumps(
            {
                "format": 1,
                "model_id": embedder.model_id,
                "architecture": {"dimension": embedder.dimension},
                "preprocessing": {"side": 32},
                "weights": {"file": "none", "sha256": ""},
                "calibration": {},
            }
        )
    )
    monkeypatch.setattr(engine, "load_embedder", lambda settings: embedder)
    monkeypatch.setenv("ARTMATCH_HOME", str(home))
    monkeypatch.setenv("ARTMATCH_MODEL", str(manifest))

    def run(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="artmatch")

    return run


@pytest.fixture(scope="session")
def quick_model(tmp_path_factory):
    """Manifest of an untrained network with six units, for small photographs: where only what is stored matters."""
    shipped = Settings.load(env={}).model
    if not shipped.exists():
        pytest.skip("no trained model in models/")
    manifest = tmp_path_factory.mktemp("model") / shipped.name
    torch.manual_seed(1)
    weights = save(quantised(EmbeddingNetwork(512, (2, 2, 2)).state_dict()))
    manifest.with_suffix(".safetensors").write_bytes(weights)
    stored = json.loads(shipped.read_text())
    stored["preprocessing"]["side"] = 32
    stored["weights"]["sha256"] = hashlib.sha256(weights).hexdigest()
    del stored["activation_ranges"]
    manifest.write_text(json.dumps(stored))
    return manifest


@pytest.fixture
def folder(tmp_path, jpeg):
    """Twelve photographs, 00.jpg to 11.jpg."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.jpg").write_bytes(jpeg(number))
    return folder


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(name="json_lines")
def _json_lines():
    return json_lines
