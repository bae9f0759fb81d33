"""Bring plastic synapses to the present of the synapse, which is ahead of what has arrived at the soma.

A presynaptic spike changes its synapse after the axonal part of the delay; the engine does that when it arrives, after
the dendritic part too, with the weight it had then. Who reads weights meanwhile wants it done: so it is done on what
the reader puts back afterwards.
"""
import math

import numpy as np

from .._jit import inline
from .learn import ARRIVED, SETTLED, learn_segment
from .plan import (
    FIRST_ROW,
    FIRST_SEGMENT,
    GID_HI,
    GID_LO,
    L_FIRST_SEGMENT,
    L_PARAMETERS,
    L_PLACE,
    L_SEGMENTS,
    LAST_FIRST,
    LAST_STEPS,
    LEARNS,
    N_PARTITIONS,
    N_POPULATIONS,
    PARITY,
    PLACE_BITS,
    PUBLIC_STARTS,
)
from .ring import CHUNK, ENTRIES, HEAD, segment_of


@inline
def _dendritic(plan, row, segment):
    """Steps between a synapse of a segment and the soma."""
    fraction = plan.learning.parameters[plan.learning.table[row, L_PARAMETERS]]
    return np.int64(math.floor((np.int64(plan.wiring.segments[segment]) >> 16) * fraction + 0.5))


@inline
def _is_wanted(plan, wanted, row, segment):
    """Whether a segment of a block is one of those that are read."""
    table = plan.learning.table[row]
    return wanted[table[L_PLACE] + segment - table[L_FIRST_SEGMENT]] != 0


@inline
def _queued(plan, state, k, step, ahead, direct, wanted):
    half = state.slots.shape[1] // 2
    slot = direct * half + ((step + ahead) & (half - 1))
    entries = state.slots[k, slot, ENTRIES]
    chunk = state.slots[k, slot, HEAD]
    while entries > 0:
        for e in range(min(entries, CHUNK)):
            block, place, _ = segment_of(state.chunks[k, chunk, e], plan.sizes[PLACE_BITS])
            row, segment = plan.wiring.blocks[block, LEARNS], plan.wiring.blocks[block, FIRST_SEGMENT] + place
            if row < 0 or not _is_wanted(plan, wanted, row, segment):
                continue
            if ahead <= _dendritic(plan, row, segment):
                learn_segment(plan, state, k, row, segment, step + ahead, ARRIVED)
        entries -= CHUNK
        chunk = state.following[k, chunk]


@inline
def _of_unit(plan, state, k, step, stamp, unit, lists, wanted):
    """The rows of a spike that is not queued yet."""
    wiring = plan.wiring
    for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
        block = wiring.listed[b]
        row, lo = wiring.blocks[block, LEARNS], wiring.blocks[block, GID_LO]
        if row >= 0 and lo <= unit < wiring.blocks[block, GID_HI]:
            place = wiring.blocks[block, FIRST_ROW] + unit - lo
            shift = wiring.blocks[block, FIRST_SEGMENT]
            for s in range(shift + np.int64(wiring.rows[place, 1]), shift + np.int64(wiring.rows[place + 1, 1])):
                arrival = stamp + (np.int64(wiring.segments[s]) >> 16)
                if _is_wanted(plan, wanted, row, s) and arrival - step <= _dendritic(plan, row, s):
                    learn_segment(plan, state, k, row, s, arrival, ARRIVED)


@inline
def _of_last_epoch(plan, state, k, step, wanted):
    n_populations = plan.sizes[N_POPULATIONS]
    parity, first = 1 - state.clock[PARITY], state.clock[LAST_FIRST]
    for s in range(state.clock[LAST_STEPS]):
        for p in range(n_populations):
            at = PUBLIC_STARTS + s * n_populations + p
            for j in range(plan.sizes[N_PARTITIONS]):
                for i in range(state.public[parity, j, at], state.public[parity, j, at + 1]):
                    unit = state.spikes[parity, j, i]
                    _of_unit(plan, state, k, step, first + s + 1, unit, k * n_populations + p, wanted)


@inline
def read_ahead(plan, state, k, step, wanted):
    """Do to the `wanted` plastic segments of partition k what has reached their synapses by `step`."""
    for ahead in range(1, state.slots.shape[1] // 2):
        for direct in range(2):
            _queued(plan, state, k, step, ahead, direct, wanted)
    _of_last_epoch(plan, state, k, step, wanted)
    for row in range(plan.learning.first[k], plan.learning.first[k + 1]):
        first = plan.learning.table[row, L_FIRST_SEGMENT]
        for s in range(first, first + plan.learning.table[row, L_SEGMENTS]):
            if _is_wanted(plan, wanted, row, s):
                learn_segment(plan, state, k, row, s, step + _dendritic(plan, row, s), SETTLED)
