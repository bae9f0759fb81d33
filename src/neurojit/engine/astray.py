"""Look for values that are no numbers or beyond all bounds."""
import numpy as np

from .._jit import entry


@entry
def count_astray(arena, first, last, far):
    """How many of the values first[s] .. last[s] - 1 of all stretches s are not within -far and far."""
    found = 0
    for s in range(first.size):
        values = arena[first[s] : last[s]]
        for i in range(np.uint64(values.size)):
            found += not abs(values[i]) < far  # which is false for NaN
    return found
