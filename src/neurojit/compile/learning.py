"""Plastic projections as the engine's arrays: kernels, parameters with tables of decays, room for histories."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..engine import plan as ep
from ..engine.learn import FAR, HEADER, NEVER, RECENT
from ..network import Projection
from ..synapses.base import Synapse
from . import kernels
from .layout import Layout
from .learn_emit import parameter_places
from .wiring import PartitionBlock, Wired

_LEAST_CAPACITY = 64


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
    kinds: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=lambda: [0])
    spikes: int = 0
    history: int = 0
    recent: int = 0
    recent_traces: int = 0
    variables: list[np.ndarray] = field(default_factory=list)

    @property
    def n_parameters(self) -> int:
        """How many numbers the parameters take so far."""
        return sum(x.size for x in self.parameters)

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

    def state(self) -> dict[str, np.ndarray]:
        """The arrays of `State`, by name."""
        names = ("headers", "history", "recent", "recent_traces", "post_counts", "post_replayed", "variables")
        return {name: getattr(self, name) for name in names}


def synapse_parameters(synapse: Synapse, fraction: float, dt: float, capacity: int) -> np.ndarray:
    """The numbers a kernel reads, in the order of `learn_emit.parameter_places`."""
    own, decays, size = parameter_places(synapse.model)
    found = np.zeros(size)
    found[:3] = fraction, dt, capacity
    for name, place in own.items():
        found[place] = synapse.values[name]
    for name, place in decays.items():
        rate = dt / synapse.values[synapse.model.traces[name].tau]
        found[place] = rate
        found[place + 1 : place + 1 + FAR] = np.exp(-rate * np.arange(FAR))
    return found


def build_learning(layout: Layout, wired: Wired, dt: float, dtype: type) -> Learned:
    """Everything the engine needs to know of plastic synapses; marks their blocks in the wiring."""
    tables = _Tables()
    for k in range(layout.n_partitions):
        for index, pb in enumerate(wired.blocks):
            projection = pb.block.pieces[0].connector.projection
            if pb.partition == k and projection.synapse is not None:
                wired.wiring.blocks[index, ep.LEARNS] = len(tables.rows)
                _add(tables, layout, wired, index, pb, projection, dt, dtype)
        tables.first.append(len(tables.rows))
    nothing = np.zeros(0, np.int64)
    learning = ep.Learning(
        np.array(tables.rows or np.zeros((0, ep.LEARNING_FIELDS)), np.int64).reshape(-1, ep.LEARNING_FIELDS),
        np.array(tables.first, np.int64), np.array(tables.blocks, np.int64),
        np.concatenate([nothing, *tables.starts]), np.concatenate([nothing, *tables.offsets]),
        np.concatenate([np.zeros(0), *tables.parameters]), np.array(tables.rates, np.float64),
        np.array(tables.kinds, np.uint8))
    return Learned(learning, np.zeros(tables.headers[-1]), np.zeros(tables.history),
                   _aligned(tables.recent), ep.aligned_zeros(tables.recent_traces), np.zeros(tables.spikes, np.int64),
                   np.zeros(tables.spikes, np.int64), np.concatenate([np.zeros(0), *tables.variables]))


def _aligned(size: int) -> np.ndarray:
    recent = ep.aligned_zeros(size, np.int32)
    recent[...] = NEVER
    return recent


def _add(tables: _Tables, layout: Layout, wired: Wired, index: int, pb: PartitionBlock, projection: Projection,
         dt: float, dtype: type) -> None:
    synapse = projection.synapse
    assert synapse is not None
    model = synapse.model
    first = int(wired.wiring.blocks[index, ep.FIRST_SEGMENT])
    segments = wired.wiring.segments[first : first + int(pb.rows[-1, 1])].astype(np.int64)
    lengths, delays = segments & 0xFFFF, segments >> 16
    offsets = np.concatenate([[0], np.cumsum(lengths)])[:-1].astype(np.int64)
    late = int(np.floor(delays.max(initial=1) * projection.dendritic_fraction + 0.5))
    capacity = max(_LEAST_CAPACITY, 1 << (4 * late + 4).bit_length())
    post = [t for t in model.traces.values() if t.side == "post"]
    n_pre = len(model.traces) - len(post)
    local = _locals(layout, pb)
    low, high = (int(local.min()), int(local.max()) + 1) if local.size else (0, 0)
    remembers = model.needs_history
    n_targets = high - low if remembers else 0
    row = [0] * ep.LEARNING_FIELDS
    row[ep.L_KERNEL] = kernels.synapse_address(model, dtype)
    row[ep.L_FIRST_SEGMENT], row[ep.L_SEGMENTS] = first, segments.size
    row[ep.L_PLACE], row[ep.L_HEADER], row[ep.L_HEADERS] = (
        sum(x.size for x in tables.starts), tables.headers[-1], HEADER + n_pre)
    row[ep.L_PARAMETERS] = tables.n_parameters
    row[ep.L_SPIKES], row[ep.L_HISTORY], row[ep.L_CAPACITY] = tables.spikes, tables.history, capacity
    row[ep.L_RECENT], row[ep.L_RECENT_TRACES] = tables.recent, tables.recent_traces
    row[ep.L_FIRST_LOCAL], row[ep.L_LAST_LOCAL] = low, low + n_targets
    row[ep.L_POST] = len(post) if remembers else -1
    row[ep.L_RATES] = row[ep.L_KINDS] = len(tables.rates)
    row[ep.L_EXTRA], row[ep.L_EXTRAS] = tables.n_variables, len(model.variables)
    tables.rows.append(row)
    tables.blocks.append(index)
    tables.starts.append(pb.first_word + offsets * pb.width(dtype))
    tables.offsets.append(offsets)
    tables.parameters.append(synapse_parameters(synapse, projection.dendritic_fraction, dt, capacity))
    tables.rates += [dt / synapse.values[t.tau] for t in post]
    tables.kinds += [t.kind == "nearest" for t in post]
    tables.headers.append(tables.headers[-1] + segments.size * (HEADER + n_pre))
    tables.spikes += n_targets
    tables.recent += n_targets * RECENT
    tables.recent_traces += n_targets * RECENT * len(post)
    tables.history += n_targets * capacity * (1 + len(post))
    tables.variables.append(np.tile(np.array(list(model.variables.values())), pb.size))


def _locals(layout: Layout, pb: PartitionBlock) -> np.ndarray:
    """Local indices of the targets of a block in its partition."""
    found = []
    for piece in pb.block.pieces:
        first = 0
        for population, index in piece.connector.projection.post.parts:
            mine = piece.targets[(piece.targets >= first) & (piece.targets < first + len(index))] - first
            lo, hi, local = layout.ranges[pb.partition, population.index]
            units = index[mine]
            found.append(units[(units >= lo) & (units < hi)] - lo + local)
            first += len(index)
    return np.concatenate(found)
