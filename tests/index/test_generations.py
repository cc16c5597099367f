"""Saved generations: whole or not there, whatever happens."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.index import ExactIndex, FaissIndex, Generations
from artmatch.records import Embeddings

MODEL = "artmatch-test-1"


def index_of(count: int, kind=FaissIndex, dimension: int = 16):
    """Photographs 1 to ``count``; each vector is its photograph's, whatever the count."""
    index = kind(MODEL, dimension)
    vectors = np.random.default_rng(0).normal(size=(count, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index.add(Embeddings(model_id=MODEL, photograph_ids=np.arange(1, count + 1), vectors=vectors.astype(np.float32)))
    return index


def assert_same(index, other) -> None:
    np.testing.assert_array_equal(index.embeddings().photograph_ids, other.embeddings().photograph_ids)
    np.testing.assert_array_equal(index.embeddings().vectors, other.embeddings().vectors)


def test_there_is_no_generation_before_the_first_is_saved(tmp_path):
    assert Generations(tmp_path / "nowhere").open(MODEL, 16) is None
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("kind", [ExactIndex, FaissIndex])
def test_what_is_saved_opens_again(tmp_path, kind):
    generations = Generations(tmp_path / "made" / "on the way")
    assert generations.save(index_of(40, kind)) == 1
    index, number = generations.open(MODEL, 16)
    assert number == 1
    assert_same(index, index_of(40))


def test_the_latest_generation_says_its_number_and_time_without_being_opened(tmp_path):
    generations = Generations(tmp_path)
    assert generations.latest() is None
    before = datetime.now(UTC).replace(microsecond=0)
    generations.save(index_of(3))
    generations.save(index_of(4))
    number, saved = generations.latest()
    assert number == 2
    assert before <= saved <= datetime.now(UTC)


def test_the_latest_generation_of_a_changed_folder_is_refused(tmp_path):
    generations = Generations(tmp_path)
    generations.save(index_of(3))
    manifest = tmp_path / "gen-000001" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("20", "19"))
    with pytest.raises(VectorIndexError, match="has changed"):
        generations.latest()


def test_an_empty_index_can_be_saved(tmp_path):
    Generations(tmp_path).save(FaissIndex(MODEL, 16))
    index, _ = Generations(tmp_path).open(MODEL, 16)
    assert len(index) == 0


def test_the_same_vectors_are_saved_as_the_same_files_whatever_the_order_they_came_in(tmp_path):
    forward, backward = index_of(30), FaissIndex(MODEL, 16)
    everything = forward.embeddings()
    for place in reversed(range(30)):
        backward.add(
            Embeddings(
                model_id=MODEL,
                photograph_ids=everything.photograph_ids[place : place + 1],
                vectors=everything.vectors[place : place + 1],
            )
        )
    Generations(tmp_path / "a").save(forward)
    Generations(tmp_path / "b").save(backward)
    for name in ("photograph_ids.npy", "vectors.npy"):
        saved = [(tmp_path / folder / "gen-000001" / name).read_bytes() for folder in "ab"]
        assert saved[0] == saved[1]


def test_the_newest_is_opened_and_the_two_newest_are_kept(tmp_path):
    generations = Generations(tmp_path)
    assert [generations.save(index_of(count)) for count in (3, 4, 5, 6)] == [1, 2, 3, 4]
    index, number = generations.open(MODEL, 16)
    assert (len(index), number) == (6, 4)
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-000003", "gen-000004"]


def test_the_manifest_says_what_was_saved(tmp_path):
    Generations(tmp_path).save(index_of(7))
    manifest = json.loads((tmp_path / "gen-000001" / "manifest.json").read_text())
    assert (manifest["model_id"], manifest["dimension"], manifest["count"]) == (MODEL, 16, 7)
    assert manifest["created"].endswith("+00:00")


@pytest.mark.parametrize(("model_id", "dimension"), [("artmatch-other", 16), (MODEL, 17)])
def test_a_generation_of_another_model_is_refused(tmp_path, model_id, dimension):
    Generations(tmp_path).save(index_of(3))
    with pytest.raises(ModelMismatchError, match="artmatch index --rebuild"):
        Generations(tmp_path).open(model_id, dimension)


def test_a_damaged_index_is_told_by_whoever_asks_only_for_its_date(tmp_path):
    Generations(tmp_path).save(index_of(3))
    (tmp_path / "CURRENT").write_bytes(b"\xff")
    with pytest.raises(VectorIndexError, match=r"is damaged .*artmatch index --rebuild"):
        Generations(tmp_path).latest()


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "photograph_ids.npy", "vectors.npy"])
@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "delete"])
def test_any_damage_is_noticed_and_the_error_says_what_to_do(tmp_path, name, damage):
    Generations(tmp_path).save(index_of(3))
    Generations(tmp_path).save(index_of(20))
    path = tmp_path / name if name == "CURRENT" else tmp_path / "gen-000002" / name
    data = bytearray(path.read_bytes())
    if damage == "delete":
        path.unlink()
    elif damage == "flip":
        data[len(data) * 2 // 3] ^= 1
        path.write_bytes(data)
    else:
        path.write_bytes(data[: 0 if damage == "empty" else -2])
    if (name, damage) == ("CURRENT", "delete"):  # as if nothing had been saved yet: the index is built anew
        assert Generations(tmp_path).open(MODEL, 16) is None
    else:
        with pytest.raises(VectorIndexError, match=r"damaged.*artmatch index --rebuild"):
            Generations(tmp_path).open(MODEL, 16)
    Generations(tmp_path).save(index_of(21))
    index, number = Generations(tmp_path).open(MODEL, 16)
    assert (len(index), number) == (21, 3)


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VectorIndexError, match="cannot be saved"):
        Generations(tmp_path / "file").save(index_of(3))


