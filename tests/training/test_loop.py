"""A whole small run, killed and resumed."""

import csv
import json
import multiprocessing
import signal
import time
from shutil import copytree

import cv2
import numpy as np
import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file, save_file

from artmatch.cli import main
from artmatch.embedding.embedder import Embedder
from artmatch.embedding.network import EmbeddingNetwork
from artmatch.embedding.weights import quantised, restored
from artmatch.errors import ConfigurationError, ModelError
from artmatch.training.config import TrainingConfig
from artmatch.training.initial_weights import read_initial_weights
from artmatch.training.loop import train

_CONFIG = """
photographs = "photographs/manifest.csv"
initial_weights = "initial.safetensors"
published_weights = "none.safetensors"
teachers = ["one.safetensors", "two.safetensors"]
run = "run"
model = "model.json"
rendered_objects = 0
dimension = 16
side = 32
learned_units = 2
steps = 8
batch = 4
related = 1
trunk_rate = 1e-4
head_rate = 1e-3
temperature = 0.1
koleo = 0.3
distillation = 0.5
warm_up = 2
seed = 3
threads = 1
workers = 0
compiled = false
published_share = 0.0
teacher_share = 0.0
checkpoint_every = 1
validate_every = 8
"""


def prepare(folder):
    """Forty small photographs, initial weights and the teachers' views of the photographs."""
    (folder / "photographs").mkdir(parents=True)
    (folder / "run" / "teachers").mkdir(parents=True)
    rng = np.random.default_rng(1)
    with (folder / "photographs" / "manifest.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "group", "set"))
        for number in range(40):
            coarse = rng.integers(0, 256, (5, 5, 3), np.uint8)
            picture = cv2.resize(coarse, (40, 40), interpolation=cv2.INTER_NEAREST)
            cv2.imwrite(str(folder / "photographs" / f"{number}.png"), picture)
            rows.writerow((f"{number}.png", str(number), "drawn"))
    torch.manual_seed(0)
    for teacher in ("one", "two"):
        save_file({"pooled": torch.rand(40, 32).half()}, folder / "run" / "teachers" / f"{teacher}.safetensors")
    save_file(EmbeddingNetwork(16, (2, 2, 2)).state_dict(), folder / "initial.safetensors")
    (folder / "config.toml").write_text(_CONFIG)
    return folder


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """A folder in which a whole run has come to its end; copy it before writing to it."""
    folder = prepare(tmp_path_factory.mktemp("training") / "unbroken")
    _train_in(folder)
    return folder


def _train_in(folder):
    train(folder / "config.toml")


def test_a_run_killed_at_any_moment_and_resumed_ends_with_the_weights_of_an_unbroken_one(tmp_path, unbroken):
    killed = prepare(tmp_path / "killed")
    spawn = multiprocessing.get_context("spawn")
    checkpoint = killed / "run" / "checkpoint.safetensors"
    for _ in range(2):
        before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
        process = spawn.Process(target=_train_in, args=(killed,))
        process.start()
        while process.is_alive() and (not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before):
            time.sleep(0.01)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL, "the run must still be under way when it is killed"
    _train_in(killed)
    wanted, got = (load_file(folder / "model.safetensors") for folder in (unbroken, killed))
    assert all(torch.equal(wanted[name], got[name]) for name in wanted)
    initial = quantised(load_file(killed / "initial.safetensors"))
    assert any(not torch.equal(initial[name], got[name]) for name in got), "nothing was learned"
    for folder in (unbroken, killed):
        with (folder / "run" / "validation.csv").open() as file:
            assert [int(row["step"]) for row in csv.DictReader(file)] == [0, 8]


def test_the_command_says_how_far_it_is_on_standard_error_alone(tmp_path):
    folder = prepare(tmp_path / "said")
    done = CliRunner().invoke(main, ["train", "--config", str(folder / "config.toml")])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "objects to learn from" in done.stderr
    assert "After step 8, on objects held out" in done.stderr


def test_a_released_model_loads_and_says_where_it_comes_from(unbroken):
    manifest = json.loads((unbroken / "model.json").read_text())
    assert manifest["training"]["command"] == "artmatch train --config config.toml"
    assert manifest["initial_weights"]["licence"] == "Apache-2.0"
    embedder = Embedder.load(unbroken / "model.json", device="cpu")
    assert embedder.embed([np.zeros((50, 30, 3), np.uint8)]).shape == (1, 16)


def test_a_released_trunk_lies_as_far_on_the_way_back_to_the_published_one_as_is_asked_for(tmp_path, unbroken):
    folder = copytree(unbroken, tmp_path / "run")
    released = {0.0: restored(load_file(folder / "model.safetensors"))}
    torch.manual_seed(1)
    published = EmbeddingNetwork(16, (2, 2, 2)).state_dict()
    save_file(published, folder / "none.safetensors")
    for share in (0.25, 1.0):  # which goes on from the end of that run
        (folder / "config.toml").write_text(_CONFIG.replace("published_share = 0.0", f"published_share = {share}"))
        _train_in(folder)
        released[share] = restored(load_file(folder / "model.safetensors"))
    for name, trained in released[0.0].items():
        if name.startswith(("stem.", "blocks.", "after.")):
            assert torch.allclose(released[1.0][name], published[name], atol=0.01), name
            between = 0.75 * trained + 0.25 * published[name]
            assert torch.allclose(released[0.25][name], between, atol=0.01), name
        elif not name.startswith("region."):
            assert torch.equal(released[1.0][name], trained), f"{name} was trained and stays"


@pytest.mark.parametrize(("asked_for", "learned"), [(0, set()), (1, {"blocks.2.1"}), (3, {"blocks.2.0", "blocks.2.1"})])
def test_only_the_last_units_learn_where_so_few_are_asked_for(tmp_path, asked_for, learned):
    folder = prepare(tmp_path / "few")
    (folder / "config.toml").write_text(_CONFIG.replace("learned_units = 2", f"learned_units = {asked_for}"))
    _train_in(folder)
    before = quantised(load_file(folder / "initial.safetensors"))
    released = load_file(folder / "model.safetensors")
    changed = {name.rsplit(".", 2)[0] for name in released if not torch.equal(before[name], released[name])}
    units = {name for name in changed if name.startswith(("stem", "blocks"))}
    assert units == learned


def test_a_configuration_names_what_is_missing_or_wrong(tmp_path):
    folder = prepare(tmp_path / "wrong")
    file = folder / "config.toml"
    file.write_text(_CONFIG.replace("steps = 8", "").replace("seed", "sede"))
    with pytest.raises(ConfigurationError, match="check sede, seed, steps"):
        TrainingConfig.load(file)
    file.write_text(_CONFIG.replace("steps = 8", 'steps = "eight"'))
    with pytest.raises(ConfigurationError, match="steps = 'eight'"):
        TrainingConfig.load(file)
    for wrong in ("[]", "[3]", '"one.safetensors"'):
        file.write_text(_CONFIG.replace('["one.safetensors", "two.safetensors"]', wrong))
        with pytest.raises(ConfigurationError, match="teachers = "):
            TrainingConfig.load(file)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        TrainingConfig.load(folder / "absent.toml")


def test_weights_of_another_network_are_refused(tmp_path):
    save_file({"something": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="neither"):
        read_initial_weights(tmp_path / "other.safetensors", 16)
