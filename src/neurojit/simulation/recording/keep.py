"""Where samples and spikes of a run go: into memory, all or the last of them, or to a file."""
from __future__ import annotations

from collections import deque
from typing import Any, Protocol

import numpy as np

from .disk import Dataset


class Keeper(Protocol):
    """Takes rows as they come and gives a part of them back; rows are numbered through a run, from `begin`'s first."""

    def begin(self, first: int, room: int) -> None:
        """A run begins: forget the one before. `room` rows may come, or an unknown number if it is negative."""

    def take(self, rows: np.ndarray) -> None:
        """Take the next rows."""

    def part(self, first: int) -> Any:
        """The rows from number `first` on, as far as they are kept."""


class Memory:
    """Keeps samples in memory that is set aside when a run begins, and only used as it fills."""

    def __init__(self, dtype: str, columns: tuple[int, ...]):
        self._dtype, self._columns = dtype, columns
        self.begin(0, 0)

    def begin(self, first: int, room: int) -> None:
        """Set room for a run aside."""
        self._first, self._n = first, 0
        self._rows = np.empty((room, *self._columns), self._dtype)

    def take(self, rows: np.ndarray) -> None:
        """Copy rows."""
        self._rows[self._n : self._n + len(rows)] = rows
        self._n += len(rows)

    def part(self, first: int) -> np.ndarray:
        """A view."""
        return self._rows[max(0, first - self._first) : self._n]


class Chunks:
    """Keeps what comes in pieces, all of it or as many rows as may still be among the last wanted."""

    def __init__(self, dtype: str, columns: tuple[int, ...], most: int | None = None):
        self._dtype, self._columns, self._most = dtype, columns, most
        self.begin(0, 0)

    def begin(self, first: int, room: int) -> None:
        """Forget the run before."""
        self._next = first
        self._pieces: deque[tuple[int, np.ndarray]] = deque()

    def take(self, rows: np.ndarray) -> None:
        """Keep rows, and forget pieces that are not among the last."""
        self._pieces.append((self._next, rows.astype(self._dtype)))
        self._next += len(rows)
        if self._most is not None:
            self.forget(self._next - self._most)

    def forget(self, first: int) -> None:
        """Forget pieces that end before row number `first`."""
        while self._pieces and self._pieces[0][0] + len(self._pieces[0][1]) <= first:
            self._pieces.popleft()

    def part(self, first: int) -> np.ndarray:
        """One array of the pieces."""
        first = first if self._most is None else max(first, self._next - self._most)
        found = [rows[max(0, first - begin) :] for begin, rows in self._pieces if begin + len(rows) > first]
        return np.concatenate([np.zeros((0, *self._columns), self._dtype), *found])


class Disk:
    """Appends to a dataset of a file; gives back what reads it when it is asked."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset
        self.begin(0, 0)

    def begin(self, first: int, room: int) -> None:
        """Rows of this run come after those that are there."""
        self._first, self._base = first, self._dataset.rows

    def take(self, rows: np.ndarray) -> None:
        """Append rows."""
        self._dataset.append(rows)

    def part(self, first: int) -> Any:
        """The rows of this run, in the file."""
        return self._dataset.stored(self._base + max(0, first - self._first))
