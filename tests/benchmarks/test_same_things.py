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


def test_photographs_listed_as_one_thing_show_the_same_and_others_of_one_product_do_not():
    first, second, third, _ = (row["photograph"] for row in _listed() if row["thing"] == "man 5")
    umbrella = next(row["photograph"] for row in _listed() if row["thing"] == "umbrella")
    names = (second, "grocery/1", first, umbrella, "grocery/2", third)
    found = same_things([TrainingObject(name, "milk" if "grocery" in name else name, ()) for name in names])
    assert [others.tolist() for others in found] == [[2, 5], [], [0, 5], [], [], [0, 2]]
