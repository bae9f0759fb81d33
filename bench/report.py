"""What the scripts of all simulators share: their command line and the JSON line they end with."""

import argparse
import json
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

from bench.parameters import MICROCIRCUIT

KEYS = (
    "simulator", "version", "network", "threads",
    "compile_s", "build_s", "run_s", "rate_hz", "spikes", "synapses", "peak_mb",
)  # fmt: skip


def arguments(description, seed=1):
    """Read --threads, --time (ms) and --seed (default `seed`)."""
    return parser(description, seed).parse_args()


def parser(description, seed=1):
    """Make the parser of `arguments`, for scripts with further options."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--time", type=float, default=1000.0, help="biological time, ms")
    parser.add_argument("--seed", type=int, default=seed)
    return parser


def microcircuit_parser(description, scale=1.0):
    """Parser of the microcircuit's scripts: --scale and --discard (ms) beside the usual."""
    made = parser(description)
    made.add_argument("--scale", type=float, default=scale, help="share of the neurons; in-degrees are kept")
    made.add_argument("--discard", type=float, default=MICROCIRCUIT.discard, help="ms to run before measuring")
    return made


def plastic(description, parameters):
    """Read the options of the plastic network's scripts, --static beside the usual; return parameters and options."""
    made = parser(description)
    made.add_argument("--static", action="store_true", help="the same network without learning")
    options = made.parse_args()
    return replace(parameters, learns=not options.static), options


class Stopwatch:
    """Wall seconds by name: ``with watch("build_s"): ...``; the same name twice adds up."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def __call__(self, name):
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def peak_mb():
    """Largest resident size of this process so far, MB (10^6 bytes)."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size * (1 if sys.platform == "darwin" else 1024) / 1e6


def emit(*, n_neurons, time_ms, spikes, extra=None, **facts):
    """Print the last line of a script: one JSON object with `KEYS` and what is in `extra`.

    Parameters
    ----------
    n_neurons : int
        Neurons that were recorded.
    time_ms : float
        Biological time they were recorded for.
    spikes : int
        Spikes of all of them.
    extra : dict, optional
        Further facts, which only this script knows.
    **facts
        The other keys; ``compile_s`` is 0 and ``peak_mb`` that of this process unless given.
    """
    facts = {"compile_s": 0.0, "peak_mb": peak_mb(), "spikes": int(spikes), **facts}
    facts["rate_hz"] = spikes / n_neurons / (time_ms / 1000.0)
    print(json.dumps({key: _rounded(facts[key]) for key in KEYS} | (extra or {})), flush=True)


def _rounded(value):
    return round(value, 4) if isinstance(value, float) else value
