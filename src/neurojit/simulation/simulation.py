"""The simulation of a network."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from ..compile.estimate import refuse_too_large
from ..compile.kept import number_synapses
from ..compile.program import compile_network
from ..engine import plan as ep
from ..errors import NetworkError, ParameterError
from ..network import Network, Population, Projection, View
from ..network.naming import named
from ..network.values import checked_precision, positive_time, whole_steps
from ..record import Result
from . import second, threads as th
from .control import Action, Control, check_file
from .copies import made_again
from .pace import Pace
from .profile import Profile
from .progress import Progress
from .session import Session, known
from .snapshot import Snapshot
from .snapshot.file import target_of
from .views import PopulationState, ProjectionState


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
        self.dt = positive_time("dt", dt)
        self.network = network
        self.precision = checked_precision(precision)
        requested = th.checked_threads(threads)
        building = requested or th.most_threads()
        second.begin(building)
        synapses = refuse_too_large(network, self.dt, precision, building)
        weight = np.float32 if precision == "mixed" else np.float64
        with Progress(synapses, "synapses", progress) as bar:
            self._program = compile_network(network, self.dt, weight, building, partitions, bar.add)
        number_synapses(self._program)
        network.freeze()
        self.threads = requested or self._paying_threads()
        self._session = Session(self._program, Pace(self.threads, open_choice=requested is None))

    def _paying_threads(self) -> int:
        program = self._program
        units = int((program.layout.ranges[0, :, 2] >= 0) @ np.array([p.size for p in self.network.populations]))
        events = 10.0 * self.dt / 1000.0 * self.synapse_count
        return th.paying_threads(units, int(program.plan.sizes[ep.EPOCH]), events)

    @property
    def steps(self) -> int:
        """Time steps done."""
        return self._program.step

    @property
    def time(self) -> float:
        """Biological time in ms."""
        return self.steps * self.dt

    @property
    def result(self) -> Result:
        """Everything recorded since step 0."""
        return known(self._session.result)

    @property
    def recent(self) -> Result:
        """What was recorded since the last callback of `run`, however runs were split; without one, since step 0."""
        return known(self._session.recent)

    @property
    def synapse_count(self) -> int:
        """Number of synapses."""
        return self._program.synapse_count

    @property
    def edited(self) -> bool:
        """Whether parameters or synapses may have changed since the simulation was made; `reset` keeps such changes."""
        return self._program.was_changed()

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, Population) and key.network is self.network:
            return PopulationState(self._program, key)
        if isinstance(key, Projection) and key in self.network.projections:
            return ProjectionState(self._program, key)
        if isinstance(key, View) and not isinstance(key, Population):
            raise NetworkError(f"{key!r} has no arrays of its own; index the population and slice its arrays: "
                               "sim[population]['V_m'][:10]")
        raise NetworkError(f"{key!r} is not a population or projection of this simulation's network{named(key)}")

    def run(self, duration: float, *, progress: bool = False, every: float | None = None,
            callback: Action | None = None, until: Action | None = None,
            checkpoint: str | os.PathLike | None = None, checkpoint_every: float | None = None) -> Result:
        """Go on by `duration` ms from where the simulation stands.

        Parameters
        ----------
        duration : float
            ms, a multiple of dt, > 0.
        progress : bool
            Show a progress bar with biological time, speed and the rate of those whose spikes are recorded.
        every : float, optional
            ms. `callback` and `until` are called whenever the time reaches a multiple of it, counted from time 0, so
            that it does not matter how runs are split.
        callback : callable, optional
            Of the simulation. It may read (`recent` is what was recorded since the last call) and change all that may
            be changed between runs: state, parameters, weights, sources.
        until : callable, optional
            Of the simulation, called after `callback`; the run ends where it returns a true value.
        checkpoint, checkpoint_every : path, float, optional
            Save the simulation to the path, as `save` does, whenever the time reaches a multiple of so many ms.

        Returns
        -------
        Result
            What was recorded in this run; `result` has everything so far.

        Raises
        ------
        SimulationError
            A state variable is no number any more or has run away; the message names population, unit, variable and
            time. That is noticed about every 0.1 s and before every callback. What was recorded is in `result`.

        Notes
        -----
        Ctrl-C ends a run between two compiled stretches, within about 0.1 s: what is recorded is whole, and run() goes
        on from there.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(100, nj.models.iaf_psc_exp, name="cells", tau_m=nj.random.uniform(8.0, 12.0))
        >>> _ = net.record(cells, "spikes")
        >>> sim = nj.Simulation(net)
        >>> def towards_40_hz(sim):
        ...     sim[cells]["I_e"] += 1.0 * (40.0 - sim.recent.spikes["cells"].rate())
        >>> _ = sim.run(2000.0, every=50.0, callback=towards_40_hz)
        >>> bool(abs(sim.run(500.0).spikes["cells"].rate() - 40.0) < 5.0)
        True
        """
        n_steps = whole_steps("duration", positive_time("duration", duration), self.dt)
        control = Control(self.dt, every, callback, until, checkpoint, checkpoint_every, self.network)
        return self._session.go(self, n_steps, control, progress)

    def step(self, n: int = 1) -> Result:
        """Go on by `n` time steps, as `run` does.

        Parameters
        ----------
        n : int
            At least 1.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(1, nj.models.iaf_psc_exp)
        >>> sim = nj.Simulation(net, dt=0.1)
        >>> _ = sim.step(3)
        >>> sim.steps
        3
        """
        if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
            raise ParameterError(f"n must be a number of time steps >= 1, got {n!r}")
        return self._session.go(self, int(n), Control(self.dt), False)

    def report(self, path: str | Path) -> None:
        """Write an HTML page about the network, its parameters as they are now and everything recorded so far.

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
        from .changes import changes

        made = {"time step": f"{self.dt:g} ms", "synapses": f"{self.synapse_count:,}", "threads": str(self.threads),
                "precision": self.precision}
        write(path, self.result, self.network, made, changes(self._program))

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
        self._session.reset(seed)

    def profile(self, duration: float = 100.0) -> Profile:
        """Where the time of the next `duration` ms would go; the simulation stays where it is.

        Parameters
        ----------
        duration : float
            ms.

        Returns
        -------
        Profile
            us of a step by part: update, delivery, plasticity, drive and recording on one thread, and what an ordinary
            run takes and how much of it is Python.

        Notes
        -----
        The steps are run twice as usual and three times in pieces that Python calls and times, and taken back. The
        first call in a process compiles the pieces. In a step of a few us pieces are short beside a call; take their
        times as sizes then.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(1000, nj.models.iaf_psc_exp, I_e=500.0)
        >>> sim = nj.Simulation(net)
        >>> sorted(sim.profile(10.0).parts)
        ['delivery', 'drive', 'plasticity', 'recording', 'update']
        """
        n_steps = whole_steps("duration", positive_time("duration", duration), self.dt)
        return self._session.profile(self, n_steps)

    def snapshot(self, *, records: bool = True) -> Snapshot:
        """All that the simulation needs to go on, as it is now; `restore` brings it back.

        Parameters
        ----------
        records : bool
            Hold what was recorded since step 0 too.

        Examples
        --------
        >>> import neurojit as nj
        >>> net = nj.Network(seed=1)
        >>> cells = net.create(10, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
        >>> _ = net.record(cells, "spikes")
        >>> sim = nj.Simulation(net)
        >>> _ = sim.run(50.0)
        >>> before = sim.snapshot()
        >>> first = sim.run(50.0)
        >>> sim.restore(before)
        >>> first.spikes == sim.run(50.0).spikes
        True
        """
        return self._session.snapshot(records)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of this simulation, or of another one of the same network, dt and precision.

        Everything is as it was: time, state, spikes on their way, weights, edited parameters, the seed and records.

        Parameters
        ----------
        snapshot : Snapshot
            Made by `snapshot`.

        Raises
        ------
        SimulationError
            The snapshot is of another network, dt or precision.
        """
        self._session.restore(snapshot)

    def save(self, path: str | os.PathLike, *, records: bool = True) -> None:
        """Write a snapshot to a file, from which `load` goes on bit by bit with any number of threads.

        The file is replaced as a whole: after a crash or on a full disk the earlier one is still there.

        Parameters
        ----------
        path : str or path
            Ends in .npz, or in .h5 for HDF5 (needs h5py).
        records : bool
            Write what was recorded since step 0 too. Without, the network that goes on may have other recorders; a
            rate that was not recorded before is NaN for the interval in which it goes on.
        """
        check_file(self.network, target_of(path)[0])
        self.snapshot(records=records).write(path)

    @classmethod
    def load(cls, network: Network, path: str | os.PathLike, threads: int | None = None, *,
             partitions: int | None = None) -> Simulation:
        """Return the simulation of `network` that was saved, with the time step and precision it had.

        Parameters
        ----------
        network : Network
            Described as the one that was saved.
        path : str or path
        threads, partitions : int or None
            As of `Simulation`.

        Raises
        ------
        SimulationError
            The file is damaged, of another version, or of another network; the message says what differs.

        Examples
        --------
        >>> import neurojit as nj, os, tempfile
        >>> def network():
        ...     net = nj.Network(seed=1)
        ...     cells = net.create(10, nj.models.iaf_psc_exp, name="cells", I_e=500.0)
        ...     net.record(cells, "spikes")
        ...     return net
        >>> sim = nj.Simulation(network())
        >>> _ = sim.run(50.0)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     sim.save(os.path.join(folder, "run.npz"))
        ...     again = nj.Simulation.load(network(), os.path.join(folder, "run.npz"))
        >>> again.time
        50.0
        """
        saved = Snapshot.read(path)
        sim = cls(network, saved.header["dt"], threads, saved.header["precision"], partitions=partitions)
        sim.restore(saved)
        return sim

    def __reduce__(self) -> Any:
        return made_again(self)

    def __repr__(self) -> str:
        return (f"Simulation({sum(p.size for p in self.network.populations)} units, {self.synapse_count} synapses, "
                f"dt={self.dt:g} ms, {self.threads} threads, {self.precision} precision, at {self.time:g} ms)")
