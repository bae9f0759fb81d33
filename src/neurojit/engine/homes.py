"""State has a home, where users see it, and a place near the input of its partition, where it is while runs go on.

There, nothing of another partition is near: a core that reads on ahead, as all do, would take lines away from the
core that writes them.
"""
import numpy as np

from .._jit import entry
from .plan import LENGTH


@entry
def move(arena, homes, source, target):
    """Copy all stretches of state from HOME to AWAY or back."""
    for h in range(homes.shape[0]):
        begin, to = np.uint64(homes[h, source]), np.uint64(homes[h, target])
        for i in range(np.uint64(homes[h, LENGTH])):
            arena[to + i] = arena[begin + i]
