"""Queue the spikes of the last epoch and add up the input that arrives in a step.

Pull by delay: the ring holds spikes (segments of their rows), not input, so that all adds of a step
go to one small array. Order of the sums, whatever the threads: emission step, source, projection, synapse.
"""
import numpy as np

from .._jit import inline, not_unrolled, prefetch, prefetch_second
from .learn import ARRIVED, learn_segment
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

_1, _2, _LINE = (np.uint64(x) for x in (1, 2, 31))  # _LINE: the words of a cache line, less one
_AHEAD = np.uint64(8)  # segments whose memory is asked for before they are needed
_MOST_WORDS = np.uint64(2048)  # of a segment that are asked for: eight such fit the second cache
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
def _prefetch_words(synapses, first, words):
    """Ask for the cache lines of some words, each once: to ask again takes as long as to ask for another."""
    last = first + min(words, _MOST_WORDS)
    word = first & ~_LINE
    while word < last:
        not_unrolled()
        prefetch_second(synapses, np.int64(word))
        word += _LINE + _1


@inline
def _prefetch_static(wiring, block, place, length):
    width = np.uint64(wiring.blocks[block, WIDTH])
    first = np.uint64(wiring.blocks[block, FIRST_WORD]) + np.uint64(place) * width
    _prefetch_words(wiring.synapses, first, np.uint64(length) * width)


@inline
def _deliver_static(plan, state, k, queue, n, _step):
    """Add the first n segments of a queue, of which none is plastic."""
    wiring, bits = plan.wiring, plan.sizes[PLACE_BITS]
    inputs, stride = state.inputs[k], plan.sizes[STRIDE]
    n = np.uint64(n)
    for e in range(min(n, _AHEAD)):
        block, place, length = segment_of(queue[e], bits)
        _prefetch_static(wiring, np.uint64(block), place, length)
    for e in range(n):
        if e + _AHEAD < n:
            block, place, length = segment_of(queue[e + _AHEAD], bits)
            _prefetch_static(wiring, np.uint64(block), place, length)
        block, place, length = segment_of(queue[e], bits)
        add_segment(wiring, inputs, stride, np.uint64(block), place, length)


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
    """Ask for the cache lines of a segment, and for the header of a plastic one."""
    wiring = plan.wiring
    block, place, length = segment_of(entry, bits)
    block = np.uint64(block)
    row = wiring.blocks[block, LEARNS]
    if row < 0:
        _prefetch_static(wiring, block, place, length)
        return
    table = plan.learning.table[row]
    prefetch(state.headers, table[L_HEADER] + place * table[L_HEADERS])
    first = np.uint64(plan.learning.starts[table[L_PLACE] + place])
    _prefetch_words(wiring.synapses, first, np.uint64(length * wiring.blocks[block, WIDTH]))


@inline
def _deliver_plastic(plan, state, k, queue, n, step):
    """Deliver the first n segments of a queue, some of which are plastic."""
    bits = plan.sizes[PLACE_BITS]
    n = np.uint64(n)
    for e in range(min(n, _2 * _AHEAD)):
        _prefetch_place(plan, queue[e], bits)
    for e in range(min(n, _AHEAD)):
        _prefetch_segment(plan, state, queue[e], bits)
    for e in range(n):
        if e + _2 * _AHEAD < n:
            _prefetch_place(plan, queue[e + _2 * _AHEAD], bits)
        if e + _AHEAD < n:
            _prefetch_segment(plan, state, queue[e + _AHEAD], bits)
        block, place, length = segment_of(queue[e], bits)
        row = plan.wiring.blocks[np.uint64(block), LEARNS]
        if row >= 0:
            learn_segment(plan, state, k, row, plan.wiring.blocks[block, FIRST_SEGMENT] + place, step, ARRIVED)
        else:
            add_segment(plan.wiring, state.inputs[k], plan.sizes[STRIDE], np.uint64(block), place, length)


@inline
def _deliver(plan, state, k, step, direct, deliver_some):
    """Deliver a queue piece by piece, and empty it."""
    half = state.slots.shape[1] // 2
    slot = direct * half + (step & (half - 1))
    entries = state.slots[k, slot, ENTRIES]
    chunk = state.slots[k, slot, HEAD]
    while entries > 0:
        n = min(entries, CHUNK)
        deliver_some(plan, state, k, state.chunks[k, chunk], n, step)
        entries -= n
        chunk = state.following[k, chunk]
    clear(state, k, slot)


@inline
def deliver(plan, state, k, step, direct):
    """Add what arrives at `step` in partition k, none of whose synapses learns, at direct ports (1) or others (0)."""
    _deliver(plan, state, k, step, direct, _deliver_static)


@inline
def deliver_learning(plan, state, k, step, direct):
    """The same where synapses may learn."""
    _deliver(plan, state, k, step, direct, _deliver_plastic)
