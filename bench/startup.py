"""Seconds from starting a process to having something: the wall time of whole processes."""

import os
import subprocess
import sys
import tempfile
import time

from bench.jobs import ROOT

FIRST_RESULT = (
    "import neurojit as nj; from bench.networks import coba; from bench.parameters import COBA;"
    "nj.Simulation(coba.build(nj), dt=COBA.dt).run(100.0)"
)
PROGRAMS = {
    "python -c pass": "pass",
    "python -c 'import neurojit'": "import neurojit",
    "COBA, 100 ms, from process start, warm cache": FIRST_RESULT,
}
COLD = "COBA, 100 ms, from process start, empty cache"
COLD_ROUNDS = 2  # it compiles for some ten seconds


def measure(repeats):
    """Wall seconds of every program, `repeats` times after one that fills the caches, and of the last without cache.

    Programs that fail are left out.

    Returns
    -------
    dict of str to list of float
    """
    failed = {name for name, code in PROGRAMS.items() if _seconds(code) is None}
    names = [name for name in PROGRAMS if name not in failed]
    seconds = {name: [] for name in names}
    for _ in range(repeats):
        for name in names:
            seconds[name].append(_seconds(PROGRAMS[name]))
    cold = [_cold_seconds() for _ in range(min(repeats, COLD_ROUNDS))]
    return seconds if None in cold else seconds | {COLD: cold}


def _cold_seconds():
    with tempfile.TemporaryDirectory(prefix="neurojit-cold-") as folder:
        return _seconds(FIRST_RESULT, NEUROJIT_CACHE=folder)


def _seconds(code, **environment):
    start = time.perf_counter()
    environment = os.environ | environment
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, env=environment)
    return time.perf_counter() - start if done.returncode == 0 else None
