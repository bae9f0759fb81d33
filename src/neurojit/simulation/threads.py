"""How many threads pay off, and how the parallel driver is called safely."""
from __future__ import annotations

import importlib
import importlib.util
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numba
import numpy as np

from ..engine import driver
from ..engine.context import pack
from ..engine.gang import new_gate
from ..engine.plan import NOT_ASSEMBLED, Context

# us that a parallel region costs with each layer (docs/performance.md), and ns of work per unit and step
REGION_US = {"omp": 2.5, "tbb": 4.0, "workqueue": 100.0}
_UNIT_NS = 1.5
_lock = threading.Lock()
_state = {"forked": False}


def _after_fork() -> None:
    # the thread pool of the parent does not exist in the child, and waking it would end the process
    _state["forked"] = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def threading_layer() -> str:
    """The layer numba will use for parallel code."""
    wanted = str(numba.config.THREADING_LAYER)
    if wanted in REGION_US:
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
    return 1 if _state["forked"] else int(numba.config.NUMBA_NUM_THREADS)


def checked_threads(threads: int | None) -> int | None:
    """A request, capped at what there is; None stays None."""
    if threads is None:
        return None
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads must be an integer >= 1 or None, got {threads!r}")
    if threads > most_threads():
        warnings.warn(f"threads={threads} is more than the {most_threads()} numba can give here; using {most_threads()} "
                      "(set NUMBA_NUM_THREADS before the first import to change that); results are the same",
                      RuntimeWarning, stacklevel=3)
    return min(threads, most_threads())


def paying_threads(n_units: int, epoch: int, events: float) -> int:
    """The number of threads for the work of an epoch.

    Parameters
    ----------
    n_units : int
        Neurons.
    epoch : int
        Steps that threads work through without meeting.
    events : float
        Expected synaptic events a step.
    """
    work_us = epoch * (n_units * _UNIT_NS + events) / 1000.0
    most = most_threads()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    worth = int(work_us / (1.5 * REGION_US[threading_layer()]))
    return max(1, min(most, cores, worth))


@contextmanager
def _using(threads: int) -> Iterator[None]:
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        yield
    finally:
        numba.set_num_threads(before)


def advance(context: Context, weight: type, stop: int, threads: int) -> int:
    """Call the driver; two Python threads take turns where it is parallel."""
    address, table = driver.member_address(weight), pack(context, weight)
    if threads > 1 and not _state["forked"]:
        outcomes = np.zeros(threads, np.int64)
        with _lock, _using(threads):
            outcome = int(driver.advance_parallel(address, table, new_gate(), stop, outcomes))
        if outcome != NOT_ASSEMBLED:
            return outcome
    return int(driver.advance_serial(address, table, new_gate(), stop))
