"""Bring all plastic synapses up to date, so that their weights can be read between runs."""
from functools import cache

import numpy as np
from numba import types

from .._jit import address_of, caller, entry, kernel
from .context import unpacker
from .learn import catch_up
from .plan import N_PARTITIONS, STEP

REPLAY = types.int64(types.CPointer(types.int64))
_call = caller(REPLAY)
_unpack_mixed = unpacker(np.float32)
_unpack_double = unpacker(np.float64)


def _replay_mixed(table):
    context = _unpack_mixed(table)
    for k in range(context.plan.sizes[N_PARTITIONS]):
        for row in range(context.plan.learning.first[k], context.plan.learning.first[k + 1]):
            catch_up(context.plan, context.state, k, row, context.state.clock[STEP])
    return 0


def _replay_double(table):
    context = _unpack_double(table)
    for k in range(context.plan.sizes[N_PARTITIONS]):
        for row in range(context.plan.learning.first[k], context.plan.learning.first[k + 1]):
            catch_up(context.plan, context.state, k, row, context.state.clock[STEP])
    return 0


@cache
def replay_address(weight: type) -> int:
    """Address of the compiled function for weights of type float32 or float64; compiled at first use."""
    return int(kernel(REPLAY)(_replay_mixed if weight is np.float32 else _replay_double).address)


@entry
def replay(address, table):
    """Replay the spikes of all targets to all plastic synapses."""
    return _call(address, (address_of(table, 0),))
