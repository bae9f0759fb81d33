"""Tasks over processes that may die, and over executors of others."""
from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import Any

from ..errors import ParameterError, SimulationError
from ..simulation.interrupts import Interrupts
from .folder import Folder
from .points import Run
from .worker import forget, work

Outcome = tuple[Run, dict[str, Any]]
_LOOK = 0.2  # s
_DIED = "the worker process died in this run, alone (killed, out of memory, or a crash in compiled code)"


def in_this_process(functions: bytes, runs: list[Run], folder: Folder | None) -> Iterator[Outcome]:
    """One run after another, without processes."""
    try:
        for run in runs:
            yield run, work(functions, [run], folder)[0]
    finally:
        forget()


def on_processes(functions: bytes, tasks: list[list[Run]], workers: int, folder: Folder | None) -> Iterator[Outcome]:
    """Over processes of our own, which keep runs in the folder themselves.

    After a death nobody knows whose task it was: all tasks that were being worked on are repeated run by run, each
    alone. A run that kills its worker then gives an error; the others go on.

    Ctrl-C is looked for between tasks and every so often: raised while a process is forked, it would be lost.
    """
    waiting, suspects = deque(tasks), deque[list[Run]]()
    while waiting or suspects:
        with ProcessPoolExecutor(1 if suspects else workers, mp_context=_context()) as pool, Interrupts() as interrupts:
            working: dict[Future[Any], list[Run]] = {}
            alone = bool(suspects)
            queue = suspects if alone else waiting
            try:
                while queue or working:
                    while queue and len(working) < (1 if alone else workers + 1):
                        task = queue.popleft()
                        working[_submitted(pool, (functions, task, folder), working)] = task
                    interrupts.hand_on()
                    for future in wait(working, _LOOK, FIRST_COMPLETED).done:
                        outcomes = future.result()
                        yield from zip(working.pop(future), outcomes)
            except BaseException as stopped:
                if not isinstance(stopped, BrokenExecutor):
                    _end(pool)
                    raise
                for task in working.values():
                    if alone:
                        yield task[0], {"error": _DIED}
                    else:
                        suspects.extend([run] for run in task)


def _end(pool: ProcessPoolExecutor) -> None:
    """Let whoever pressed Ctrl-C not wait for runs that nobody will see; what they saved is whole."""
    processes = list((getattr(pool, "_processes", None) or {}).values())  # private until Python 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _submitted(pool: Executor, given: tuple[bytes, list[Run], Folder | None],
               working: dict[Future[Any], list[Run]]) -> Future[Any]:
    """Submit a task; one that a broken pool refuses counts as being worked on."""
    try:
        return pool.submit(work, *given)
    except BrokenExecutor:
        working[Future()] = given[1]
        raise


def _context() -> Any:
    """Fork on Linux, where children need not import anything again; they run with one thread."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def on_executor(functions: bytes, tasks: list[list[Run]], executor: Any, folder: Folder | None) -> Iterator[Outcome]:
    """Over an executor of concurrent.futures, or the client of a dask cluster, whose workers may be elsewhere.

    Runs are kept from here, a task at a time. Whoever stops waits for no task that has not begun.

    Raises
    ------
    ParameterError
        For anything else.
    SimulationError
        Where the executor broke.
    """
    pool = executor.get_executor() if hasattr(executor, "get_executor") else executor
    if not hasattr(pool, "submit"):
        raise ParameterError("executor must be a concurrent.futures executor or a dask.distributed Client, "
                             f"got {executor!r}")
    working = {pool.submit(work, functions, task): task for task in tasks}
    try:
        while working:
            for future in wait(working, return_when=FIRST_COMPLETED).done:
                task = working.pop(future)
                for run, outcome in zip(task, _outcomes_of(future, len(task))):
                    if folder is not None:
                        folder.keep(run, outcome)
                    yield run, outcome
    finally:
        for future in working:
            future.cancel()


def _outcomes_of(future: Future[Any], n_runs: int) -> list[dict[str, Any]]:
    try:
        return list(future.result())
    except BrokenExecutor as error:
        raise SimulationError(f"the executor broke ({error}); runs that are done are in folder=, if given, "
                              "and are not repeated") from error
    except Exception as error:  # such as dask's KilledWorker
        return [{"error": f"{type(error).__name__}: {error}"}] * n_runs
