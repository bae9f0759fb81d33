"""Queue the spikes of the last epoch and add up the input that arrives in a step.

Pull by delay: the ring holds spikes (segments of their rows), not input, so that all adds of a step
go to one small array. Order of the sums, whatever the threads: emission step, source, projection, synapse.
"""
import numpy as np

from .._jit import inline, load_number, prefetch
from .learn import learn_segment
from .plan import (
    CHANNEL,
    FIRST_ROW,
    FIRST_SEGMENT,
    FIRST_WORD,
    GID_HI,
    GID_LO,
    IS_DIRECT,
    L_FIRST_SEGMENT,
    L_PLACE,
    LEARNS,
    MOST_SEGMENTS,
    N_PARTITIONS,
    N_POPULATIONS,
    PUBLIC_STARTS,
    SIGN,
    STRIDE,
    WIDTH,
)
from .ring import CHUNK, ENTRIES, HEAD, append, clear, has_room

_AHEAD = 8  # segments whose memory is asked for before they are needed
_LARGE = 1 << 22  # words of synapses that no second cache holds
_FEW = 128  # spikes whose rows fit in the first cache


@inline
def _segments_of(wiring, unit, lists):
    """How many segments the rows of a unit have in a partition."""
    total = 0
    for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
        block = wiring.listed[b]
        lo = wiring.blocks[block, GID_LO]
        if lo <= unit < wiring.blocks[block, GID_HI]:
            row = wiring.blocks[block, FIRST_ROW] + unit - lo
            total += np.int64(wiring.rows[row + 1, 1]) - np.int64(wiring.rows[row, 1])
    return total


@inline
def _segments_due(plan, state, k, parity, n_steps):
    """How many entries the spikes of an epoch will queue in partition k."""
    n_partitions, n_populations = plan.sizes[N_PARTITIONS], plan.sizes[N_POPULATIONS]
    total = 0
    for j in range(n_partitions):
        public = state.public[parity, j]
        for i in range(n_steps * n_populations):
            for e in range(public[PUBLIC_STARTS + i], public[PUBLIC_STARTS + i + 1]):
                total += _segments_of(plan.wiring, state.spikes[parity, j, e], k * n_populations + i % n_populations)
    return total


@inline
def _queue_unit(plan, state, k, stamp, unit, lists):
    """Queue every segment of the rows of one spike in partition k."""
    wiring = plan.wiring
    half = state.slots.shape[1] // 2
    for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
        block = wiring.listed[b]
        lo = wiring.blocks[block, GID_LO]
        if lo <= unit < wiring.blocks[block, GID_HI]:
            row = wiring.blocks[block, FIRST_ROW] + unit - lo
            width = wiring.blocks[block, WIDTH]
            first = wiring.blocks[block, FIRST_WORD] + np.int64(wiring.rows[row, 0]) * width
            shift = wiring.blocks[block, FIRST_SEGMENT]
            slots = wiring.blocks[block, IS_DIRECT] * half
            learns = wiring.blocks[block, LEARNS] >= 0
            for s in range(shift + np.int64(wiring.rows[row, 1]), shift + np.int64(wiring.rows[row + 1, 1])):
                segment = np.int64(wiring.segments[s])
                length = segment & 0xFFFF
                slot = slots + ((stamp + (segment >> 16)) & (half - 1))
                append(state, k, slot, s if learns else first, (block << 32) | length)
                first += length * width


@inline
def _prefetch_unit(wiring, unit, lists, depth):
    """Ask for the rows of a spike (depth 0), or for their segments, once the rows are there."""
    for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
        block = wiring.listed[b]
        lo = wiring.blocks[block, GID_LO]
        if lo <= unit < wiring.blocks[block, GID_HI]:
            row = wiring.blocks[block, FIRST_ROW] + unit - lo
            if depth == 0:
                prefetch(wiring.rows, 2 * row)
            else:
                shift = wiring.blocks[block, FIRST_SEGMENT]
                first, last = shift + np.int64(wiring.rows[row, 1]), shift + np.int64(wiring.rows[row + 1, 1])
                for s in range(first, last, 16):
                    prefetch(wiring.segments, s)


@inline
def _prefetch_spikes(plan, state, k, parity, n_steps):
    n_partitions, n_populations = plan.sizes[N_PARTITIONS], plan.sizes[N_POPULATIONS]
    for depth in range(2):
        for j in range(n_partitions):
            public = state.public[parity, j]
            for i in range(n_steps * n_populations):
                lists = k * n_populations + i % n_populations
                for e in range(public[PUBLIC_STARTS + i], public[PUBLIC_STARTS + i + 1]):
                    _prefetch_unit(plan.wiring, state.spikes[parity, j, e], lists, depth)


