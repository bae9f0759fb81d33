"""The C signatures of the update kernels and of clocked rules, and how kernels list who fired."""
import numpy as np
from numba import types

from .._jit import inline

_REALS = types.CPointer(types.float64)
# (n, first, step, arena, rows, shared, inputs, stride, flags, unit, spikes): one step of the units first ..
# first + n - 1 of a population, the first of which is `unit` in the network. Writes the units that fire to
# `spikes` and returns how many they are.
UPDATE = types.int64(
    types.int64, types.int64, types.int64, _REALS, types.CPointer(types.int64), _REALS, _REALS, types.int64,
    types.CPointer(types.uint8), types.int64, types.CPointer(types.int32),
)
# (n, listed, targets, flags, weights, variables, parameters): a clocked rule at n synapses of a source that fires in
# this step, whose numbers are listed; flags tell which targets fire in it too.
RULE = types.int64(
    types.int64, types.CPointer(types.int32), types.CPointer(types.int32), types.CPointer(types.uint8), _REALS, _REALS,
    _REALS,
)


_GLANCE = 32  # flags, in four words


@inline
def collect(flags, bit, unit, spikes, at):
    """Append unit + i for every flag i that has `bit` set, 32 flags at a glance; returns the new end."""
    n = flags.size
    eights = flags[: n // _GLANCE * _GLANCE].view(np.uint64)
    for e in range(0, eights.size, _GLANCE // 8):
        if eights[e] | eights[e + 1] | eights[e + 2] | eights[e + 3] != 0:
            for i in range(8 * e, 8 * e + _GLANCE):
                if flags[i] & bit:
                    spikes[at] = unit + i
                    at += 1
    for i in range(n // _GLANCE * _GLANCE, n):
        if flags[i] & bit:
            spikes[at] = unit + i
            at += 1
    return at
