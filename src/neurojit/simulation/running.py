"""One call of run(): compiled stretches of about 0.1 s, and what they recorded."""
from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from ..compile.program import Program
from ..engine import plan as ep, ring
from ..engine.context import pack
from ..record import Result
from . import second, threads as th
from .pace import Pace
from .recording import Recording
from .watch import report


class Run:
    """Takes a program from the step where it stands to step `last`, in as many parts as wanted.

    Between two parts, everything that a user may change between runs may be changed.

    Attributes
    ----------
    first, filled : int
        The step at which it began, and the one up to which there is room for samples.
    compiled_s : float
        Seconds spent in compiled code.
    """

    def __init__(self, program: Program, recording: Recording, pace: Pace, last: int):
        self.program, self._recording, self._pace = program, recording, pace
        self._began = time.perf_counter()
        self._drained = 0
        self.compiled_s = 0.0
        self._packed: tuple[ep.Context, np.ndarray] | None = None
        self.first, self._last = program.step, last
        self.resume()
        recording.begin(self.first, last)
        if self.first == 0:
            recording.look(0)
        self._traces, self.filled = self._room(self.first)
        self._sample_initial()
        second.prepare(program.plan)

    def _room(self, first: int) -> tuple[ep.Traces, int]:
        """Make room for the samples from step `first` on; returns the tables and the step at which it is full."""
        traces, samples, full = self._recording.tables(first, self._last)
        self.program.state = self.program.state._replace(samples=samples)
        return traces, full

    def _sample_initial(self) -> None:
        if self.first == 0 and self._traces.table.size:
            self.program.move_out()
            for k in range(self.program.layout.n_partitions):
                _sample_row(self._traces, self.program.state, k)

    def resume(self) -> None:
        """Let what was changed take effect."""
        self.program.refresh()
        self.program.couple()

    def stretches(self, at: int, stop: int) -> Iterator[int]:
        """Go on from step `at` to step `stop`; gives the steps that each compiled stretch has done."""
        while at < stop:
            self._pace.begin()
            until = min(stop, at + self._pace.length, self.filled)
            began = self.compiled_s
            self._advance(at, until)
            self._pace.end(until - at, self.compiled_s - began)
            if until == self.filled and until < self._last:
                self.take()
                self._traces, self.filled = self._room(until)
            yield until - at
            at = until

    def _advance(self, at: int, stop: int) -> None:
        while True:
            self.program.move_out()
            began = time.perf_counter()
            status = th.advance(self.table(), stop, self._pace.threads)
            self.compiled_s += time.perf_counter() - began
            if status in (ep.DONE, ep.ASTRAY):
                if self.program.shown:
                    self.program.bring_home()
                if status == ep.ASTRAY:
                    report(self.program, at)
                return
            self.make_room(status)

    def make_room(self, status: int) -> None:
        """Let grow what the engine says is full."""
        if status == ep.RING_FULL:
            self.program.state = ring.grown(self.program.state)
        else:
            self._drain()
            self._grow_log()

    def table(self) -> np.ndarray:
        """The context as compiled code takes it; made anew where an array was replaced, which makes a new tuple."""
        plan, state = self.program.plan, self.program.state
        if self._packed is None or self._packed[0].plan is not plan or self._packed[0].state is not state:
            context = ep.Context(plan, self._traces, state, second.prepare(plan))  # kept: the table has addresses only
            self._packed = context, pack(context)
        return self._packed[1]

    def _drain(self) -> None:
        state = self.program.state
        n = int(state.clock[ep.LOGGED])
        if n:
            state.clock[ep.LOGGED] = 0
            self._recording.take_spikes(state.log_step[:n], state.log_unit[:n])
            self._drained += n

    def take(self) -> None:
        """Take all that was recorded so far to where the recorders keep it."""
        self._drain()
        self._recording.take_samples(self.program.step)

    def _grow_log(self) -> None:
        state = self.program.state
        need = int(state.public[state.clock[ep.PARITY]].max(axis=1).sum())
        if need > state.log_step.size:
            self.program.state = state._replace(log_step=np.zeros(2 * need, np.int64),
                                                 log_unit=np.zeros(2 * need, np.int32))

    @property
    def spike_count(self) -> int:
        """Spikes recorded so far."""
        return self._drained + int(self.program.state.clock[ep.LOGGED])

    def result(self, since: int) -> Result:
        """What was recorded after step `since` of this run, with the initial state if the run begins there."""
        self.take()
        return self._recording.result(self.first, since, self.program.step, time.perf_counter() - self._began)


def _sample_row(traces: ep.Traces, state: ep.State, partition: int) -> None:
    """Row 0 of the traces: the state before the first update."""
    for t in range(traces.table.shape[0]):
        row = traces.table[t]
        if row[ep.T_START] > 0:
            continue
        begin, end = traces.first[partition, t], traces.first[partition, t + 1]
        state.samples[row[ep.T_OUT] + traces.column[begin:end]] = state.arena[traces.source[begin:end]]
