"""A register with a cheap stand-in for the embedding model: everything else is real."""

from contextlib import ExitStack
from shutil import copytree

import pytest

from artmatch.imaging import Limits
from artmatch.index import Generations
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import Matcher
from artmatch.matching.query import Query
from artmatch.records import ArtworkRecord
from artmatch.registry import Registry


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path / "register") as opened:
        yield opened


@pytest.fixture
def contents():
    """From a register and a model's id to everything that must not depend on how often a batch was interrupted."""

    def contents(registry, model_id):
        stored = registry.embeddings(model_id)
        photographs = registry.photographs(stored.photograph_ids.tolist())
        return [
            (one.photograph_id, one.object_id, one.sha256, one.view, one.file_name, vector.tobytes())
            for one, vector in zip(
                (photographs[number] for number in stored.photograph_ids.tolist()), stored.vectors, strict=True
            )
        ]

    return contents


@pytest.fixture(scope="session")
def register_once(tmp_path_factory, new_embedder):
    """Registers entries for all tests that look at copies of the folder returned."""

    def register_once(entries):
        folder = tmp_path_factory.mktemp("registered")
        with Registry.open(folder) as registry:
            list(Indexer(registry, new_embedder(), limits=Limits()).run(Intake(tuple(entries))))
        return folder

    return register_once


@pytest.fixture(scope="session")
def forty_objects(register_once, jpeg):
    """K0 to K39, K7 with the photographs 7 and 107, and every other one with its own number's."""
    return register_once(
        Entry(
            ArtworkRecord(object_id=f"K{number}", title=f"Vase {number}"),
            tuple(PhotographInput(jpeg(one), f"{one}.jpg") for one in ([7, 107] if number == 7 else [number])),
        )
        for number in range(40)
    )


@pytest.fixture
def open_copy(tmp_path, embedder):
    """Opens a copy of a register, to be changed at will: the register and its matcher."""
    with ExitStack() as open_registers:

        def open_copy(folder):
            registry = open_registers.enter_context(Registry.open(copytree(folder, tmp_path, dirs_exist_ok=True)))
            index = LiveIndex(registry, embedder, Generations(tmp_path / "generations"), limits=Limits())
            return registry, Matcher(registry, embedder, index)

        yield open_copy


@pytest.fixture
def opened(open_copy, forty_objects):
    """The forty objects in the test's own folder: their register and its matcher."""
    return open_copy(forty_objects)


@pytest.fixture
def matcher(opened):
    return opened[1]


@pytest.fixture
def query():
    """From pixels to a photograph as the matcher is given it."""

    def query(pixels):
        return Query(pixels=pixels, sha256="0" * 64, name="seized.jpg")

    return query
