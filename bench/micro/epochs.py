"""us of an epoch, by threading layer and number of threads.

Two neurons that never fire, joined by a delay of one step: an epoch is a step, in which nothing is done but meeting.
A long run less a short one. numba takes one threading layer a process, so every layer is a process of its own:
``python -m bench.micro.epochs`` prints the figures of one.
"""

import json
import os
import subprocess
import sys

from bench.jobs import ROOT, JobError, last_json
from bench.micro.figure import by_duration, figure

LAYERS = ("omp", "tbb", "workqueue")
DT = 0.1


def measure(repeats, steps, threads=(1, 2)):
    """Figures of all threading layers that this machine has, as a dict of `bench.micro.figure.figure`.

    Parameters
    ----------
    repeats : int
    steps : int
        Of a run.
    threads : tuple of int
        One thread needs no layer and is measured once.
    """
    found = {}
    for layer in LAYERS:
        command = [sys.executable, "-m", "bench.micro.epochs", str(repeats), str(steps), *map(str, threads)]
        environment = os.environ | {"NUMBA_THREADING_LAYER": layer}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
        if done.returncode == 0:  # else this layer is not installed
            found |= last_json(done.stdout)
            threads = [count for count in threads if count > 1]
    if not found:
        raise JobError(f"no threading layer works:\n{done.stderr[-2000:]}")
    return found


def main(repeats, steps, threads):
    """Print the figures of this process's threading layer as one line of JSON."""
    import neurojit as nj

    layer, found = os.environ.get("NUMBA_THREADING_LAYER", "default"), {}
    for count in threads:
        per_step = by_duration(_simulation(nj, count), steps, repeats)
        label = f"epoch, {count} threads ({layer})" if count > 1 else "epoch, 1 thread"
        found[label] = figure([1e6 * seconds for seconds in per_step], "us")
    print(json.dumps(found))


def _simulation(nj, threads):
    net = nj.Network(seed=1)
    pair = net.create(2, nj.models.iaf_psc_delta)
    net.connect(pair, pair, weight=0.1, delay=DT)
    return nj.Simulation(net, dt=DT, threads=threads)


if __name__ == "__main__":
    numbers = [int(part) for part in sys.argv[1:]]
    main(numbers[0], numbers[1], numbers[2:])
