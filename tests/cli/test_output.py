"""What a long run says of how far it is."""

import re
import time

from artmatch.cli.output import progress


def test_photographs_that_are_done_together_are_no_faster_than_the_time_they_took(capsys):
    def in_one_batch():
        time.sleep(0.5)
        yield from range(4)

    assert list(progress(in_one_batch(), 4, "Indexing")) == [0, 1, 2, 3]
    said = capsys.readouterr().err
    assert "4/4" in said
    assert 0 < float(re.search(r"([\d.]+)/s", said)[1]) <= 8
