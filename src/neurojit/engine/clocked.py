"""The compiled step of the facade: a clock that sums dt, a delay per synapse, delivery in order of creation.

The engine of `Simulation` counts whole steps and pulls spikes; here a spike emitted at clock T over a delay d
arrives in the first step whose clock, the running floating-point sum of dt, has reached T + d. So arrivals
are queued by step: a ring of slots, each a linked list of chunks of synapse indices, and beside it a ring
with the clock of every step as far ahead as the longest delay reaches. Work goes with spikes, not with
synapses.

Invariants, kept by Python between calls: the pool of chunks has room for every synapse beside what is on its
way, the log for a spike of every neuron. Where they do not hold the call returns before the step; Python
makes room and calls again, so capacity never changes a result.
"""
import numpy as np

from .._jit import address_of, caller, entry, inline
from . import spikes
from .clocked_plan import (
    CHUNK,
    DONE,
    ENTRIES,
    FREE,
    FREE_HEAD,
    HEAD,
    I_IN,
    KERNEL,
    LOG_FULL,
    LOGGED,
    NEURONS,
    QUEUE_FULL,
    RULE,
    SAMPLED,
    SAMPLES_FULL,
    STEP,
    STRIDE,
    TAIL,
    V_M,
    chunks_for,
)

_FEW = 512
_DIGIT = 11
_BASE = 1 << _DIGIT
_call = caller(spikes.UPDATE)
_learn = caller(spikes.RULE)
_chunks_for = inline(chunks_for)


@inline
def _obstacle(state):
    """What must grow before the next step, or DONE."""
    numbers, records = state.numbers, state.records
    if numbers[LOGGED] + numbers[NEURONS] > records.neuron.size:
        return LOG_FULL
    if numbers[FREE] < _chunks_for(state.wires.post.size, state.queue.slots.shape[0]):
        return QUEUE_FULL
    if records.kept.size > 0 and numbers[SAMPLED] == records.samples.shape[0]:
        return SAMPLES_FULL
    return DONE


@inline
def _update(numbers, cells, records):
    """Update all neurons; returns how many spiked, which are written at the end of the log."""
    return _call(numbers[KERNEL], (
        numbers[NEURONS], 0, numbers[STEP], address_of(cells.arena, 0),
        address_of(cells.rows, 0), address_of(cells.shared, 0), address_of(cells.inputs, 0),
        numbers[STRIDE], address_of(cells.flags, 0), 0, address_of(records.neuron, numbers[LOGGED])))


@inline
def _log(numbers, cells, records, spikes):
    """Complete the log with the times, count by region, sample the voltages."""
    first = numbers[LOGGED]
    records.counts[:] = 0
    for at in range(first, first + spikes):
        i = records.neuron[at]
        records.time[at] = (numbers[STEP] - cells.born[i]) * cells.shared[0] + cells.late[i]
        records.counts[cells.region[i]] += 1
    numbers[LOGGED] = first + spikes
    if records.kept.size > 0:
        row = numbers[SAMPLED]
        for k in range(records.kept.size):
            records.samples[row, k] = cells.arena[cells.rows[V_M] + records.kept[k]]
        numbers[SAMPLED] = row + 1


@inline
def _arrival(clocks, step, delay, dt):
    """The first step from `step` on whose clock has reached the clock of `step` plus `delay`."""
    mask = clocks.size - 1
    due = clocks[step & mask] + delay
    at = step + np.int64(delay / dt)
    while at < step + mask and clocks[at & mask] < due:
        at += 1
    while at > step and clocks[(at - 1) & mask] >= due:
        at -= 1
    return at


@inline
def _queue(numbers, queue, slot, synapse):
    """Append a synapse to a slot; there must be room."""
    place = queue.slots[slot, ENTRIES] & (CHUNK - 1)
    if place == 0:
        chunk = numbers[FREE_HEAD]
        numbers[FREE_HEAD] = queue.following[chunk]
        numbers[FREE] -= 1
        if queue.slots[slot, ENTRIES] == 0:
            queue.slots[slot, HEAD] = chunk
        else:
            queue.following[queue.slots[slot, TAIL]] = chunk
        queue.slots[slot, TAIL] = chunk
    queue.chunks[queue.slots[slot, TAIL], place] = synapse
    queue.slots[slot, ENTRIES] += 1


