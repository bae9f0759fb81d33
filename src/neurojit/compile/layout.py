"""Where everything lies: partitions, local indices, rows of the arena.

A partition owns a contiguous range of every population and all synapses onto it. Partitions are chosen
from sizes: at least the thread count, and few enough units in each for 16-bit local indices.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine import plan as ep
from ..engine.poisson import UNITS
from ..models.base import NeuronModel
from ..models.event_model import EventModel
from ..models.source_model import SourceModel
from ..network import Network, Population
from ..network.modulator import Modulator
from .direct import is_direct
from .emit import PIECE

MOST_LOCAL = 65536
_SKEW = 80  # rows must not lie a power of two apart: their cache lines would share sets
_ALIGN = 16
_PAGE = 512  # reals; no core reads ahead beyond a page


@dataclass
class PopulationRows:
    """Offsets of a population's rows in the arena."""

    variables: dict[str, int]
    refractory: int | None
    inputs: dict[str, int]
    noise: list[int]
    coefficients: int
    stride: int


@dataclass
class Layout:
    """Partitions and arena of a network.

    ranges : (partitions, populations, 3) first unit, last unit + 1, local index of the first
    inputs : place in the arena where the parts of partitions begin: the input arrays, one a channel, then state
    part : length of such a part
    homes : by partition (stretches, 3) home, place in the part and length of state that is there while a run goes on
    """

    n_partitions: int
    ranges: np.ndarray
    stride: int
    channels: int
    rows: list[PopulationRows | None]
    inputs: int
    part: int
    homes: list[np.ndarray]

    def running_row(self, population: Population, variable: str, partition: int) -> int:
        """Where unit 0 of a population would keep a variable in this partition while a run goes on."""
        rows = self.rows[population.index]
        assert rows is not None
        lo = int(self.ranges[partition, population.index, ep.LO])
        return self.running_place(rows.variables[variable], lo, partition)

    def running_place(self, home: int, shift: int, partition: int) -> int:
        """`shift` before the place to which the stretch `shift` after `home` moves while a run goes on."""
        stretches = self.homes[partition]
        found = np.flatnonzero(stretches[:, ep.HOME] == home + shift)
        return int(stretches[found[0], ep.AWAY]) - shift if found.size else home

    def running_rows(self, population: Population, partition: int) -> tuple[list[int], list[int]]:
        """Where what a kernel writes would begin: variables and steps of release; where it writes what it forgets."""
        rows = self.rows[population.index]
        assert rows is not None
        lo = int(self.ranges[partition, population.index, ep.LO])
        kept = [self.running_place(place, lo, partition) for place in rows.variables.values()]
        if rows.refractory is not None:  # two to a place
            kept.append(self.running_place(rows.refractory, lo // 2, partition))
        return kept, [self.running_place(place, lo, partition) + lo for place in rows.noise]

    def local_units(self, partition: int, network: Network) -> np.ndarray:
        """Local index of every unit of the network in a partition, -1 where it is not there."""
        local = np.full(sum(p.size for p in network.populations), -1, np.int32)
        for population in network.populations:
            lo, hi, first = self.ranges[partition, population.index]
            if isinstance(population, Modulator):
                local[population.first_unit] = first
            elif first >= 0:
                local[population.first_unit + lo : population.first_unit + hi] = np.arange(first, first + hi - lo)
        return local


def is_neuron(population: Population) -> bool:
    """Whether the units have state and can be targets."""
    return isinstance(population.model, NeuronModel)


def up(n: int, step: int) -> int:
    """The smallest multiple of `step` that is not below n."""
    return -(-n // step) * step


def _shares(network: Network, n_partitions: int) -> list[np.ndarray]:
    """For every population the unit at which each partition begins, and the end.

    Partitions begin at multiples of _ALIGN, in large populations at such units as random counts are drawn together
    from; what one gets too few or too many of a population, it is owed or owes at the next, so that small populations
    do not all end up in one partition, and the last large one makes up for those before it. Events are where their
    neurons are.
    """
    parts = np.arange(n_partitions + 1) / n_partitions
    owed = np.zeros(n_partitions + 1)
    large = UNITS * n_partitions
    last = max((p.index for p in network.populations if is_neuron(p) and p.size >= large), default=None)
    found: list[np.ndarray] = []
    for population in network.populations:
        if isinstance(population.model, EventModel):
            found.append(found[population.model.parent])
            continue
        exact = population.size * parts
        step = UNITS if population.size >= large and population.index != last else _ALIGN
        begins = np.floor((exact + owed) / step + 0.5) * step
        begins = np.maximum.accumulate(np.clip(begins, 0, population.size))
        begins[0], begins[-1] = 0, population.size
        owed += (exact - begins) * is_neuron(population)
        found.append(begins.astype(np.int64))
    return found


def _ranges(network: Network, n_partitions: int) -> tuple[np.ndarray, int]:
    ranges = np.zeros((n_partitions, len(network.populations), 3), np.int64)
    begins = _shares(network, n_partitions)
    longest = 0
    for k in range(n_partitions):
        local = 0
        for p in network.populations:
            lo, hi = begins[p.index][k : k + 2]
            if isinstance(p, Modulator):  # a copy a partition, on cache lines of its own
                lo, hi = _ALIGN * k, _ALIGN * k + 1
            ranges[k, p.index] = lo, hi, local if is_neuron(p) else -1
            local += up(hi - lo, 64) if is_neuron(p) else 0
        longest = max(longest, local)
    return ranges, longest


def choose_partitions(network: Network, at_least: int) -> int:
    """The fewest partitions, not below `at_least`, whose local indices fit in 16 bits."""
    n = max(1, at_least)
    while _ranges(network, n)[1] > MOST_LOCAL:
        n += 1
    return n


def make_layout(network: Network, n_partitions: int, coefficient_counts: list[int]) -> Layout:
    """Lay out a network in a given number of partitions."""
    ranges, longest = _ranges(network, n_partitions)
    offset = PIECE + _SKEW  # the first PIECE values stay zero: the input of populations that have none
    rows: list[PopulationRows | None] = []
    channels = 1
    for population, n_coefficients in zip(network.populations, coefficient_counts, strict=True):
        if not is_neuron(population):
            rows.append(None)
            continue
        model = population.model
        assert isinstance(model, NeuronModel)
        size = _ALIGN * n_partitions if isinstance(population, Modulator) else population.size
        stride = up(size, _ALIGN) + _SKEW
        names = [*model.variables, *(["_refractory"] if model.has_refractoriness else []), *model.inputs,
                 *model.scratch]
        place = {name: offset + i * stride for i, name in enumerate(names)}
        offset += len(names) * stride
        rows.append(PopulationRows(
            {v: place[v] for v in model.variables}, place.get("_refractory"),
            {name: place[name] for name in model.inputs}, [place[name] for name in model.scratch], offset, stride))
        offset += n_coefficients * stride
        channels = max(channels, len(model.receptors))
    offset, stride = up(offset, _PAGE), max(64, longest)
    layout = Layout(n_partitions, ranges, stride, channels, rows, offset, 0, [])
    stretches = [_stretches(layout, network, k) for k in range(n_partitions)]
    layout.part = up(max(end for _, end in stretches), _PAGE) + (_PAGE if n_partitions > 1 else 0)
    for k, (found, _) in enumerate(stretches):
        homes = np.array(found, np.int64).reshape(-1, ep.HOME_FIELDS)
        homes[:, ep.AWAY] += offset + k * layout.part
        layout.homes.append(homes)
    return layout


def _stretches(layout: Layout, network: Network, partition: int) -> tuple[list[tuple[int, int, int]], int]:
    """(home, place in the part of the partition, length) of the state that moves there, and where that ends.

    State that input is added to lies among the input. All else that kernels write moves too, unless there is one
    partition only, so that no partition writes near what another writes. Modulators lie apart anyway.
    """
    found, end = [], layout.channels * layout.stride
    for population in network.populations:
        rows = layout.rows[population.index]
        lo, hi, local = (int(x) for x in layout.ranges[partition, population.index])
        if rows is None or lo == hi:
            continue
        assert isinstance(population.model, NeuronModel)
        direct: dict[str, int] = {}
        if is_direct(population.model):
            direct = {arrival.variable: c for c, arrival in enumerate(population.model.receptors.values())}
        moves = [(rows.variables[v] + lo, c * layout.stride + local, hi - lo) for v, c in direct.items()]
        if layout.n_partitions > 1 and not isinstance(population, Modulator):
            own = [(place + lo, hi - lo) for v, place in rows.variables.items() if v not in direct]
            own += [] if rows.refractory is None else [(rows.refractory + lo // 2, (hi - lo + 1) // 2)]
            own += [(place + lo, min(hi - lo, PIECE)) for place in rows.noise]
            for home, length in own:
                end += _SKEW
                moves.append((home, end, length))
                end += up(length + 1, _ALIGN)
        found += moves
    return found, end


def epoch_length(network: Network, layout: Layout, min_delay: int) -> int:
    """Steps of an epoch: min_delay, less where the buffers of an epoch's spikes would grow large."""
    units = sum(p.size for p in network.populations)
    return int(max(1, min(min_delay, 64, (1 << 22) // max(1, units // layout.n_partitions + 1))))


def population_table(network: Network) -> np.ndarray:
    """The fixed columns of Populations.table."""
    table = np.zeros((len(network.populations), ep.POPULATION_FIELDS), np.int64)
    for population in network.populations:
        table[population.index, : ep.LAW + 1] = population.first_unit, population.size, law_of(population.model)
        if isinstance(population.model, EventModel):
            table[population.index, [ep.PARENT, ep.BIT]] = population.model.parent, population.model.bit
    return table


def law_of(model: NeuronModel | SourceModel | EventModel) -> int:
    """What makes the units of a model emit."""
    if isinstance(model, NeuronModel):
        return ep.UPDATED
    if isinstance(model, EventModel):
        return ep.EVENT
    if model.emits != "spikes" or model.private:
        return ep.SILENT
    return ep.LISTED_TIMES if model.law in ("times", "packets") else ep.RANDOM
