"""How many spikes a random train has in a step.

Poisson trains have no memory. The others are superpositions of equal components that each pass through stages
(Deger, Helias, Boucsein & Rotter 2012, doi:10.1007/s10827-011-0362-8). How many components are at which stage is kept
in the cells of the train, which only the partition that owns it touches: two that say with how many
components and stages it was begun, 0 before, then one a stage. These processes are kernels, called by the address that
stands in the row of a source.
"""
from functools import cache

import numpy as np
from numba import carray, types

from .._jit import address_of, caller, inline, kernel
from .plan import S_COMPONENTS, S_PROCESS, S_SPAN
from .poisson import inversion
from .rng import uniform
from .signals import is_on, signal

# (cells, span, components, key, element, step, p): spikes of all components, each with probability p to move on
PROCESS = types.int64(types.CPointer(types.int32), types.int64, types.int64, types.uint64, types.int64, types.int64,
                      types.float64)
HEAD = 2  # cells before those of the stages
_BEGIN = np.uint64(0xFFFFFFFF)  # an attempt that no step draws
_DRAWS = np.uint64(16)  # a stage has 2**16 draws a step, enough for 500,000 components


@inline
def binomial(key, element, step, draw, n, p):
    """How many of n succeed with probability p, by inversion, in parts that succeed 8 times at most on average."""
    if n == 0 or p <= 0.0:
        return np.int64(0)
    if p >= 1.0:
        return np.int64(n)
    parts = np.int64(n * p / 8.0) + 1
    total = np.int64(0)
    for part in range(parts):
        m = n // parts + (1 if part < n % parts else 0)
        u = uniform(key, element, step, draw + np.uint64(part))
        q = (1.0 - p) ** m
        s = q
        k = np.int64(0)
        while u >= s and k < m:
            k += 1
            q *= (m - k + 1) / k * (p / (1.0 - p))
            s += q
        total += k
    return total


@inline
def _is_begun(cells, span, components):
    return cells[0] == components and cells[1] == span


def gamma(cells, span, components, key, element, step, p):
    """Components pass through `span` stages; those that leave the last spike and begin again."""
    all_cells = carray(cells, (HEAD + span,))
    stages = all_cells[HEAD:]
    if not _is_begun(all_cells, span, components):
        all_cells[0], all_cells[1] = components, span
        stages[:] = 0
        for c in range(components):  # in equilibrium all stages are alike
            stages[np.int64(uniform(key, element, c, _BEGIN) * span)] += 1
    spikes = np.int64(0)
    for b in range(span - 1, -1, -1):
        moved = binomial(key, element, step, np.uint64(b) << _DRAWS, stages[b], p)
        stages[b] -= moved
        if b == span - 1:
            spikes = moved
        else:
            stages[b + 1] += moved
    stages[0] += spikes
    return spikes


def dead_time(cells, span, components, key, element, step, p):
    """Components spike with probability p and then are dead for `span` steps, in the cell of the step they spiked at.

    The cell after those counts the ones that are ready.
    """
    all_cells = carray(cells, (HEAD + span + 1,))
    stages = all_cells[HEAD:]
    if not _is_begun(all_cells, span, components):
        if p <= 0.0:
            return np.int64(0)
        all_cells[0], all_cells[1] = components, span
        stages[:] = 0
        for c in range(components):  # in equilibrium a component is dead for `span` steps and ready for 1/p
            dead = (uniform(key, element, c, _BEGIN) * (1.0 + span * p) - 1.0) / p
            stages[span if dead < 0.0 else min(np.int64(dead), span - 1)] += 1
    spikes = binomial(key, element, step, np.uint64(0), stages[span], p)
    if span > 0:
        slot = step % span
        stages[span] += stages[slot] - spikes
        stages[slot] = spikes
    return spikes


PROCESSES = {"gamma": gamma, "dead_time": dead_time}


@cache
def process_address(name):
    """Address of a process, compiled at first use; 0 of Poisson's."""
    return 0 if name == "poisson" else kernel(PROCESS)(PROCESSES[name]).address


_call = caller(PROCESS)


@inline
def count(sources, cells, row, key, element, place, step, delay):
    """Spikes of a train in the update from `step`, `delay` steps after they were sent.

    `row` is its source, (key, element) its stream, `place` where its cells begin.
    """
    if not is_on(sources, row, step - delay):
        return np.int64(0)
    expected = signal(sources, row, step - delay, key, element)
    one = sources.table[row]
    if one[S_PROCESS] != 0:
        return _call(one[S_PROCESS], (address_of(cells, place), one[S_SPAN], one[S_COMPONENTS], key, element, step,
                                      expected))
    return inversion(key, element, step, expected) if expected > 0.0 else np.int64(0)
