"""Measurements are read as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artmatch.registry.measurements import parse


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("41 x 22 cm", {"height": 410, "width": 220}),
        ("41cmx22cm", {"height": 410, "width": 220}),
        ("41 × 22 × 10,5 cm", {"height": 410, "width": 220, "depth": 105}),
        ("41 by 22 inches", {"height": 1041.4, "width": 558.8}),
        ("H x W x D: 41 x 22 x 10 cm", {"height": 410, "width": 220, "depth": 100}),
        ("22 x 41 cm (W x H)", {"width": 220, "height": 410}),
        ('16" H x 8½" W', {"height": 406.4, "width": 215.9}),
        ("2 1/2 in x 3 3/4 in", {"height": 63.5, "width": 95.25}),
        ('H. 12 in; diam. 3.5"', {"height": 304.8, "diameter": 88.9}),
        ("height 41 cm, width 22 cm", {"height": 410, "width": 220}),
        ("h. 41, w. 22 cm", {"height": 410, "width": 220}),
        ("Höhe 41,5 cm, Breite 22 cm", {"height": 415, "width": 220}),
        ("hauteur 30 cm ; diamètre 12 cm", {"height": 300, "diameter": 120}),
        ("41 cm high, 22 cm wide", {"height": 410, "width": 220}),
        ("5' 3\" high", {"height": 1600.2}),
        ("12 feet long", {"length": 3657.6}),
        ("1,200 mm long", {"length": 1200}),
        ("weight 2.1 kg", {"weight": 2100}),
        ("Ø 32 mm, 8.41 g", {"diameter": 32, "weight": 8.41}),
        ("3 lb", {"weight": 1360.77711}),
        ("about 30 cm", {"": 300}),
    ],
)
def test_measurements_are_read_in_millimetres_and_grams(text, read):
    assert {one.dimension: pytest.approx(one.size) for one in parse(text)} == read


def test_a_value_and_its_unit_stay_as_entered():
    [height] = parse('H. 12 1/2"')
    assert (height.value, height.unit, height.size) == (12.5, "in", pytest.approx(317.5))


def test_the_same_in_two_units_is_read_twice():
    sizes = [round(one.size) for one in parse("41 x 22 cm (16 1/8 x 8 5/8 in)")]
    assert sizes == [410, 220, 410, 219]


@pytest.mark.parametrize("text", ["", "No. 4", "life size", "1/0 cm", "9" * 400 + " km", "page 12 x 14", "x x x"])
def test_what_is_no_measurement_is_left_out(text):
    assert parse(text) == ()


sizes = st.integers(1, 99_999).map(lambda number: number / 10)
units = st.sampled_from([("mm", 1), ("cm", 10), ("m", 1000), ("in", 25.4)])


@given(sizes, sizes, units, st.sampled_from([" x ", "x", " × ", " by "]), st.sampled_from([".", ","]))
def test_any_product_is_height_and_width(height, width, unit, sign, point):
    name, millimetres = unit
    text = f"{height}{sign}{width} {name}".replace(".", point)
    read = {one.dimension: one.size for one in parse(text)}
    assert read == {"height": pytest.approx(height * millimetres), "width": pytest.approx(width * millimetres)}


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    for one in parse(text):
        assert one.size > 0
