"""Everything recorded in a run."""
from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import files, neo_blocks, tables
from .by_name import ByName
from .extras import made_by
from .spikes import SpikeTrain, joined_trains, train_after, train_within
from .stored import fixed
from .traces import Traces, joined_traces, traces_after
from .window import window


@dataclass
class Result:
    """Everything recorded in a run.

    Arrays that a simulation gives are read-only, since they are its own record: copy what you want to change.

    Attributes
    ----------
    spikes : dict of str to SpikeTrain
        By population name.
    traces : dict of str to Traces
        By population name, or the recorder's own.
    start, stop : float
        ms.
    wall_time : float
        s the run took; two results may be equal and have taken different times.

    Examples
    --------
    >>> import neurojit as nj
    >>> net = nj.Network(seed=1)
    >>> cell = net.create(1, nj.models.iaf_psc_exp, name="cell", I_e=450.0)
    >>> _ = net.record(cell, ["spikes", "V_m"])
    >>> result = nj.Simulation(net, dt=0.1).run(100.0)
    >>> result.spikes["cell"]
    SpikeTrain(5 spikes of 1 unit, 0 to 100 ms, 50 Hz)
    >>> result.between(50.0, 100.0).traces["cell"]
    Traces(V_m [mV]: 500 samples of 1 unit, 50.1 to 100 ms)
    """

    spikes: dict[str, SpikeTrain]
    traces: dict[str, Traces]
    start: float
    stop: float
    wall_time: float = field(default=0.0, compare=False)

    def __post_init__(self) -> None:
        self.spikes, self.traces = ByName(self.spikes), ByName(self.traces)

    @property
    def realtime_factor(self) -> float:
        """Wall time divided by biological time; below 1 is faster than real time; NaN where no time was simulated."""
        return self.wall_time / ((self.stop - self.start) / 1000.0) if self.stop > self.start else math.nan

    def between(self, start: float | None = None, stop: float | None = None) -> Result:
        """Return what was recorded at start < t <= stop; the same as a run from `start` to `stop` gives.

        Parameters
        ----------
        start, stop : float, optional
            ms, within the run; by default its ends.

        Raises
        ------
        ParameterError
            For a window that is empty or outside the run.

        Examples
        --------
        >>> result = Result({}, {}, 0.0, 100.0)
        >>> result.between(50.0, 80.0)
        Result: 50 to 80 ms in 0 s
        """
        begin, end = window(start, stop, self.start, self.stop)
        spikes = {name: train_within(train, begin, end) for name, train in self.spikes.items()}
        low = None if begin <= self.start else begin  # the initial state stays with the beginning
        return Result(spikes, {name: one.between(low, end) for name, one in self.traces.items()}, begin, end)

    def save(self, path: str | Path) -> None:
        """Write everything to a file: NumPy's .npz, or HDF5 where the name ends in .h5 or .hdf5.

        Parameters
        ----------
        path : str or Path
            Written under another name first, so that a file that is there is whole.

        Raises
        ------
        ParameterError
            For another ending.
        NeurojitError
            For HDF5 without h5py.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> Result({}, {}, 0.0, 10.0).save(pathlib.Path(tempfile.mkdtemp()) / "empty.npz")
        """
        files.save(self, files.checked_path(path))

    @classmethod
    def load(cls, path: str | Path) -> Result:
        """Read what `save` wrote.

        Parameters
        ----------
        path : str or Path

        Raises
        ------
        ParameterError
            For a file that holds no result.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "empty.npz"
        >>> Result({}, {}, 0.0, 10.0).save(path)
        >>> Result.load(path)
        Result: 0 to 10 ms in 0 s
        """
        about, arrays = files.load(files.checked_path(path))
        spikes = {one.pop("name"): SpikeTrain(**{**one, **arrays[f"spikes/{i}"]})
                  for i, one in enumerate(about["spikes"])}
        traces = {one["name"]: Traces({name: arrays[f"traces/{i}/data"][str(v)]
                                       for v, name in enumerate(one["variables"])},
                                      **arrays[f"traces/{i}"], measured_in=one["measured_in"])
                  for i, one in enumerate(about["traces"])}
        return cls(spikes, traces, about["start"], about["stop"], about["wall_time"])

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame of all spikes: population, step, time (ms), sender; traces have their own."""
        return tables.result_frame(self)

    def to_xarray(self) -> Any:
        """Return an xarray DataTree: a Dataset spikes/NAME and traces/NAME for each population."""
        return tables.result_tree(self)

    @classmethod
    def from_xarray(cls, tree: Any) -> Result:
        """Return the result that `to_xarray` gave `tree`.

        Parameters
        ----------
        tree : xarray.DataTree

        Raises
        ------
        ParameterError
            `to_xarray` did not make it.
        """
        with made_by("Result.to_xarray", tree):
            groups = {kind: tree[kind].children if kind in tree.children else {} for kind in ("spikes", "traces")}
            return cls({name: SpikeTrain.from_xarray(one.to_dataset()) for name, one in groups["spikes"].items()},
                       {name: Traces.from_xarray(one.to_dataset()) for name, one in groups["traces"].items()},
                       **{key: float(tree.attrs[key]) for key in ("start", "stop", "wall_time")})

    def to_neo(self) -> Any:
        """Return a neo Block of one segment: a neo.SpikeTrain for every unit, an AnalogSignal for every variable.

        The population and the unit are annotations. Elephant works on what it holds.
        """
        return neo_blocks.block_of(self)

    @classmethod
    def from_neo(cls, block: Any) -> Result:
        """Return the result that `to_neo` gave `block`.

        Parameters
        ----------
        block : neo.Block

        Raises
        ------
        ParameterError
            `to_neo` did not make it.
        """
        with made_by("Result.to_neo", block):
            spikes, traces, about = neo_blocks.parts_of(block)
        return cls({name: SpikeTrain(**one) for name, one in spikes.items()},
                   {name: Traces(**one) for name, one in traces.items()}, **about)

    def report(self, path: str | Path) -> None:
        """Write an HTML page that needs nothing else: rates, raster, traces, speed, environment.

        Parameters
        ----------
        path : str or Path
            Such as "run.html". `Simulation.report` writes of the network and its parameters too.

        Raises
        ------
        NeurojitError
            Without matplotlib.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "run.html"
        >>> Result({}, {}, 0.0, 10.0).report(path)
        >>> path.read_text()[:15]
        '<!DOCTYPE html>'
        """
        from ..report.page import write

        write(path, self)

    def __repr__(self) -> str:
        lines = [f"Result: {self.start:g} to {self.stop:g} ms in {self.wall_time:.3g} s"]
        lines += [f"  spikes[{name!r}]: {train!r}" for name, train in self.spikes.items()]
        return "\n".join(lines + [f"  traces[{name!r}]: {traces!r}" for name, traces in self.traces.items()])


def joined(parts: list[Result]) -> Result:
    """One result of several that follow each other."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return first
    return Result({name: joined_trains([p.spikes[name] for p in parts]) for name in first.spikes},
                  {name: joined_traces([p.traces[name] for p in parts]) for name in first.traces},
                  first.start, last.stop, sum(p.wall_time for p in parts))


def protected(result: Result) -> Result:
    """The same with read-only arrays; what is in files is so anyway."""
    spikes = {name: replace(train, steps=fixed(train.steps), senders=fixed(train.senders), units=fixed(train.units))
              for name, train in result.spikes.items()}
    traces = {name: replace(one, data={key: fixed(values) for key, values in one.data.items()},
                            times=fixed(one.times), units=fixed(one.units)) for name, one in result.traces.items()}
    return replace(result, spikes=spikes, traces=traces)


def after(result: Result, step: int, dt: float) -> Result:
    """The part of a result that comes after a step; all of it if it begins there."""
    time = step * dt
    if time <= result.start:
        return result
    return Result({name: train_after(train, step) for name, train in result.spikes.items()},
                  {name: traces_after(one, time + 0.5 * dt) for name, one in result.traces.items()},
                  time, result.stop, result.wall_time)
