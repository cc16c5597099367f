"""Run by the tests: forks processes that open a register and register made-up batches, and kills them on demand.

Reads orders as JSON lines, ``{"folder": ..., "url": ..., "runs": [{"batches": [0, 1], "kill_at_line": 17}]}`` or with
``"kill_after": 0.01``, starts all runs of an order at once and answers with a JSON list: how each ended (-9: killed)
and how many lines of artmatch.registry it ran through if that was counted. Forking a warm process is what makes
hundreds of kills cheap.
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401  warm for the children
import cv2
from conftest import MODEL, made_up_batches

import artmatch.registry
from artmatch.registry import Registry

cv2.setNumThreads(1)
package = str(Path(artmatch.registry.__file__).parent)
batches = made_up_batches()


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        children = []
        for run in order["runs"]:
            output, input_ = os.pipe()
            number = os.fork()
            if number == 0:
                os.close(output)
                child(Path(order["folder"]), order["url"], run, input_)
            os.close(input_)
            if "kill_after" in run:
                time.sleep(run["kill_after"])
                os.kill(number, signal.SIGKILL)
            children.append((number, output))
        answers = []
        for number, output in children:
            _, status = os.waitpid(number, 0)
            with os.fdopen(output) as lines:
                answers.append({"end": os.waitstatus_to_exitcode(status), "lines": int(lines.read() or 0)})
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


def child(folder: Path, url: str | None, run: dict, lines_to: int) -> None:
    lines = 0

    def count(frame, event, _):
        nonlocal lines
        if not frame.f_code.co_filename.startswith(package):
            return None
        if event == "line":
            lines += 1
            if lines == run["kill_at_line"]:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    try:
        if "kill_at_line" in run:
            threading.settrace(count)
            sys.settrace(count)
        with Registry.open(folder, url) as registry:
            for number in run["batches"]:
                registry.register(batches[number], model_id=MODEL)
        sys.settrace(None)
        os.write(lines_to, str(lines).encode())
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


main()
