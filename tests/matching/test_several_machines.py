"""Processes on one PostgreSQL register, each with a folder of its own beside the shared photographs, as on machines."""

import json
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from artmatch.errors import VectorIndexError
from artmatch.imaging import Limits
from artmatch.index import Generations, SharedIndex
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.live_index import LiveIndex
from artmatch.records import ArtworkRecord
from artmatch.registry import Registry


@pytest.fixture
def url(new_postgresql):
    return new_postgresql()


@pytest.fixture
def registry(tmp_path, url):
    with Registry.open(tmp_path / "register", url) as opened:
        yield opened


@pytest.fixture
def add(registry, embedder, jpeg):
    """Register the pictures of these numbers, each as an object of its own."""

    def registered(*numbers, by=embedder):
        entries = (
            Entry(ArtworkRecord(object_id=f"K{number}", title="Vase"), (PhotographInput(jpeg(number), "a.jpg"),))
            for number in numbers
        )
        assert all(not one.reason for one in Indexer(registry, by, limits=Limits()).run(Intake(tuple(entries))))

    return registered


@pytest.fixture
def start(tmp_path, url):
    """Start a machine; returns what it answers to an order."""
    machines = []

    def started(name, index):
        folder = tmp_path / name
        folder.mkdir()
        (tmp_path / "photographs").mkdir(exist_ok=True)
        (folder / "photographs").symlink_to(tmp_path / "photographs")
        machine = subprocess.Popen(
            [sys.executable, "-c", MACHINE, str(folder), url, index],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        machines.append(machine)

        def order(*words):
            print(*words, file=machine.stdin, flush=True)
            return json.loads(machine.stdout.readline())

        return order

    yield started
    for machine in machines:
        machine.communicate(timeout=30)
        assert machine.returncode == 0


MACHINE = textwrap.dedent("""
    import json, sys
    from pathlib import Path
    from conftest import ColourLayoutEmbedder, picture
    from artmatch.imaging import Limits, encode_jpeg
    from artmatch.index import Generations, SharedIndex
    from artmatch.matching.indexer import Indexer
    from artmatch.matching.intake import Entry, Intake, PhotographInput
    from artmatch.matching.live_index import LiveIndex
    from artmatch.matching.matcher import Matcher
    from artmatch.matching.query import Query
    from artmatch.records import ArtworkRecord
    from artmatch.registry import Registry

    folder, url, index = Path(sys.argv[1]), *sys.argv[2:]
    embedder, limits = ColourLayoutEmbedder(), Limits()
    keeper = SharedIndex(url) if index == "pgvector" else Generations(folder / "generations")
    with Registry.open(folder, url) as registry:
        matcher = Matcher(registry, embedder, LiveIndex(registry, embedder, keeper, limits=limits))
        for line in sys.stdin:
            order, number = line.split()
            if order == "register":
                photograph = PhotographInput(encode_jpeg(picture(int(number)), quality=95), "a.jpg")
                entry = Entry(ArtworkRecord(object_id=f"K{number}", title="Vase"), (photograph,))
                answer = [outcome.state for outcome in Indexer(registry, embedder, limits=limits).run(Intake((entry,)))]
            else:
                found = matcher.match([Query(pixels=picture(int(number)), sha256="0" * 64, name="seized.jpg")])
                first = found.matches[:1]
                answer = [[match.record.object_id, len(registry.original(match.photograph))] for match in first]
            print(json.dumps(answer), flush=True)
""")


@pytest.mark.parametrize("index", ["faiss", "pgvector"])
def test_two_machines_find_each_others_new_objects_at_once_by_a_photograph(start, jpeg, index):
    one, other = start("one", index), start("other", index)
    assert one("find", 1) == []
    for number, (registering, searching) in enumerate([(one, other), (other, one), (one, other)], start=1):
        assert registering("register", number) == ["indexed"]
        assert searching("find", number) == [[f"K{number}", len(jpeg(number))]]
        assert registering("find", number) == [[f"K{number}", len(jpeg(number))]]


@pytest.fixture
def open_shared(registry, embedder, url):
    return lambda **changes: LiveIndex(
        registry, changes.pop("by", embedder), SharedIndex(url), limits=Limits(), **changes
    )


def same(index, registry, model_id):
    found, stored = index.current().embeddings(), registry.embeddings(model_id)
    return np.array_equal(found.photograph_ids, stored.photograph_ids) and np.array_equal(found.vectors, stored.vectors)


def test_what_one_process_put_into_the_shared_index_is_there_for_the_next(open_shared, registry, embedder, add):
    add(1, 2)
    assert same(open_shared(), registry, embedder.model_id)
    add(3)
    index = open_shared()
    assert same(index, registry, embedder.model_id)
    assert (index.save(), index.generation) == (0, 0)


def test_processes_that_bring_the_shared_index_up_to_date_at_once_all_find_everything(
    open_shared, registry, embedder, add
):
    add(0)
    indexes = [open_shared() for _ in range(6)]
    for numbers in ((1, 2), (3,), (4, 5)):
        add(*numbers)
        start = threading.Barrier(len(indexes))

        def is_current(index, start=start):
            start.wait()
            return same(index, registry, embedder.model_id)

        with ThreadPoolExecutor(len(indexes)) as pool:
            assert all(pool.map(is_current, indexes))


def test_an_embedding_stored_late_for_an_early_photograph_is_in_the_shared_index(open_shared, registry, embedder, add):
    newer = type(embedder)(model_id="newer", seed=2)
    add(1, 2)
    add(3, by=newer)
    before, index = open_shared(), open_shared(by=newer)
    assert len(list(Indexer(registry, newer, limits=Limits()).embed_missing())) == 2
    assert same(index, registry, "newer")
    assert same(before, registry, embedder.model_id)


def test_what_one_process_takes_out_of_the_search_no_other_finds(open_shared, registry, add):
    add(1, 2, 3)
    one, other = open_shared(), open_shared()
    photograph = registry.photographs_of("K2")[0]
    for included, left in ((False, [1, 3]), (True, [1, 2, 3])):
        revision = registry.standing("K2").revision
        registry.curator("Miller").edit_photograph(replace(photograph, included=included), revision=revision)
        assert one.current().photograph_ids().tolist() == left
        assert other.current().photograph_ids().tolist() == left


def test_vectors_in_the_shared_index_that_are_not_the_registers_are_put_right(
    open_shared, registry, embedder, add, url
):
    add(1, 2, 3)
    table = open_shared().current()
    swapped = table.embeddings()
    table.remove(swapped.photograph_ids)
    table.add(type(swapped)(swapped.model_id, np.array([1, 2, 3, 9]), swapped.vectors[[0, 2, 1, 1]]))
    assert same(open_shared(), registry, embedder.model_id)
    assert same(open_shared(anew=True), registry, embedder.model_id)


def test_a_server_that_went_away_is_named_and_used_again_once_it_is_back(open_shared, add, url):
    import psycopg

    add(1)
    index = open_shared().current()
    with psycopg.connect(url, autocommit=True) as other:
        sessions = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        other.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM {sessions}")
    with pytest.raises(VectorIndexError, match=r"index in PostgreSQL cannot be used \(.*\): check the database"):
        len(index)
    assert len(index) == 1


def test_generations_and_the_shared_index_give_the_same_answers(open_shared, registry, embedder, add, tmp_path):
    add(*range(30))
    ours = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits()).current()
    queries = registry.embeddings(embedder.model_id).vectors
    assert open_shared().current().search(queries, 10) == ours.search(queries, 10)
