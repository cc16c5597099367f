"""Real processes, killed anywhere or writing at once, leave a register that an unbroken run would have made."""

import hashlib
import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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

        def order(folder: Path, *runs: dict[str, Any]) -> list[dict[str, int]]:
            print(json.dumps({"folder": str(folder), "runs": runs}), file=process.stdin, flush=True)
            answers: list[dict[str, int]] = json.loads(process.stdout.readline())
            return answers

        yield order
        process.stdin.close()


@pytest.fixture(scope="module")
def unbroken(run: Order, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a register holds after none, one, two and three of the batches."""
    states = []
    for count in range(4):
        folder = tmp_path_factory.mktemp("unbroken")
        assert run(folder, {"batches": everything[:count]}) == [{"end": 0, "lines": 0}]
        states.append(contents(folder))
    return states


def rows(folder: Path) -> dict[str, Any]:
    with sqlite3.connect(f"file:{folder / 'registry.sqlite'}", uri=True) as database:
        columns = "photograph_id, object_id, sha256, view, file_name, media_type, width, height, byte_count"
        queries = {
            "objects": "SELECT * FROM objects ORDER BY object_id",
            "photographs": f"SELECT {columns} FROM photographs ORDER BY photograph_id",
            "revisions": 'SELECT object_id, revision, action, "by", note FROM revisions ORDER BY object_id, revision',
            "changes": "SELECT * FROM changes ORDER BY object_id, revision, number",
            "statuses": "SELECT * FROM statuses ORDER BY object_id, revision",
            "embeddings": "SELECT * FROM embeddings ORDER BY model_id, photograph_id",
            "last number": "SELECT * FROM sqlite_sequence",
        }
        found = {name: database.execute(query).fetchall() for name, query in queries.items()}
    database.close()
    return found


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for top in ("photographs", "thumbnails")
        for path in (folder / top).rglob("*")
        if path.is_file()
    }


def contents(folder: Path) -> dict[str, Any]:
    return rows(folder) | {"files": files(folder)}


def assert_nothing_is_half_stored(folder: Path, unbroken: list[dict[str, Any]]) -> None:
    """The rows are those of whole batches, and every photograph among them has its bytes."""
    if not (folder / "registry.sqlite").exists():
        return
    with sqlite3.connect(folder / "registry.sqlite") as database:
        has_tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    database.close()
    if not has_tables:
        return
    found = rows(folder)
    assert found in [{name: state[name] for name in found} for state in unbroken]
    for row in found["photographs"]:
        sha256 = row[2]
        data = (folder / "photographs" / sha256[:2] / sha256).read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha256


def test_a_process_killed_at_any_line_and_run_again_ends_as_an_unbroken_one(
    run: Order, unbroken: list[dict[str, Any]], tmp_path: Path
) -> None:
    (counted,) = run(tmp_path / "counted", {"batches": everything, "kill_at_line": -1})
    assert counted["lines"] > 200
    kill_at = random.Random(2026).sample(range(1, counted["lines"] + 1), 20)
    for line in kill_at:
        folder = tmp_path / f"killed at {line}"
        assert run(folder, {"batches": everything, "kill_at_line": line})[0]["end"] == -9
        assert_nothing_is_half_stored(folder, unbroken)
        assert run(folder, {"batches": everything})[0]["end"] == 0
        assert contents(folder) == unbroken[3], f"killed at line {line}"


def test_a_process_killed_again_and_again_at_random_moments_ends_as_an_unbroken_one(
    run: Order, unbroken: list[dict[str, Any]], tmp_path: Path
) -> None:
    moments = random.Random(7)
    for trial in range(3):
        folder = tmp_path / str(trial)
        for _ in range(6):
            run(folder, {"batches": everything, "kill_after": moments.uniform(0.0, 0.08)})
            assert_nothing_is_half_stored(folder, unbroken)
        assert run(folder, {"batches": everything})[0]["end"] == 0
        assert contents(folder) == unbroken[3]


def test_processes_that_open_one_new_register_at_once_and_register_the_same_all_succeed(
    run: Order, unbroken: list[dict[str, Any]], tmp_path: Path
) -> None:
    ends = run(tmp_path / "register", *[{"batches": everything}] * 6)
    assert [one["end"] for one in ends] == [0] * 6
    assert contents(tmp_path / "register") == unbroken[3]


def test_processes_that_register_different_objects_at_once_all_succeed(
    run: Order, unbroken: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "register"
    ends = run(folder, *[{"batches": [number]} for number in (2, 0, 1)])
    assert [one["end"] for one in ends] == [0, 0, 0]
    found = contents(folder)
    assert found["objects"] == unbroken[3]["objects"]
    assert found["files"] == unbroken[3]["files"]
    assert [row[0] for row in found["photographs"]] == [1, 2, 3, 4, 5, 6, 7]
    assert {row[1:3] for row in found["photographs"]} == {row[1:3] for row in unbroken[3]["photographs"]}
