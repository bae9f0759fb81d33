"""Spike trains of a population."""
from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import ParameterError
from . import tables
from .extras import made_by
from .stored import concatenated, tail
from .window import recorded_units, step_at, window


@dataclass
class SpikeTrain:
    """Spikes of a population in order of (time, unit).

    Attributes
    ----------
    steps : ndarray of int64, shape (n,)
        Time steps; a spike of the update from step k to k+1 has step k+1.
    senders : ndarray of int64, shape (n,)
        Indices in the population. Of recorders with to= both are `Stored`, and are read where they are used.
    dt : float
        ms.
    units : ndarray
        The indices that were recorded.
    start, stop : float
        The time that was recorded, ms.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import SpikeTrain
    >>> train = SpikeTrain(np.array([10, 20, 25]), np.array([0, 1, 0]), 0.1, np.arange(2), 0.0, 5.0)
    >>> train.times
    array([1. , 2. , 2.5])
    >>> train.select([0]).between(2.0, 5.0)
    SpikeTrain(1 spike of 1 unit, 2 to 5 ms, 333 Hz)
    """

    steps: np.ndarray
    senders: np.ndarray
    dt: float
    units: np.ndarray
    start: float
    stop: float

    @property
    def times(self) -> np.ndarray:
        """Spike times in ms, shape (n,)."""
        return np.asarray(self.steps) * self.dt

    def of(self, unit: int) -> np.ndarray:
        """Spike times of one unit in ms."""
        if np.ndim(unit):
            raise ParameterError(f"of() takes one unit, got {unit!r}; select() takes several")
        if unit not in self.units:
            raise ParameterError(f"unit {unit} was not recorded; recorded are {self.units.size} units "
                                 f"from {self.units.min()} to {self.units.max()}")
        return self.times[np.asarray(self.senders) == unit]

    def between(self, start: float | None = None, stop: float | None = None) -> SpikeTrain:
        """Return the spikes with start < t <= stop, as a run from `start` to `stop` records them.

        Parameters
        ----------
        start, stop : float, optional
            ms, within what was recorded; by default its ends, which leave nothing out.

        Raises
        ------
        ParameterError
            For a window that is empty or was not recorded.
        """
        begin, end = window(start, stop, self.start, self.stop)
        return train_within(self, begin - self.dt if start is None else begin, end)

    def select(self, units: Any) -> SpikeTrain:
        """Return the spikes of some units.

        Parameters
        ----------
        units : array_like of int
            Indices in the population.

        Raises
        ------
        ParameterError
            For a unit that was not recorded, or one given twice.
        """
        chosen = recorded_units(units, self.units)
        if np.unique(chosen).size < chosen.size:
            raise ParameterError("units must be given once each")
        kept = np.zeros(int(self.units.max()) + 1, bool)
        kept[chosen] = True
        senders = np.asarray(self.senders)
        mine = kept[senders]
        return replace(self, steps=np.asarray(self.steps)[mine], senders=senders[mine], units=chosen)

    def rate(self) -> float:
        """Mean rate in Hz over the recorded units and time; NaN where no time was recorded."""
        if self.stop <= self.start:
            return math.nan
        return 1000.0 * len(self) / (self.units.size * (self.stop - self.start))

    def counts(self) -> np.ndarray:
        """Spikes of every recorded unit, in the order of `units`."""
        found = np.bincount(np.asarray(self.senders), minlength=int(self.units.max()) + 1)
        return found[self.units]

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame of one row a spike: step, time (ms), sender; the rest is in its `attrs`."""
        return tables.spikes_frame(self)

    @classmethod
    def from_pandas(cls, frame: Any) -> SpikeTrain:
        """Return the spike train that `to_pandas` gave `frame`; a ParameterError where it did not make it."""
        with made_by("SpikeTrain.to_pandas", frame):
            return cls(**tables.spikes_of_frame(frame))

    def to_xarray(self) -> Any:
        """Return an xarray Dataset over `spike` (step, time in ms, sender), with the recorded units along `unit`."""
        return tables.spikes_dataset(self)

    @classmethod
    def from_xarray(cls, dataset: Any) -> SpikeTrain:
        """Return the spike train that `to_xarray` gave `dataset`; a ParameterError where it did not make it."""
        with made_by("SpikeTrain.to_xarray", dataset):
            return cls(**tables.spikes_of_dataset(dataset))

    def __len__(self) -> int:
        return len(self.steps)

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, SpikeTrain) and self.dt == other.dt and np.array_equal(self.steps, other.steps)
                and np.array_equal(self.senders, other.senders) and np.array_equal(self.units, other.units))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        spikes, units = len(self), self.units.size
        return (f"SpikeTrain({spikes} spike{'s'[:spikes != 1]} of {units} unit{'s'[:units != 1]}, "
                f"{self.start:g} to {self.stop:g} ms, {self.rate():.3g} Hz)")


def joined_trains(trains: list[SpikeTrain]) -> SpikeTrain:
    """One train of several that follow each other."""
    recorded = [t for t in trains if t.stop > t.start] or trains[:1]  # a window may begin late and end early
    return SpikeTrain(concatenated([t.steps for t in trains]), concatenated([t.senders for t in trains]),
                      trains[0].dt, trains[0].units, recorded[0].start, recorded[-1].stop)


def train_within(train: SpikeTrain, begin: float, end: float) -> SpikeTrain:
    """The spikes after one time (ms) up to another, which may lie outside of what was recorded."""
    steps = np.asarray(train.steps)
    low, high = (int(np.searchsorted(steps, step_at(time, train.dt), "right")) for time in (begin, end))
    start = min(max(begin, train.start), end)
    return replace(train, steps=train.steps[low:high], senders=train.senders[low:high], start=start,
                   stop=max(start, min(end, train.stop)))


def train_after(train: SpikeTrain, step: int) -> SpikeTrain:
    """The spikes after a step."""
    first = int(np.searchsorted(np.asarray(train.steps), step, side="right"))
    start = min(max(step * train.dt, train.start), train.stop)
    return SpikeTrain(tail(train.steps, first), tail(train.senders, first), train.dt, train.units, start, train.stop)


def check_train(train: Any) -> None:
    """Refuse what is no train, such as the whole result."""
    if not isinstance(train, SpikeTrain):
        raise ParameterError("statistics are of a SpikeTrain, such as result.spikes['exc'], "
                             f"got {type(train).__name__}")
