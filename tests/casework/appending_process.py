"""Run by the tests: forks processes that open one register and append to its ledger at once, and kills some.

Arguments: the folder, how many processes, entries each, how many of them to kill. Prints as JSON how many entries each
process was told are stored, and how each ended (-9: killed).
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401  warm for the children

from artmatch.casework import Casework, Circumstances
from artmatch.registry import Registry


def main() -> None:
    folder, processes, entries, killed = Path(sys.argv[1]), *map(int, sys.argv[2:])
    children = []
    for number in range(processes):
        output, input_ = os.pipe()
        pid = os.fork()
        if pid == 0:
            append(folder, f"person {number}", entries, input_)
        os.close(input_)
        children.append((pid, output))
    moments = random.Random(2026)
    for pid, _ in children[:killed]:
        time.sleep(moments.uniform(0, 0.05))
        os.kill(pid, signal.SIGKILL)
    told = []
    for pid, output in children:
        with os.fdopen(output, "rb") as stored:
            count = len(stored.read())
        _, status = os.waitpid(pid, 0)
        told.append({"stored": count, "end": os.waitstatus_to_exitcode(status)})
    sys.stdout.write(json.dumps(told))


def append(folder: Path, by: str, entries: int, told: int) -> None:
    with Registry.open(folder) as registry:
        casework = Casework.open(folder, registry.database, Circumstances)
        for number in range(entries):
            casework.cases.open_case(f"{by}, {number}", by=by)
            os.write(told, b".")
    os._exit(0)


main()
