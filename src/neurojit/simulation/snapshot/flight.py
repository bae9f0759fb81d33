"""Spikes on their way, as (unit, step of emission), whatever the partitions; and back into the ring."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...compile.program import Program
from ...engine import plan as ep, ring
from .arrays import Arrays


class _Block(NamedTuple):
    """The segments of a block: who sends, after how many steps, and the place by which the ring knows them."""

    source: np.ndarray
    delay: np.ndarray
    length: np.ndarray
    place: np.ndarray


def source_of_segments(wiring: ep.Wiring, block: int) -> np.ndarray:
    """The unit whose row every segment of a block belongs to."""
    lo, hi, first = wiring.blocks[block, [ep.GID_LO, ep.GID_HI, ep.FIRST_ROW]]
    bounds = wiring.rows[first : first + hi - lo + 1, 1].astype(np.int64)
    return lo + np.repeat(np.arange(hi - lo), np.diff(bounds))


def _segments(wiring: ep.Wiring, block: int) -> _Block:
    row = wiring.blocks[block]
    source = source_of_segments(wiring, block)
    first = row[ep.FIRST_SEGMENT]
    packed = wiring.segments[first : first + source.size].astype(np.int64)
    length = packed & 0xFFFF
    place = np.arange(source.size) if row[ep.LEARNS] >= 0 else np.cumsum(length) - length
    return _Block(source, packed >> 16, length, place)


def _partition_blocks(plan: ep.Plan, partition: int) -> np.ndarray:
    """Blocks of a partition, in the order in which a spike queues its segments."""
    n = int(plan.sizes[ep.N_POPULATIONS])
    bounds = plan.wiring.lists
    return np.unique(plan.wiring.listed[bounds[partition * n] : bounds[(partition + 1) * n]])


def _queued(plan: ep.Plan, state: ep.State, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slot, block and place of all entries of the ring of a partition."""
    slots, entries = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for slot in np.flatnonzero(state.slots[k, :, ring.ENTRIES]):
        chunk, left = state.slots[k, slot, ring.HEAD], int(state.slots[k, slot, ring.ENTRIES])
        slots.append(np.full(left, slot))
        while left > 0:
            entries.append(state.chunks[k, chunk, : min(left, ring.CHUNK)])
            left -= ring.CHUNK
            chunk = state.following[k, chunk]
    blocks, places, _ = ring.segment_of.py_func(np.concatenate(entries), int(plan.sizes[ep.PLACE_BITS]))
    return np.concatenate(slots), blocks, places


def _in_ring(plan: ep.Plan, state: ep.State, k: int) -> np.ndarray:
    """(unit, step, how often) of the spikes in the ring of a partition."""
    slots, blocks, places = _queued(plan, state, k)
    half, now = state.slots.shape[1] // 2, int(state.clock[ep.STEP])
    arrival = now + 1 + ((slots - now - 1) & (half - 1))
    found = [np.zeros((0, 3), np.int64)]
    for block in np.unique(blocks):
        mine = blocks == block
        segments = _segments(plan.wiring, block)
        number = np.searchsorted(segments.place, places[mine])
        emitted = np.column_stack([segments.source[number], arrival[mine] - segments.delay[number], number])
        spikes, count = np.unique(emitted, axis=0, return_counts=True)
        found.append(np.column_stack([spikes[:, :2], count]))
    return np.concatenate(found)


