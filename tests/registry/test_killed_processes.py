"""Real processes, killed anywhere or writing at once, leave a register that an unbroken run would have made."""

import hashlib
import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from artmatch.registry.schema import metadata


@dataclass(frozen=True)
class Place:
    """Where a register is: its folder, and its database if that is on PostgreSQL."""

    folder: Path
    url: str | None = None


Order = Callable[..., list[dict[str, int]]]
everything = [0, 1, 2]


@pytest.fixture(scope="module")
def run() -> Iterator[Order]:
    script = Path(__file__).with_name("registering_process.py")
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def order(place: Place, *runs: dict[str, Any]) -> list[dict[str, int]]:
            line = {"folder": str(place.folder), "url": place.url, "runs": runs}
            print(json.dumps(line), file=process.stdin, flush=True)
            answers: list[dict[str, int]] = json.loads(process.stdout.readline())
            return answers

        yield order
        process.stdin.close()


@pytest.fixture(scope="module")
def unbroken(run: Order, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a register on SQLite holds after none, one, two and three of the batches."""
    states = []
    for count in range(4):
        place = Place(tmp_path_factory.mktemp("unbroken"))
        assert run(place, {"batches": everything[:count]}) == [{"end": 0, "lines": 0}]
        states.append(contents(place))
    return states


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    """Make a place of this name for a register on either database."""
    if request.param == "sqlite":
        return lambda name: Place(tmp_path / name)
    new_postgresql = request.getfixturevalue("new_postgresql")
    return lambda name: Place(tmp_path / name, new_postgresql())


def ask(place: Place, queries: dict[str, str]) -> dict[str, Any]:
    if place.url is not None:
        with psycopg.connect(place.url) as server:
            return {name: server.execute(query.encode()).fetchall() for name, query in queries.items()}
    with sqlite3.connect(f"file:{place.folder / 'registry.sqlite'}", uri=True) as database:
        found = {name: database.execute(query).fetchall() for name, query in queries.items()}
    database.close()
    return found


def rows(place: Place) -> dict[str, Any]:
    columns = "photograph_id, object_id, sha256, view, file_name, media_type, width, height, byte_count"
    return ask(
        place,
        {
            "objects": "SELECT * FROM objects ORDER BY object_id",
            "photographs": f"SELECT {columns} FROM photographs ORDER BY photograph_id",
            "revisions": 'SELECT object_id, revision, action, "by", note FROM revisions ORDER BY object_id, revision',
            "changes": "SELECT * FROM changes ORDER BY object_id, revision, number",
            "statuses": "SELECT * FROM statuses ORDER BY object_id, revision",
            "embeddings": "SELECT * FROM embeddings ORDER BY model_id, photograph_id",
            "last numbers": LAST_NUMBERS if place.url else "SELECT name, seq FROM sqlite_sequence ORDER BY name",
        },
    )


LAST_NUMBERS = " UNION ALL ".join(
    f"SELECT '{table.name}', last_value FROM {table.name}_{table.autoincrement_column.name}_seq WHERE is_called"
    for table in sorted(metadata.tables.values(), key=lambda table: table.name)
    if table.autoincrement_column is not None
)


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for top in ("photographs", "thumbnails")
        for path in (folder / top).rglob("*")
        if path.is_file()
    }


def contents(place: Place) -> dict[str, Any]:
    return rows(place) | {"files": files(place.folder)}


def has_tables(place: Place) -> bool:
    if place.url is None and not (place.folder / "registry.sqlite").exists():
        return False
    catalogue = "pg_tables WHERE table" if place.url else "sqlite_master WHERE "
    return bool(ask(place, {"": f"SELECT 1 FROM {catalogue}name = 'alembic_version'"})[""])


def assert_nothing_is_half_stored(place: Place, unbroken: list[dict[str, Any]]) -> None:
    """The rows are those of whole batches, and every photograph among them has its bytes."""
    if not has_tables(place):
        return
    found = rows(place)
    assert found in [{name: state[name] for name in found} for state in unbroken]
    for row in found["photographs"]:
        sha256 = row[2]
        data = (place.folder / "photographs" / sha256[:2] / sha256).read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha256


def test_a_process_killed_at_any_line_and_run_again_ends_as_an_unbroken_one(
    run: Order, unbroken: list[dict[str, Any]], new_place: Callable[[str], Place]
) -> None:
    place = new_place("counted")
    (counted,) = run(place, {"batches": everything, "kill_at_line": -1})
    assert counted["lines"] > 200
    kill_at = random.Random(2026).sample(range(1, counted["lines"] + 1), 8 if place.url else 20)
    for line in kill_at:
        place = new_place(f"killed at {line}")
        assert run(place, {"batches": everything, "kill_at_line": line})[0]["end"] == -9
        assert_nothing_is_half_stored(place, unbroken)
        assert run(place, {"batches": everything})[0]["end"] == 0
        assert contents(place) == unbroken[3], f"killed at line {line}"


def test_a_process_killed_again_and_again_at_random_moments_ends_as_an_unbroken_one(
    run: Order, unbroken: list[dict[str, Any]], new_place: Callable[[str], Place]
) -> None:
    moments = random.Random(7)
    for trial in range(3):
        place = new_place(str(trial))
        for _ in range(6):
            run(place, {"batches": everything, "kill_after": moments.uniform(0.0, 0.08)})
            assert_nothing_is_half_stored(place, unbroken)
        assert run(place, {"batches": everything})[0]["end"] == 0
        assert contents(place) == unbroken[3]


def test_processes_that_open_one_new_register_at_once_and_register_the_same_all_succeed(
    run: Order, unbroken: list[dict[str, Any]], new_place: Callable[[str], Place]
) -> None:
    place = new_place("register")
    ends = run(place, *[{"batches": everything}] * 6)
    assert [one["end"] for one in ends] == [0] * 6
    assert contents(place) == unbroken[3]


def test_processes_that_register_different_objects_at_once_all_succeed(
    run: Order, unbroken: list[dict[str, Any]], new_place: Callable[[str], Place]
) -> None:
    place = new_place("register")
    ends = run(place, *[{"batches": [number]} for number in (2, 0, 1)])
    assert [one["end"] for one in ends] == [0, 0, 0]
    found = contents(place)
    assert found["objects"] == unbroken[3]["objects"]
    assert found["files"] == unbroken[3]["files"]
    assert [row[0] for row in found["photographs"]] == [1, 2, 3, 4, 5, 6, 7]
    assert {row[1:3] for row in found["photographs"]} == {row[1:3] for row in unbroken[3]["photographs"]}
