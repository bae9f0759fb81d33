"""Named arrays of one length that grow together, by doubling."""
from __future__ import annotations

from typing import Any

import numpy as np

_FIRST_CAPACITY = 8


def grown(array: np.ndarray, size: int) -> np.ndarray:
    """A copy of `array` with room for `size` rows; what is new is zero."""
    larger = np.zeros((size, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger


def doubled(have: int, need: int) -> int:
    """The capacity `have`, doubled until it holds `need`."""
    capacity = max(have, _FIRST_CAPACITY)
    while capacity < need:
        capacity *= 2
    return capacity


class Columns:
    """Arrays of one length, by name.

    Parameters
    ----------
    **kinds : dtype
        Name and type of every column.

    Examples
    --------
    >>> columns = Columns(weight=float, post=int)
    >>> columns.append(2, weight=[1.0, 2.0], post=7)
    >>> columns["weight"].tolist(), columns["post"].tolist()
    ([1.0, 2.0], [7, 7])
    """

    def __init__(self, **kinds: Any):
        self.n = 0
        self._arrays = {name: np.zeros(_FIRST_CAPACITY, kind) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> np.ndarray:
        """The values so far; a live view, until the next `append`."""
        return self._arrays[name][: self.n]

    def append(self, count: int, **values: Any) -> None:
        """Add `count` rows; every column needs its values, one or `count` of them."""
        last = self.n + count
        for name, array in self._arrays.items():
            if last > len(array):
                array = self._arrays[name] = grown(array, doubled(len(array), last))
            array[self.n : last] = values[name]
        self.n = last