@inline
def queue_spikes(plan, state, k, parity, first, n_steps):
    """Queue the spikes of an epoch in (step, population, unit) order; False when the pool is too small."""
    n_partitions, n_populations = plan.sizes[N_PARTITIONS], plan.sizes[N_POPULATIONS]
    end = PUBLIC_STARTS + n_steps * n_populations
    spikes = 0
    for j in range(n_partitions):
        spikes += state.public[parity, j, end] if n_steps > 0 else 0
    if spikes == 0:
        return True
    if not has_room(state, k, spikes * plan.sizes[MOST_SEGMENTS]) and not has_room(
            state, k, _segments_due(plan, state, k, parity, n_steps)):
        return False
    if spikes <= _FEW and plan.wiring.synapses.size > _LARGE:
        _prefetch_spikes(plan, state, k, parity, n_steps)
    for s in range(n_steps):
        for p in range(n_populations):
            lists = k * n_populations + p
            if plan.wiring.lists[lists] == plan.wiring.lists[lists + 1]:
                continue
            at = PUBLIC_STARTS + s * n_populations + p
            for j in range(n_partitions):
                for i in range(state.public[parity, j, at], state.public[parity, j, at + 1]):
                    _queue_unit(plan, state, k, first + s + 1, state.spikes[parity, j, i], lists)
    return True


@inline
def _add_each(synapses, inputs, channel, target, n, is_positive, words, like):
    """Add weights of the type `like`, of so many words."""
    at = target + n
    if is_positive:
        for i in range(n):
            weight = load_number(synapses, np.int64(at + words * i), like)
            inputs[channel + np.uint64(synapses[target + i])] += weight
    else:
        for i in range(n):
            weight = load_number(synapses, np.int64(at + words * i), like)
            inputs[channel + np.uint64(synapses[target + i])] -= weight


@inline
def add_segment(wiring, inputs, stride, first, packed):
    """Add the weights of a static segment to the input of its targets."""
    block = packed >> 32
    n = np.uint64(packed & 0xFFFFFFFF)
    channel = np.uint64(wiring.blocks[block, CHANNEL] * stride)
    target = np.uint64(first)
    sign, width = wiring.blocks[block, SIGN], wiring.blocks[block, WIDTH]
    if width == 1:
        weight = wiring.one_weight[block] * sign
        for i in range(n):
            inputs[channel + np.uint64(wiring.synapses[target + i])] += weight
    elif width == 3:
        _add_each(wiring.synapses, inputs, channel, target, n, sign > 0, np.uint64(2), np.float32)
    else:
        _add_each(wiring.synapses, inputs, channel, target, n, sign > 0, np.uint64(4), np.float64)


@inline
def _prefetch_segment(plan, first, packed):
    """Ask for every cache line of a segment."""
    wiring = plan.wiring
    row = wiring.blocks[packed >> 32, LEARNS]
    if row >= 0:
        table = plan.learning.table[row]
        first = plan.learning.starts[table[L_PLACE] + first - table[L_FIRST_SEGMENT]]
    last = first + (packed & 0xFFFFFFFF) * wiring.blocks[packed >> 32, WIDTH] - 1
    for i in range(first, last, 32):
        prefetch(wiring.synapses, i)
    prefetch(wiring.synapses, last)


@inline
def deliver(plan, state, k, step, direct):
    """Add what arrives at `step` in partition k, through direct ports (1) or others (0)."""
    half = state.slots.shape[1] // 2
    slot = direct * half + (step & (half - 1))
    entries = state.slots[k, slot, ENTRIES]
    inputs = state.inputs[k]
    stride = plan.sizes[STRIDE]
    chunk = state.slots[k, slot, HEAD]
    while entries > 0:
        n = min(entries, CHUNK)
        queue = state.chunks[k, chunk]
        for e in range(min(n, _AHEAD)):
            _prefetch_segment(plan, queue[e, 0], queue[e, 1])
        for e in range(n):
            if e + _AHEAD < n:
                _prefetch_segment(plan, queue[e + _AHEAD, 0], queue[e + _AHEAD, 1])
            row = plan.wiring.blocks[queue[e, 1] >> 32, LEARNS]
            if row >= 0:
                learn_segment(plan, state, k, row, queue[e, 0], step, 1)
            else:
                add_segment(plan.wiring, inputs, stride, queue[e, 0], queue[e, 1])
        entries -= n
        chunk = state.following[k, chunk]
    clear(state, k, slot)
