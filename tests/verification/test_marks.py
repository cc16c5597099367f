from dataclasses import replace

import cv2
import numpy as np
import pytest

from artmatch.rendering import ObjectKind, Wear, random_object, studio_view
from artmatch.verification import Laid, marks_in_common

SIDE = 480
EVERYWHERE = np.array([[0.02, 0.02], [0.98, 0.02], [0.98, 0.98], [0.02, 0.98]], np.float32)


def scratched(*scratches, light=1, shift=0.0):
    """A grey plate with a design, and scratches from one place to another, bright or dark as the ``light`` falls."""
    plate = np.full((SIDE, SIDE), 128, np.uint8)
    cv2.circle(plate, (240, 240), 150, 128 + 60 * light, 6, cv2.LINE_AA)
    cv2.putText(plate, "XX CENT", (125, 370), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 128 + 60 * light, 6, cv2.LINE_AA)
    for corner in ((60, 60), (380, 90), (90, 400), (400, 390)):
        cv2.rectangle(plate, corner, (corner[0] + 30, corner[1] + 20), 128 + 60 * light, 4, cv2.LINE_AA)
    for start, end in scratches:
        cv2.line(plate, start, end, 128 + 40 * light, 1, cv2.LINE_AA)
    moved = cv2.warpAffine(
        plate.astype(np.float32), np.array([[1, 0, shift], [0, 1, shift]]), (SIDE, SIDE), borderValue=128
    )
    noise = np.random.default_rng([len(scratches), light + 1]).normal(0, 1.5, plate.shape)
    return np.repeat((moved + noise).clip(0, 255).astype(np.uint8)[..., None], 3, 2)


A, B, C = ((200, 200), (260, 220)), ((300, 180), (280, 260)), ((180, 300), (250, 290))


def laid(pixels):
    return Laid(pixels, np.eye(3))


def compared(query, registered, places=EVERYWHERE):
    """How much is in common with each."""
    return np.array([one.common for one in marks_in_common(query, registered, places)])


@pytest.mark.parametrize("light", [1, -1])
@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_an_object_is_known_by_its_scratches_in_any_light_and_where_photographs_lie_off_a_little(light, shift):
    registered = [laid(scratched(one)) for one in (A, B, C)]
    for number, own in enumerate((A, B, C)):
        common = compared(laid(scratched(own, light=light, shift=shift)), registered)
        assert common.argmax() == number
        assert common[number] > 0.4
        assert np.delete(common, number).max() < 0.2


def test_what_all_have_is_no_mark():
    registered = [laid(scratched(A, one)) for one in (B, C)]
    common = compared(laid(scratched(A, light=-1)), registered)
    assert common.max() < 0.2


def test_marks_count_only_between_the_places_given():
    registered = [laid(scratched(one)) for one in (A, B)]
    elsewhere = np.array([[0.1, 0.7], [0.9, 0.7], [0.9, 0.95], [0.1, 0.95]], np.float32)
    assert compared(laid(scratched(A)), registered, elsewhere).max() < 0.2


def test_the_clearest_marks_lie_on_the_scratch_as_each_photograph_shows_it():
    """The second object's photograph is smaller and shifted: its scratch is told in its own places."""
    long = ((300, 130), (250, 290))
    onto_first = np.array([[1.25, 0, 0.1], [0, 1.25, 0.05], [0, 0, 1.0]])
    units = np.diag([SIDE, SIDE, 1.0])
    seen = cv2.warpPerspective(scratched(long), units @ np.linalg.inv(onto_first) @ np.linalg.inv(units), (SIDE, SIDE))
    registered = [laid(scratched(A)), Laid(seen, onto_first)]
    [_, found] = marks_in_common(laid(scratched(long, light=-1)), registered, EVERYWHERE)
    start, end = (cv2.perspectiveTransform(np.float64([[one]]) / SIDE, np.linalg.inv(onto_first))[0, 0] for one in long)
    along = np.linspace(start, end, 50)
    assert len(found.places) >= 3
    assert np.linalg.norm(found.places[:, None] - along[None], axis=2).min(1).max() < 0.02
    np.testing.assert_allclose(found.homography, np.linalg.inv(onto_first), atol=1e-9)


def test_the_border_of_a_registered_photograph_is_no_mark():
    cut_off = Laid(scratched(B)[:, :360], np.eye(3))
    query = laid(scratched(A, ((360, 130), (360, 350))))  # scratched where that photograph ends too
    common = compared(query, [laid(scratched(A)), cut_off])
    assert common[0] > 0.3
    assert common[1] < 0.2


def test_nothing_is_compared_of_one_object_alone_or_where_the_photograph_does_not_reach():
    assert marks_in_common(laid(scratched(A)), [laid(scratched(A))], EVERYWHERE) == []
    away = Laid(scratched(A), np.array([[1, 0, 5], [0, 1, 5], [0, 0, 1.0]]))
    assert marks_in_common(away, [laid(scratched(one)) for one in (A, B)], EVERYWHERE) == []


def test_drawn_coins_of_one_type_are_told_apart_under_another_lamp():
    """Their places are known: the camera stands where it stood."""

    def coin(number, seed):
        wear = Wear(abrasion=0.2, chips=0.5, dirt=0.2, cracks=0.7, seed=number)
        item = random_object(np.random.default_rng(5), ObjectKind.COIN, wear)
        view = studio_view(np.random.default_rng(1))
        light = studio_view(np.random.default_rng(seed)).light
        return item.photograph(*view._replace(light=light, faults=replace(view.faults, grey=False)), side=512)

    registered = [laid(coin(number, 10 + number)) for number in range(4)]
    circle = 0.5 + 0.36 * np.stack([np.cos(np.arange(12)), np.sin(np.arange(12))], 1).astype(np.float32)
    for number in range(4):
        common = compared(laid(coin(number, 20 + number)), registered, circle)
        assert common.argmax() == number
        assert common[number] > 2 * np.delete(common, number).max()
