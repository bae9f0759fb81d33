"""Sweep over parameters and seeds."""
from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import ParameterError
from ..network import Network
from ..simulation import Simulation
from ..simulation.progress import Progress
from ..simulation.threads import cores
from .folder import Folder
from .points import Run, check_build, expand, positive_integer, runs_of, seeds_of, tasks
from .pool import Outcome, in_this_process, on_executor, on_processes
from .table import Sweep
from .worker import packed


def sweep(build: Callable[..., Network | Simulation], points: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]],
          run: Callable[[Simulation], Any], *, repeats: int | None = None, seeds: Sequence[int] | None = None,
          workers: int | None = None, executor: Any = None, folder: str | Path | None = None,
          progress: bool = False) -> Sweep:
    """Build and run networks at many points, over all cores.

    Parameters
    ----------
    build : callable
        ``build(**point)`` returns a Network, or a Simulation where dt or precision are to be others than its defaults.
    points : dict of lists, or list of dicts
        A grid, {"g": [4, 5], "eta": [1, 2]}, or points one by one. Values are numbers, texts, bools or lists.
    run : callable
        run(sim) runs the simulation, which stands at time 0, and returns what is to be kept: a number, or a dict of
        names with numbers, texts or arrays.
    repeats : int, optional
        Runs of each point, with the seeds 0, 1, ...; by default 1.
    seeds : sequence of int, optional
        Instead of repeats. A seed changes noise and initial values, not the wiring, which is that of the seed that
        build gives to its network: `sim.reset(seed=)`, so that the network is built once for all its runs.
    workers : int, optional
        Processes, each with one engine thread; by default one a core. 1 does everything in this process.
    executor : concurrent.futures.Executor or dask.distributed.Client, optional
        In place of processes of our own, also on other machines; `folder` keeps up to five of its runs at a time.
    folder : str or Path, optional
        Keeps each run that is done, so that a sweep that was stopped goes on, or one with more points begins, where it
        stands. Runs that failed are tried again.
    progress : bool
        Show how many runs are done.

    Returns
    -------
    Sweep
        Records in the order of points, then seeds. A run that fails leaves its error there and stops no other; where
        all fail, a warning says so.

    Raises
    ------
    ParameterError
        For points, seeds or functions that cannot be used, and names of points that build does not take.
    SimulationError
        For a folder of another sweep, and where `executor` broke.

    Notes
    -----
    The numbers are those of a serial loop. Networks whose synapses learn are built for every run. A worker that dies
    costs time only: what it worked on is repeated, run by run; a run that kills its worker again is recorded as failed.

    Lambdas and functions of notebooks need cloudpickle; except on Linux, scripts need ``if __name__ == "__main__":``.

    Examples
    --------
    >>> import neurojit as nj
    >>> def build(current):
    ...     net = nj.Network(seed=1)
    ...     cells = net.create(20, nj.models.iaf_psc_exp, name="cells", I_e=current, V_m=nj.random.uniform(-70, -55))
    ...     net.record(cells, "spikes")
    ...     return net
    >>> def run(sim):
    ...     return {"rate": sim.run(200.0).spikes["cells"].rate()}
    >>> done = nj.sweep(build, {"current": [300.0, 400.0, 500.0]}, run, repeats=2, workers=1)
    >>> done["rate"].reshape(3, 2).mean(axis=1) > 0
    array([False,  True,  True])
    """
    workers = cores() if workers is None else positive_integer("workers", workers)
    found = expand(points)
    _check(build, run, found[0])
    runs = runs_of(found, seeds_of(repeats, seeds))
    kept = Folder(folder, build, run) if folder is not None else None
    outcomes = kept.outcomes(runs) if kept else {}
    left = [one for one in runs if one.place not in outcomes]
    with Progress(len(runs), "runs", progress) as bar:
        bar.add(len(outcomes))
        for one, outcome in _outcomes(packed(build, run), left, workers, executor, kept):
            outcomes[one.place] = outcome
            bar.add(1)
    done = Sweep([_record(one, outcomes[one.place]) for one in runs], list(found[0]))
    if done.only_failures:
        warnings.warn(done.only_failures, RuntimeWarning, stacklevel=2)
    return done


def _check(build: Any, run: Any, names: Iterable[str]) -> None:
    for name, function in (("build", build), ("run", run)):
        if not callable(function):
            raise ParameterError(f"{name} must be a function, got {function!r}")
    check_build(build, list(names))


def _record(run: Run, outcome: dict[str, Any]) -> dict[str, Any]:
    return {**run.point, "seed": run.seed, **outcome.get("values", {}), "error": outcome.get("error")}


def _outcomes(functions: bytes, runs: list[Run], workers: int, executor: Any,
              folder: Folder | None) -> Iterable[Outcome]:
    """What becomes of each run, in the order in which they end."""
    if not runs:
        return ()
    if executor is not None:
        return on_executor(functions, tasks(runs, workers), executor, folder)
    if workers == 1:
        return in_this_process(functions, runs, folder)
    return on_processes(functions, tasks(runs, workers), workers, folder)
