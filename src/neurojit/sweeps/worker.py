"""What a worker does: build the network of a point once, then run it for one seed after another."""
from __future__ import annotations

import pickle
import secrets
import threading
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ParameterError
from ..network import Network
from ..simulation import Simulation
from .folder import Folder
from .points import Run

_kept = threading.local()  # the last simulation of this worker: runs of one network need not build it again


def packed(build: Callable[..., Any], run: Callable[..., Any]) -> bytes:
    """Both functions as bytes that another process can read; by cloudpickle where it is there.

    The bytes are those of one sweep: what the functions read besides their arguments may have changed until the next.

    Raises
    ------
    ParameterError
        For a function that cannot be sent.
    """
    try:
        from cloudpickle import dumps
    except ImportError:
        dumps = pickle.dumps
    try:
        return bytes(dumps((build, run, secrets.token_bytes(8))))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ParameterError("build and run are sent to other processes: define them with def in a module or script, "
                             f"or install cloudpickle, which sends any function ({error})") from error


def work(functions: bytes, runs: list[Run], folder: Folder | None = None) -> list[dict[str, Any]]:
    """The outcome of each run: {"values": ...} or {"error": text of the exception}; with a folder, kept as it ends."""
    outcomes = []
    for run in runs:
        outcomes.append(_outcome(functions, run))
        if folder is not None:
            folder.keep(run, outcomes[-1])
    return outcomes


def forget() -> None:
    """Let go of the simulation that is kept for the next run."""
    _kept.__dict__.clear()


def _outcome(functions: bytes, run: Run) -> dict[str, Any]:
    try:
        sim, measure = _simulation(functions, run.point)
        sim.reset(seed=run.seed)
        found = _checked(measure(sim), {*run.point, "seed", "error"})
        if sim.edited:
            forget()
        return {"values": found}
    except (Exception, SystemExit):  # of sys.exit() in run, which ends that run alone
        forget()  # whatever state it left is not used again
        return {"error": traceback.format_exc()}


def _simulation(functions: bytes, point: dict[str, Any]) -> tuple[Simulation, Callable[..., Any]]:
    """The simulation of a point: the one kept from the run before, where it leaves no trace of that run."""
    known = (functions, repr(point))
    if getattr(_kept, "known", None) != known:
        build, measure, _ = pickle.loads(functions)
        made = build(**point)
        if not isinstance(made, (Network, Simulation)):
            raise ParameterError(f"build must return a Network or a Simulation, got {made!r}")
        sim = made if isinstance(made, Simulation) else Simulation(made, threads=1)
        _kept.sim, _kept.measure, _kept.known = sim, measure, known
    sim, measure = _kept.sim, _kept.measure
    if any(projection.synapse is not None for projection in sim.network.projections):
        forget()  # weights that learn keep what they have learned
    return sim, measure


def _checked(values: Any, taken: set[str]) -> dict[str, Any]:
    """What run() returned: names and numbers, texts or arrays."""
    if not isinstance(values, dict):
        values = {"value": values}
    found = {}
    for name, value in values.items():
        array = np.array(value)  # a copy: of views the next run of this simulation would write over them
        if not isinstance(name, str) or array.dtype.kind not in "biufcU":
            raise ParameterError("run must return a number or a dict of numbers, texts and arrays, "
                                 f"got {name!r}: {value!r}")
        if name in taken:
            raise ParameterError(f"{name!r} names a parameter of the sweep; run must give its value another name")
        found[name] = array if array.ndim else array.item()
    return found
