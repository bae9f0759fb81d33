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
    found = {}
    for threads in (1, 2):
        sim = nj.Simulation(coba.build(nj, COBA), dt=COBA.dt, threads=threads)
        sim.run(200.0)
        start, seconds = sim.snapshot(records=False), []
        for _ in range(repeats):
            plain = _seconds(sim, start, duration)
            called = _seconds(sim, start, duration, every=EVERY, callback=lambda sim: None, progress=True)
            seconds.append((called - plain, plain))
        name = f"{threads} thread{'s' * (threads > 1)}"
        found[f"callback, {name}"] = figure([1e6 * extra / (duration / EVERY) for extra, _ in seconds], "us")
        found[f"callbacks every 10 ms of COBA, {name}"] = figure(
            [100.0 * extra / plain for extra, plain in seconds], "%")
    return found


def _seconds(sim, start, duration, **options):
    sim.restore(start)
    begin = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        sim.run(duration, **options)
    return time.perf_counter() - begin
