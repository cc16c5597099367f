"""Ten thousand records with photographs in one command, killed twice on the way.

``python -m benchmarks.exchange [OBJECTS]`` writes benchmarks/results/exchange.json: what importing, importing again, a
dry run and exporting cost, and that nothing was lost or doubled. The photographs are coloured patches of 600 x 450
pixels; embedding costs the same for every content.
"""

import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from artmatch.imaging import encode_jpeg
from artmatch.wiring import open_register

_OBJECTS = 10_000
_KILLED_AT = (1 / 3, 2 / 3)
"""Parts of the photographs that are reported when the command is killed."""


def main() -> None:
    """Make the table, import it with kills, and check the register against it."""
    objects = int(sys.argv[1]) if sys.argv[1:] else _OBJECTS
    with TemporaryDirectory(prefix="artmatch-exchange-") as name:
        folder = Path(name)
        table, home = _table(folder, objects), folder / "home"
        runs = [_import(table, home, stop_after=int(part * objects)) for part in _KILLED_AT]
        runs.append(_import(table, home))
        again = _import(table, home)
        held = _held(home)
        seconds = {
            "importing, killed twice": round(sum(run["seconds"] for run in runs), 1),
            "importing again": again["seconds"],
            "dry run": _timed("import", table, "--dry-run", "--home", home),
            "exporting LIDO": _timed("export", folder / "all.xml", "--home", home),
            "exporting JSON lines": _timed("export", folder / "all.jsonl", "--home", home),
        }
    reported = sum(run["outcomes"].get("indexed", 0) for run in runs)
    assert held == {"objects": objects, "photographs": objects, "different photographs": objects}, held
    assert runs[-1]["outcomes"].get("failed", 0) == 0
    assert again["outcomes"] == {"already known": objects}
    result = {
        "machine": {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "records": objects,
        "runs": runs,
        "reported as indexed": reported,
        "registered": held,
        "seconds": seconds,
    }
    text = json.dumps(result, indent=2)
    Path("benchmarks/results/exchange.json").write_text(text + "\n", encoding="utf-8")
    print(text)


def _table(folder: Path, objects: int) -> Path:
    rng = np.random.default_rng(1)
    lines = ["object_id,title,maker,earliest_year,photograph"]
    (folder / "photographs").mkdir()
    for number in range(objects):
        patches = rng.integers(0, 256, (9, 12, 3)).astype(np.uint8)
        pixels = np.kron(patches, np.ones((50, 50, 1), np.uint8))
        (folder / "photographs" / f"{number}.jpg").write_bytes(encode_jpeg(pixels))
        lines.append(f"K{number},Object {number},Maker {number % 97},{1400 + number % 500},photographs/{number}.jpg")
    table = folder / "objects.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table


def _import(table: Path, home: Path, *, stop_after: int | None = None) -> dict[str, Any]:
    """Run ``artmatch import``, killed as soon as ``stop_after`` photographs of this run are reported as indexed."""
    started = time.monotonic()
    command = [sys.executable, "-m", "artmatch", "import", str(table), "--home", str(home), "--json"]
    outcomes: Counter[str] = Counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            outcomes[json.loads(line).get("outcome", "summary")] += 1
            if stop_after is not None and outcomes["indexed"] + outcomes["already known"] >= stop_after:
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.read()
    del outcomes["summary"]
    return {
        "killed": stop_after is not None,
        "seconds": round(time.monotonic() - started, 1),
        "outcomes": dict(outcomes),
    }


def _timed(*arguments: object) -> float:
    started = time.monotonic()
    command = [sys.executable, "-m", "artmatch", *map(str, arguments)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return round(time.monotonic() - started, 1)


def _held(home: Path) -> dict[str, int]:
    with open_register(home) as workspace:
        registry = workspace.registry
        object_ids = registry.object_ids()
        photographs = [photograph for number in object_ids for photograph in registry.photographs_of(number)]
    return {
        "objects": len(object_ids),
        "photographs": len(photographs),
        "different photographs": len({photograph.sha256 for photograph in photographs}),
    }


if __name__ == "__main__":
    main()
