"""The recorders of a simulation: the engine's tables, and where what it wrote goes."""
from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...compile.program import Program
from ...engine import plan as ep
from ...errors import ParameterError, SimulationError
from ...memory import available_mb
from ...network import Population
from ...network.recorder import Recorder, variable_of_mean
from ...network.values import whole_steps
from ...record import Result, Traces, after, protected, traces_after, train_after
from ...record.stored import Stored, h5py
from .disk import Dataset
from .keep import Chunks, Disk, Keeper, Memory
from .spikes import Spikes
from .synapses import SynapseTrace, traces_of
from .traces import Rate, Trace

_NEVER = 2**62
_BUFFER = 32e6  # bytes of samples between two visits


def _step(time: float, dt: float) -> int:
    return _NEVER if np.isinf(time) else int(np.ceil(time / dt - 1e-9))


def _in_file(name: str) -> str:
    """The name of a dataset."""
    return name.replace("(", "_").replace(")", "")


class Recording:
    """Hands the engine tables for some steps at a time, and takes what it wrote to where the recorders keep it."""

    def __init__(self, program: Program):
        self._program = program
        self.traces: list[Trace] = []
        self.rates: list[Rate] = []
        self.spikes: list[Spikes] = []
        self.synapses: list[SynapseTrace] = []
        self._datasets: list[Dataset] = []
        self._places: list[int] = []  # of the samples of each trace in the buffer
        self._buffer = np.zeros(1)
        self._failure: Exception | None = None
        self._rated = {key for recorder in program.network.recorders if "rate" in recorder.variables
                       for key in recorder.keys}
        for recorder in program.network.recorders:
            if recorder.to is not None:
                h5py()
            for population, index in recorder.target.parts:
                for variable in recorder.variables:
                    if variable == "spikes":
                        self._add_spikes(recorder, population, index)
                    else:
                        self._add_trace(recorder, population, index, variable)

        for one in program.network.synapse_recorders:
            self.synapses += traces_of(one, program, _step(one.start, program.dt), _step(one.stop, program.dt))

    # ------------------------------------------------------------------------------------ what there is

    def _add_spikes(self, recorder: Recorder, population: Population, index: np.ndarray) -> None:
        key, dt = recorder.name or population.name, self._program.dt
        wanted = np.zeros(population.size, bool)
        wanted[index] = True
        steps, senders = (Chunks("int64", ()) if recorder.to is None else
                          self._disk(recorder.to, f"{key}/{name}", "int32", (), 1) for name in ("steps", "senders"))
        self.spikes.append(Spikes(key, population, index, wanted, _step(recorder.start, dt), _step(recorder.stop, dt),
                                  steps, senders, self._last(recorder)))

    def _add_trace(self, recorder: Recorder, population: Population, index: np.ndarray, variable: str) -> None:
        key, dt = recorder.name or population.name, self._program.dt
        interval = 1 if recorder.interval is None else whole_steps("interval", recorder.interval, dt)
        mean, last = variable_of_mean(variable), self._last(recorder)
        columns = () if mean or variable == "rate" else (index.size,)
        size = int(np.prod(columns)) * np.dtype(recorder.dtype).itemsize
        keeper: Keeper = Memory(recorder.dtype, columns)
        if recorder.to is not None:
            keeper = self._disk(recorder.to, f"{key}/{variable}", recorder.dtype, columns, interval)
        elif last is not None:
            keeper = Chunks(recorder.dtype, columns, -(-last // interval))
        start = max(_step(recorder.start, dt), key in self._rated)  # variables beside a rate have its times
        made = (key, variable, population, index, mean or variable, interval, start, _step(recorder.stop, dt),
                mean is not None, keeper, last, 0 if recorder.to is not None else size)
        if variable == "rate":
            self.rates.append(Rate(*made))
        else:
            self.traces.append(Trace(*made))

    def _disk(self, path: str, name: str, dtype: str, columns: tuple[int, ...], interval: int) -> Disk:
        about = {"dt": self._program.dt, "interval": interval * self._program.dt}
        self._refuse_met(path, name)
        self._datasets.append(Dataset(path, _in_file(name), dtype, columns, about))
        return Disk(self._datasets[-1])

    def _refuse_met(self, path: str, name: str) -> None:
        """Datasets of two recorders must not meet in a file, nor may one lie within the other."""
        mine = posixpath.normpath(_in_file(name).lstrip("/"))
        for one in self._datasets:
            theirs = posixpath.normpath(one.name.lstrip("/"))
            if one.path == path and (mine + "/").startswith(theirs + "/") | (theirs + "/").startswith(mine + "/"):
                raise ParameterError(f"the records {name!r} and {one.name!r} would meet in {path!r}; give one of the "
                                     "recorders another name=, or a file of its own")

    def _last(self, recorder: Recorder) -> int | None:
        return None if recorder.last is None else whole_steps("last", recorder.last, self._program.dt)

    # ------------------------------------------------------------------------------------ a run

    def begin(self, first: int, last: int) -> None:
        """Prepare a run, or refuse it where its records would not fit in memory."""
        sampled = (*self.traces, *self.rates, *self.synapses)
        need = sum(one.need(first, last) for one in sampled)
        if need > 1e6 * available_mb():
            raise SimulationError(
                f"the traces of this run need {need * 1e-9:.1f} GB, {available_mb() / 1000:.1f} GB are free; record "
                "fewer units, at a longer interval=, as dtype='float32', the last= ms only, or to= a file")
        self.settle(first)
        for spikes in self.spikes:
            spikes.begin()
        for trace in sampled:
            trace.begin(first, last)

    def tables(self, first: int, last: int) -> tuple[ep.Traces, np.ndarray, int]:
        """The engine's tables, the buffer for samples, and the step up to which they go."""
        a_step = sum(8.0 * one.index.size / one.interval for one in self.traces)
        last = min(last, first + max(1, int(_BUFFER / a_step))) if a_step else last
        table = np.zeros((len(self.traces), ep.TRACE_FIELDS), np.int64)
        size, self._places = 0, []
        for t, trace in enumerate(self.traces):
            begin, end = trace.lines(first, last)
            table[t, ep.T_INTERVAL], table[t, ep.T_FIRST_SAMPLE] = trace.interval, begin
            table[t, ep.T_COLUMNS], table[t, ep.T_OUT] = trace.index.size, size
            table[t, ep.T_START], table[t, ep.T_STOP] = trace.start, trace.stop
            self._places.append(size)
            size += (end - begin) * trace.index.size
        if size > self._buffer.size:
            self._buffer = np.empty(size)
        return ep.Traces(table, *self._columns()), self._buffer, last

    def _columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For every partition, which value goes to which column."""
        layout = self._program.layout
        bounds = np.zeros((layout.n_partitions, len(self.traces) + 1), np.int64)
        source, column = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        at = 0
        for k in range(layout.n_partitions):
            for t, trace in enumerate(self.traces):
                lo, hi, _ = layout.ranges[k, trace.population.index]
                here = np.flatnonzero((trace.index >= lo) & (trace.index < hi))
                bounds[k, t] = at
                source.append(layout.running_row(trace.population, trace.variable, k) + trace.index[here])
                column.append(here)
                at += here.size
            bounds[k, -1] = at
        return bounds, np.concatenate(source), np.concatenate(column)

    @property
    def is_whole(self) -> bool:
        """Whether all that was sampled and logged was taken."""
        return self._failure is None

    def refuse_incomplete(self) -> None:
        """For what goes on from here."""
        if self._failure is not None:
            raise SimulationError("a recorder has failed, so neither records nor state are complete "
                                  f"({self._failure!r}); reset() or restore() the simulation") from self._failure

    @contextlib.contextmanager
    def _taking(self) -> Iterator[None]:
        """Where this fails, nobody knows how much was taken."""
        self.refuse_incomplete()
        try:
            yield
        except Exception as error:
            self._failure = error
            raise

    def take_samples(self, now: int) -> None:
        """Take what the engine has sampled up to step `now`; the rest of the buffer goes on to be filled."""
        with self._taking():
            for t, trace in enumerate(self.traces):
                n, width = max(0, trace.lines(0, now)[1] - trace.taken), trace.index.size
                trace.take(self._buffer[self._places[t] : self._places[t] + n * width].reshape(n, width))
                self._places[t] += n * width
            for rate in self.rates:
                rate.complete(now, self._program.dt)

    def next_look(self, step: int, last: int) -> int:
        """The first step after `step` at which synapses are recorded, or the last one."""
        for one in self.synapses:
            last = min(last, step - step % one.interval + one.interval)
        return last

    def look(self, step: int) -> None:
        """Record synapses where they are due."""
        for one in self.synapses:
            one.look(self._program, step)

    def take_spikes(self, steps: np.ndarray, units: np.ndarray) -> None:
        """Take a log of spikes."""
        with self._taking():
            for one in self.spikes:
                one.take(steps, units)
            for rate in self.rates:
                first = rate.population.first_unit
                wanted = np.zeros(self._program.plan.populations.log_mask.size, bool)
                wanted[first + rate.index] = True
                rate.count(steps[wanted[units]])

    def result(self, first: int, since: int, now: int, wall_time: float) -> Result:
        """What was recorded after step `since` of the run that began at `first`; all was taken."""
        dt = self._program.dt
        spikes = {one.key: one.train(first, now, dt) for one in self.spikes}
        traces: dict[str, Traces] = {}
        for trace in (*self.traces, *self.rates, *self.synapses):
            begin, end = trace.shown(first, now)
            values = trace.keeper.part(begin)
            if trace.key in traces:
                traces[trace.key].data[trace.label] = values
            else:
                times = np.arange(begin, end) * trace.interval * dt
                traces[trace.key] = Traces({trace.label: values}, times, trace.index)
            if trace.measured_in:
                traces[trace.key].measured_in[trace.label] = trace.measured_in
        found = protected(Result(spikes, traces, first * dt, now * dt, wall_time))
        return self.trimmed(after(found, since, dt) if since > first else found)

    # ------------------------------------------------------------------------------------ between runs

    @property
    def forgets(self) -> bool:
        """Whether some recorder keeps only the last of what happened."""
        return any(recorder.last is not None for recorder in self._program.network.recorders)

    def trimmed(self, result: Result) -> Result:
        """A result without what recorders with last= forget."""
        dt = self._program.dt
        now = round(result.stop / dt)
        for one in self.spikes:
            if one.last is not None:
                result.spikes[one.key] = train_after(result.spikes[one.key], now - one.last)
        for trace in (*self.traces, *self.rates):
            if trace.last is not None:
                time = (trace.first_kept(now) - 0.5) * trace.interval * dt
                result.traces[trace.key] = traces_after(result.traces[trace.key], time)
        return result

    @property
    def begun(self) -> dict[str, float]:
        """Spikes of the intervals of rates that are not complete."""
        return {rate.counted: rate.begun for rate in self.rates}

    def go_on_from(self, step: int, begun: dict[str, float], result: Result | None) -> None:
        """Be as after the run that ended at `step`: counts of intervals, and rows of datasets."""
        self._failure = None
        for rate in self.rates:
            rate.go_on_from(step, begun.get(rate.counted))
        every: list[Any] = [] if result is None else [
            *(x for train in result.spikes.values() for x in (train.steps, train.senders)),
            *(x for traces in result.traces.values() for x in traces.values())]
        there = {(one.path, one.name): one for one in every if isinstance(one, Stored)}
        for dataset in self._datasets:
            dataset.go_on_after(there.get((dataset.path, dataset.name)))

    def settle(self, step: int) -> None:
        """Take rows back from files that a run from this step would replace."""
        for dataset in self._datasets:
            dataset.settle(step)
