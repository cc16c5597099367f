"""Sets of photograph numbers in a line of text: ``1-40,42,44-52113``. Pure."""

from itertools import chain

import numpy as np
from numpy.typing import NDArray


def written(numbers: NDArray[np.int64]) -> str:
    """Ascending, different ``numbers`` (N,) as text; nothing for none."""
    if not len(numbers):
        return ""
    ends = np.flatnonzero(np.diff(numbers) != 1)
    firsts = numbers[np.concatenate([[0], ends + 1])].tolist()
    lasts = numbers[np.concatenate([ends, [len(numbers) - 1]])].tolist()
    runs = zip(firsts, lasts, strict=True)
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read(text: str) -> NDArray[np.int64]:
    """The numbers that :func:`written` wrote, ascending."""
    pairs = ([int(end) for end in part.split("-")] for part in text.split(",") if part)
    return np.array(list(chain.from_iterable(range(pair[0], pair[-1] + 1) for pair in pairs)), np.int64)
