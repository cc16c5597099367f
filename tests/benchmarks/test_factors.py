"""Faults of exact strength, and which queries suffer them."""

import cv2
import numpy as np
import pytest

from artmatch.evaluation.dataset import Dataset, Item, Role
from benchmarks.factors import compressed, in_frame, kept, seen_at, turned, turntable_angles
from benchmarks.summary import chosen_queries, part_of


@pytest.fixture
def photograph(pixels):
    return pixels(3, height=120, width=200)


def rng():
    return np.random.default_rng(4)


def test_a_crop_keeps_the_share_of_the_area_and_the_shape(photograph):
    cut = kept(0.25)(photograph, rng())
    assert cut.shape == (60, 100, 3)
    assert cv2.matchTemplate(photograph, cut, cv2.TM_SQDIFF).min() / cut.size < 0.01


def test_a_small_one_is_whole_and_somewhere_in_a_picture_of_the_same_size(photograph):
    seen = seen_at(0.5)(photograph, rng())
    assert seen.shape == photograph.shape
    small = cv2.resize(photograph, (100, 60), interpolation=cv2.INTER_AREA)
    assert cv2.matchTemplate(seen, small, cv2.TM_SQDIFF).min() / small.size < 0.01


def test_a_quarter_turn_moves_pixels_and_changes_none(photograph):
    assert np.abs(turned(90)(photograph, rng()).astype(int) - np.rot90(photograph)).mean() < 12
    assert turned(90)(photograph, rng()).shape == (200, 120, 3)


def test_a_turned_photograph_is_not_cut(photograph):
    whole = np.full((120, 200, 3), 255, np.uint8)
    whole[2:-2, 2:-2] = 0
    for degrees in (10, 45):
        dark = (turned(degrees)(whole, rng()) < 128).all(2).sum()
        assert dark == pytest.approx(116 * 196, rel=0.02)


def test_a_frame_lies_around_the_photograph_and_is_as_wide_as_asked(photograph):
    shown = in_frame(0.2)(photograph, rng())
    assert shown.shape == (120 + 48, 200 + 48, 3)
    assert np.array_equal(shown[24:-24, 24:-24], photograph)


def test_stronger_compression_loses_more(photograph):
    noisy = rng().integers(0, 256, photograph.shape).astype(np.uint8)
    lost = [np.abs(compressed(quality)(noisy, rng()).astype(int) - noisy).mean() for quality in (90, 40, 7)]
    assert lost == sorted(lost)
    assert lost[0] < lost[2]


def query(name, object_id, set_name="a"):
    return Item(name, object_id, Role.QUERY, set_name)


def test_queries_are_taken_from_every_object_before_a_second_of_any():
    items = [query("1", "x"), query("2", "x"), query("3", "y"), query("4", "z", "b"), query("5", "y")]
    assert [item.path for item in chosen_queries(items, 3)] == ["1", "3", "2", "4"]
    assert [item.path for item in chosen_queries(items, 1)] == ["1", "4"]


def test_angles_on_the_turntable_count_from_the_reference_to_both_sides():
    items = [query(str(number), "cup", "coil100") for number in range(8)] + [query("8", "toy", "coil100")]
    angles = {item.path: angle for item, angle in turntable_angles(items)}
    assert angles == {"0": "20", "1": "80", "2": "60", "3": "40", "4": "20", "5": "40", "6": "60", "7": "80"}


def test_a_part_of_a_set_keeps_the_references_of_what_it_asks(tmp_path):
    references = tuple(Item(f"r{n}", f"o{n}", Role.REFERENCE, "a") for n in range(4))
    distractors = tuple(Item(f"d{n}", f"e{n}", Role.DISTRACTOR, "d") for n in range(4))
    whole = Dataset(tmp_path, references + distractors, tuple(query(f"q{n}", f"o{n}") for n in range(4)))
    part = part_of(whole, 2)
    assert [item.path for item in part.questions] == ["q0", "q2"]
    assert [item.path for item in part.gallery] == ["r0", "r2", "d0", "d2"]
    assert part_of(whole, 1) == whole
