"""A small demonstration register, drawn once, settings that point the pages to it, and the app served for a browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from driven import APP, ARGUMENTS, CHROMIUM, DESK, wait_for, watched

from artmatch import engine
from artmatch.config import Settings, default_model
from artmatch.imaging import encode_jpeg
from artmatch.rendering.demonstration import demonstration_object
from artmatch.wiring import PhotographInput, Workspace
from benchmarks.kept import keep_all, name_of

_MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def _what_was_started():
    """Streamlit's simulation of a page leaves the page as the main module, which processes started later would run."""
    yield
    sys.modules["__main__"] = _MAIN


@pytest.fixture(scope="session")
def load_once(tmp_path_factory):
    """Loads a model the first time it is asked for it, and that model embeds a picture the first time it sees it."""
    loaded, load = {}, engine.load_embedder
    base = tmp_path_factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "embedded"  # of all processes of this run

    def once(settings):
        file = settings.model
        model = file, file.read_bytes() if file.exists() else b""  # tests change manifests
        if model not in loaded:
            embedder = load(settings)
            keep_all(embedder, kept)
            _draw_once(embedder)
            loaded[model] = embedder
        return loaded[model]

    return once


def _draw_once(embedder):
    """Keep what speaks for a resemblance, which a page shows again whenever it is made anew."""
    contributions, known = embedder.contributions, {}

    def remembered(photograph, towards):
        key = name_of(photograph, towards)
        if key not in known:
            known[key] = contributions(photograph, towards)
        return known[key]

    embedder.contributions = remembered


@pytest.fixture(scope="session")
def coarse_model(tmp_path_factory):
    """Manifest of the shipped model, which sees half as finely here: pages are tested, not how much is found."""
    shipped, manifest = default_model(), tmp_path_factory.mktemp("model") / default_model().name
    stored = json.loads(shipped.read_text(encoding="utf-8"))
    stored["preprocessing"]["side"] //= 2
    manifest.write_text(json.dumps(stored), encoding="utf-8")
    shutil.copy(shipped.with_name(stored["weights"]["file"]), manifest.parent)
    return manifest


@pytest.fixture(autouse=True)
def _pages_embed_once(load_once, coarse_model, monkeypatch):
    """The same photographs are searched on page after page."""
    monkeypatch.setattr(engine, "load_embedder", load_once)
    monkeypatch.setenv("ARTMATCH_MODEL", str(coarse_model))


REGISTERED = range(6)
"""A painting, a vase, a coin, a painting, a statue, a relief."""
STRANGER = 8
"""A mask; photographed, never registered."""


@pytest.fixture(scope="session")
def drawn():
    """The objects of the small register by number, and the stranger."""
    return {number: demonstration_object(number) for number in (*REGISTERED, STRANGER)}


@pytest.fixture(scope="session")
def seized(drawn):
    """Two bad photographs of each object by its number, as JPEG files."""
    return {number: [encode_jpeg(pixels) for pixels in one.seized] for number, one in drawn.items()}


@pytest.fixture(scope="session")
def drawn_home(tmp_path_factory, drawn, seized, coarse_model):
    """A home with the small demonstration register; copy it before writing to it."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings.load(home, demonstration=True, env={"ARTMATCH_MODEL": str(coarse_model)})
    with Workspace.open(settings) as workspace:
        for number in REGISTERED:
            one = drawn[number]
            files = [
                PhotographInput(encode_jpeg(pixels), f"{one.record.object_id}-{view}.jpg")
                for view, pixels in enumerate(one.registered, start=1)
            ]
            workspace.register(one.record, files)
        workspace.save_generation()
    folder = settings.folder / "seized"
    folder.mkdir()
    for number in REGISTERED:
        for letter, jpeg in zip("ab", seized[number], strict=True):
            (folder / f"{drawn[number].record.object_id}-{letter}.jpg").write_bytes(jpeg)
    return home


@pytest.fixture
def home(drawn_home, tmp_path, monkeypatch):
    """A copy of the small register's home, which the environment names."""
    copied = tmp_path / "home"
    shutil.copytree(drawn_home, copied)
    monkeypatch.setenv("ARTMATCH_HOME", str(copied))
    monkeypatch.delenv("ARTMATCH_DEMONSTRATION", raising=False)
    return copied


@pytest.fixture
def judge_like(tmp_path, coarse_model, monkeypatch):
    """Have the model call everything from a score on strong; its ranking stays as it is."""

    def change(strong: float) -> None:
        model = coarse_model
        folder = tmp_path / "model"
        folder.mkdir(exist_ok=True)
        manifest = json.loads(model.read_text(encoding="utf-8"))
        shutil.copy(model.with_name(manifest["weights"]["file"]), folder)
        for part in manifest["calibration"].values():
            part |= {"strong": strong, "possible": strong, "weak": strong}
        (folder / model.name).write_text(json.dumps(manifest), encoding="utf-8")
        monkeypatch.setenv("ARTMATCH_MODEL", str(Path(folder / model.name)))

    return change


@pytest.fixture(scope="session")
def served_home(drawn_home, tmp_path_factory):
    """A copy of the small register's home, for the app and whoever works beside it; it holds what tests before did."""
    return shutil.copytree(drawn_home, tmp_path_factory.mktemp("served") / "home")


@pytest.fixture(scope="session")
def address(served_home, coarse_model):
    """Serve the app on the copy; say where."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"ARTMATCH_HOME": str(served_home), "ARTMATCH_MODEL": str(coarse_model)}
    environment["ARTMATCH_DEMONSTRATION"] = "1"
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={port}"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser, request):
    """A page of desk size, or of the size given."""
    with watched(browser, *getattr(request, "param", DESK)) as opened:
        yield opened
