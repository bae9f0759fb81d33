"""The ring of spikes: for every partition and arrival step the segments of synapses that are due.

A slot is a chain of chunks from one pool, so memory follows the spikes in flight and not the longest
delay. An entry is one word: block, place of the segment in the block, number of synapses; how many bits are the
place's depends on the largest block (Plan.sizes). The pool is checked for room before an epoch's spikes are queued: a
queue that is full ends the compiled stretch, Python doubles the pool and the same epoch goes on; capacity never
changes a result.
"""
import numpy as np

from .._jit import inline
from .plan import State, aligned_zeros

CHUNK = 64
HEAD, TAIL, ENTRIES = range(3)
LENGTH_BITS = 16
PLACE_AND_BLOCK_BITS = 63 - LENGTH_BITS


@inline
def entry_of(block, place, length, place_bits):
    """The word of a segment; also of arrays of them."""
    return (((block << place_bits) | place) << LENGTH_BITS) | length


@inline
def segment_of(entry, place_bits):
    """(block, place, length) of a word."""
    return (entry >> (LENGTH_BITS + place_bits), (entry >> LENGTH_BITS) & ((1 << place_bits) - 1),
            entry & ((1 << LENGTH_BITS) - 1))


@inline
def append(state, k, slot, entry):
    """Queue one segment; room must have been checked."""
    entries = state.slots[k, slot, ENTRIES]
    place = entries & (CHUNK - 1)
    if place == 0:
        chunk = state.free[k, 0]
        state.free[k, 0] = state.following[k, chunk]
        state.free[k, 1] -= 1
        if entries == 0:
            state.slots[k, slot, HEAD] = chunk
        else:
            state.following[k, state.slots[k, slot, TAIL]] = chunk
        state.slots[k, slot, TAIL] = chunk
    state.chunks[k, state.slots[k, slot, TAIL], place] = entry
    state.slots[k, slot, ENTRIES] = entries + 1


@inline
def clear(state, k, slot):
    """Give the chunks of a slot back to the pool."""
    entries = state.slots[k, slot, ENTRIES]
    if entries > 0:
        state.following[k, state.slots[k, slot, TAIL]] = state.free[k, 0]
        state.free[k, 0] = state.slots[k, slot, HEAD]
        state.free[k, 1] += (entries + CHUNK - 1) // CHUNK
        state.slots[k, slot, ENTRIES] = 0


@inline
def has_room(state, k, entries):
    """Whether `entries` more surely fit, however they fall on the slots."""
    return state.free[k, 1] >= entries // CHUNK + min(entries, state.slots.shape[1])


def new_pool(n_partitions: int, n_slots: int, n_chunks: int) -> dict[str, np.ndarray]:
    """Empty ring arrays by their names in `State`; n_slots is a power of two."""
    following = aligned_zeros((n_partitions, n_chunks), np.int64)
    following[:] = np.arange(1, n_chunks + 1)
    following[:, -1] = -1
    free = aligned_zeros((n_partitions, 16), np.int64)
    free[:, 1] = n_chunks
    return {
        "chunks": aligned_zeros((n_partitions, n_chunks, CHUNK), np.int64),
        "following": following,
        "slots": aligned_zeros((n_partitions, n_slots, 4), np.int64),
        "free": free,
    }


def grown(state: State) -> State:
    """The same ring with twice the chunks."""
    n_partitions, n = state.following.shape
    pool = new_pool(n_partitions, 1, 2 * n)
    pool["chunks"][:, :n] = state.chunks
    pool["following"][:, :n] = state.following
    pool["following"][:, -1] = state.free[:, 0]  # the old free list follows the new one
    free = state.free.copy()
    free[:, 0] = n
    free[:, 1] += n
    return state._replace(chunks=pool["chunks"], following=pool["following"], free=free)
