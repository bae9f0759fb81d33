"""Queue the spikes of the last epoch and add up the input that arrives in a step.

Pull by delay: the ring holds spikes (segments of their rows), not input, so that all adds of a step
go to one small array. Order of the sums, whatever the threads: emission step, source, projection, synapse.
"""
import numpy as np

from .._jit import inline, prefetch
from .plan import (
    CHANNEL,
    FIRST_ROW,
    FIRST_SEGMENT,
    FIRST_TARGET,
    GID_HI,
    GID_LO,
    LAST_FIRST,
    LAST_STEPS,
    ONE_WEIGHT,
    PARITY,
    WEIGHT_SHIFT,
)
from .ring import CHUNK, ENTRIES, HEAD, append, clear, has_room

_AHEAD = 8


@inline
def _segments_due(plan, state, k, parity):
    """How many entries the last epoch's spikes will queue in partition k."""
    wiring = plan.wiring
    n_partitions, n_populations = plan.sizes[0], plan.sizes[1]
    total = 0
    for j in range(n_partitions):
        at = 0
        for s in range(state.clock[LAST_STEPS]):
            for p in range(n_populations):
                count = state.counts[parity, j, s, p]
                lists = k * n_populations + p
                for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
                    block = wiring.listed[b]
                    lo, hi = wiring.blocks[block, GID_LO], wiring.blocks[block, GID_HI]
                    first = wiring.blocks[block, FIRST_ROW] - lo
                    for i in range(at, at + count):
                        unit = state.spikes[parity, j, i]
                        if lo <= unit < hi:
                            row = first + unit
                            total += np.int64(wiring.rows[row + 1, 1]) - np.int64(wiring.rows[row, 1])
                at += count
    return total


@inline
def _queue_unit(plan, state, k, stamp, unit, lists):
    """Queue every segment of the rows of one spike in partition k."""
    wiring = plan.wiring
    n_slots = state.slots.shape[1]
    for b in range(wiring.lists[lists], wiring.lists[lists + 1]):
        block = wiring.listed[b]
        lo = wiring.blocks[block, GID_LO]
        if lo <= unit < wiring.blocks[block, GID_HI]:
            row = wiring.blocks[block, FIRST_ROW] + unit - lo
            first = wiring.blocks[block, FIRST_TARGET] + np.int64(wiring.rows[row, 0])
            shift = wiring.blocks[block, FIRST_SEGMENT]
            for s in range(shift + np.int64(wiring.rows[row, 1]), shift + np.int64(wiring.rows[row + 1, 1])):
                segment = np.int64(wiring.segments[s])
                length = segment & 0xFFFF
                append(state, k, (stamp + (segment >> 16)) % n_slots, first, (block << 32) | length)
                first += length


@inline
def queue_spikes(plan, state, k):
    """Queue the last epoch's spikes in (step, population, unit) order; False when the pool is too small."""
    parity = 1 - state.clock[PARITY]
    n_partitions, n_populations = plan.sizes[0], plan.sizes[1]
    if not has_room(state, k, _segments_due(plan, state, k, parity)):
        return False
    for s in range(state.clock[LAST_STEPS]):
        stamp = state.clock[LAST_FIRST] + s + 1
        for p in range(n_populations):
            lists = k * n_populations + p
            if plan.wiring.lists[lists] == plan.wiring.lists[lists + 1]:
                continue
            for j in range(n_partitions):
                at = state.starts[parity, j, s, p]
                for i in range(at, at + state.counts[parity, j, s, p]):
                    _queue_unit(plan, state, k, stamp, state.spikes[parity, j, i], lists)
    return True


@inline
def _add_segment(wiring, inputs, stride, first, packed):
    block = packed >> 32
    channel = wiring.blocks[block, CHANNEL] * stride
    shift = wiring.blocks[block, WEIGHT_SHIFT]
    last = first + (packed & 0xFFFFFFFF)
    if shift == ONE_WEIGHT:
        weight = wiring.one_weight[block]
        for i in range(np.uint64(first), np.uint64(last)):
            inputs[np.uint64(channel) + np.uint64(wiring.targets[i])] += weight
    else:
        for i in range(np.uint64(first), np.uint64(last)):
            inputs[np.uint64(channel) + np.uint64(wiring.targets[i])] += np.float64(
                wiring.weights[i + np.uint64(shift)])


@inline
def _prefetch_segment(wiring, first, packed):
    """Ask for every cache line of a segment."""
    last = first + (packed & 0xFFFFFFFF)
    for i in range(first, last, 32):
        prefetch(wiring.targets, i)
    shift = wiring.blocks[packed >> 32, WEIGHT_SHIFT]
    if shift != ONE_WEIGHT:
        for i in range(first + shift, last + shift, 16):
            prefetch(wiring.weights, i)


@inline
def deliver(plan, state, k, step):
    """Add what arrives at `step` to the input array of partition k."""
    slot = step % state.slots.shape[1]
    entries = state.slots[k, slot, ENTRIES]
    inputs = state.inputs[k]
    stride = plan.sizes[3]
    chunk = state.slots[k, slot, HEAD]
    while entries > 0:
        n = min(entries, CHUNK)
        queue = state.chunks[k, chunk]
        for e in range(min(n, _AHEAD)):
            _prefetch_segment(plan.wiring, queue[e, 0], queue[e, 1])
        for e in range(n):
            if e + _AHEAD < n:
                _prefetch_segment(plan.wiring, queue[e + _AHEAD, 0], queue[e + _AHEAD, 1])
            _add_segment(plan.wiring, inputs, stride, queue[e, 0], queue[e, 1])
        entries -= n
        chunk = state.following[k, chunk]
    clear(state, k, slot)
