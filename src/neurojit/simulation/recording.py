"""Turn recorders into the engine's tables, and what the engine wrote into results."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..compile.estimate import available_mb
from ..compile.program import Program
from ..engine import plan as ep
from ..errors import SimulationError
from ..network import Population
from ..network.values import whole_steps
from ..record import SpikeTrain, Traces

_NEVER = 2**62


def unit_label(model: Any, variable: str) -> str:
    """The unit of measure of a state variable, "" for a bare number."""
    unit = model.variables[variable]
    return "" if unit == "1" else unit


def _step(time: float, dt: float) -> int:
    return _NEVER if np.isinf(time) else int(np.ceil(time / dt - 1e-9))


@dataclass
class _Trace:
    """One variable of one population of one recorder."""

    key: str
    population: Population
    index: np.ndarray
    variable: str
    interval: int
    start: int
    stop: int

    def lines(self, first: int, last: int) -> tuple[int, int]:
        """Number of the first sample after step `first`, and one past the last up to step `last`.

        Step 0 is the initial state and belongs to the run that begins there.
        """
        low = max(first + 1 if first > 0 else 0, self.start)
        high = min(last, self.stop - 1)
        begin = -(-low // self.interval)
        return begin, max(begin, high // self.interval + 1)


@dataclass
class _Spikes:
    key: str
    population: Population
    index: np.ndarray
    start: int
    stop: int


class Recording:
    """The recorders of a simulation."""

    def __init__(self, program: Program):
        self._program = program
        self._traces: list[_Trace] = []
        self._places: list[int] = []  # where the samples of each trace begin, as planned for the whole run
        self._spikes: list[_Spikes] = []
        dt = program.dt
        for recorder in program.network.recorders:
            interval = 1 if recorder.interval is None else whole_steps("interval", recorder.interval, dt)
            start, stop = _step(recorder.start, dt), _step(recorder.stop, dt)
            for population, index in recorder.target.parts:
                key = recorder.name or population.name
                for variable in recorder.variables:
                    if variable == "spikes":
                        self._spikes.append(_Spikes(key, population, index, start, stop))
                    else:
                        self._traces.append(_Trace(key, population, index, variable, interval, start, stop))

    def tables(self, first: int, last: int) -> tuple[ep.Traces, np.ndarray]:
        """The engine's tables and the buffer for the samples of the steps first to last."""
        n_parts = self._program.layout.n_partitions
        table = np.zeros((len(self._traces), ep.TRACE_FIELDS), np.int64)
        bounds = np.zeros((n_parts, len(self._traces) + 1), np.int64)
        source, column = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        size = at = 0
        self._places = []
        for t, trace in enumerate(self._traces):
            begin, end = trace.lines(first, last)
            table[t, ep.T_INTERVAL], table[t, ep.T_FIRST_SAMPLE] = trace.interval, begin
            table[t, ep.T_COLUMNS], table[t, ep.T_OUT] = trace.index.size, size
            self._places.append(size)
            table[t, ep.T_START], table[t, ep.T_STOP] = trace.start, trace.stop
            size += (end - begin) * trace.index.size
        if size * 8e-6 > available_mb():
            raise SimulationError(
                f"the traces of this run need {size * 8e-9:.1f} GB, {available_mb() / 1000:.1f} GB are free; "
                "record fewer units, at a longer interval=, or run in parts")
        for k in range(n_parts):
            for t, trace in enumerate(self._traces):
                lo, hi, _ = self._program.layout.ranges[k, trace.population.index]
                here = np.flatnonzero((trace.index >= lo) & (trace.index < hi))
                bounds[k, t] = at
                row = self._program.layout.running_row(trace.population, trace.variable, k)
                source.append(row + trace.index[here])
                column.append(here)
                at += here.size
            bounds[k, -1] = at
        return ep.Traces(table, bounds, np.concatenate(source), np.concatenate(column)), np.empty(max(1, size))

    def traces(self, samples: np.ndarray, first: int, last: int) -> dict[str, Traces]:
        """Traces of the steps first to last, by key; a run that was interrupted ends before its plan."""
        found: dict[str, Traces] = {}
        for trace, at in zip(self._traces, self._places, strict=True):
            begin, end = trace.lines(first, last)
            n = (end - begin) * trace.index.size
            values = samples[at : at + n].reshape(end - begin, trace.index.size)
            times = np.arange(begin, end) * trace.interval * self._program.dt
            if trace.key in found:
                found[trace.key].data[trace.variable] = values
            else:
                found[trace.key] = Traces({trace.variable: values}, times, trace.index)
            found[trace.key].measured_in[trace.variable] = unit_label(trace.population.model, trace.variable)
        return found

    def spikes(self, steps: np.ndarray, units: np.ndarray, first: int, last: int) -> dict[str, SpikeTrain]:
        """Spike trains from the log of the steps first to last, by key."""
        found = {}
        dt = self._program.dt
        for one in self._spikes:
            low, high = one.population.first_unit, one.population.first_unit + one.population.size
            mine = (units >= low) & (units < high)
            if one.start > first or one.stop <= last:
                mine &= (steps >= one.start) & (steps < one.stop)
            sender, when = units[mine].astype(np.int64) - low, steps[mine]
            if one.index.size < one.population.size:
                wanted = np.zeros(one.population.size, bool)
                wanted[one.index] = True
                sender, when = sender[wanted[sender]], when[wanted[sender]]
            start = min(max(first, one.start), last)
            found[one.key] = SpikeTrain(when, sender, dt, one.index, start * dt, max(start, min(one.stop, last)) * dt)
        return found
