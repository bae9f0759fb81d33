"""Records that lie in a file and are read when they are asked for."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ..errors import SimulationError
from .extras import load

RECORD = "a record in a file"


def h5py() -> Any:
    """The library, or an error that says what to install."""
    return load("h5py", RECORD, "io")


def owned(file: Any, path: str, name: str, owner: str) -> Any:
    """A dataset of an open file, if it still is that of `owner`."""
    if name not in file or owner not in ("", file[name].attrs.get("owner", "")):
        raise SimulationError(f"{name!r} in {path!r} is another simulation's by now, or was begun anew; give every "
                              "simulation a file of its own with to=")
    return file[name]


@dataclass(frozen=True, eq=False)
class Stored(NDArrayOperatorsMixin):
    """Some rows of a dataset of an HDF5 file.

    Indexing reads what is asked for; `numpy.asarray`, arithmetic, and all methods and attributes that an array has
    (``stored.mean(axis=0)``, ``stored.T``) read all rows, each time.

    Attributes
    ----------
    path, name : str
        File and dataset.
    first, last : int
        Its rows from `first` to `last` - 1.
    columns : tuple of int
        Shape of a row.
    dtype : str
    owner : str
        Says whose rows they are: a file that another simulation has begun anew is refused.
    generation : int
        How often rows had been taken back before: rows that were taken back later are refused.
    """

    path: str
    name: str
    first: int
    last: int
    columns: tuple[int, ...]
    dtype: str
    owner: str = ""
    generation: int = 0

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
        return replace(self, first=min(self.first + first, self.last))

    def __getitem__(self, key: Any) -> Any:
        rows, *others = (key if isinstance(key, tuple) else (key,)) or (...,)
        if not _is_of_rows(rows, others):
            return self[:][key]
        chosen = np.arange(self.first, self.last)[rows]
        if chosen.size == 0:
            return np.zeros((0, *self.columns), self.dtype)[(slice(None), *others)]
        low, high = int(chosen.min()), int(chosen.max()) + 1
        with h5py().File(self.path, "r") as file:
            data = owned(file, self.path, self.name, self.owner)
            self._refuse_taken_back(data)
            part = data[low:high]
        return part[0][tuple(others)] if chosen.ndim == 0 else part[chosen - low][(slice(None), *others)]

    def _refuse_taken_back(self, data: Any) -> None:
        """Rows behind those that restore() kept are gone, or are others by now."""
        for generation, rows in data.attrs.get("cuts", ()):
            if generation > self.generation and rows < self.last:
                raise SimulationError(f"rows {rows} to {self.last - 1} of {self.name!r} in {self.path!r} were taken "
                                      "back by restore(), and the simulation has gone on otherwise")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self[:], dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        arrays = (np.asarray(one) if isinstance(one, Stored) else one for one in inputs)
        return getattr(ufunc, method)(*arrays, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        return getattr(fixed(np.asarray(self)), name)  # who sorts it in place should know that nothing is kept


def _is_of_rows(rows: Any, others: list[Any]) -> bool:
    """Whether an index takes whole rows, one, several or a stretch, and then parts of them."""
    if rows is None or rows is Ellipsis or isinstance(rows, bool | np.bool_) or any(one is None for one in others):
        return False
    is_list = not isinstance(rows, slice) and np.ndim(rows) > 0
    return np.ndim(rows) < 2 and not (is_list and any(not isinstance(one, slice) for one in others))


def concatenated(arrays: list[Any]) -> Any:
    """One array of several that follow each other; rows of one dataset stay in the file."""
    stored = [one for one in arrays if isinstance(one, Stored)]
    if not stored:
        return np.concatenate(arrays)
    return replace(stored[-1], first=stored[0].first)


def fixed(array: Any) -> Any:
    """A view that cannot be written to; what is in a file cannot anyway."""
    if isinstance(array, Stored):
        return array
    view = array.view()
    view.flags.writeable = False
    return view


def tail(array: Any, first: int) -> Any:
    """The rows from `first` on, which stay in the file if they are there."""
    return array.part(first) if isinstance(array, Stored) else array[first:]
