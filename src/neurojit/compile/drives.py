"""Input that is drawn for each connection: trains become draws inside the update, not millions of synapses."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..engine import plan as ep
from ..errors import NetworkError
from ..models.base import NeuronModel
from ..network import Population
from ..network.modulator import Modulator
from ..network.projection import receptor_of_sign
from ..rules import Rule
from .cells import Cells
from .connector import Connector, list_synapses, list_values
from .direct import Port, ports
from .layout import Layout
from .signals import Signals
from .sources import train_key


@dataclass
class _Drive:
    """One drive before it is cut by partitions: a range of units with one source and weight, or listed units."""

    population: Population
    port: Port
    key: int
    delay: int
    source: int = 0
    weight: float = 0.0
    lo: int = 0
    hi: int = 0
    place: tuple[int, int] = (0, 0)  # of the cells of entry 0, and how many an entry has
    entries: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None = None  # unit, number, source, weight


def _port(connector: Connector, model: object, positive: bool) -> Port:
    assert isinstance(model, NeuronModel)
    receptor = connector.projection.receptor or receptor_of_sign(model, positive)
    return ports(model)[list(model.receptors).index(receptor)]


def _is_range(index: np.ndarray) -> bool:
    return bool(index[-1] - index[0] + 1 == index.size and (np.diff(index) == 1).all())


def _drives_of(seed: int, connector: Connector, signals: Signals, cells: Cells) -> Iterator[_Drive]:
    projection = connector.projection
    if connector.delay is None:
        raise NetworkError(f"{projection.name!r}: a private train has no delays of its own; give one delay")
    rule, populations = projection.rule, projection.pre.populations
    rows = np.concatenate([signals.of(p, index) for p, index in projection.pre.parts])
    poisson = all(signals.found[p.index].process == "poisson" for p in populations)
    if not poisson and any(isinstance(p, Modulator) for p in projection.post.populations):
        model = populations[0].model.name
        raise NetworkError(f"{projection.name!r}: trains of {model} have a memory, and every copy of a modulator would "
                           f"need it; use {model.replace('generator', 'source')}, whose spikes are known to all")
    ranges = all(_is_range(index) for _, index in projection.post.parts)
    if isinstance(rule, Rule) and connector.weight is not None and poisson and ranges:
        if rule.kind == "all_to_all":
            for place, row in enumerate(rows):
                yield from _ranges(seed, connector, place, int(row))
            return
        if rule.kind == "one_to_one" and len(populations) == 1 and not signals.rows[populations[0].index, 1]:
            yield from _ranges(seed, connector, 0, int(rows[0]))
            return
    yield from _listed(seed, connector, rows, signals, cells)


def _ranges(seed: int, connector: Connector, place: int, row: int) -> Iterator[_Drive]:
    """One drive a target population: one generator unit onto contiguous targets with one weight."""
    projection = connector.projection
    weight = float(connector.weight or 0.0)
    for population, index in projection.post.parts:
        key = train_key(seed, projection.name, str(place), population.name)
        yield _Drive(population, _port(connector, population.model, weight >= 0), key, connector.delay or 0, row,
                     weight, int(index[0]), int(index[-1]) + 1)


def _listed(seed: int, connector: Connector, rows: np.ndarray, signals: Signals, cells: Cells) -> Iterator[_Drive]:
    """Drives with an entry a connection: sources or weights of their own, or trains with memory."""
    projection = connector.projection
    first, sources, targets = list_synapses(connector.draws.rule)
    weights = (np.full(sources.size, connector.weight) if connector.weight is not None
               else list_values(connector.draws.rule, connector.draws.weight, first))
    found = [signals.found[p.index] for p in projection.pre.populations]
    place = cells.claim(("projection", projection.index), found, sources.size)
    base = 0
    for population, index in projection.post.parts:
        inside = (targets >= base) & (targets < base + index.size)
        for positive in (True, False):
            chosen = inside & ((weights >= 0) == positive)
            if chosen.any():
                entries = (index[targets[chosen] - base], np.flatnonzero(chosen), rows[sources[chosen]],
                           weights[chosen])
                key = train_key(seed, projection.name, "synapses")
                yield _Drive(population, _port(connector, population.model, positive), key, connector.delay or 0,
                             place=place, entries=entries)
        base += index.size


@dataclass
class _Tables:
    """Arrays of `Drives` as they grow."""

    rows: list[list[int]]
    channel: list[int]
    weight: list[float]
    entries: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
    n_entries: int = 0

    def add(self, drive: _Drive, lo: int, hi: int, local: int) -> None:
        """The part of a drive that falls on units lo..hi-1, whose first has local index `local`."""
        row = [0] * ep.DRIVE_FIELDS
        sign = drive.port.sign
        row[ep.D_DIRECT], row[ep.D_KEY], row[ep.D_DELAY] = drive.port.direct, drive.key, drive.delay
        if drive.entries is None:
            a, b = max(lo, drive.lo), min(hi, drive.hi)
            if a >= b:
                return
            row[ep.D_FIRST], row[ep.D_LAST], row[ep.D_LOCAL], row[ep.D_SOURCE] = a, b, local + a - lo, drive.source
        else:
            unit, number, source, weight = drive.entries
            here = (unit >= lo) & (unit < hi)
            self.entries.append((unit[here] - lo + local, number[here], source[here], weight[here] * sign))
            row[ep.D_FIRST], row[ep.D_LAST], row[ep.D_LISTED] = self.n_entries, self.n_entries + int(here.sum()), 1
            row[ep.D_PLACE], row[ep.D_CELLS] = drive.place
            self.n_entries += int(here.sum())
        self.rows.append(row)
        self.channel.append(drive.port.channel)
        self.weight.append(drive.weight * sign)


def build_drives(layout: Layout, connectors: list[Connector], signals: Signals, cells: Cells, seed: int) -> ep.Drives:
    """The private trains of a network."""
    drives = [drive for connector in connectors for drive in _drives_of(seed, connector, signals, cells)]
    tables = _Tables([], [], [], [])
    first = [0]
    for k in range(layout.n_partitions):
        for drive in drives:
            lo, hi, here = (int(x) for x in layout.ranges[k, drive.population.index])
            if isinstance(drive.population, Modulator):
                lo, hi = 0, 1  # every copy takes all of the train
            tables.add(drive, lo, hi, here)
        first.append(len(tables.rows))
    local, number, source, weight = (np.concatenate([e[i] for e in tables.entries] or [np.zeros(0)]) for i in range(4))
    return ep.Drives(
        np.array(tables.rows or np.zeros((0, ep.DRIVE_FIELDS)), np.int64).reshape(-1, ep.DRIVE_FIELDS),
        np.array(tables.channel, np.int64), np.array(tables.weight, np.float64), np.array(first, np.int64),
        local.astype(np.int64), number.astype(np.int64), source.astype(np.int64), weight.astype(np.float64))
