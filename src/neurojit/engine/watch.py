"""What plastic synapses see of the state of their targets, written down at the end of every step."""
import numpy as np
from numba import types

from .._jit import address_of, caller, inline
from .history import MET, SPIKED, enter
from .learn import BATCH, REPLAYED, catch_up
from .plan import (
    L_CAPACITY,
    L_HISTORY,
    L_PARAMETERS,
    L_POST,
    L_RING,
    L_SPIKES,
    L_WATCH,
    L_WATCHED,
    L_WATCHES,
    L_WIDTH,
    L_WORDS,
)

_REALS = types.CPointer(types.float64)
# (step, n, watched, arena, parameters, ring, found): n targets at the end of a step; how many meet the condition
WATCH = types.int64(types.int64, types.int64, types.CPointer(types.int64), _REALS, _REALS, _REALS,
                    types.CPointer(types.uint32))
_call = caller(WATCH)


@inline
def _meet(plan, state, row, target, step, values, first):
    """Write down that a target met the condition, beside its spike if it had one; as `enter`."""
    table = plan.learning.table[row]
    width, n_left, capacity = table[L_WIDTH], table[L_POST], table[L_CAPACITY]
    base = table[L_HISTORY] + target * capacity * width
    count = state.post_counts[table[L_SPIKES] + target]
    place = base + ((count - 1) & (capacity - 1)) * width
    full = False
    if count > 0 and state.history[place] == step:
        state.history[place + 1 + n_left] = SPIKED | MET
    else:
        full = enter(plan, state, row, target, step, MET)
        place = base + (count & (capacity - 1)) * width
    for i in range(width - 2 - n_left):
        state.history[place + 2 + n_left + i] = values[first + i]
    return full


@inline
def watch_targets(plan, state, k, step):
    """Let plastic blocks of partition k see the state of their targets at `step`; all that arrives then has done so."""
    learning = plan.learning
    for row in range(learning.first[k], learning.first[k + 1]):
        table = learning.table[row]
        if table[L_WATCH] == 0:
            continue
        full = False
        held = table[L_WIDTH] - 2 - table[L_POST]
        values = state.scratch[k, BATCH:].view(np.float64)
        for begin in range(0, table[L_WATCHES], BATCH):
            first = table[L_WATCHED] + begin * table[L_WORDS]
            found = _call(table[L_WATCH], (
                step, min(BATCH, table[L_WATCHES] - begin), address_of(learning.watched, first),
                address_of(state.arena, 0), address_of(learning.parameters, table[L_PARAMETERS]),
                address_of(state.rings, table[L_RING]), address_of(state.scratch[k], 0)))
            for f in range(found):
                target = learning.watched[first + np.int64(state.scratch[k, f]) * table[L_WORDS]]
                full |= _meet(plan, state, row, target, step, values, f * held)
        if full:
            catch_up(plan, state, k, row, step, REPLAYED)
