"""Synapses that learn: the calls of their kernels.

A weight is touched when a presynaptic spike arrives: then the postsynaptic spikes since the last one are replayed in
order. So a weight has one writer, no reverse index is kept, and weights are read in the order in which they lie. Each
target keeps its last spikes; before they would be overwritten, all synapses of the rule in the partition catch up. That
changes no result, since every pairing is computed from the same numbers whenever that happens.
"""
import numpy as np
from numba import types

from .._jit import address_of, caller, inline
from .history import SPIKED, ask_for, enter
from .plan import (
    CHANNEL,
    L_EXTRA,
    L_EXTRAS,
    L_FIRST_LOCAL,
    L_FIRST_SEGMENT,
    L_FIRST_USE,
    L_GRID,
    L_HEADER,
    L_HEADERS,
    L_HISTORY,
    L_KERNEL,
    L_LAST_LOCAL,
    L_LAST_USE,
    L_PARAMETERS,
    L_PLACE,
    L_POST,
    L_RECENT,
    L_RECENT_TRACES,
    L_RING,
    L_SEGMENTS,
    L_SIGNALS,
    L_SPIKES,
    LOCAL,
    SIGN,
    STRIDE,
)

_WORDS = types.CPointer(types.uint16)
_REALS = types.CPointer(types.float64)
# (step, n, delay, targets, weights, header, parameters, counts, history, recent, their traces, first local, inputs,
# sign, variables, scratch, ring, arrived): a segment of n synapses at `step`, because a spike ARRIVED, to replay spikes
# only, or to be SETTLED, as far as it has gone on between them
LEARN = types.int64(
    types.int64, types.int64, types.int64, _WORDS, _WORDS, _REALS, _REALS, types.CPointer(types.int64), _REALS,
    types.CPointer(types.int32), _REALS, types.int64, _REALS, types.float64, _REALS, types.CPointer(types.uint32),
    _REALS, types.int64,
)
# (step, modulators, parameters, ring): write down what is known of the step that begins
SIGNALS = types.int64(types.int64, _REALS, _REALS, _REALS)
REPLAYED, ARRIVED, SETTLED = range(3)
_call = caller(LEARN)
_call_signals = caller(SIGNALS)
BATCH = 512  # numbers of a row; of somewhat fewer synapses at a time, so that what they need stays in the first cache
WORD_ROWS, ROWS = 18, 16  # of BATCH words and of BATCH numbers, for what is gathered of them
LAST_PRE, CUT, HEADER = 0, 1, 2  # of a header: step of the last spike, up to where spikes were replayed, then traces


@inline
def learn_segment(plan, state, k, row, segment, step, arrived):
    """Let the kernel of a plastic block work on one of its segments."""
    wiring, learning = plan.wiring, plan.learning
    table = learning.table[row]
    number = segment - table[L_FIRST_SEGMENT]
    place = table[L_PLACE] + number
    packed = np.int64(wiring.segments[segment])
    n = packed & 0xFFFF
    first = learning.starts[place]
    block = learning.blocks[row]
    own = learning.offsets[place] * table[L_EXTRAS] if table[L_EXTRAS] > 0 else 0  # else not worth a look at memory
    return _call(table[L_KERNEL], (
        step, n, packed >> 16, address_of(wiring.synapses, first), address_of(wiring.synapses, first + n),
        address_of(state.headers, table[L_HEADER] + number * table[L_HEADERS]),
        address_of(learning.parameters, table[L_PARAMETERS]),
        address_of(state.post_counts, table[L_SPIKES]), address_of(state.history, table[L_HISTORY]),
        address_of(state.recent, table[L_RECENT]), address_of(state.recent_traces, table[L_RECENT_TRACES]),
        table[L_FIRST_LOCAL],
        address_of(state.inputs[k], wiring.blocks[block, CHANNEL] * plan.sizes[STRIDE]),
        np.float64(wiring.blocks[block, SIGN]),
        address_of(state.variables, table[L_EXTRA] + own),
        address_of(state.scratch[k], 0), address_of(state.rings, table[L_RING]), arrived))


@inline
def catch_up(plan, state, k, row, step, how):
    """Replay to all synapses of a block what their targets did, as far as it has reached them at `step`.

    All spikes that arrive up to `step` must have been delivered. REPLAYED changes no result; SETTLED does in the last
    bits, where synapses change between spikes.
    """
    table = plan.learning.table[row]
    for i in range(table[L_SPIKES], table[L_SPIKES] + table[L_LAST_LOCAL] - table[L_FIRST_LOCAL]):
        state.post_replayed[i] = state.post_counts[i]
    for s in range(table[L_SEGMENTS]):
        learn_segment(plan, state, k, row, table[L_FIRST_SEGMENT] + s, step, how)


@inline
def remember_spikes(plan, state, k, p, spikes, begin, end, unit, step):
    """Write down the spikes begin to end of population p, stamped step + 1; `unit` is its first in partition k."""
    learning = plan.learning
    for row in range(learning.first[k], learning.first[k + 1]):
        table = learning.table[row]
        if table[L_POST] < 0:
            continue
        full = False
        if end - begin > 1:
            for i in range(begin, end):
                local = plan.populations.ranges[k, p, LOCAL] + spikes[i] - unit
                if table[L_FIRST_LOCAL] <= local < table[L_LAST_LOCAL]:
                    ask_for(plan, state, row, local - table[L_FIRST_LOCAL])
        for i in range(begin, end):
            local = plan.populations.ranges[k, p, LOCAL] + spikes[i] - unit
            if table[L_FIRST_LOCAL] <= local < table[L_LAST_LOCAL]:
                full |= enter(plan, state, row, local - table[L_FIRST_LOCAL], step + 1, SPIKED)
        if full:
            catch_up(plan, state, k, row, step, REPLAYED)


@inline
def go_on_between_spikes(plan, state, k, step):
    """What plastic blocks of partition k need of the update from `step`; all their synapses catch up now and then."""
    learning, modulation = plan.learning, plan.modulation
    numbers = state.modulators[k]
    for row in range(learning.first[k], learning.first[k + 1]):
        table = learning.table[row]
        if table[L_SIGNALS] == 0:
            continue
        if step % table[L_GRID] == 0:
            catch_up(plan, state, k, row, step, REPLAYED)
        at = 0
        for use in range(table[L_FIRST_USE], table[L_LAST_USE]):
            m = modulation.uses[use]
            numbers[at] = state.arena[modulation.places[k, m]]
            numbers[at + 1], numbers[at + 2] = modulation.numbers[m, 1], modulation.numbers[m, 0]
            at += 3
        _call_signals(table[L_SIGNALS], (
            step, address_of(numbers, 0), address_of(learning.parameters, table[L_PARAMETERS]),
            address_of(state.rings, table[L_RING])))
