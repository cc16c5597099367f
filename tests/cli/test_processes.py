"""The command line as real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from artmatch.cli.app_command import _free_port


def run(*arguments):
    command = [sys.executable, "-m", "artmatch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


_HEEDING_CTRL_C = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", "artmatch", *sys.argv[1:]])
"""


def interruptible(*arguments, **how):
    """artmatch, both outputs piped. What a shell puts into the background is deaf to Ctrl-C, tests and theirs too."""
    command = [sys.executable, "-c", _HEEDING_CTRL_C, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def test_help_loads_nothing_heavy():
    heavy = ("numpy", "torch", "cv2", "faiss", "sqlalchemy", "streamlit", "PIL", "rich")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "artmatch", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "artmatch.cli" in imported
    assert not imported & set(heavy)


@pytest.fixture
def _quickly(quick_model, monkeypatch):
    monkeypatch.setenv("ARTMATCH_MODEL", str(quick_model))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.mark.usefixtures("_quickly")
def test_an_object_registered_by_one_process_is_found_by_another(tmp_path, jpeg):
    photograph = tmp_path / "agnes.jpg"
    photograph.write_bytes(jpeg(1, height=300, width=400))
    home = tmp_path / "home"
    done = run("register", photograph, "--id", "K1", "--title", "Agnes", "--home", home)
    assert done.returncode == 0, done.stderr
    found = run("match", photograph, "--home", home, "--json")
    assert json.loads(found.stdout.splitlines()[0])["object_id"] == "K1"


@pytest.mark.usefixtures("_quickly")
def test_ctrl_c_ends_indexing_with_130_and_a_restart_completes_it(tmp_path, jpeg):
    folder, home = tmp_path / "photographs", tmp_path / "home"
    folder.mkdir()
    for number in range(64):
        (folder / f"{number:03}.jpg").write_bytes(jpeg(number))
    process = interruptible("index", folder, "--home", home, "--json")
    first = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert first["outcome"] == "indexed"
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "start again" in errors
    summary = json.loads(run("index", folder, "--home", home, "--json").stdout.splitlines()[-1])["summary"]
    assert summary["indexed"] + summary["already_known"] == 64
    assert summary["already_known"] >= 1


@pytest.mark.usefixtures("_quickly")
def test_a_killed_demo_leaves_no_process_behind(tmp_path):
    command = [sys.executable, "-m", "artmatch", "demo", "--home", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until(lambda: list(tmp_path.rglob("*.jpg")))  # they draw
        process.kill()
        process.wait()
        wait_until(lambda: not group_lives(process.pid))
    finally:
        if group_lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def group_lives(leader):
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def test_app_prints_its_address_once_it_answers_and_ends_on_ctrl_c(tmp_path):
    port = _free_port()
    process = interruptible("app", "--home", tmp_path / "home", "--port", port, start_new_session=True)
    try:
        assert process.stdout.readline() == f"artmatch is at http://127.0.0.1:{port}\n"
        with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert answer.status == 200
        busy = run("app", "--home", tmp_path / "home", "--port", port)
        assert (busy.returncode, "in use" in busy.stderr) == (2, True)
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "Traceback" not in errors
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
