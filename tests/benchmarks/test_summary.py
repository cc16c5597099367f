"""Which objects of an evaluation set something may be chosen on."""

from pathlib import Path

from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.runner import Answered
from benchmarks.summary import asking_for_others, declared_part, of_others, part_of


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
    gallery = tuple(Item(f"{name}-r.jpg", name, Role.REFERENCE, "a") for name in ("a1", "a2", "a3"))
    dataset = Dataset(Path(), gallery, tuple(questions))
    kept = of_others([Answered(item, ()) for item in questions], dataset)
    assert [one.item.object_id for one in kept] == ["a2", "a0"]
    only = asking_for_others(dataset)
    assert ([item.object_id for item in only.questions], only.gallery) == (["a2", "a0"], gallery)


def test_a_whole_measurement_is_in_the_whole_gallery_and_a_trial_in_a_part_of_it():
    asked = tuple(Item(f"q{n}.jpg", f"a{n}", Role.QUERY, "a") for n in range(3))
    shown = tuple(Item(f"r{n}.jpg", f"a{n}", Role.REFERENCE, "a") for n in range(3))
    never_asked = tuple(Item(f"n{n}.jpg", f"n{n}", Role.REFERENCE, "a") for n in range(3))
    distractors = tuple(Item(f"d{n}.jpg", f"d{n}", Role.DISTRACTOR, "a") for n in range(3))
    dataset = Dataset(Path(), shown + never_asked + distractors, asked)
    assert part_of(dataset, 1) == dataset
    part = part_of(dataset, 2)
    assert [item.path for item in part.questions] == ["q0.jpg", "q2.jpg"]
    assert [item.path for item in part.gallery] == ["r0.jpg", "r2.jpg", "n0.jpg", "n2.jpg", "d1.jpg"]
