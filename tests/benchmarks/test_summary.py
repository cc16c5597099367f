"""Which objects of an evaluation set something may be chosen on."""

from pathlib import Path

from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.runner import Answered
from benchmarks.summary import declared_part, of_others


def test_every_second_object_that_is_asked_for_is_declared_in_each_set_whatever_their_order():
    asked = [("b", "b3"), ("b", "b1"), ("a", "a1"), ("b", "b2"), ("b", "b1"), ("a", "a2")]
    questions = [Item(f"{n}.jpg", object_id, Role.QUERY, name) for n, (name, object_id) in enumerate(asked)]
    questions.append(Item("s.jpg", "a0", Role.STRANGER, "a"))
    gallery = (Item("d.jpg", "b0", Role.DISTRACTOR, "b"),)
    assert declared_part(Dataset(Path(), gallery, tuple(questions))) == {"a1", "b1", "b3"}
    assert declared_part(Dataset(Path(), gallery, tuple(reversed(questions)))) == {"a1", "b1", "b3"}


def test_objects_that_something_was_chosen_on_are_left_out_of_the_others_and_strangers_are_not():
    questions = [Item(f"{name}.jpg", name, Role.QUERY, "a") for name in ("a1", "a2", "a3")]
    questions.append(Item("s.jpg", "a0", Role.STRANGER, "a"))
    kept = of_others([Answered(item, ()) for item in questions], Dataset(Path(), (), tuple(questions)))
    assert [one.item.object_id for one in kept] == ["a2", "a0"]