@inline
def _send(numbers, wires, queue, neuron, dt):
    """Queue the synapses of a neuron that has spiked."""
    mask = queue.clocks.size - 1
    for i in range(wires.first[neuron], wires.first[neuron + 1]):
        synapse = wires.listed[i]
        slot = _arrival(queue.clocks, numbers[STEP], wires.delay[synapse], dt) & mask
        _queue(numbers, queue, slot, synapse)


@inline
def _ascending(values):
    """Sorted; the many by their digits (base 2048), lowest first, each pass stable."""
    if values.size < _FEW:
        values.sort()
        return values
    largest = values.max()
    other = np.empty_like(values)
    shift = 0
    while largest >> shift > 0:
        starts = np.zeros(_BASE + 1, np.int64)
        for value in values:
            starts[((value >> shift) & (_BASE - 1)) + 1] += 1
        for digit in range(_BASE):
            starts[digit + 1] += starts[digit]
        for value in values:
            digit = (value >> shift) & (_BASE - 1)
            other[starts[digit]] = value
            starts[digit] += 1
        values, other = other, values
        shift += _DIGIT
    return values


@inline
def _take(numbers, queue, slot):
    """Empty a slot; its synapses in order of creation."""
    n = queue.slots[slot, ENTRIES]
    due = np.empty(n, np.int32)
    chunk = queue.slots[slot, HEAD]
    ordered = True
    for i in range(n):
        if i > 0 and i & (CHUNK - 1) == 0:
            chunk = queue.following[chunk]
        due[i] = queue.chunks[chunk, i & (CHUNK - 1)]
        ordered &= i == 0 or due[i - 1] <= due[i]
    queue.following[chunk] = numbers[FREE_HEAD]
    numbers[FREE_HEAD] = queue.slots[slot, HEAD]
    numbers[FREE] += (n + CHUNK - 1) // CHUNK
    queue.slots[slot, ENTRIES] = 0
    return due if ordered else _ascending(due)


@inline
def _deliver(state):
    """Add what arrives in this step to the inputs, in order of creation of the synapses."""
    cells, wires = state.cells, state.wires
    slot = state.numbers[STEP] & (state.queue.clocks.size - 1)
    if state.queue.slots[slot, ENTRIES] == 0:
        return
    row = cells.rows[I_IN]
    for synapse in _take(state.numbers, state.queue, slot):
        cells.arena[row + wires.post[synapse]] += cells.sign[wires.pre[synapse]] * wires.weight[synapse]


@inline
def _adapt(rule, wires, flags, neuron):
    """Learning at the synapses of a neuron that has spiked; no other synapse changes."""
    first = wires.first[neuron]
    if wires.first[neuron + 1] > first:
        _learn(rule, (
            wires.first[neuron + 1] - first, address_of(wires.listed, first), address_of(wires.post, 0),
            address_of(flags, 0), address_of(wires.weight, 0), address_of(wires.rate, 0), address_of(wires.rule, 0)))


@inline
def _tick(numbers, clocks, dt):
    """Advance the clock; the slot of the step that is over becomes the one farthest ahead."""
    mask = clocks.size - 1
    step = numbers[STEP]
    clocks[step & mask] = clocks[(step - 1) & mask] + dt
    numbers[STEP] = step + 1


@entry
def advance(state, stop, learning):
    """Step until step `stop`; returns DONE, or what must grow before the call is repeated."""
    numbers, cells, wires, records = state.numbers, state.cells, state.wires, state.records
    dt = cells.shared[0]
    while numbers[STEP] < stop:
        status = _obstacle(state)
        if status != DONE:
            return status
        first = numbers[LOGGED]
        _log(numbers, cells, records, _update(numbers, cells, records))
        for s in range(first, numbers[LOGGED]):
            _send(numbers, wires, state.queue, records.neuron[s], dt)
        _deliver(state)
        if learning:
            for s in range(first, numbers[LOGGED]):
                _adapt(numbers[RULE], wires, cells.flags, records.neuron[s])
        _tick(numbers, state.queue.clocks, dt)
    return DONE
