"""What two ways of asking share is computed once."""

import numpy as np

from benchmarks.accuracy import _remembering


def test_what_was_just_computed_is_not_computed_again_and_anything_else_is():
    asked = []

    def compute(pixels):
        asked.append(pixels)
        return len(asked)

    remembered = _remembering(compute)
    first, second = np.zeros((2, 3, 3), np.uint8), np.ones((2, 3, 3), np.uint8)
    assert [remembered(given) for given in (first, first.copy(), second, first)] == [1, 1, 2, 3]
    assert [remembered(given) for given in ([first, second], [first, second], [first], [second, first])] == [4, 4, 5, 6]
    assert remembered([np.zeros((2, 3, 3)), np.zeros((4, 4, 3))]) == 7
    assert remembered([np.zeros((2, 3, 3)), np.zeros((4, 4, 3))]) == 7
