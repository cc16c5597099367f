"""Run in an interpreter of its own: kills ``artmatch compare`` at random moments and resumes it.

The model is the tests' stand-in, slowed down so that the kills strike in the middle of the work.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from conftest import ColourLayoutEmbedder

import artmatch.matching.contact_sheet  # noqa: F401
from artmatch import engine
from artmatch.cli import main


class _Slow(ColourLayoutEmbedder):
    def embed(self, photographs):
        time.sleep(0.05)
        return super().embed(photographs)


def start(folder, out):
    """Fork ``artmatch compare``; return its process id."""
    victim = os.fork()
    if victim:
        return victim
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        main(["compare", str(folder), "--out", str(out), "--false-alarms", "40/1000"])
    except SystemExit as finished:
        os._exit(finished.code or 0)


def run(folder, outs, kills, seed):
    """One unbroken run, then one that is killed ``kills`` times; print how far it was at each kill."""
    moments = random.Random(seed)
    started = time.monotonic()
    _, status = os.waitpid(start(folder, outs / "unbroken"), 0)
    assert os.waitstatus_to_exitcode(status) == 7
    life = time.monotonic() - started
    journal = outs / "resumed" / "journal.jsonl"
    for _ in range(kills):
        victim = start(folder, outs / "resumed")
        time.sleep(moments.uniform(0.1, 0.9) * life)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        sys.stdout.write(f"{journal.read_bytes().count(b'batch') if journal.exists() else 0}\n")
    _, status = os.waitpid(start(folder, outs / "resumed"), 0)
    assert os.waitstatus_to_exitcode(status) == 7


if __name__ == "__main__":
    engine.load_embedder = lambda settings: _Slow()
    folder, outs, kills, seed = sys.argv[1:]
    run(Path(folder), Path(outs), int(kills), int(seed))
