"""What the compiler hands to the engine: plain arrays, packed in a few named tuples.

`Plan` is read-only while a simulation runs; `State` holds every array that changes. Both know nothing
of networks and models. The column numbers below name the fields of the integer tables.
"""
from typing import Annotated, NamedTuple, TypeAlias

import numpy as np

# an array field says its dtype and dimensions, so that `engine.context` can hand it to compiled code by address
Bytes1: TypeAlias = Annotated[np.ndarray, np.uint8, 1]
Bytes2: TypeAlias = Annotated[np.ndarray, np.uint8, 2]
Short1: TypeAlias = Annotated[np.ndarray, np.uint16, 1]
Word1: TypeAlias = Annotated[np.ndarray, np.uint32, 1]
Word2: TypeAlias = Annotated[np.ndarray, np.uint32, 2]
Unit1: TypeAlias = Annotated[np.ndarray, np.int32, 1]
Unit3: TypeAlias = Annotated[np.ndarray, np.int32, 3]
Int1: TypeAlias = Annotated[np.ndarray, np.int64, 1]
Int2: TypeAlias = Annotated[np.ndarray, np.int64, 2]
Int3: TypeAlias = Annotated[np.ndarray, np.int64, 3]
Real1: TypeAlias = Annotated[np.ndarray, np.float64, 1]
Real2: TypeAlias = Annotated[np.ndarray, np.float64, 2]
Weight1: TypeAlias = Annotated[np.ndarray, None, 1]  # float32 in mixed precision, float64 in double; not for workers

# Populations.table: one row a population, in order of creation
GID, SIZE, LAW, KERNEL, ROWS, N_ROWS, SHARED, PARENT, BIT = range(9)
POPULATION_FIELDS = 9
# PARENT and BIT: whose flags the units of a law EVENT read, and which
# laws: what makes the units of a population emit
UPDATED, RANDOM, LISTED_TIMES, SILENT, EVENT = range(5)

# Populations.ranges[partition, population]
LO, HI, LOCAL = range(3)

# Wiring.blocks: one row a block of synapses in a partition
GID_LO, GID_HI, FIRST_ROW, FIRST_WORD, FIRST_SEGMENT, WIDTH, CHANNEL, IS_DIRECT, SIGN, LEARNS = range(10)
BLOCK_FIELDS = 10
# WIDTH is in words of 16 bits a synapse: 1 where the synapses share Wiring.one_weight, else 3 or 5
# LEARNS: row of Learning.table, or -1 for static synapses
# IS_DIRECT: input is added to the state after an update, else gathered before it; SIGN is 1 or -1

# Sources.table: one row a unit, or one for all units of a population that share their values. SIGNAL is the address of
# what it says as a function of the step (engine.signals), PROCESS of how spikes are drawn from that (engine.trains)
S_SIGNAL, S_START, S_STOP, S_EVERY, S_TIMES, S_LEVELS, S_COUNT, S_RANDOM, S_PROCESS, S_SPAN, S_COMPONENTS = range(11)
SOURCE_FIELDS = 11
# Sources.numbers, see engine.signals
MEAN, AMPLITUDE, OMEGA, PHASE, LEVEL = range(5)
SOURCE_NUMBERS = 5

# Drives.table: one row a drive in a partition; entries are FIRST to LAST of the units or, if LISTED, of the lists
D_FIRST, D_LAST, D_LOCAL, D_KEY, D_SOURCE, D_DELAY, D_LISTED, D_DIRECT, D_PLACE, D_CELLS = range(10)
DRIVE_FIELDS = 10

# Currents.ports: one row a part of an external input that somebody writes: its place in the arena, its edges, and when
# it changes: every EVERY steps from OFFSET if not 0, and at listed steps
C_PLACE, C_LENGTH, C_FIRST, C_LAST, C_OFFSET, C_EVERY, C_CHANGES, C_LAST_CHANGE = range(8)
PORT_FIELDS = 8
NEVER = 2**62

# Traces.table: one row a recorded variable
T_INTERVAL, T_FIRST_SAMPLE, T_COLUMNS, T_OUT, T_START, T_STOP = range(6)
TRACE_FIELDS = 6

# Learning.table: one row a block of plastic synapses in a partition
(L_KERNEL, L_FIRST_SEGMENT, L_SEGMENTS, L_PLACE, L_HEADER, L_HEADERS, L_PARAMETERS, L_SPIKES, L_HISTORY, L_RECENT,
 L_RECENT_TRACES, L_CAPACITY, L_FIRST_LOCAL, L_LAST_LOCAL, L_POST, L_RATES, L_EXTRA, L_EXTRAS, L_SIGNALS, L_RING,
 L_GRID, L_FIRST_USE, L_LAST_USE, L_WIDTH, L_WATCH, L_WATCHED, L_WATCHES, L_WORDS, L_CARD) = range(29)
