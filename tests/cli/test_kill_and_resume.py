import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

_PHOTOGRAPHS = 100
_SMALL = {"height": 20, "width": 25}
"""Photographs in which few keypoints are found: what is made of them does not matter."""


def rows(home):
    """Every row of the database, but for the times of writing and the ledger, whose hashes hold them."""
    with sqlite3.connect(home / "register" / "registry.sqlite") as connection:
        connection.row_factory = sqlite3.Row
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(
                (
                    tuple((key, row[key]) for key in row.keys() if key not in ("registered_at", "at"))  # noqa: SIM118
                    for row in connection.execute(f'SELECT * FROM "{table}"')
                ),
                key=repr,
            )
            for table in tables
            if table != "ledger"
        }


def originals(home):
    folder = home / "register" / "photographs"
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "lock"
    }


def saved_index(home):
    folder = home / "register" / "generations"
    current = folder / (folder / "CURRENT").read_text().split()[0]
    return {file.name: np.load(file).tobytes() for file in current.glob("*.npy")}


@pytest.fixture
def unbroken_and_killed(tmp_path, quick_model):
    """Run a command unbroken, then kill and resume it; the unbroken home, and the others with their kills."""

    def run(kills, *command):
        killing = [sys.executable, Path(__file__).with_name("killing.py"), tmp_path, kills, 11, *command]
        environment = os.environ | {"ARTMATCH_MODEL": str(quick_model), "OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            [str(part) for part in killing], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        resumed = json.loads(done.stdout)
        struck = [kill for of_home in resumed.values() for kill in of_home]
        assert len(struck) == kills
        assert len({stored for _, stored in struck}) >= 3, f"the kills struck too seldom in between: {struck}"
        return tmp_path / "unbroken", {tmp_path / home: moments for home, moments in resumed.items()}

    return run


def check_same(unbroken, resumed):
    for home, moments in resumed.items():
        assert rows(home) == rows(unbroken), moments
        assert originals(home) == originals(unbroken), moments
        assert saved_index(home) == saved_index(unbroken), moments


needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


@needs_fork
def test_index_killed_at_twenty_random_moments_and_resumed_ends_like_an_unbroken_run(
    tmp_path, jpeg, unbroken_and_killed
):
    folder = tmp_path / "photographs"
    folder.mkdir()
    for number in range(_PHOTOGRAPHS):
        (folder / f"{number:03}.jpg").write_bytes(jpeg(number, **_SMALL))
    (folder / "050.jpg").write_bytes(b"a failure must not change the order of the others")
    unbroken, resumed = unbroken_and_killed(20, "index", folder)
    assert len(rows(unbroken)["photographs"]) == _PHOTOGRAPHS - 1
    check_same(unbroken, resumed)


@needs_fork
def test_an_import_killed_at_ten_random_moments_and_resumed_loses_and_doubles_nothing(
    tmp_path, jpeg, unbroken_and_killed
):
    lines = ["object_id,title,maker,photograph"]
    for number in range(_PHOTOGRAPHS):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(number, **_SMALL))
        lines.append(f"K{number // 2},Object {number // 2},Maker {number},{number}.jpg")
        if number % 2:
            lines[-1] = f"K{number // 2},,,{number}.jpg"
    lines += ["K900,Without a photograph,,", "K901,Wrong,,gone.jpg"]
    table = tmp_path / "objects.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unbroken, resumed = unbroken_and_killed(10, "import", table)
    assert len(rows(unbroken)["photographs"]) == _PHOTOGRAPHS
    assert len(rows(unbroken)["objects"]) == _PHOTOGRAPHS // 2 + 1
    check_same(unbroken, resumed)