def _last_epoch(plan: ep.Plan, state: ep.State) -> np.ndarray:
    """(unit, step, how often) of the spikes of the last epoch, which are not in the ring yet."""
    first, n_steps = int(state.clock[ep.LAST_FIRST]), int(state.clock[ep.LAST_STEPS])
    parity, n = 1 - int(state.clock[ep.PARITY]), int(plan.sizes[ep.N_POPULATIONS])
    sends = np.zeros(plan.populations.log_mask.size, bool)
    for block in range(plan.wiring.blocks.shape[0] if plan.wiring.listed.size and plan.wiring.lists[-1] else 0):
        sends[source_of_segments(plan.wiring, block)] = True
    found = [np.zeros((0, 3), np.int64)]
    for k in range(int(plan.sizes[ep.N_PARTITIONS])):
        bounds = state.public[parity, k, ep.PUBLIC_STARTS : ep.PUBLIC_STARTS + n_steps * n + 1]
        steps = first + 1 + np.repeat(np.arange(n_steps * n) // n, np.diff(bounds)) if n_steps else np.zeros(0, int)
        units = state.spikes[parity, k, : steps.size]
        spikes, count = np.unique(np.column_stack([units, steps])[sends[units]], axis=0, return_counts=True)
        found.append(np.column_stack([spikes, count]).astype(np.int64))
    return np.concatenate(found)


def collect(program: Program) -> Arrays:
    """Units and steps of emission of all spikes that some of their targets have still to receive."""
    plan, state = program.plan, program.state
    parts = [_in_ring(plan, state, k) for k in range(int(plan.sizes[ep.N_PARTITIONS]))]
    every = np.concatenate([*parts, _last_epoch(plan, state)])
    spikes, place = np.unique(every[:, [1, 0]], axis=0, return_inverse=True)
    count = np.zeros(len(spikes), np.int64)
    np.maximum.at(count, place.ravel(), every[:, 2])  # each segment has as many entries as its source had spikes
    return {"unit": np.repeat(spikes[:, 1], count), "step": np.repeat(spikes[:, 0], count)}


def restore(program: Program, arrays: Arrays) -> None:
    """Queue the spikes as if they had just been emitted, without what had arrived before."""
    plan, state = program.plan, program.state
    queues = [_due(plan, k, arrays["unit"], arrays["step"], int(state.clock[ep.STEP]), state.slots.shape[1])
              for k in range(int(plan.sizes[ep.N_PARTITIONS]))]
    chunks = max(int(np.sum(-(-np.bincount(slot) // ring.CHUNK))) for slot, _ in queues)
    n_chunks = max(state.following.shape[1], 2 * chunks)
    program.state = state._replace(**ring.new_pool(len(queues), state.slots.shape[1], n_chunks))
    for k, (slot, entries) in enumerate(queues):
        _fill(program.state, k, slot, entries)


def _due(plan: ep.Plan, k: int, unit: np.ndarray, step: np.ndarray, now: int,
         n_slots: int) -> tuple[np.ndarray, np.ndarray]:
    """Slots and entries of partition k in the order of the sums: by slot, then emission, source, block, segment."""
    half = n_slots // 2
    found = [np.zeros((0, 3), np.int64)]
    for block in _partition_blocks(plan, k):
        segments = _segments(plan.wiring, block)
        begin, end = np.searchsorted(segments.source, unit), np.searchsorted(segments.source, unit, side="right")
        spike = np.repeat(np.arange(unit.size), end - begin)
        number = np.arange(spike.size) - np.repeat(np.cumsum(end - begin) - end, end - begin)
        arrival = step[spike] + segments.delay[number]
        slot = plan.wiring.blocks[block, ep.IS_DIRECT] * half + (arrival & (half - 1))
        entry = ring.entry_of.py_func(
            np.int64(block), segments.place[number], segments.length[number], int(plan.sizes[ep.PLACE_BITS]))
        rows = np.column_stack([slot, spike, entry])
        found.append(rows[arrival > now])
    every = np.concatenate(found)
    every = every[np.lexsort((every[:, 1], every[:, 0]))]
    return every[:, 0], every[:, 2]


def _fill(state: ep.State, k: int, slot: np.ndarray, entries: np.ndarray) -> None:
    """Put sorted entries into an empty ring: every slot takes the next whole chunks."""
    count = np.bincount(slot, minlength=state.slots.shape[1])
    chunks = -(-count // ring.CHUNK)
    first = np.cumsum(chunks) - chunks
    place = np.arange(slot.size) - np.repeat(np.cumsum(count) - count, count)
    state.chunks[k, first[slot] + place // ring.CHUNK, place % ring.CHUNK] = entries
    state.slots[k, :, ring.HEAD], state.slots[k, :, ring.TAIL] = first, first + chunks - 1
    state.slots[k, :, ring.ENTRIES] = count
    state.free[k, 0] = chunks.sum()
    state.free[k, 1] = state.following.shape[1] - chunks.sum()
