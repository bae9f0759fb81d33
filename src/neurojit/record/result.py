"""What a run gives back: spike trains and traces as plain NumPy arrays."""
from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..errors import ParameterError, suggest
from .stored import concatenated, tail


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
        if unit not in self.units:
            raise ParameterError(f"unit {unit} was not recorded; recorded are {self.units.size} units "
                                 f"from {self.units.min()} to {self.units.max()}")
        return self.times[np.asarray(self.senders) == unit]

    def rate(self) -> float:
        """Mean rate in Hz over the recorded units and time; NaN where no time was recorded."""
        if self.stop <= self.start:
            return math.nan
        return 1000.0 * len(self) / (self.units.size * (self.stop - self.start))

    def counts(self) -> np.ndarray:
        """Spikes of every recorded unit, in the order of `units`."""
        found = np.bincount(np.asarray(self.senders), minlength=int(self.units.max()) + 1)
        return found[self.units]

    def __len__(self) -> int:
        return len(self.steps)

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, SpikeTrain) and np.array_equal(self.steps, other.steps)
                and np.array_equal(self.senders, other.senders))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return (f"SpikeTrain({len(self)} spikes of {self.units.size} units, {self.start:g} to {self.stop:g} ms, "
                f"{self.rate():.3g} Hz)")


@dataclass(eq=False)
class Traces(Mapping[str, np.ndarray]):
    """Recorded variables of a population: traces["V_m"] has shape (time, unit), traces["rate"] shape (time,).

    Of recorders with to= they are `Stored`, which is read where it is indexed.

    Attributes
    ----------
    times : ndarray, shape (time,)
        ms, of the variable if only one interval was used.
    units : ndarray, shape (unit,)
        Indices in the population.
    """

    data: dict[str, np.ndarray]
    times: np.ndarray
    units: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.data:
            raise KeyError(f"{name!r} was not recorded;{suggest(name, list(self.data))}")
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"Traces({', '.join(self.data)}: {self.times.size} samples of {self.units.size} units)"


@dataclass
class Result:
    """Everything recorded in a run.

    Attributes
    ----------
    spikes : dict of str to SpikeTrain
        By population name.
    traces : dict of str to Traces
        By population name, or the recorder's own.
    start, stop : float
        ms.
    wall_time : float
        s the run took.
    """

    spikes: dict[str, SpikeTrain]
    traces: dict[str, Traces]
    start: float
    stop: float
    wall_time: float = field(default=0.0, compare=False)

    @property
    def realtime_factor(self) -> float:
        """Wall time divided by biological time; below 1 is faster than real time."""
        return self.wall_time / ((self.stop - self.start) / 1000.0)

    def __repr__(self) -> str:
        lines = [f"Result: {self.start:g} to {self.stop:g} ms in {self.wall_time:.3g} s"]
        lines += [f"  spikes[{name!r}]: {train!r}" for name, train in self.spikes.items()]
        return "\n".join(lines + [f"  traces[{name!r}]: {traces!r}" for name, traces in self.traces.items()])


def joined(parts: list[Result]) -> Result:
    """One result of several that follow each other."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return first
    spikes = {name: _joined_trains([p.spikes[name] for p in parts]) for name in first.spikes}
    traces = {name: Traces({v: concatenated([p.traces[name][v] for p in parts]) for v in one},
                           np.concatenate([p.traces[name].times for p in parts]), one.units)
              for name, one in first.traces.items()}
    return Result(spikes, traces, first.start, last.stop, sum(p.wall_time for p in parts))


def after(result: Result, step: int, dt: float) -> Result:
    """The part of a result that comes after a step; all of it if it begins there."""
    time = step * dt
    if time <= result.start:
        return result
    return Result({name: train_after(train, step) for name, train in result.spikes.items()},
                  {name: traces_after(one, time + 0.5 * dt) for name, one in result.traces.items()},
                  time, result.stop, result.wall_time)


def train_after(train: SpikeTrain, step: int) -> SpikeTrain:
    """The spikes after a step."""
    first = int(np.searchsorted(np.asarray(train.steps), step, side="right"))
    start = min(max(step * train.dt, train.start), train.stop)
    return SpikeTrain(tail(train.steps, first), tail(train.senders, first), train.dt, train.units, start, train.stop)


def traces_after(traces: Traces, time: float) -> Traces:
    """The samples at `time` (ms) and later."""
    first = int(np.searchsorted(traces.times, time))
    return Traces({name: tail(values, first) for name, values in traces.data.items()}, traces.times[first:],
                  traces.units)


def _joined_trains(trains: list[SpikeTrain]) -> SpikeTrain:
    recorded = [t for t in trains if t.stop > t.start] or trains[:1]  # a window may begin late and end early
    return SpikeTrain(concatenated([t.steps for t in trains]), concatenated([t.senders for t in trains]),
                      trains[0].dt, trains[0].units, recorded[0].start, recorded[-1].stop)
