import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

_KILLS = 20
_PHOTOGRAPHS = 160


def rows(home):
    """Every row of the register's database, but for the time of its registration."""
    with sqlite3.connect(home / "register" / "registry.sqlite") as connection:
        connection.row_factory = sqlite3.Row
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(
                (
                    tuple((key, row[key]) for key in row.keys() if key != "registered_at")  # noqa: SIM118
                    for row in connection.execute(f'SELECT * FROM "{table}"')
                ),
                key=repr,
            )
            for table in tables
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


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_index_killed_at_twenty_random_moments_and_resumed_ends_like_an_unbroken_run(tmp_path, jpeg, quick_model):
    folder = tmp_path / "photographs"
    folder.mkdir()
    for number in range(_PHOTOGRAPHS):
        (folder / f"{number:03}.jpg").write_bytes(jpeg(number))
    (folder / "050.jpg").write_bytes(b"a failure must not change the order of the others")
    killing = [sys.executable, str(Path(__file__).with_name("killing.py"))]
    killing += [str(folder), str(tmp_path), str(_KILLS), "11"]
    environment = os.environ | {"ARTMATCH_MODEL": str(quick_model), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(killing, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    resumed = json.loads(done.stdout)
    kills = [kill for of_home in resumed.values() for kill in of_home]
    assert len(kills) == _KILLS
    assert len({stored for _, stored in kills}) >= 3, f"the kills struck too seldom in between: {kills}"

    unbroken = tmp_path / "unbroken"
    assert len(rows(unbroken)["photographs"]) == _PHOTOGRAPHS - 1
    for home in resumed:
        assert rows(tmp_path / home) == rows(unbroken), resumed[home]
        assert originals(tmp_path / home) == originals(unbroken), resumed[home]
        assert saved_index(tmp_path / home) == saved_index(unbroken), resumed[home]
