import json
from shutil import copytree

import pytest

from artmatch.cli import demo_command


@pytest.fixture
def _few(monkeypatch):
    monkeypatch.setattr(demo_command, "_OBJECTS", 3)


@pytest.fixture(scope="module")
def drawn_before(tmp_path_factory):
    return tmp_path_factory.mktemp("demonstration") / "home"


@pytest.fixture
def _made(_few, artmatch, home, drawn_before):
    """The demonstration is in the home."""
    if not drawn_before.exists():
        done = artmatch("demo")
        assert done.exit_code == 0, done.output
        copytree(home, drawn_before)
    else:
        copytree(drawn_before, home)


@pytest.mark.usefixtures("_made")
def test_the_demonstration_is_drawn_once_and_kept_apart(artmatch, home, json_lines):
    seized = home / "demonstration" / "seized"
    shows = json.loads((seized / "objects.json").read_text())
    assert sorted(shows) == sorted(file.name for file in seized.glob("*.jpg"))
    assert len(shows) == 6
    [status] = json_lines(artmatch("status", "--demo", "--json").stdout)
    assert (status["objects"], status["demonstration"]) == (3, True)
    assert json_lines(artmatch("status", "--json").stdout)[0]["objects"] == 0
    ranked = json_lines(artmatch("match", "--demo", "--json", seized / next(iter(shows))).stdout)[:-1]
    assert {one["object_id"] for one in ranked} == set(shows.values())
    assert all(one["demonstration"] for one in ranked)

    drawn = {file: file.stat().st_mtime_ns for file in home.rglob("*.jpg")}
    again = artmatch("demo")
    assert (again.exit_code, "already there" in again.stdout) == (0, True)
    assert {file: file.stat().st_mtime_ns for file in home.rglob("*.jpg")} == drawn


@pytest.mark.usefixtures("_made")
def test_a_demonstration_that_was_interrupted_is_completed(artmatch, home, json_lines):
    seized = home / "demonstration" / "seized"
    before = json_lines(artmatch("status", "--demo", "--json").stdout)
    (seized / "objects.json").unlink()
    assert artmatch("demo").exit_code == 0
    assert (seized / "objects.json").exists()
    assert json_lines(artmatch("status", "--demo", "--json").stdout) == before


@pytest.mark.usefixtures("_made")
def test_the_demonstration_follows_a_new_model(artmatch, home, embedder, json_lines):
    embedder.model_id, embedder.seed = "colour-layout-2", 2
    manifest = home.parent / "model.json"
    manifest.write_text(manifest.read_text().replace("colour-layout-1", "colour-layout-2"))
    assert artmatch("demo").exit_code == 0
    [status] = json_lines(artmatch("status", "--demo", "--json").stdout)
    assert status["findable"] == status["photographs"]
    first = next((home / "demonstration" / "seized").glob("*.jpg"))
    assert artmatch("match", "--demo", first).exit_code == 0
