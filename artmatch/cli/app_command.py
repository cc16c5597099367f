"""``artmatch app``."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click

from artmatch.cli.options import register_options
from artmatch.errors import ArtmatchError, ConfigurationError
from artmatch.messages import _

_ADDRESS = "127.0.0.1"
_FIRST_PORT = 8501
_PORTS_TRIED = 50


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help=f"Default: the first free one from {_FIRST_PORT}.")
@register_options
def app(port: int | None, home: Path | None, demonstration: bool | None) -> None:
    """Serve the web page on this machine.

    Prints its address once it answers; Ctrl-C ends it, with exit code 0. It opens on the demonstration register if
    nothing has been registered yet.
    """
    from artmatch.cli import output
    from artmatch.config import Settings
    from artmatch.shipped import shipped

    settings = Settings.load(home, demonstration=demonstration)
    port = _free_port() if port is None else port
    if not _is_free(port):
        raise ConfigurationError(_("Port {port} is in use: choose another with --port.").format(port=port))
    page = shipped("app.py")
    environment = os.environ | {
        "ARTMATCH_HOME": str(settings.home),
        "ARTMATCH_DEMONSTRATION": str(int(settings.demonstration or _only_demonstration(settings.home, demonstration))),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(page)]
    flags = {
        "server.address": _ADDRESS,
        "server.port": port,
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
    }
    command += [f"--{name}={value}" for name, value in flags.items()]
    # The page's own theme and settings are read from the folder that it runs in. Its words go to standard error.
    server = subprocess.Popen(command, env=environment, cwd=page.parent, stdout=sys.stderr.fileno())
    try:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        url = f"http://{_ADDRESS}:{port}"
        _wait_until_it_answers(server, url)
        output.line(_("artmatch is at {url}").format(url=url))
        if server.wait() not in (0, -signal.SIGTERM):
            raise ArtmatchError(_("The page ended by itself: see the messages above."))
    except KeyboardInterrupt:
        output.note(_("The page is closed."))
    finally:
        server.terminate()
        server.wait()


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", url: str) -> None:
    while server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)


def _free_port() -> int:
    for port in range(_FIRST_PORT, _FIRST_PORT + _PORTS_TRIED):
        if _is_free(port):
            return port
    raise ConfigurationError(_("No port from {first} on is free: choose one with --port.").format(first=_FIRST_PORT))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((_ADDRESS, port)) != 0


def _only_demonstration(home: Path, asked: bool | None) -> bool:
    """Whether a demonstration register is all that there is in ``home``, and nobody asked for another one."""
    from artmatch.cli.options import opened

    if asked is not None or "ARTMATCH_DEMONSTRATION" in os.environ or not (home / "demonstration").is_dir():
        return False
    if not (home / "register").is_dir():
        return True
    with opened(home, False) as workspace:
        return not workspace.registry.counts().objects
