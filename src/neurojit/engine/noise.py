"""Random numbers for every neuron and step, drawn inside the update: a pure function of (key, unit, step, substep).

Units come in blocks of 16 that share 8 Philox calls, so that calls lie side by side in vector registers. Rows begin at
units that are multiples of 16.
"""
import math

import numpy as np

from .._jit import formula, wide_vectors
from .mathx import log, turn
from .rng import unit, words

BLOCK = 16
_HALF = 8


@formula
def fill_normal(out, key, first, step, substep):
    """Standard normal numbers for the units first, first + 1 ... (Box & Muller 1958)."""
    wide_vectors()
    n = out.size
    for block in range(n // BLOCK):
        at = block * BLOCK
        for j in range(np.uint64(_HALF)):
            a, b = words(key, np.uint64((first + at) // 2) + j, step, substep)
            radius = math.sqrt(-2.0 * log(1.0 - unit(a)))
            c, s = turn(unit(b))
            out[at + j] = radius * c
            out[at + _HALF + j] = radius * s
    for i in range(n // BLOCK * BLOCK, n):
        at = i % BLOCK
        a, b = words(key, np.uint64((first + i - at) // 2 + at % _HALF), step, substep)
        radius = math.sqrt(-2.0 * log(1.0 - unit(a)))
        c, s = turn(unit(b))
        out[i] = radius * (c if at < _HALF else s)


@formula
def fill_uniform(out, key, first, step, substep):
    """Numbers uniform in [0, 1) for the units first, first + 1 ..."""
    wide_vectors()
    n = out.size
    for block in range(n // BLOCK):
        at = block * BLOCK
        for j in range(np.uint64(_HALF)):
            a, b = words(key, np.uint64((first + at) // 2) + j, step, substep)
            out[at + j] = unit(a)
            out[at + _HALF + j] = unit(b)
    for i in range(n // BLOCK * BLOCK, n):
        at = i % BLOCK
        a, b = words(key, np.uint64((first + i - at) // 2 + at % _HALF), step, substep)
        out[i] = unit(a if at < _HALF else b)