LEARNING_FIELDS = 29
# L_PLACE: of its first segment in Learning.starts; L_HEADER: its first header, of L_HEADERS numbers each
# L_POST: how many numbers a spike of a target leaves behind, -1 where they do not matter; L_RATES: the first of them in
# Learning.rates, periods and kinds
# L_CARD: numbers of the card of a target, of which there is one each from L_RECENT_TRACES on, see engine.history
# L_EXTRA: its first variable besides the weights, L_EXTRAS a synapse
# L_SIGNALS: address of what computes, once a step, what goes on between spikes, 0 where nothing does; L_RING: where
# that is kept in State.rings; L_GRID: steps after which all synapses catch up; uses: its modulators, in Modulation.uses
# L_WIDTH: numbers of an entry of the history of a target: step, what it left, and if its state matters a kind and that
# L_WATCH: address of what writes down the state of targets, or 0; L_WATCHES targets from L_WATCHED in Learning.watched,
# L_WORDS each: the target, and where the variables are that are read

# Plan.homes: one row a stretch of state that lies elsewhere while a run goes on (engine.homes)
HOME, AWAY, LENGTH = range(3)
HOME_FIELDS = 3

# State.clock
STEP, PARITY, LAST_FIRST, LAST_STEPS, LOGGED = range(5)
CLOCK_FIELDS = 5

# State.public[parity, partition]: what others read of a partition after an epoch, on cache lines of its own.
# READY: 0 when the ring must grow before; then where the spikes of every (step, population) begin in
# State.spikes, and where they end
READY, PUBLIC_STARTS = range(2)

# State.progress: the step up to which a partition is done, and whether it is done but for the second half of an epoch
REACHED, IS_HALFWAY = range(2)

# Plan.sizes; MOST_SEGMENTS is the most that one spike can queue in a partition; PLACE_BITS: see engine.ring
N_PARTITIONS, N_POPULATIONS, CHANNELS, STRIDE, EPOCH, MOST_SEGMENTS, PLACE_BITS = range(7)

# what a driver returns; ASTRAY is DONE with a state that went astray
GO_ON, DONE, LOG_FULL, RING_FULL, NOT_ASSEMBLED, ASTRAY = range(6)


_PAIR, _PAGE, _HUGE_PAGE = 128, 4096, 1 << 21  # bytes of two cache lines; of a page; of a large one
_LARGE, _ON_HUGE_PAGES = 1 << 18, 1 << 22  # an array that gains by them; so large NumPy asks the system for them


def aligned_part(raw: np.ndarray, boundary: int, size: int) -> np.ndarray:
    """So many of these bytes, from the first on a boundary."""
    first = -raw.ctypes.data % boundary
    return raw[first : first + size]


