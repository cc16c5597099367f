"""Run in an interpreter of its own: kills an artmatch command at random moments and resumes it.

Each victim is a real process that is killed with SIGKILL; it is forked from one that has everything imported but done
nothing yet, which spares four seconds a victim.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401
import faiss  # noqa: F401
import rich.progress  # noqa: F401

import artmatch.cli.output
import artmatch.embedding.embedder
import artmatch.exchange.reading
import artmatch.wiring  # noqa: F401
from artmatch.cli import main


def start(command, home):
    """Fork ``artmatch`` with ``command``; return its process id."""
    victim = os.fork()
    if victim:
        return victim
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        main([*command, "--home", str(home)])
    except SystemExit as finished:
        os._exit(finished.code or 0)


def wait(victim, home, life, moments):
    """Wait for a random moment of the life of ``victim``; every second time, for one after it has stored something."""
    if moments.random() < 0.5:
        time.sleep(moments.uniform(0, life))
        return
    before = stored(home)
    while stored(home) == before and os.waitid(os.P_PID, victim, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.05)
    time.sleep(moments.uniform(0, life / 4))


def killed(victim):
    """Kill ``victim``; return whether it was still at work."""
    os.kill(victim, signal.SIGKILL)
    _, status = os.waitpid(victim, 0)
    if not os.WIFSIGNALED(status):
        assert os.waitstatus_to_exitcode(status) == 7
    return os.WIFSIGNALED(status)


def stored(home):
    """How many photographs are registered in ``home``."""
    database = home / "register" / "registry.sqlite"
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'photographs'").fetchall():
            return 0
        return connection.execute("SELECT count(*) FROM photographs").fetchone()[0]


def run(command, homes, kills, seed):
    """One unbroken run, then ``kills`` broken ones; return the homes that came to their end after being killed.

    Each home with (part of an unbroken run's time, photographs stored by then) for every kill.
    """
    moments = random.Random(seed)
    started = time.monotonic()
    _, status = os.waitpid(start(command, homes / "unbroken"), 0)
    assert os.waitstatus_to_exitcode(status) == 7  # one of the inputs fails
    life = time.monotonic() - started
    resumed = [[]]
    while sum(map(len, resumed)) < kills:
        home, started = homes / f"resumed-{len(resumed)}", time.monotonic()
        victim = start(command, home)
        wait(victim, home, life, moments)
        moment = time.monotonic() - started
        if killed(victim):
            resumed[-1].append((round(moment / life, 3), stored(home)))
        else:
            resumed.append([])
    _, status = os.waitpid(start(command, homes / f"resumed-{len(resumed)}"), 0)
    assert os.waitstatus_to_exitcode(status) == 7  # one of the inputs fails
    return {f"resumed-{number}": moments for number, moments in enumerate(resumed, start=1) if moments}


if __name__ == "__main__":
    homes, kills, seed, *command = sys.argv[1:]
    sys.stdout.write(json.dumps(run(command, Path(homes), int(kills), int(seed))))
