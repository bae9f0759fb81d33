"""Records that lie in a file and are read when they are asked for."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import SimulationError


def h5py() -> Any:
    """The library, or an error that says what to install."""
    try:
        import h5py as found
    except ImportError:
        raise SimulationError("HDF5 files need h5py: pip install neurojit[io]") from None
    return found


@dataclass(frozen=True)
class Stored:
    """Some rows of a dataset of an HDF5 file; indexing reads what is asked for, `numpy.asarray` all.

    Attributes
    ----------
    path, name : str
        File and dataset.
    first, last : int
        Its rows from `first` to `last` - 1.
    columns : tuple of int
        Shape of a row.
    dtype : str
    """

    path: str
    name: str
    first: int
    last: int
    columns: tuple[int, ...]
    dtype: str

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array."""
        return (self.last - self.first, *self.columns)

    @property
    def size(self) -> int:
        """As of an array."""
        return int(np.prod(self.shape))

    @property
    def ndim(self) -> int:
        """As of an array."""
        return len(self.shape)

    def __len__(self) -> int:
        return self.last - self.first

    def part(self, first: int) -> Stored:
        """The rows from `first` on."""
        return Stored(self.path, self.name, min(self.first + first, self.last), self.last, self.columns, self.dtype)

    def __getitem__(self, key: Any) -> Any:
        rows, *others = key if isinstance(key, tuple) else (key,)
        chosen = np.arange(self.first, self.last)[rows]
        with h5py().File(self.path, "r") as file:
            data = file[self.name]
            if chosen.ndim == 0:
                return data[(int(chosen), *others)]
            if chosen.size == 0:
                return np.zeros((0, *data.shape[1:]), data.dtype)[(slice(None), *others)]
            low, high = int(chosen.min()), int(chosen.max()) + 1
            return data[low:high][(chosen - low, *others)] if not others else data[low:high][chosen - low][
                (slice(None), *others)]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self[:], dtype)


def concatenated(arrays: list[Any]) -> Any:
    """One array of several that follow each other; rows of one dataset stay in the file."""
    stored = [one for one in arrays if isinstance(one, Stored)]
    if not stored:
        return np.concatenate(arrays)
    return Stored(stored[0].path, stored[0].name, stored[0].first, stored[-1].last, stored[0].columns, stored[0].dtype)


def tail(array: Any, first: int) -> Any:
    """The rows from `first` on, which stay in the file if they are there."""
    return array.part(first) if isinstance(array, Stored) else array[first:]
