"""How evenly work is spread."""

import numpy as np
from numpy.typing import NDArray


def gini(values: NDArray[np.int64]) -> float:
    """0 where all carry the same, towards 1 where one carries all; 0 where there is nothing.

    Gini, "Variabilità e mutabilità" (1912): half the mean difference between two, divided by the
    mean. By ranks: Σ(2i − n − 1)·xᵢ / (n·Σx), x sorted upwards, i from 1.
    """
    total = int(values.sum())
    if total == 0:
        return 0.0
    ordered = np.sort(values)
    size = len(ordered)
    ranks = 2 * np.arange(1, size + 1) - size - 1
    return float((ranks * ordered).sum() / (size * total))
