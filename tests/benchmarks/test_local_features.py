"""How local features are judged."""

from benchmarks.local_features import told


def test_a_right_pair_is_told_where_it_has_more_correspondences_than_99_in_100_wrong_ones():
    wrong = [("part", False, count) for count in [3] * 99 + [8] * 2]
    right = [("part", True, 8), ("part", True, 9), ("careful", True, 20)]
    found = told(wrong + right)
    assert found["most_of_wrong_pairs"] == 8
    assert found["told"] == {"part": 0.5, "careful": 1.0}
