"""us that a stop for a callback costs, progress bar included: runs of COBA with and without one every 10 ms."""

import contextlib
import io
import time

from bench.micro.figure import figure
from bench.networks import coba
from bench.parameters import COBA

EVERY = 10.0


def measure(nj, repeats, duration=5000.0):
    """Figures as a dict of `bench.micro.figure.figure`.

    Parameters
    ----------
    nj : module
        neurojit.
    repeats : int
    duration : float
        ms of a run.
    """
    sim = nj.Simulation(coba.build(nj, COBA), dt=COBA.dt, threads=1)
    sim.run(200.0)
    start, found = sim.snapshot(records=False), []
    for _ in range(repeats):
        plain = _seconds(sim, start, duration)
        called = _seconds(sim, start, duration, every=EVERY, callback=lambda sim: None, progress=True)
        found.append((called - plain, plain))
    return {
        "callback": figure([1e6 * extra / (duration / EVERY) for extra, _ in found], "us"),
        "callbacks every 10 ms of COBA": figure([100.0 * extra / plain for extra, plain in found], "%"),
    }


def _seconds(sim, start, duration, **options):
    sim.restore(start)
    begin = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        sim.run(duration, **options)
    return time.perf_counter() - begin
