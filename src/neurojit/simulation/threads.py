"""How many threads pay off, and how the parallel driver is called safely."""
from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numba
import numpy as np

from ..engine import driver
from ..engine.gang import new_gate
from ..engine.plan import NOT_ASSEMBLED
from ..errors import ParameterError

# What threads cost and save, rounded up from bench.micro: a meeting after an epoch with the cache lines that then
# travel (us), the work of a unit in a step and of a synaptic event (ns).
GATE_US = 1.0
UNIT_NS = 1.5
EVENT_NS = 1.0
_LAYERS = ("omp", "tbb", "workqueue")
_lock = threading.Lock()
_state = {"forked": False}


def _after_fork() -> None:
    # the thread pool of the parent does not exist in the child, and waking it would end the process
    _state["forked"] = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def threading_layer() -> str:
    """The layer numba will use for parallel code."""
    wanted = str(numba.config.THREADING_LAYER)  # type: ignore[attr-defined]
    if wanted in _LAYERS:
        return wanted
    for layer, module in (("tbb", "tbbpool"), ("omp", "omppool")):
        name = f"numba.np.ufunc.{module}"
        with_module = importlib.util.find_spec(name) is not None
        if with_module and _imports(name):
            return layer
    return "workqueue"


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def most_threads() -> int:
    """Threads numba can give to this process."""
    return 1 if _state["forked"] else int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


def checked_threads(threads: int | None) -> int | None:
    """A request, capped at what there is; None stays None, but means 1 in a worker of a pool of processes."""
    if threads is None:
        return 1 if in_worker() else None
    if isinstance(threads, bool) or not isinstance(threads, int | np.integer) or threads < 1:
        raise ParameterError(f"threads must be an integer >= 1 or None, got {threads!r}")
    if threads > most_threads():
        warnings.warn(f"threads={threads} is more than the {most_threads()} numba can give, which are used "
                      "(set NUMBA_NUM_THREADS before the first import to change that); results are the same",
                      RuntimeWarning, stacklevel=3)
    return min(int(threads), most_threads())


def in_worker() -> bool:
    """Whether this process was started by another's pool, whose workers together already use the cores."""
    return multiprocessing.parent_process() is not None


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def paying_threads(n_units: int, epoch: int, events: float) -> int:
    """The number of threads that pays off for the work of an epoch.

    Parameters
    ----------
    n_units : int
        Neurons.
    epoch : int
        Steps that threads work through without meeting.
    events : float
        Expected synaptic events a step.
    """
    work_us = epoch * (n_units * UNIT_NS + events * EVENT_NS) / 1000.0
    return max(1, min(most_threads(), cores(), int(work_us / (2.0 * GATE_US))))


def explanation() -> list[str]:
    """How the number of threads is chosen, for `neurojit info`."""
    return [
        f"a simulation takes one thread for every {2 * GATE_US:g} us of work between two meetings of its threads,",
        f"at most {min(most_threads(), cores())}: {UNIT_NS:g} ns a neuron and step, {EVENT_NS:g} ns a synaptic event;",
        "they meet once an epoch (the shortest delay). threads= overrides; results are the same for any number.",
    ]


@contextmanager
def using(threads: int) -> Iterator[None]:
    """Let numba's parallel code take so many threads meanwhile."""
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        yield
    finally:
        numba.set_num_threads(before)


def advance(table: np.ndarray, stop: int, threads: int) -> int:
    """Call the driver with a packed context; two Python threads take turns where it is parallel."""
    address = driver.member_address()
    if threads > 1 and not _state["forked"]:
        arguments = address, table, new_gate(threads), stop, np.zeros(threads, np.int64)
        with _lock:
            if numba.get_num_threads() == threads:
                outcome = driver.advance_parallel(*arguments)
            else:
                with using(threads):
                    outcome = driver.advance_parallel(*arguments)
        if outcome != NOT_ASSEMBLED:
            return int(outcome)
    return int(driver.advance_serial(address, table, new_gate(1), stop))
