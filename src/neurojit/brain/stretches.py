"""A long run as compiled stretches, between which Python may print or be interrupted."""
from __future__ import annotations

import time
from collections.abc import Iterator

from .store import Store

_SECONDS = 0.1


def stretches(store: Store, steps: int, learning: bool, marks: int) -> Iterator[int]:
    """Advance by `steps`; yields the steps done at each of `marks` equal parts.

    A stretch takes about 0.1 s, so that Ctrl-C is heard.
    """
    goals = [steps * (mark + 1) // marks for mark in range(marks)] or [steps]
    done, stretch = 0, 64
    for goal in goals:
        while done < goal:
            count = min(stretch, goal - done)
            began = time.perf_counter()
            store.advance(count, learning)
            taken = time.perf_counter() - began
            done += count
            if taken < _SECONDS / 2 and count == stretch:
                stretch *= 2
            elif taken > 2 * _SECONDS:
                stretch = max(1, stretch // 2)
        yield done