def aligned_zeros(shape: tuple[int, ...] | int, dtype: type = np.float64) -> np.ndarray:
    """Zeros that begin on a pair of cache lines, so that rows of a multiple of 16 words share none.

    Large arrays begin on a large page: looking up where small ones lie costs time (STDP network: 2 %). They are written
    to here, since a system gives memory at the first write, and a run would wait for it (a large page up to 5 ms).
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    boundary = _PAIR if size < _LARGE else _HUGE_PAGE
    room = size + boundary
    raw = np.zeros(room if size < _LARGE else max(room, _ON_HUGE_PAGES + boundary), np.uint8)
    mine = aligned_part(raw, boundary, size)
    if size >= _LARGE:
        mine[::_PAGE] = 0
    return mine.view(dtype).reshape(shape)


class Populations(NamedTuple):
    """Who there is: table (n, fields), ranges (partition, n, 3), places of rows (partition, n), shared coefficients."""

    table: Int2
    ranges: Int3
    rows: Int2
    shared: Real1
    log_mask: Bytes1  # uint8 per unit: 1 where spikes are recorded


class Wiring(NamedTuple):
    """Synapses of every partition: block -> row of a source -> segment of one delay -> targets and weights.

    segments hold delay << 16 | length. A segment of n synapses is n words of 16 bits, the local indices of the
    targets, and right after them its n weights, if they have their own, so that delivery reads one stretch of memory.
    rows[r] = (first synapse, first segment) of row r, relative to its block.
    """

    blocks: Int2
    one_weight: Real1
    rows: Word2
    segments: Word1
    synapses: Short1
    like: Weight1  # empty; its dtype is that of the weights
    lists: Int1  # (partition * populations + 1): where the list of blocks of a source begins
    listed: Int1


class Sources(NamedTuple):
    """What the units without state do: a function of the step each, or listed times."""

    rows: Int2  # (population, 2): row of its unit 0 in `table`, and 1, or 0 where all its units share that row
    table: Int2
    numbers: Real2  # (row, SOURCE_NUMBERS)
    times: Int1  # steps from which levels hold
    levels: Real1
    key: Int1  # per population: the stream of its trains
    places: Int2  # (population, 2): where the cells of its unit 0 begin in State.cells, and how many a unit has
    bounds: Int2  # (population, 2): its events
    event_step: Int1  # listed times, ordered by (population, step, unit)
    event_unit: Int1


class Drives(NamedTuple):
    """Trains that belong to one connection, drawn inside the update."""

    table: Int2
    channel: Int1
    weight: Real1
    first: Int1  # per partition: its first drive
    entry_local: Int1
    entry_id: Int1
    entry_source: Int1  # row in Sources.table
    entry_weight: Real1


class Learning(NamedTuple):
    """Plastic blocks: their kernels, and where their segments, parameters and histories are."""

    table: Int2
    first: Int1  # per partition: its first row
    blocks: Int1  # per row: the block
    starts: Int1  # per plastic segment: its first word
    offsets: Int1  # per plastic segment: its first synapse in the block
    parameters: Real1
    rates: Real1  # dt/tau of what a spike of a target leaves behind, see engine.history
    periods: Int1  # and the steps after which clocks begin anew
    kinds: Bytes1  # and what they are
    near: Int1  # which of the numbers kept of the last few spikes, -1 for none
    watched: Int1  # targets whose state is read: which, and the places of variables in the arena


class Gaps(NamedTuple):
    """Gap junctions of every partition: whose potential is shown, and who sums up which."""

    first_target: Int1  # per partition
    target: Int1  # place of a neuron's input in the arena
    bounds: Int1  # where its partners begin
    partner: Int1  # in State.potentials
    conductance: Real1
    first_shown: Int1  # per partition
    shown: Int1  # in State.potentials
    source: Int1  # place of the potential in the arena


class Modulation(NamedTuple):
    """Modulators, of which every partition has a copy, since all spikes that release them are known to all."""

    places: Int2  # (partition, modulator): of its concentration in the arena
    numbers: Real2  # (modulator, 2): dt/tau and the concentration at rest
    first_read: Int1  # per partition
    reads: Int2  # (n, 3): place and length of an external input that shows a modulator, and which
    uses: Int1  # modulators of plastic blocks


class Currents(NamedTuple):
    """External inputs, as sums over edges; those of a target are in order of creation."""

    ports: Int2
    first: Int1  # per partition: its first port
    place: Int1  # per edge: where in the arena it adds
    source: Int1  # row in Sources.table
    weight: Real1
    key: Int1  # the stream of its noise
    number: Int1  # which connection of the projection it is
    change: Int1  # listed steps, ascending for each port


class Traces(NamedTuple):
    """Recorded variables: for every partition which value goes to which column."""

    table: Int2
    first: Int2  # (partition, trace + 1) into the two lists
    source: Int1  # place in the arena
    column: Int1


class Guards(NamedTuple):
    """Where every partition keeps state variables while a run goes on, see engine.astray."""

    first: Int1  # per partition: its first stretch
    stretches: Int2  # (n, 2): where it begins and ends


class Plan(NamedTuple):
    """Everything a driver reads."""

    populations: Populations
    wiring: Wiring
    sources: Sources
    drives: Drives
    currents: Currents
    gaps: Gaps
    learning: Learning
    modulation: Modulation
    homes: Int2
    guards: Guards
    sizes: Int1  # see N_PARTITIONS ...


class State(NamedTuple):
    """Everything a driver writes."""

    clock: Int1
    arena: Real1
    inputs: Real2  # (partition, channel * stride), a view on the end of the arena
    flags: Bytes2  # (partition, stride) uint8
    spikes: Unit3  # (2, partition, capacity) units that fired, of this and the last epoch
    public: Int3  # (2, partition, PUBLIC_STARTS + step * population + 1): see below
    progress: Int2  # (partition, 16): see REACHED
    scratch: Word2  # (partition, words) uint32
    tables: Real2  # per drive: its Poisson table, see engine.poisson
    cells: Unit1  # how many components of a superposition are at which stage, see engine.trains
    due: Int1  # per port: the step at which it must be written again
    chunks: Int3  # the ring: (partition, chunk, entry)
    following: Int2  # (partition, chunk) next chunk of the same slot, or of the free list
    slots: Int3  # (partition, gathered then direct slots, 4): first chunk, last chunk, entries
    free: Int2  # (partition, 16): first free chunk, number of free chunks
    log_step: Int1
    log_unit: Unit1
    samples: Real1
    headers: Real1  # of plastic segments
    history: Real1  # last spikes of targets of plastic synapses: times and traces just before
    recent: Unit1  # steps of the last few once more, newest of all targets first
    recent_traces: Real1  # cards of targets; then of what those spikes left behind what kernels look up
    post_counts: Int1  # how many there were
    post_replayed: Int1  # and how many when all synapses last caught up
    variables: Real1  # of synapses, besides weights
    rings: Real1  # modulators and integrals over them at the last steps, see compile.drift_emit
    modulators: Real2  # (partition, numbers): what a call of L_SIGNALS reads
    potentials: Real2  # (2, neurons with gap junctions), even and odd steps


class Context(NamedTuple):
    """All a worker sees."""

    plan: Plan
    traces: Traces
    state: State
    parts: Int1  # see engine.parts
