"""Made-up objects and photographs; also imported by the processes that the tests start."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from artmatch.imaging import decode, encode_jpeg
from artmatch.records import ArtworkRecord, ViewLabel
from artmatch.registry import NewPhotograph, Registry
from artmatch.registry.database import Database

MODEL = "made-up-model"
DIMENSION = 8


def made_up_photograph(
    seed: int, *, view: ViewLabel = ViewLabel.OVERALL, file_name: str | None = None, embedded: bool = True
) -> NewPhotograph:
    rng = np.random.default_rng(seed)
    data = encode_jpeg(rng.integers(0, 256, (24, 40, 3), dtype=np.uint8))
    vector = rng.standard_normal(DIMENSION)
    return NewPhotograph(
        data=data,
        image=decode(data, name=str(seed)),
        view=view,
        file_name=f"photograph {seed}.jpg" if file_name is None else file_name,
        vector=(vector / np.linalg.norm(vector)).astype(np.float32) if embedded else None,
    )


def made_up_batches() -> list[list[tuple[ArtworkRecord, list[NewPhotograph]]]]:
    """Three batches; the last adds to an object of the first and repeats bytes that another object has."""
    records = [ArtworkRecord(object_id=f"KBI-{number}", title=f"Vessel {number}") for number in range(5)]
    return [
        [(records[0], [made_up_photograph(0), made_up_photograph(1)]), (records[1], [made_up_photograph(2)])],
        [(records[2], [made_up_photograph(3)]), (records[3], [])],
        [(records[0], [made_up_photograph(4)]), (records[4], [made_up_photograph(3), made_up_photograph(5)])],
    ]


@pytest.fixture
def registry(tmp_path: Path, database_url: str | None) -> Iterator[Registry]:
    """An empty register, on either database."""
    with Registry.open(tmp_path / "register", database_url) as registry:
        yield registry


@pytest.fixture
def photograph() -> Callable[..., NewPhotograph]:
    return made_up_photograph


@pytest.fixture
def filled(registry: Registry, photograph: Callable[..., NewPhotograph]) -> Registry:
    """Two objects with photographs, one without; one photograph shows two objects, another is not embedded."""
    entries = [
        (
            ArtworkRecord(object_id="É-1", title="Masque « d’Agnès »\n", description='"\\ 𒀭'),
            [photograph(1), photograph(2)],
        ),
        (ArtworkRecord(object_id="B", title="Coin", demonstration=True), [photograph(2, view=ViewLabel.VERSO)]),
        (ArtworkRecord(object_id="C", title="Relief"), [photograph(3, embedded=False)]),
        (ArtworkRecord(object_id="D", title="Seal"), []),
    ]
    registry.register(entries, model_id="m")
    registry.store_local_features("sift", {1: bytes(range(256)), 3: b""})
    return registry


@pytest.fixture
def database(registry: Registry, database_url: str | None) -> Iterator[Database]:
    opened = Database(registry.folder / "registry.sqlite", database_url)
    yield opened
    opened.close()


@pytest.fixture
def other_place(tmp_path: Path, database_url: str | None, new_postgresql: Callable[[], str]) -> tuple[Path, str | None]:
    """For a register on the other database."""
    return tmp_path / "another", None if database_url else new_postgresql()
