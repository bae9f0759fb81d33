"""Datasets of an HDF5 file that grow while a simulation runs: in chunks, compressed, the file closed in between."""
from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...errors import SimulationError
from ...record.hdf5 import hdf5_file
from ...record.stored import RECORD, Stored, owned

_CHUNK = 1 << 20  # bytes


@dataclass
class Dataset:
    """A dataset that is appended to.

    Attributes
    ----------
    path, name : str
    dtype : str
    columns : tuple of int
        Shape of a row.
    about : dict
        Attributes of the dataset.
    rows : int
        How many there are that belong to the simulation; what else is there is replaced.
    owner : str
        What tells the rows of this simulation from those of others, once there are any.
    """

    path: str
    name: str
    dtype: str
    columns: tuple[int, ...]
    about: dict[str, Any] = field(default_factory=dict)
    rows: int = 0
    owner: str = ""

    def append(self, values: np.ndarray) -> None:
        """Write rows after those that are there."""
        if len(values) == 0:
            return
        with self._opened() as file:
            data = owned(file, self.path, self.name, self.owner) if self.rows > 0 else self._make(file)
            data.resize(self.rows + len(values), axis=0)
            data[self.rows :] = values
        self.rows += len(values)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            with hdf5_file(self.path, RECORD, keep=True) as file:
                yield file
        except BlockingIOError as error:
            raise SimulationError(f"{self.path!r} is being written by another simulation; give every simulation a file "
                                  "of its own with to=") from error

    def _make(self, file: Any) -> Any:
        """The dataset, empty and ours."""
        if self.name in file:
            del file[self.name]
        self.owner = secrets.token_hex(8)
        width = int(np.prod(self.columns)) * np.dtype(self.dtype).itemsize
        data = file.create_dataset(
            self.name, (0, *self.columns), self.dtype, maxshape=(None, *self.columns),
            chunks=(max(1, _CHUNK // max(1, width)), *self.columns), compression="lzf", shuffle=True)
        data.attrs.update(self.about, owner=self.owner)
        return data

    def stored(self, first: int) -> Stored:
        """The rows from `first` on."""
        return Stored(self.path, self.name, first, self.rows, self.columns, self.dtype, self.owner)
