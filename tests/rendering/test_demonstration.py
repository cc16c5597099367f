"""The demonstration register holds what it promises, and holds the same on every machine that draws it again."""

import hashlib
import subprocess
import sys
from collections import Counter

import pytest

from artmatch.cli import demo_command
from artmatch.records import Status
from artmatch.rendering import demonstration_object, demonstration_objects

FAMILIES = {"painting", "vessel", "coin", "mask", "relief", "statuette"}


@pytest.fixture(scope="session")
def round_of_objects():
    """The first twelve: the others follow them family by family."""
    return list(demonstration_objects(12))


def family(record):
    """The general level of the type; sculpture comes as reliefs and as statuettes."""
    general, special = record.object_type.split(" > ")
    return special if general == "sculpture" else general


def hashes(drawn):
    return [hashlib.sha256(pixels.tobytes()).hexdigest() for pixels in (*drawn.registered, *drawn.seized)]


def test_there_are_at_least_eighty_objects_and_every_family_comes_again_and_again(round_of_objects):
    assert demo_command._OBJECTS >= 80
    families = Counter(family(one.record) for one in round_of_objects)
    assert families.keys() == FAMILIES
    seven_rounds = demo_command._OBJECTS // len(round_of_objects)
    assert min(families.values()) * seven_rounds >= 7


def test_each_object_has_one_or_two_registered_photographs_and_two_held_back(round_of_objects):
    assert {len(one.registered) for one in round_of_objects} == {1, 2}
    assert {len(one.seized) for one in round_of_objects} == {2}
    for one in round_of_objects:
        assert len(set(hashes(one))) == len(one.registered) + 2
        for pixels in (*one.registered, *one.seized):
            assert max(pixels.shape[:2]) == 512
            assert pixels.std() > 10, f"{one.record.object_id} has an empty photograph"


def test_every_record_says_that_it_is_a_demonstration(round_of_objects):
    for number, one in enumerate(round_of_objects, start=1):
        record = one.record
        assert record.demonstration
        assert record.object_id == f"DEMO-{number:04d}"
        assert "invented" in record.owner
        assert record.source == "artmatch demonstration"
        assert record.contact.endswith(".example")  # a name that RFC 2606 keeps free
        assert record.status in (Status.STOLEN, Status.MISSING)
        for field in ("object_type", "materials", "measurements", "subject", "date_or_period", "maker", "description"):
            assert getattr(record, field), f"{record.object_id} has no {field}"


def test_an_object_is_the_same_whichever_are_drawn_with_it(round_of_objects):
    alone = demonstration_object(5)
    assert alone.record == round_of_objects[5].record
    assert hashes(alone) == hashes(round_of_objects[5])


def test_another_process_draws_the_same_bytes(round_of_objects):
    program = (
        "import hashlib; from artmatch.rendering import demonstration_object\n"
        "for number in (2, 8):\n"
        "    drawn = demonstration_object(number)\n"
        "    for pixels in (*drawn.registered, *drawn.seized):\n"
        "        print(hashlib.sha256(pixels.tobytes()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == hashes(round_of_objects[2]) + hashes(round_of_objects[8])


def test_another_seed_draws_other_objects(round_of_objects):
    other = demonstration_object(5, seed=1)
    assert not set(hashes(other)) & set(hashes(round_of_objects[5]))


def test_some_objects_are_siblings_that_only_wear_tells_apart():
    """Coins of one die: 0-based 21 and 9."""
    one, other = demonstration_object(9), demonstration_object(21)
    assert other.record.related_objects == f"Made like {one.record.object_id}"
    assert (one.record.subject, one.record.inscriptions) == (other.record.subject, other.record.inscriptions)
    assert not set(hashes(one)) & set(hashes(other))
