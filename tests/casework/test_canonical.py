import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artmatch.casework.canonical import canonical, content_hash, moment


def test_the_example_of_rfc_8785_comes_out_as_the_rfc_has_it():
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(value) == (
        b'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_the_hash_is_that_of_the_bytes():
    assert content_hash({"b": 1, "a": "é"}) == hashlib.sha256('{"a":"é","b":1}'.encode()).hexdigest()


def test_a_moment_is_written_in_utc_whatever_its_zone():
    noon = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=timezone(timedelta(hours=2)))
    assert moment(noon) == "2026-03-01T10:00:00.000250Z"
    assert canonical([noon, date(2026, 3, 1)]) == b'["2026-03-01T10:00:00.000250Z","2026-03-01"]'
    assert moment(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00.000000Z"


@given(st.dictionaries(st.text(), st.integers(-(2**53) + 1, 2**53 - 1)))
def test_the_order_in_which_keys_came_makes_no_difference(value):
    assert canonical(value) == canonical(dict(reversed(value.items())))


def test_what_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="nan"):
        canonical({"score": float("nan")})
