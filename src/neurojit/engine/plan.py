"""What the compiler hands to the engine: plain arrays, packed in a few named tuples.

`Plan` is read-only while a simulation runs; `State` holds every array that changes. Both know nothing
of networks and models. The column numbers below name the fields of the integer tables.
"""
from typing import NamedTuple

import numpy as np

# Populations.table: one row a population, in order of creation
GID, SIZE, LAW, KERNEL, ROWS, SHARED = range(6)
POPULATION_FIELDS = 6
# laws: what makes the units of a population emit
UPDATED, SHARED_POISSON, LISTED_TIMES, SILENT = range(4)

# Populations.ranges[partition, population]
LO, HI, LOCAL = range(3)

# Wiring.blocks: one row a block of synapses in a partition
GID_LO, GID_HI, FIRST_ROW, FIRST_TARGET, FIRST_SEGMENT, WEIGHT_SHIFT, CHANNEL = range(7)
BLOCK_FIELDS = 7
ONE_WEIGHT = np.iinfo(np.int64).min  # WEIGHT_SHIFT of a block whose synapses share Wiring.one_weight

# Drives.table: one row a Poisson drive in a partition
D_FIRST, D_LAST, D_LOCAL, D_START, D_STOP, D_KEY, D_TABLE, D_LEVELS, D_REPEATS, D_REST, D_LISTED = range(11)
DRIVE_FIELDS = 11

# Traces.table: one row a recorded variable
T_INTERVAL, T_FIRST_SAMPLE, T_COLUMNS, T_OUT, T_START, T_STOP = range(6)
TRACE_FIELDS = 6

# State.clock
STEP, PARITY, LAST_FIRST, LAST_STEPS, LOGGED, FAILED = range(6)
CLOCK_FIELDS = 6

# what a driver returns
DONE, LOG_FULL, RING_FULL = range(3)


class Populations(NamedTuple):
    """Who there is: table (n, fields), ranges (partition, n, 3), row offsets and shared coefficients."""

    table: np.ndarray
    ranges: np.ndarray
    rows: np.ndarray
    shared: np.ndarray
    log_mask: np.ndarray  # uint8 per unit: 1 where spikes are recorded


class Wiring(NamedTuple):
    """Synapses of every partition: block -> row of a source -> segment of one delay -> targets.

    segments hold delay << 16 | length; targets are 16-bit local indices of the partition.
    rows[r] = (first target, first segment) of row r, relative to its block.
    """

    blocks: np.ndarray
    one_weight: np.ndarray
    rows: np.ndarray
    segments: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    lists: np.ndarray  # (partition * populations + 1): where the list of blocks of a source begins
    listed: np.ndarray


class Sources(NamedTuple):
    """Spiking units that have no state: probabilities of shared Poisson sources, listed times."""

    bounds: np.ndarray  # (population, 2): its units in `rate`, or its events in `event_step`
    rate: np.ndarray  # expected spikes a step of every shared Poisson unit
    start: np.ndarray
    stop: np.ndarray
    key: np.ndarray
    event_step: np.ndarray  # listed times, ordered by (population, step, unit)
    event_unit: np.ndarray


class Drives(NamedTuple):
    """Private Poisson input, drawn inside the update."""

    table: np.ndarray
    channel: np.ndarray
    weight: np.ndarray
    first: np.ndarray  # per partition: its first drive
    levels: np.ndarray  # uint16 thresholds
    rest: np.ndarray  # cumulative probabilities of what the thresholds leave over
    entry_local: np.ndarray
    entry_id: np.ndarray
    entry_rate: np.ndarray
    entry_weight: np.ndarray


class Traces(NamedTuple):
    """Recorded variables: for every partition which value goes to which column."""

    table: np.ndarray
    first: np.ndarray  # (partition, trace + 1) into the two lists
    source: np.ndarray  # place in the arena
    column: np.ndarray


class Plan(NamedTuple):
    """Everything a driver reads."""

    populations: Populations
    wiring: Wiring
    sources: Sources
    drives: Drives
    sizes: np.ndarray  # (n_partitions, n_populations, channels, stride, epoch)


class State(NamedTuple):
    """Everything a driver writes."""

    clock: np.ndarray
    arena: np.ndarray
    inputs: np.ndarray  # (partition, channel * stride)
    flags: np.ndarray  # (partition, stride) uint8
    spikes: np.ndarray  # (2, partition, capacity) units that fired, of this and the last epoch
    counts: np.ndarray  # (2, partition, step, population) how many fired
    starts: np.ndarray  # same shape: where they begin in `spikes`
    progress: np.ndarray
    status: np.ndarray
    scratch: np.ndarray  # (partition, words) uint32
    chunks: np.ndarray  # the ring: (partition, chunk, entry, 2)
    following: np.ndarray  # (partition, chunk) next chunk of the same slot, or of the free list
    slots: np.ndarray  # (partition, slot, 3): first chunk, last chunk, entries
    free: np.ndarray  # (partition, 2): first free chunk, number of free chunks
    log_step: np.ndarray
    log_unit: np.ndarray
    samples: np.ndarray
