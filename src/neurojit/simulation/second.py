"""The first run ever: a second process compiles the loop over epochs, while this one compiles all else."""
from __future__ import annotations

import atexit
import subprocess
import sys
from pathlib import Path

import numpy as np

from .._jit import cache_folder
from ..engine import driver
from ..engine.parts import addresses
from ..engine.plan import Plan
from .threads import cores, in_worker

_LONGEST = 120.0  # s that it may take; then this process compiles the loop, too
# the same modules from the same places; what it compiles is of use only in the same folder
_SCRIPT = """import sys
sys.path[:] = {path!r}
from neurojit._jit import cache_folder
if str(cache_folder()) == {folder!r}:
    from neurojit.engine.driver import compile_loop
    compile_loop({threads})
"""
_started: list[subprocess.Popen] = []  # one at most


def _may_start() -> bool:
    """Whether there is a core for it and a Python to run; programs that embed Python name themselves there."""
    name = Path(sys.executable or "").stem.lower()
    return cores() > 1 and not in_worker() and name.startswith("python")


def begin(n_threads: int) -> None:
    """Start the process, once, if there is anything to compile."""
    if _started or driver.is_loop_stored() or not _may_start():
        return
    script = _SCRIPT.format(path=sys.path, folder=str(cache_folder()), threads=n_threads)
    quiet = subprocess.DEVNULL
    try:
        _started.append(subprocess.Popen([sys.executable, "-c", script], stdin=quiet, stdout=quiet, stderr=quiet))
    except OSError:
        return  # it would only have been faster
    atexit.register(_end)


def prepare(plan: Plan) -> np.ndarray:
    """Compile what a plan needs of the engine where no process has done so before; returns `Context.parts`."""
    addresses(plan)
    _finish()
    driver.member_address()
    return driver.parts(plan)


def _end() -> None:
    for process in _started:
        process.kill()
        process.wait()


def _finish() -> None:
    """Wait until the process has stored what it compiled; whatever it has not, this one compiles."""
    try:
        for process in _started:
            process.wait(_LONGEST)
    except subprocess.TimeoutExpired:
        _end()
