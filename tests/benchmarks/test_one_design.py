import json
from dataclasses import fields

import numpy as np
import pytest

from artmatch.matching import siblings
from artmatch.matching.scoring import Calibration
from benchmarks.one_design import Asked, Coin, _fitted, _measured
from benchmarks.summary import RESULTS

CALIBRATION = Calibration(**{field.name: 1.0 for field in fields(Calibration)} | {"strong": 0.9, "possible": 0.5})


def asked(before, after, truth, marks):
    scores = (np.array(one, np.float64) for one in (before, after))
    return Asked(Coin(0, 0, b"", ()), "careful", *scores, truth, dict(enumerate(marks)))


def test_what_is_called_is_counted_before_and_after_the_marks_were_looked_at():
    """Of four: one untied by the marks and right, one wrongly, one that stays tied, one that was strong and wrong."""
    found = _measured(
        [
            asked([0.45, 0.45], [0.85, 0.05], 0, [0.9, 0.1]),
            asked([0.45, 0.45], [0.05, 0.85], 0, [0.1, 0.2]),
            asked([0.4, 0.3], [0.4, 0.3], 0, []),
            asked([0.95, 0.01], [0.95, 0.01], 1, []),
        ],
        CALIBRATION,
    )
    assert (found["queries"], found["marks_compared"]) == (4, 0.5)
    before = {"recall_at_1": 0.75, "called_tied": 0.75, "one_called_first": 1, "of_these_right": 0}
    after = {"recall_at_1": 0.5, "called_tied": 0.25, "one_called_first": 3, "of_these_right": 1}
    # two that tie at .45 are strong together, and the right one is among them
    assert found["before"] == pytest.approx(before | {"strong": 3, "wrong_among_strong": 1})
    assert found["after"] == pytest.approx(after | {"strong": 1, "wrong_among_strong": 1})


def test_marks_that_are_always_right_are_trusted_and_marks_of_chance_are_not():
    rng = np.random.default_rng(2)
    right = [asked([0.3, 0.3, 0.3], [], 1, [0.1, 0.9, 0.1]) for _ in range(20)]
    chance = [asked([0.3, 0.3, 0.3], [], int(rng.integers(3)), rng.permutation([0.1, 0.9, 0.1])) for _ in range(60)]
    trusted, mistrusted = _fitted(right), _fitted(chance)
    assert trusted["of_marks"] > 10
    assert mistrusted["of_marks"] <= 2
    assert mistrusted["loss"] == pytest.approx(np.log(3), abs=0.05)
    assert trusted["queries"] == 20


def test_siblings_are_weighed_as_the_last_fit_says():
    fitted = json.loads((RESULTS / "one_design.json").read_text(encoding="utf-8"))["fitted"]
    assert (fitted["of_marks"], fitted["of_scores"]) == (siblings._OF_MARKS, siblings._OF_SCORES)
    assert fitted["doubt"] <= siblings._DOUBT
