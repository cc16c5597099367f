"""Registered photographs of the fit that show the same thing."""

import csv
from collections import Counter
from pathlib import Path

from artmatch.training.data import TrainingObject
from benchmarks.same_things import same_things


def _listed() -> list[dict[str, str]]:
    with Path("benchmarks/same_things.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_listed_thing_has_several_photographs_and_no_photograph_shows_two_things():
    listed = _listed()
    assert min(Counter(row["thing"] for row in listed).values()) > 1
    assert set(Counter(row["photograph"] for row in listed).values()) == {1}


def test_photographs_listed_as_one_thing_and_those_of_one_group_show_the_same():
    first, second, third, _ = (row["photograph"] for row in _listed() if row["thing"] == "man 5")
    umbrella = next(row["photograph"] for row in _listed() if row["thing"] == "umbrella")
    names = [
        (second, second),
        ("milk/1", "milk"),
        (first, first),
        (umbrella, umbrella),
        ("milk/2", "milk"),
        (third, third),
    ]
    found = same_things([TrainingObject(name, group, ()) for name, group in names])
    assert [others.tolist() for others in found] == [[2, 5], [4], [0, 5], [], [1], [0, 2]]
