"""Real processes that append at once, and are killed, leave one chain that holds everything that was promised."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from artmatch.casework import Casework, Circumstances
from artmatch.registry import Registry


@pytest.mark.parametrize("killed", [0, 12])
def test_twenty_processes_append_to_one_chain_at_once(tmp_path, killed):
    script = Path(__file__).with_name("appending_process.py")
    done = subprocess.run(
        [sys.executable, script, tmp_path, "20", "3", str(killed)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    with Registry.open(tmp_path) as registry:
        casework = Casework.open(tmp_path, registry.database, Circumstances)
        found = casework.verify()
        by = Counter(entry.by for entry in casework.ledger.entries(limit=1_000))
        cases = Counter(case.by for case in casework.cases.all())
    assert not found.faults
    assert by == cases
    assert found.entries == sum(by.values())
    for number, one in enumerate(told):
        assert one["end"] in ((0, -9) if number < killed else (0,)), done.stderr
        if one["end"] == 0:
            assert by[f"person {number}"] == one["stored"] == 3
        else:  # it may have been killed between storing and telling
            assert one["stored"] <= by[f"person {number}"] <= one["stored"] + 1
