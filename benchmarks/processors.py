"""Speed depends on whether the processor computes in bfloat16 or in 8-bit integers: results are kept of every kind."""

import json
from pathlib import Path
from typing import Any

from artmatch.embedding.precision import has_bfloat16, has_fast_integers

RESULTS = Path("benchmarks/results")


def publish_of_this_processor(name: str, measured: dict[str, Any]) -> None:
    """Put ``measured`` into benchmarks/results/NAME.json under the kind of this processor, and print it.

    What was measured on another kind stays.
    """
    kind = "with bfloat16" if has_bfloat16("cpu") else "with 8-bit integers" if has_fast_integers() else "with neither"
    file = RESULTS / f"{name}.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps(known | {kind: measured}, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(measured, indent=2))
