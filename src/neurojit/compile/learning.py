"""Plastic projections as the engine's arrays: kernels, parameters, room for histories."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..engine import plan as ep
from ..engine.build import weight_extremes
from ..engine.history import RECENT, forget, period_of
from ..engine.learn import HEADER
from ..equations.evaluate import evaluate
from ..errors import ParameterError
from ..network import Network, Projection
from ..network.checks import check_within_bounds
from ..network.modulator import modulator_number
from ..random import stream_key
from ..synapses.base import MOST_MODULATORS, Synapse
from . import kernels
from .clock_text import RATE, Clocks
from .drift_emit import KEY
from .event_text import entry_width, kept_numbers, parameter_places
from .layout import Layout, up
from .watching import parameters_of_readings, room, shared_numbers, targets_of, watched
from .wiring import PartitionBlock, Wired

_LEAST_CAPACITY = 64
_LINE = 8  # reals of a cache line
_SHORTEST_GRID, _LONGEST_GRID = 16, 16384  # steps
_MOST_GROWTH = 20.0
_MOST_NUMBERS = -(-3 * MOST_MODULATORS // _LINE) * _LINE  # of the modulators of a synapse model


@dataclass
class _Tables:
    """Arrays of `Learning` and of the state it needs, as they grow."""

    rows: list[list[int]] = field(default_factory=list)
    first: list[int] = field(default_factory=lambda: [0])
    blocks: list[int] = field(default_factory=list)
    starts: list[np.ndarray] = field(default_factory=list)
    offsets: list[np.ndarray] = field(default_factory=list)
    parameters: list[np.ndarray] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    near: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=lambda: [0])
    spikes: int = 0
    history: int = 0
    recent: int = 0
    recent_traces: int = 0
    variables: list[np.ndarray] = field(default_factory=list)
    rings: int = 0
    uses: list[int] = field(default_factory=list)
    watched: list[np.ndarray] = field(default_factory=list)

    def make_room(self, n_targets: int, n_near: int, entries: int, ring: int) -> None:
        """For the histories of targets, all `entries` numbers, `n_near` of them at hand, and a ring of so many."""
        self.spikes += n_targets
        self.recent += n_targets * RECENT
        self.recent_traces += up(n_targets * (1 + n_near + RECENT * n_near), _LINE)
        self.history += n_targets * entries
        self.rings += ring

    @property
    def n_parameters(self) -> int:
        """How many numbers the parameters take so far."""
        return sum(x.size for x in self.parameters)

    @property
    def n_watched(self) -> int:
        """How many numbers say so far which targets are watched."""
        return sum(x.size for x in self.watched)

    @property
    def n_variables(self) -> int:
        """How many numbers the variables take so far."""
        return sum(x.size for x in self.variables)


@dataclass
class Learned:
    """What `build_learning` returns: for the plan, and for the state."""

    learning: ep.Learning
    headers: np.ndarray
    history: np.ndarray
    recent: np.ndarray
    recent_traces: np.ndarray
    post_counts: np.ndarray
    post_replayed: np.ndarray
    variables: np.ndarray
    rings: np.ndarray
    modulators: np.ndarray
    uses: np.ndarray

    def state(self) -> dict[str, np.ndarray]:
        """The arrays of `State`, by name."""
        names = ("headers", "history", "recent", "recent_traces", "post_counts", "post_replayed", "variables",
                 "rings", "modulators")
        return {name: getattr(self, name) for name in names}


def grid_of(synapse: Synapse, late: int, dt: float) -> int:
    """After how many steps integrals between spikes start anew: a power of two, few of the shortest time constant.

    Differences of an integral that grows like exp(4) lose two digits at most.
    """
    growths = [abs(float(evaluate(one.growth, synapse.values))) for one in (
        synapse.model.drift.terms if synapse.model.drift else ())]
    steps = min(_LONGEST_GRID, 4.0 / max(max(growths, default=0.0) * dt, 1e-300))
    grid = max(_SHORTEST_GRID, 1 << int(np.log2(max(steps, 1.0))), 1 << late.bit_length())
    if max(growths, default=0.0) * dt * grid > _MOST_GROWTH:
        raise ParameterError(f"a time constant of {synapse!r} is too short for dendritic delays of up to "
                             f"{late * dt:g} ms; use one of at least {grid * dt / _MOST_GROWTH:.2g} ms")
    return grid


def synapse_parameters(synapse: Synapse, dt: float, *head: float) -> np.ndarray:
    """The numbers a kernel reads, in the order of `learn_emit.parameter_places`."""
    own, traces, size = parameter_places(synapse.model)
    found = np.zeros(size)
    found[: len(head)] = head
    for name, place in own.items():
        found[place] = synapse.values[name]
    for name, place in traces.items():
        found[place + RATE] = dt / synapse.values[synapse.model.traces[name].tau]
    return found


def build_learning(network: Network, layout: Layout, wired: Wired, dt: float, dtype: type) -> Learned:
    """Everything the engine needs to know of plastic synapses; marks their blocks in the wiring."""
    tables, site = _Tables(), _Site(network, layout, wired, dt, dtype)
    for k in range(layout.n_partitions):
        for index, pb in enumerate(wired.blocks):
            if pb.partition == k and pb.block.learns:
                wired.wiring.blocks[index, ep.LEARNS] = len(tables.rows)
                _add(tables, site, index)
        tables.first.append(len(tables.rows))
    nothing = np.zeros(0, np.int64)
    learning = ep.Learning(
        np.array(tables.rows or np.zeros((0, ep.LEARNING_FIELDS)), np.int64).reshape(-1, ep.LEARNING_FIELDS),
        np.array(tables.first, np.int64), np.array(tables.blocks, np.int64),
        np.concatenate([nothing, *tables.starts]), np.concatenate([nothing, *tables.offsets]),
        np.concatenate([np.zeros(0), *tables.parameters]), np.array(tables.rates, np.float64),
        np.array(tables.periods, np.int64), np.array(tables.kinds, np.uint8), np.array(tables.near, np.int64),
        np.concatenate([nothing, *tables.watched]))
    recent, recent_traces = ep.aligned_zeros(tables.recent, np.int32), ep.aligned_zeros(tables.recent_traces)
    forget(recent, recent_traces, learning.table)
    return Learned(learning, ep.aligned_zeros(tables.headers[-1]), ep.aligned_zeros(tables.history), recent,
                   recent_traces, np.zeros(tables.spikes, np.int64),
                   np.zeros(tables.spikes, np.int64), np.concatenate([np.zeros(0), *tables.variables]),
                   np.zeros(tables.rings), ep.aligned_zeros((layout.n_partitions, _MOST_NUMBERS)),
                   np.array(tables.uses, np.int64))


@dataclass(frozen=True)
class _Site:
    """Where plastic blocks are."""

    network: Network
    layout: Layout
    wired: Wired
    dt: float
    dtype: type

    def segments(self, index: int) -> tuple[int, np.ndarray, np.ndarray]:
        """The first segment of a block, and lengths and delays of all."""
        first = int(self.wired.wiring.blocks[index, ep.FIRST_SEGMENT])
        n = int(self.wired.blocks[index].rows[-1, 1])
        packed = self.wired.wiring.segments[first : first + n].astype(np.int64)
        return first, packed & 0xFFFF, packed >> 16

    def targets(self, pb: PartitionBlock) -> tuple[int, int]:
        """First and last + 1 local index of the targets of a block."""
        local = _locals(self.layout, pb)
        return (int(local.min()), int(local.max()) + 1) if local.size else (0, 0)


def late_steps(delay: int, projection: Projection) -> int:
    """The dendritic part of a delay."""
    return int(np.floor(delay * projection.dendritic_fraction + 0.5))


def capacity_of(late: int) -> int:
    """How many entries the history of a target has, for dendritic delays of up to so many steps."""
    return max(_LEAST_CAPACITY, 1 << (4 * late + 4).bit_length())


def _add(tables: _Tables, site: _Site, index: int) -> None:
    """Add the row of one block, and make room for what it needs."""
    pb = site.wired.blocks[index]
    projection = pb.block.pieces[0].connector.projection
    synapse = projection.synapse
    assert synapse is not None
    model = synapse.model
    first, lengths, delays = site.segments(index)
    offsets = (np.cumsum(lengths) - lengths).astype(np.int64)
    starts = pb.first_word + offsets * pb.width(site.dtype)
    _check_bounds(projection, site.wired.wiring, lengths, starts)
    capacity = capacity_of(late_steps(int(delays.max(initial=1)), projection))
    grid = grid_of(synapse, late_steps(site.wired.max_delay, projection), site.dt)  # the same in all partitions
    low, high = site.targets(pb)
    n_targets = high - low if model.needs_history else 0
    clocks = Clocks(model, parameter_places(model)[1])
    left = clocks.left
    header = HEADER + sum(t.side == "pre" for t in model.traces.values()) + model.draws
    row = [0] * ep.LEARNING_FIELDS
    row[ep.L_KERNEL], row[ep.L_SIGNALS] = kernels.synapse_address(model, site.dtype), kernels.signals_address(model)
    row[ep.L_FIRST_SEGMENT], row[ep.L_SEGMENTS] = first, lengths.size
    row[ep.L_PLACE], row[ep.L_HEADER], row[ep.L_HEADERS] = (
        sum(x.size for x in tables.starts), tables.headers[-1], header)
    row[ep.L_PARAMETERS] = tables.n_parameters
    row[ep.L_SPIKES], row[ep.L_HISTORY], row[ep.L_CAPACITY] = tables.spikes, tables.history, capacity
    row[ep.L_RECENT], row[ep.L_RECENT_TRACES] = tables.recent, tables.recent_traces
    n_near = sum(one.is_near for one in left)
    row[ep.L_CARD] = 1 + n_near
    row[ep.L_FIRST_LOCAL], row[ep.L_LAST_LOCAL] = low, low + n_targets
    row[ep.L_POST] = len(left) if model.needs_history else -1
    row[ep.L_RATES] = len(tables.rates)
    row[ep.L_EXTRA], row[ep.L_EXTRAS] = tables.n_variables, kept_numbers(model)
    row[ep.L_RING], row[ep.L_GRID] = tables.rings, grid
    row[ep.L_FIRST_USE] = len(tables.uses)
    tables.uses += [modulator_number(site.network, name) for name in model.modulators]
    row[ep.L_LAST_USE] = len(tables.uses)
    own = parameters_of_readings(synapse, late_steps(site.wired.max_delay, projection), grid, site.dt)
    seen = watched(site.layout, pb, projection, low)
    row[ep.L_WIDTH], row[ep.L_WATCH] = entry_width(model), kernels.watch_address(model)
    row[ep.L_WATCHED] = tables.n_watched
    row[ep.L_WATCHES], row[ep.L_WORDS] = seen.shape if model.target else (0, 0)
    tables.watched.append(seen.ravel())
    tables.rows.append(row)
    tables.blocks.append(index)
    tables.starts.append(starts)
    tables.offsets.append(offsets)
    tables.parameters.append(clocks.with_tables(np.concatenate([synapse_parameters(
        synapse, site.dt, projection.dendritic_fraction, site.dt, capacity, grid, 0.0, 0.0, n_targets), own])))
    draw_from(tables.parameters[-1], site.network.seed, projection.name)
    rates = [site.dt / synapse.values[model.traces[one.trace].tau] for one in left]
    tables.rates += rates
    tables.periods += [period_of(rate) for rate in rates]
    tables.kinds += [one.kind for one in left]
    tables.near += clocks.near()
    tables.headers.append(tables.headers[-1] + lengths.size * header)
    tables.variables.append(np.tile(first_values(synapse), pb.size))
    tables.make_room(n_targets, n_near, capacity * entry_width(model),
                     shared_numbers(synapse, grid) + room(synapse, own, n_targets))


def _check_bounds(projection: Projection, wiring: ep.Wiring, lengths: np.ndarray, starts: np.ndarray) -> None:
    """Refuse drawn weights that the rule would move into its bounds at their first event."""
    if lengths.size:
        sizes = np.array(weight_extremes(lengths, starts, wiring.synapses, wiring.like))
        check_within_bounds(projection, sizes, rounding(wiring.like.dtype))


def rounding(dtype: np.dtype) -> float:
    """How far, of its size, storing may move a weight, which is not the user's fault."""
    return 1e-6 if dtype == np.float32 else 0.0


