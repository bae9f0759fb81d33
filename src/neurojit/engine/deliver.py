"""Queue the spikes of the last epoch and add up the input that arrives in a step.

Pull by delay: the ring holds spikes (segments of their rows), not input, so that all adds of a step
go to one small array. Order of the sums, whatever the threads: emission step, source, projection, synapse.
"""
import numpy as np

from .._jit import inline, not_unrolled, prefetch, prefetch_second
from .learn import learn_segment
from .plan import (
    FIRST_ROW,
    FIRST_SEGMENT,
    FIRST_WORD,
    GID_HI,
    GID_LO,
    IS_DIRECT,
    L_HEADER,
    L_HEADERS,
    L_PLACE,
    LEARNS,
    MOST_SEGMENTS,
    N_PARTITIONS,
    N_POPULATIONS,
    PLACE_BITS,
    PUBLIC_STARTS,
    STRIDE,
    WIDTH,
)
from .ring import CHUNK, ENTRIES, HEAD, append, clear, entry_of, has_room, segment_of
from .scatter import add_segment

_AHEAD = 8  # segments whose memory is asked for before they are needed
_LINES = 64  # of a segment that are asked for at most: eight such fit the second cache
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
    half, bits = state.slots.shape[1] // 2, plan.sizes[PLACE_BITS]
    for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
        block = wiring.listed[b]
        lo = wiring.blocks[block, GID_LO]
        if lo <= unit < wiring.blocks[block, GID_HI]:
            row = wiring.blocks[block, FIRST_ROW] + unit - lo
            place = np.int64(wiring.rows[row, 0])
            shift = wiring.blocks[block, FIRST_SEGMENT]
            slots = wiring.blocks[block, IS_DIRECT] * half
            learns = wiring.blocks[block, LEARNS] >= 0
            for s in range(np.int64(wiring.rows[row, 1]), np.int64(wiring.rows[row + 1, 1])):
                segment = np.int64(wiring.segments[shift + s])
                length = segment & 0xFFFF
                slot = slots + ((stamp + (segment >> 16)) & (half - 1))
                append(state, k, slot, entry_of(block, s if learns else place, length, bits))
                place += length


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
def _prefetch_spikes(plan, state, k, parity, s):
    """Ask for the rows of the spikes of a step of the epoch, if they are few."""
    n_partitions, n_populations = plan.sizes[N_PARTITIONS], plan.sizes[N_POPULATIONS]
    first, spikes = PUBLIC_STARTS + s * n_populations, 0
    for j in range(n_partitions):
        spikes += state.public[parity, j, first + n_populations] - state.public[parity, j, first]
    for depth in range(2 if spikes <= _FEW else 0):
        for j in range(n_partitions):
            public = state.public[parity, j]
            for p in range(n_populations):
                for e in range(public[first + p], public[first + p + 1]):
                    _prefetch_unit(plan.wiring, state.spikes[parity, j, e], k * n_populations + p, depth)


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
    for s in range(n_steps):
        if plan.wiring.synapses.size > _LARGE:
            _prefetch_spikes(plan, state, k, parity, s)
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
def _prefetch_place(plan, entry, bits):
    """Ask for what says where a plastic segment lies."""
    block, place, _ = segment_of(entry, bits)
    block = np.uint64(block)
    row = plan.wiring.blocks[block, LEARNS]
    if row >= 0:
        prefetch(plan.learning.starts, plan.learning.table[row, L_PLACE] + place)
        prefetch(plan.wiring.segments, plan.wiring.blocks[block, FIRST_SEGMENT] + place)


@inline
def _prefetch_segment(plan, state, entry, bits):
    """Ask for the cache lines of a segment, each once: to ask again takes as long as to ask for another."""
    wiring = plan.wiring
    block, place, length = segment_of(entry, bits)
    block = np.uint64(block)
    row, width = wiring.blocks[block, LEARNS], wiring.blocks[block, WIDTH]
    first = wiring.blocks[block, FIRST_WORD] + place * width
    if row >= 0:
        table = plan.learning.table[row]
        first = plan.learning.starts[table[L_PLACE] + place]
        prefetch(state.headers, table[L_HEADER] + place * table[L_HEADERS])
    last = first + length * width
    for word in range(first & ~31, min(last, first + 32 * _LINES), 32):
        not_unrolled()
        prefetch_second(wiring.synapses, word)


@inline
def deliver(plan, state, k, step, direct):
    """Add what arrives at `step` in partition k, through direct ports (1) or others (0)."""
    half = state.slots.shape[1] // 2
    slot = direct * half + (step & (half - 1))
    entries = state.slots[k, slot, ENTRIES]
    inputs = state.inputs[k]
    stride, bits = plan.sizes[STRIDE], plan.sizes[PLACE_BITS]
    chunk = state.slots[k, slot, HEAD]
    learns = plan.learning.first[k + 1] > plan.learning.first[k]
    while entries > 0:
        n = min(entries, CHUNK)
        queue = state.chunks[k, chunk]
        for e in range(min(n, 2 * _AHEAD) if learns else 0):
            _prefetch_place(plan, queue[e], bits)
        for e in range(min(n, _AHEAD)):
            _prefetch_segment(plan, state, queue[e], bits)
        for e in range(n):
            if learns and e + 2 * _AHEAD < n:
                _prefetch_place(plan, queue[e + 2 * _AHEAD], bits)
            if e + _AHEAD < n:
                _prefetch_segment(plan, state, queue[e + _AHEAD], bits)
            block, place, length = segment_of(queue[e], bits)
            row = plan.wiring.blocks[np.uint64(block), LEARNS]
            if row >= 0:
                learn_segment(plan, state, k, row, plan.wiring.blocks[block, FIRST_SEGMENT] + place, step, 1)
            else:
                add_segment(plan.wiring, inputs, stride, np.uint64(block), place, length)
        entries -= n
        chunk = state.following[k, chunk]
    clear(state, k, slot)
