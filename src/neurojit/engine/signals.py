"""What a source says as a function of the step: expected spikes, a probability, an amplitude, or a variance.

Pure functions of the step, so any thread may ask at any time. They are kernels, called by the address that stands in
the row of a source, so a network compiles only those it uses.
"""
import math
from functools import cache

import numpy as np
from numba import carray, types

from .._jit import address_of, caller, inline, kernel
from .plan import (
    AMPLITUDE,
    LEVEL,
    MEAN,
    OMEGA,
    PHASE,
    S_COUNT,
    S_EVERY,
    S_LEVELS,
    S_SIGNAL,
    S_START,
    S_STOP,
    S_TIMES,
    SOURCE_FIELDS,
    SOURCE_NUMBERS,
)
from .rng import normal_pair

# (row of Sources.table, its numbers, its times, its levels, step, key, element): the stream (key, element) is that of
# the connection or unit that asks, for signals that are random
SIGNAL = types.float64(
    types.CPointer(types.int64), types.CPointer(types.float64), types.CPointer(types.int64),
    types.CPointer(types.float64), types.int64, types.uint64, types.int64)


def sine(row, numbers, times, levels, step, key, element):
    """MEAN + AMPLITUDE * sin(OMEGA * step + PHASE)."""
    n = carray(numbers, (SOURCE_NUMBERS,))
    return n[MEAN] + n[AMPLITUDE] * math.sin(n[OMEGA] * step + n[PHASE])


def steps(row, numbers, times, levels, step, key, element):
    """The level of the last of the row's times that is not after `step`; 0 before the first."""
    one = carray(row, (SOURCE_FIELDS,))
    held = np.searchsorted(carray(times, (one[S_COUNT],)), step + 1)
    return carray(levels, (one[S_COUNT],))[held - 1] if held > 0 else 0.0


def samples(row, numbers, times, levels, step, key, element):
    """One level every S_EVERY steps, from the start; the last one goes on."""
    one = carray(row, (SOURCE_FIELDS,))
    held = min((step - one[S_START]) // one[S_EVERY], one[S_COUNT] - 1)
    return carray(levels, (one[S_COUNT],))[held]


def noise(row, numbers, times, levels, step, key, element):
    """LEVEL and a normal whose variance is what `sine` says, drawn anew every S_EVERY steps from the start."""
    one, n = carray(row, (SOURCE_FIELDS,)), carray(numbers, (SOURCE_NUMBERS,))
    drawn = step - (step - one[S_START]) % one[S_EVERY]
    normal, _ = normal_pair(key, element, drawn, 0)
    variance = n[MEAN] + n[AMPLITUDE] * math.sin(n[OMEGA] * drawn + n[PHASE])
    return n[LEVEL] + math.sqrt(variance) * normal


SIGNALS = {"sine": sine, "steps": steps, "samples": samples, "noise": noise}


@cache
def signal_address(name):
    """Address of a signal, compiled at first use; 0 of the one that is always MEAN."""
    return 0 if name == "constant" else kernel(SIGNAL)(SIGNALS[name]).address


_call = caller(SIGNAL)


@inline
def is_on(sources, row, step):
    """Whether a source acts in the update from `step`."""
    return sources.table[row, S_START] <= step < sources.table[row, S_STOP]


@inline
def signal(sources, row, step, key, element):
    """What a source that is on says in the update from `step`, to connection or unit `element` of the stream `key`."""
    one, numbers = sources.table[row], sources.numbers[row]
    if one[S_SIGNAL] == 0:
        return numbers[MEAN]
    return _call(one[S_SIGNAL], (address_of(one, 0), address_of(numbers, 0), address_of(sources.times, one[S_TIMES]),
                                 address_of(sources.levels, one[S_LEVELS]), step, key, element))