def first_values(synapse: Synapse) -> np.ndarray:
    """What a synapse keeps besides its weight, at step 0, the numbers of those that draw left out."""
    return np.array([*synapse.first.values(), *[0.0] * (kept_numbers(synapse.model) - len(synapse.first))])


def restart(learning: ep.Learning, wired: Wired, state: ep.State, seed: int) -> None:
    """Give the variables of all plastic synapses the values they begin with, and draws their stream; weights stay."""
    for row, block in zip(learning.table, learning.blocks, strict=True):
        pb = wired.blocks[block]
        projection = pb.block.pieces[0].connector.projection
        assert projection.synapse is not None
        first, n = row[ep.L_EXTRA], len(projection.synapse.first)
        shape = pb.size, row[ep.L_EXTRAS]
        kept = state.variables[first : first + shape[0] * shape[1]].reshape(shape)
        kept[:, :n] = list(projection.synapse.first.values())
        if projection.synapse.model.drift:
            kept[:, -1] = 0.0
        draw_from(learning.parameters[row[ep.L_PARAMETERS] :], seed, projection.name)


def draw_from(parameters: np.ndarray, seed: int, name: str) -> None:
    """Let the synapses of a projection draw from the stream of this seed."""
    stream = int(stream_key(seed, "synapse", name))
    parameters[KEY : KEY + 2] = stream & 0xFFFFFFFF, stream >> 32


def _locals(layout: Layout, pb: PartitionBlock) -> np.ndarray:
    """Local indices of the targets of a block in its partition."""
    return np.concatenate([local for _, _, local in targets_of(layout, pb)])
