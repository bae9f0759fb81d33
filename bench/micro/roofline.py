"""What this machine could do: memory bandwidth by a triad, and a scattered add in cache; and how far delivery is off.

The triad ``a = b + s*c`` runs over arrays that lie far beyond any cache, and counts 24 bytes an element as STREAM
does (what the processor reads of `a` before it writes is not counted). The scattered add ``sum[target] += weight``
reads 2 + 4 bytes in order and adds to a random place of 160 kB, everything in cache: the work of an event without
memory, at one thread.
"""

import time
from pathlib import Path

import numpy as np
from numba import njit, prange

from bench.micro import delivery
from bench.micro.figure import figure

MOST_TRIAD_MB, LEAST_TRIAD_MB = 1024, 256  # of an array
EVENTS = 50_000


def measure(repeats, quick):
    """Figures of triads and scattered add, as a dict of `bench.micro.figure.figure`."""
    size = (64 if quick else triad_mb()) * 1_000_000 // 8
    return {
        "triad, 1 thread": figure(_triad(_triad_serial, size, repeats), "GB/s"),
        "triad, all threads": figure(_triad(_triad_parallel, size, repeats), "GB/s"),
        "scattered add in cache": figure(_scattered_add(repeats), "ns"),
    }


def triad_mb():
    """Size (MB) of an array of the triad: twice the largest cache, within bounds."""
    sizes = [path.read_text().strip() for path in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size")]
    largest_mb = max((int(size[:-1]) / 1000.0 for size in sizes if size.endswith("K")), default=0.0)
    return int(np.clip(2.0 * largest_mb, LEAST_TRIAD_MB, MOST_TRIAD_MB))


def line(figures, row=1000):
    """One line: how far the delivery of rows with weights and delays of their own is from what the machine could do.

    Parameters
    ----------
    figures : dict
        Of `measure` here and in `bench.micro.delivery`.
    row : int
        Length of the rows.
    """
    measured = figures[delivery.name(row, True, True)]["value"]
    moved = delivery.bytes_per_event(row, True, True)
    bandwidth = figures["triad, 1 thread"]["value"]
    add = figures["scattered add in cache"]["value"]
    floor = max(moved / bandwidth, add)
    return (
        f"roofline, 1 thread, rows of {row} with 30 delays and own weights: {measured:.2f} ns an event; "
        f"memory {moved:.1f} bytes an event in lines of 64 = {moved / bandwidth:.2f} ns at {bandwidth:.1f} GB/s, "
        f"add {add:.2f} ns: {measured / floor:.2f} x the larger"
    )


@njit
def _triad_serial(a, b, c, scale):
    for i in range(a.size):
        a[i] = b[i] + scale * c[i]


@njit(parallel=True)
def _triad_parallel(a, b, c, scale):
    for i in prange(a.size):
        a[i] = b[i] + scale * c[i]


@njit
def _add_all(total, target, weight, rounds):
    for _ in range(rounds):
        for i in range(target.size):
            total[target[i]] += weight[i]


def _triad(kernel, size, repeats):
    a, b, c = np.zeros(size), np.ones(size), np.ones(size)
    kernel(a, b, c, 2.0)  # compile, first touch
    return [24e-9 * size / _seconds(kernel, a, b, c, 2.0) for _ in range(repeats)]


def _scattered_add(repeats, rounds=200):
    rng = np.random.default_rng(1)
    target = rng.integers(0, delivery.TARGETS, EVENTS, dtype=np.uint16)
    arguments = np.zeros(delivery.TARGETS), target, np.ones(EVENTS, np.float32)
    _add_all(*arguments, 1)
    return [1e9 * _seconds(_add_all, *arguments, rounds) / rounds / EVENTS for _ in range(repeats)]


def _seconds(function, *arguments):
    began = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - began
