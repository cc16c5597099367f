import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from artmatch.casework import ranges


def test_runs_of_numbers_are_written_by_their_ends():
    assert ranges.written(np.array([1, 2, 3, 5, 7, 8])) == "1-3,5,7-8"
    assert ranges.written(np.array([], np.int64)) == ""


@given(st.sets(st.integers(1, 60)))
def test_what_was_written_is_read(numbers):
    ascending = np.array(sorted(numbers), np.int64)
    assert ranges.read(ranges.written(ascending)).tolist() == sorted(numbers)
