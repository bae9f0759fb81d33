"""The simulation of a network."""
from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..compile.estimate import refuse_too_large
from ..compile.program import compile_network
from ..engine import plan as ep, ring
from ..errors import NetworkError, ParameterError, SimulationError
from ..network import Network, Population, Projection, View
from ..network.values import positive_time, whole_steps
from ..record import Result, joined
from . import threads as th
from .interrupts import Interrupts
from .pace import Pace
from .progress import Progress
from .recording import Recording
from .views import PopulationState, ProjectionState

_MOST_STEPS = 2**30  # steps of release are 32-bit numbers


class Simulation:
    """A network compiled for a time step, ready to run.

    Parameters
    ----------
    network : Network
        Frozen from now on.
    dt : float
        Time step in ms.
    threads : int or None
        A request; None takes what pays off for this network on this machine. Results are the same.
    precision : {"mixed", "double"}
        "mixed" stores weights of their own in float32 (state and sums are float64), "double" in float64.
    partitions : int or None
        How many parts the network is cut into, at least; for tests and tuning. Results are the same.
    progress : bool
        Show a progress bar while synapses are built.

    Raises
    ------
    ParameterError, NetworkError
        dt not > 0; a delay below half a step; times off the grid.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cells = net.create(10, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
    >>> _ = net.record(cells, ["spikes", "V_m"])
    >>> sim = nj.Simulation(net, dt=0.1)
    >>> result = sim.run(50.0)
    >>> result.traces["cells"]["V_m"].shape
    (501, 10)
    """

    def __init__(self, network: Network, dt: float = 0.1, threads: int | None = None, precision: str = "mixed",
                 *, partitions: int | None = None, progress: bool = False):
        if not isinstance(network, Network):
            raise NetworkError(f"network must be a Network, got {network!r}")
        if not network.populations:
            raise NetworkError("the network has no populations; create one with net.create(...)")
        if precision not in ("mixed", "double"):
            raise ParameterError(f"precision must be 'mixed' or 'double', got {precision!r}")
        self.dt = positive_time("dt", dt)
        self.network = network
        self.precision = precision
        requested = th.checked_threads(threads)
        building = requested or th.most_threads()
        synapses = refuse_too_large(network, self.dt, precision, building)
        self._weight: type = np.float32 if precision == "mixed" else np.float64
        with Progress(synapses, "synapses", progress) as bar:
            self._program = compile_network(network, self.dt, self._weight, building, partitions, bar.add)
        network.freeze()
        self.threads = requested or self._paying_threads()
        self._pace = Pace(self.threads, open_choice=requested is None)
        self._recording = Recording(self._program)
        self._parts: list[Result] = []

    def _paying_threads(self) -> int:
        program = self._program
        units = int((program.layout.ranges[0, :, 2] >= 0) @ np.array([p.size for p in self.network.populations]))
        events = 10.0 * self.dt / 1000.0 * self.synapse_count
        return th.paying_threads(units, int(program.plan.sizes[ep.EPOCH]), events)

    @property
    def step(self) -> int:
        """Time steps done."""
        return int(self._program.state.clock[ep.STEP])

    @property
    def time(self) -> float:
        """Biological time in ms."""
        return self.step * self.dt

    @property
    def result(self) -> Result:
        """Everything recorded since step 0."""
        if not self._parts:
            raise SimulationError("nothing has been run yet; call run(duration) first")
        self._parts = [joined(self._parts)]
        return self._parts[0]

    @property
    def synapse_count(self) -> int:
        """Number of synapses."""
        return sum(pb.size for pb in self._program.wired.blocks)

    @property
    def edited(self) -> bool:
        """Whether parameters or weights were changed since the simulation was made; `reset` keeps such changes."""
        self._program.refresh()
        return self._program.edited

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, Population) and key.network is self.network:
            return PopulationState(self._program, key)
        if isinstance(key, Projection) and key in self.network.projections:
            return ProjectionState(self._program, key)
        if isinstance(key, View) and not isinstance(key, Population):
            raise NetworkError(f"{key!r} has no arrays of its own; index the population and slice its arrays: "
                               "sim[population]['V_m'][:10]")
        raise NetworkError(f"{key!r} is not a population or projection of this simulation's network")

    def run(self, duration: float, *, progress: bool = False) -> Result:
        """Go on by `duration` ms from where the simulation stands.

        Parameters
        ----------
        duration : float
            ms, a multiple of dt, > 0.
        progress : bool
            Show a progress bar.

        Returns
        -------
        Result
            What was recorded in this run; `result` has everything so far.

        Notes
        -----
        Ctrl-C ends a run within about 0.1 s, between two steps: what was recorded up to there is in `result`, and
        `run` goes on from there as if nothing had happened.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cell = net.create(1, nj.models.iaf_psc_exp, name="cell", I_e=450.0)
        >>> _ = net.record(cell, "spikes")
        >>> sim = nj.Simulation(net)
        >>> sim.run(60.0).spikes["cell"]
        SpikeTrain(3 spikes of 1 unit, 0 to 60 ms, 50 Hz)
        >>> sim.run(40.0).start
        60.0
        """
        n_steps = whole_steps("duration", positive_time("duration", duration), self.dt)
        began = time.perf_counter()
        first = self.step
        last = first + n_steps
        if last >= _MOST_STEPS:
            raise SimulationError(f"a simulation ends before {_MOST_STEPS * self.dt:g} ms (2**30 steps), "
                                  f"got {last * self.dt:g}")
        self._program.refresh()
        self._program.couple()
        traces, samples = self._recording.tables(first, last)
        self._program.state = self._program.state._replace(samples=samples)
        self._sample_initial(traces, first)
        log: list[tuple[np.ndarray, np.ndarray]] = []
        th.prepare(self._weight)
        with Progress(n_steps * self.dt, "ms", progress) as bar, Interrupts() as interrupts:
            try:
                for done in self._stretches(traces, first, last, log):
                    bar.add(done * self.dt)
                    interrupts.hand_on()
            finally:
                result = self._collect(log, samples, first, time.perf_counter() - began)
        return result

    def _sample_initial(self, traces: ep.Traces, first: int) -> None:
        if first == 0 and traces.table.size:
            self._program.move_out()
            for k in range(self._program.layout.n_partitions):
                _sample_row(traces, self._program.state, k)

    def _stretches(self, traces: ep.Traces, first: int, last: int, log: list[Any]) -> Iterator[int]:
        """Compiled stretches of about 0.1 s; gives the steps that each has done."""
        at = first
        while at < last:
            self._pace.begin()
            stop = min(last, at + self._pace.length)
            began = time.perf_counter()
            self._advance(traces, stop, log)
            self._pace.end(stop - at, time.perf_counter() - began)
            yield stop - at
            at = stop

    def _advance(self, traces: ep.Traces, stop: int, log: list[Any]) -> None:
        program = self._program
        while True:
            context = ep.Context(program.plan, traces, program.state)
            status = th.advance(context, self._weight, stop, self._pace.threads)
            if status == ep.DONE:
                return
            if status == ep.RING_FULL:
                program.state = ring.grown(program.state)
            else:
                self._drain(log)
                self._grow_log()

    def _drain(self, log: list[Any]) -> None:
        state = self._program.state
        n = int(state.clock[ep.LOGGED])
        if n:
            log.append((state.log_step[:n].copy(), state.log_unit[:n].copy()))
            state.clock[ep.LOGGED] = 0

    def _grow_log(self) -> None:
        state = self._program.state
        need = int(state.public[state.clock[ep.PARITY]].max(axis=1).sum())
        if need > state.log_step.size:
            self._program.state = state._replace(log_step=np.zeros(2 * need, np.int64),
                                                 log_unit=np.zeros(2 * need, np.int32))

    def _collect(self, log: list[Any], samples: np.ndarray, first: int, wall_time: float) -> Result:
        self._drain(log)
        steps = np.concatenate([np.zeros(0, np.int64), *(s for s, _ in log)])
        units = np.concatenate([np.zeros(0, np.int32), *(u for _, u in log)])
        result = Result(self._recording.spikes(steps, units, first, self.step),
                        self._recording.traces(samples, first, self.step), first * self.dt, self.time, wall_time)
        if self.step > first:
            self._parts.append(result)
        return result

    def report(self, path: str | Path) -> None:
        """Write an HTML page about the network, its parameters and everything recorded so far.

        Parameters
        ----------
        path : str or Path
            Such as "run.html"; the page needs no other file.

        Raises
        ------
        SimulationError
            Before the first run.
        NeurojitError
            Without matplotlib.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(10, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
        >>> _ = net.record(cells, "spikes")
        >>> sim = nj.Simulation(net)
        >>> _ = sim.run(100.0)
        >>> sim.report(pathlib.Path(tempfile.mkdtemp()) / "run.html")
        """
        from ..report.page import write

        made = {"time step": f"{self.dt:g} ms", "synapses": f"{self.synapse_count:,}", "threads": str(self.threads),
                "precision": self.precision}
        write(path, self.result, self.network, made)

    def reset(self, seed: int | None = None) -> None:
        """Go back to time 0; a new `seed` changes noise and initial values, not the wiring.

        Parameters and weights that were edited keep their values.

        Parameters
        ----------
        seed : int, optional
            By default that of the simulation so far.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> source = net.create(1, nj.models.poisson_source, name="source", rate=100.0)
        >>> _ = net.record(source, "spikes")
        >>> sim = nj.Simulation(net)
        >>> first = sim.run(500.0)
        >>> sim.reset(seed=2)
        >>> sim.run(500.0) == first
        False
        """
        self._program.reset(self._program.seed if seed is None else seed)
        self._parts = []

    def __repr__(self) -> str:
        units = sum(p.size for p in self.network.populations)
        return (f"Simulation({units} units, {self.synapse_count} synapses, dt={self.dt:g} ms, {self.threads} threads, "
                f"{self.precision} precision, at {self.time:g} ms)")


def _sample_row(traces: ep.Traces, state: ep.State, partition: int) -> None:
    """Row 0 of the traces: the state before the first update."""
    for t in range(traces.table.shape[0]):
        row = traces.table[t]
        if row[ep.T_START] > 0:
            continue
        begin, end = traces.first[partition, t], traces.first[partition, t + 1]
        state.samples[row[ep.T_OUT] + traces.column[begin:end]] = state.arena[traces.source[begin:end]]