def test_threads_save_and_open_at_the_same_time(tmp_path):
    faults: list[BaseException] = []
    numbers: list[int] = []

    def saving() -> None:
        try:
            numbers.extend(Generations(tmp_path).save(index_of(5)) for _ in range(3))
        except BaseException as fault:
            faults.append(fault)

    def opening() -> None:
        try:
            for _ in range(5):
                opened = Generations(tmp_path).open(MODEL, 16)
                assert opened is None or len(opened[0]) == 5
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for work in (saving, opening, saving, opening)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def die_at(call: int, names: frozenset[str]) -> None:
    """Kill this process at the ``call``-th time that it enters or leaves one of these functions of the system."""
    seen = 0

    def watch(frame, event, function) -> None:
        nonlocal seen
        if event in {"c_call", "c_return"} and getattr(function, "__name__", "") in names:
            seen += 1
            if seen == call:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork a process")
def test_killed_before_and_after_every_single_step_of_saving_a_whole_generation_opens(tmp_path):
    steps = frozenset(
        ["open", "write", "tofile", "flush", "fsync", "close", "mkdir", "rename", "replace", "unlink", "rmdir"]
    )
    newest, call, was_killed = 0, 0, True
    while was_killed:
        call += 1
        index = index_of(newest + 1, ExactIndex)
        child = os.fork()
        if child == 0:
            die_at(call, steps)
            Generations(tmp_path).save(index)
            os._exit(0)
        was_killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        opened = Generations(tmp_path).open(MODEL, 16)
        if opened is not None:
            assert len(opened[0]) in {newest, newest + 1}
            newest = len(opened[0])
            assert_same(opened[0], index_of(newest))
        else:
            assert newest == 0
    assert call > 50
    assert newest > 0


SAVER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_generations import index_of
from artmatch.index import Generations
generations = Generations(Path({folder!r}))
count = {start}
while True:
    count += 1
    generations.save(index_of(count))
    print("saved", flush=True)
"""


def test_whenever_a_saving_process_is_killed_a_whole_generation_opens(tmp_path):
    """Its saves grow by one photograph a time; after each kill the newest is whole and no older than before."""
    rng = random.Random(2026)
    newest = 0
    for _ in range(5):
        script = SAVER.format(tests=str(Path(__file__).parent), folder=str(tmp_path), start=newest)
        saver = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert saver.stdout.readline() == "saved\n"
        time.sleep(rng.uniform(0.0, 0.4))
        os.kill(saver.pid, signal.SIGKILL)
        saver.wait()
        saver.stdout.close()
        opened = Generations(tmp_path).open(MODEL, 16)
        assert opened is not None
        assert len(opened[0]) > newest
        newest = len(opened[0])
        assert_same(opened[0], index_of(newest))
    Generations(tmp_path).save(index_of(newest + 1))
    assert not list(tmp_path.glob(".unfinished-gen-*"))
    assert len(list(tmp_path.glob("gen-*"))) == 2
