"""Recorded variables of a population."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..errors import ParameterError, suggest
from ..units import to_float
from . import tables
from .extras import made_by
from .stored import concatenated, tail
from .window import recorded_units


@dataclass(eq=False)
class Traces(Mapping[str, np.ndarray]):
    """Recorded variables of a population: traces["V_m"] has shape (time, unit), traces["rate"] shape (time,).

    Of recorders with to= they are `Stored`, which is read where it is indexed.

    Attributes
    ----------
    data : dict of str to ndarray
        By variable.
    times : ndarray, shape (time,)
        ms.
    units : ndarray, shape (unit,)
        Indices in the population.
    measured_in : dict of str to str
        Units of measure of the variables.

    Examples
    --------
    >>> import numpy as np
    >>> from neurojit.record import Traces
    >>> traces = Traces({"V_m": np.array([[-70.0, -65.0], [-69.0, -64.0]])}, np.array([0.0, 0.1]), np.array([3, 7]),
    ...                 {"V_m": "mV"})
    >>> traces
    Traces(V_m [mV]: 2 samples of 2 units, 0 to 0.1 ms)
    >>> traces.select(7)["V_m"].tolist()
    [[-65.0], [-64.0]]
    """

    data: dict[str, np.ndarray]
    times: np.ndarray
    units: np.ndarray
    measured_in: dict[str, str] = field(default_factory=dict)

    def between(self, start: float | None = None, stop: float | None = None) -> Traces:
        """Return the samples with start < t <= stop, as a run from `start` to `stop` records them.

        Parameters
        ----------
        start, stop : float, optional
            ms; by default all. The initial state, at time 0, goes with start=0.

        Raises
        ------
        ParameterError
            Where start is not before stop.
        """
        begin = -np.inf if start is None else to_float(start, "ms", "start")
        end = np.inf if stop is None else to_float(stop, "ms", "stop")
        if np.ndim(begin) or np.ndim(end):
            raise ParameterError(f"start and stop must be times in ms, got {start!r} and {stop!r}")
        begin = begin or -np.inf  # the initial state goes with 0
        if not begin < end:
            raise ParameterError(f"start must be before stop, got start={begin:g}, stop={end:g}")
        slack = np.maximum(1e-9, 4.0 * np.spacing(self.times))  # times are multiples of a step, rounded
        mine = (self.times > begin + slack) & (self.times <= end + slack)
        return replace(self, data={name: values[mine] for name, values in self.data.items()}, times=self.times[mine])

    def select(self, units: Any) -> Traces:
        """Return the traces of some units.

        Parameters
        ----------
        units : array_like of int
            Indices in the population.

        Raises
        ------
        ParameterError
            For a unit that was not recorded.
        """
        chosen = recorded_units(units, self.units)
        order = np.argsort(self.units)
        columns = order[np.searchsorted(self.units, chosen, sorter=order)]
        data = {name: values[:, columns] if values.ndim > 1 else values for name, values in self.data.items()}
        return replace(self, data=data, units=chosen)

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame with time (ms) down and (variable, unit) across."""
        return tables.traces_frame(self)

    @classmethod
    def from_pandas(cls, frame: Any) -> Traces:
        """Return the traces that `to_pandas` gave `frame`; a ParameterError where it did not make it."""
        with made_by("Traces.to_pandas", frame):
            return cls(**tables.traces_of_frame(frame))

    def to_xarray(self) -> Any:
        """Return an xarray Dataset with one variable of dimensions (time, unit) each."""
        return tables.traces_dataset(self)

    @classmethod
    def from_xarray(cls, dataset: Any) -> Traces:
        """Return the traces that `to_xarray` gave `dataset`; a ParameterError where it did not make it."""
        with made_by("Traces.to_xarray", dataset):
            return cls(**tables.traces_of_dataset(dataset))

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in list(self.data):
            raise KeyError(f"{name!r} was not recorded;{suggest(name, list(self.data))}")
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Traces) and self.data.keys() == other.data.keys()
                and np.array_equal(self.times, other.times) and np.array_equal(self.units, other.units)
                and all(np.array_equal(values, other.data[name], equal_nan=True)
                        for name, values in self.data.items()))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        names = [f"{name} [{self.measured_in[name]}]" if name in self.measured_in else name for name in self.data]
        samples, units = self.times.size, self.units.size
        time = f", {self.times[0]:g} to {self.times[-1]:g} ms" if samples else ""
        return (f"Traces({', '.join(names)}: {samples} sample{'s'[:samples != 1]} of "
                f"{units} unit{'s'[:units != 1]}{time})")


def joined_traces(parts: list[Traces]) -> Traces:
    """Traces of several runs that follow each other."""
    first = parts[0]
    return replace(first, data={name: concatenated([p[name] for p in parts]) for name in first},
                   times=np.concatenate([p.times for p in parts]))


def traces_after(traces: Traces, time: float) -> Traces:
    """The samples at `time` (ms) and later."""
    first = int(np.searchsorted(traces.times, time))
    return replace(traces, data={name: tail(values, first) for name, values in traces.data.items()},
                   times=traces.times[first:])
