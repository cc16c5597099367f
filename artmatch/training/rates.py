"""How fast a run learns at each of its steps."""

import math


def share_of_rate(step: int, *, steps: int, warm_up: int) -> float:
    """Of the peak rate: it rises over the first ``warm_up`` steps and falls as a cosine (Loshchilov and Hutter, "SGDR:
    Stochastic gradient descent with warm restarts", 2017, without restarts).
    """
    return min(1.0, (step + 1) / warm_up) * 0.5 * (1 + math.cos(math.pi * step / steps))
