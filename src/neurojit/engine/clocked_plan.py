"""The arrays of the facade's compiled step, packed in named tuples; nothing here needs numba."""
from typing import NamedTuple

import numpy as np

# Clocked.numbers
KERNEL, RULE, NEURONS, STRIDE, STEP, LOGGED, FREE_HEAD, FREE, SAMPLED, NUMBERS = range(10)
# Cells.rows: the first three are the state of the seed model
V_M, ELAPSED, I_IN = range(3)
# Queue.slots
HEAD, TAIL, ENTRIES = range(3)
CHUNK = 32  # synapses in a chunk; a power of two
# what `advance` returns
DONE, LOG_FULL, QUEUE_FULL, SAMPLES_FULL = range(4)


class Cells(NamedTuple):
    """The neurons: what the update kernel takes, the signed input per weight of each, its region."""

    arena: np.ndarray
    rows: np.ndarray
    shared: np.ndarray
    inputs: np.ndarray  # the kernel's receptor channels; always zero, delivery adds to I_in in its own order
    flags: np.ndarray
    sign: np.ndarray
    region: np.ndarray
    born: np.ndarray  # step in which the neuron was added
    late: np.ndarray  # by how much its time (ms) exceeds its steps times dt, where some had another length


class Wires(NamedTuple):
    """The synapses in order of creation, for every source where its own are listed, and what their rule takes."""

    first: np.ndarray
    listed: np.ndarray
    pre: np.ndarray
    post: np.ndarray
    weight: np.ndarray
    delay: np.ndarray
    rate: np.ndarray  # of learning: what a synapse keeps besides its weight
    rule: np.ndarray  # parameters


class Queue(NamedTuple):
    """What is on its way: slots[step % size] = (first chunk, last chunk, synapses in them)."""

    slots: np.ndarray
    chunks: np.ndarray  # (chunk, CHUNK) synapses
    following: np.ndarray  # next chunk of the same slot, or of the free list
    clocks: np.ndarray  # clock of the steps from now to now + size - 1, at step % size


class Records(NamedTuple):
    """What is written down: every spike, spikes of this step per region, voltages of some neurons."""

    time: np.ndarray
    neuron: np.ndarray
    counts: np.ndarray
    kept: np.ndarray
    samples: np.ndarray


class Clocked(NamedTuple):
    """Everything a step reads and writes."""

    numbers: np.ndarray
    cells: Cells
    wires: Wires
    queue: Queue
    records: Records


def chunks_for(synapses, slots):
    """Chunks that hold so many synapses, however they fall on the slots."""
    return synapses // CHUNK + min(synapses, slots)
