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
        What tells the rows of this simulation from those of others, once it has begun the dataset.
    generation : int
        How often rows of the dataset were taken back.
    is_settled : bool
        Whether the file holds those rows and no others.
    """

    path: str
    name: str
    dtype: str
    columns: tuple[int, ...]
    about: dict[str, Any] = field(default_factory=dict)
    rows: int = 0
    owner: str = ""
    generation: int = 0
    is_settled: bool = False

    def go_on_after(self, stored: Stored | None) -> None:
        """Be as after these rows of the dataset, or none, from the next run on."""
        self.rows, self.owner = (0, "") if stored is None else (stored.last, stored.owner)
        self.is_settled = False

    def settle(self, step: int) -> None:
        """Make the file hold our rows and no others, before a run that begins at a step."""
        if self.is_settled:
            return
        with self._opened() as file:
            data = owned(file, self.path, self.name, self.owner) if self.owner else self._make(file, step)
            self._cut(data)
        self.is_settled = True

    def append(self, values: np.ndarray) -> None:
        """Write rows after those that are there."""
        if len(values) == 0:
            return
        with self._opened() as file:
            data = owned(file, self.path, self.name, self.owner)
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

    def _cut(self, data: Any) -> None:
        """Take rows back that come after ours, and write down that they were."""
        if data.shape[0] < self.rows:
            raise SimulationError(f"{self.name!r} in {self.path!r} has {data.shape[0]} of the {self.rows} rows that "
                                  "the simulation has written; go on with the whole file")
        self.generation = int(data.attrs["generation"])
        if data.shape[0] > self.rows:
            self.generation += 1
            cuts = [cut for cut in data.attrs["cuts"].tolist() if cut[1] < self.rows]  # others say less than this one
            data.attrs.update(generation=self.generation, cuts=np.array([*cuts, (self.generation, self.rows)]))
            data.resize(self.rows, axis=0)

    def _make(self, file: Any, step: int) -> Any:
        """The dataset, empty and ours."""
        if self.name in file:
            if step > 0 and getattr(file[self.name], "size", 1) > 0:  # or a group, with records of others
                raise SimulationError(f"{self.name!r} in {self.path!r} holds records, but the simulation goes on from "
                                      "a snapshot without any (records=False), and would begin it anew; give another "
                                      "file with to=, or take snapshots with records")
            del file[self.name]
        self.owner = secrets.token_hex(8)
        width = int(np.prod(self.columns)) * np.dtype(self.dtype).itemsize
        data = file.create_dataset(
            self.name, (0, *self.columns), self.dtype, maxshape=(None, *self.columns),
            chunks=(max(1, _CHUNK // max(1, width)), *self.columns), compression="lzf", shuffle=True)
        data.attrs.update(self.about, owner=self.owner, generation=0, cuts=np.zeros((0, 2), np.int64))
        return data

    def stored(self, first: int) -> Stored:
        """The rows from `first` on."""
        return Stored(self.path, self.name, first, self.rows, self.columns, self.dtype, self.owner,
                      self.generation)
