"""Private Poisson input: generators become draws inside the update, not millions of connections."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine import plan as ep
from ..engine.poisson import REST
from ..errors import NetworkError
from ..models.base import NeuronModel
from ..network import Network, Population
from ..network.projection import receptor_of_sign
from ..random import stream_key
from ..rules import Rule
from .connector import Connector, list_synapses, list_values
from .direct import Port, ports
from .layout import Layout

_MOST_MEAN = 12.0
_NEVER = 2**62
Values = Mapping[str, Any]


def poisson_table(mean: float) -> tuple[np.ndarray, np.ndarray]:
    """Thresholds of 16 bits, and cumulative probabilities of the counts among what they leave over."""
    k = np.arange(REST)
    p = np.exp(k * math.log(mean) - mean - np.array([math.lgamma(i + 1) for i in k]))
    whole = np.minimum(np.floor(p * 65536), 65535)  # a level must fit in 16 bits, also where p[0] rounds to 1
    n = int(np.flatnonzero(whole).max()) + 1
    levels = np.cumsum(whole[:n]).astype(np.uint16)
    left = p.copy()
    left[:n] -= whole[:n] / 65536
    rest = np.cumsum(left)
    return levels, rest / rest[-1]


@dataclass
class _Drive:
    """One drive before it is cut by partitions: a range of units with one rate, or listed units."""

    population: Population
    port: Port
    key: int
    start: int
    stop: int
    weight: float
    mean: float
    lo: int = 0
    hi: int = 0
    entries: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None = None  # unit, number, mean, weight


def _window(values: Values, unit: int, dt: float, delay: int) -> tuple[int, int]:
    """Steps n of the updates that a generator unit drives, shifted by the delay of the connection."""
    start, stop = (float(np.broadcast_to(values[name], unit + 1)[unit]) if np.ndim(values[name]) == 0
                   else float(values[name][unit]) for name in ("start", "stop"))
    return round(start / dt) + delay, _NEVER if np.isinf(stop) else round(stop / dt) + delay


def _port(connector: Connector, model: object, positive: bool) -> Port:
    assert isinstance(model, NeuronModel)
    receptor = connector.projection.receptor or receptor_of_sign(model, positive)
    return ports(model)[list(model.receptors).index(receptor)]


def _is_range(index: np.ndarray) -> bool:
    return bool(index[-1] - index[0] + 1 == index.size and (np.diff(index) == 1).all())


def _drives_of(seed: int, connector: Connector, values: Values, dt: float) -> list[_Drive]:
    projection = connector.projection
    if connector.delay is None:
        raise NetworkError(f"{projection.name!r}: a private Poisson train has no delays of its own; give one delay")
    rule = projection.rule
    if isinstance(rule, Rule) and connector.weight is not None and all(_is_range(i) for _, i in projection.post.parts):
        if rule.kind == "all_to_all":
            return [d for unit in range(len(projection.pre)) for d in _ranges(seed, connector, values, dt, unit)]
        if rule.kind == "one_to_one" and all(np.ndim(values[n]) == 0 for n in ("rate", "start", "stop")):
            return _ranges(seed, connector, values, dt, 0)
    return _listed(seed, connector, values, dt)


def _ranges(seed: int, connector: Connector, values: Values, dt: float, place: int) -> list[_Drive]:
    """One drive a target population: one generator unit onto contiguous targets with one weight."""
    projection = connector.projection
    unit = int(projection.pre.parts[0][1][place]) if projection.pre.parts[0][1].size > place else place
    rate = float(values["rate"] if np.ndim(values["rate"]) == 0 else values["rate"][unit])
    start, stop = _window(values, unit, dt, connector.delay or 0)
    weight = float(connector.weight or 0.0)
    drives = []
    for population, index in projection.post.parts:
        key = stream_key(seed, "poisson", projection.name, str(place), population.name)
        drives.append(_Drive(population, _port(connector, population.model, weight >= 0), key, start, stop, weight,
                             rate * dt / 1000.0, int(index[0]), int(index[-1]) + 1))
    return drives


def _listed(seed: int, connector: Connector, values: Values, dt: float) -> list[_Drive]:
    """Drives with an entry a connection: rates, weights or windows of their own."""
    projection = connector.projection
    first, sources, targets = list_synapses(connector.draws.rule)
    weights = (np.full(sources.size, connector.weight) if connector.weight is not None
               else list_values(connector.draws.rule, connector.draws.weight, first))
    units = np.concatenate([index for _, index in projection.pre.parts])[sources]
    size = projection.pre.populations[0].size
    mean = np.broadcast_to(values["rate"], size)[units] * dt / 1000.0
    windows = np.array([_window({n: np.broadcast_to(values[n], size) for n in ("start", "stop")}, int(u), dt,
                                connector.delay or 0) for u in np.unique(units)])
    which = np.searchsorted(np.unique(units), units)
    drives, base = [], 0
    for population, index in projection.post.parts:
        inside = (targets >= base) & (targets < base + index.size)
        for positive in (True, False):
            for window in np.unique(windows, axis=0) if sources.size else []:
                chosen = inside & ((weights >= 0) == positive) & (windows[which] == window).all(axis=1)
                if chosen.any():
                    key = stream_key(seed, "poisson", projection.name)
                    entries = (index[targets[chosen] - base], np.flatnonzero(chosen), mean[chosen], weights[chosen])
                    drives.append(_Drive(population, _port(connector, population.model, positive), key,
                                         int(window[0]), int(window[1]), 0.0, 0.0, entries=entries))
        base += index.size
    return drives


@dataclass
class _Tables:
    """Arrays of `Drives` as they grow."""

    rows: list[list[int]]
    channel: list[int]
    weight: list[float]
    levels: list[np.ndarray]
    rest: list[np.ndarray]
    entries: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]
    known: dict[float, tuple[int, int, int]]

    def table_of(self, mean: float) -> tuple[int, int, int]:
        """(first level, number of levels, first of the rest) for a mean; equal means share a table."""
        if mean not in self.known:
            levels, rest = poisson_table(mean)
            self.known[mean] = sum(x.size for x in self.levels), levels.size, sum(x.size for x in self.rest)
            self.levels.append(levels)
            self.rest.append(rest)
        return self.known[mean]

    def add(self, drive: _Drive, lo: int, hi: int, local: int) -> None:
        """The part of a drive that falls on units lo..hi-1, whose first has local index `local`."""
        row = [0] * ep.DRIVE_FIELDS
        sign = drive.port.sign
        row[ep.D_DIRECT] = drive.port.direct
        row[ep.D_START], row[ep.D_STOP] = drive.start, drive.stop
        row[ep.D_KEY] = int(np.uint64(drive.key).astype(np.int64))
        if drive.entries is None:
            a, b = max(lo, drive.lo), min(hi, drive.hi)
            if a >= b or drive.mean <= 0:
                return
            repeats = int(drive.mean / _MOST_MEAN) + 1
            row[ep.D_FIRST], row[ep.D_LAST], row[ep.D_LOCAL] = a, b, local + a - lo
            row[ep.D_TABLE], row[ep.D_LEVELS], row[ep.D_REST] = self.table_of(drive.mean / repeats)
            row[ep.D_REPEATS] = repeats
        else:
            unit, number, mean, weight = drive.entries
            here = (unit >= lo) & (unit < hi) & (mean > 0)
            first = sum(e[0].size for e in self.entries)
            self.entries.append((unit[here] - lo + local, number[here], mean[here], weight[here] * sign))
            row[ep.D_FIRST], row[ep.D_LAST], row[ep.D_LISTED] = first, first + int(here.sum()), 1
        self.rows.append(row)
        self.channel.append(drive.port.channel)
        self.weight.append(drive.weight * sign)


def build_drives(network: Network, layout: Layout, connectors: list[Connector], values: Sequence[Values],
                 dt: float, seed: int) -> ep.Drives:
    """The private Poisson input of a network; `values` are the current parameters of every population."""
    drives = [d for c in connectors for d in _drives_of(seed, c, values[c.projection.pre.populations[0].index], dt)]
    tables = _Tables([], [], [], [], [], [], {})
    first = [0]
    for k in range(layout.n_partitions):
        for drive in drives:
            tables.add(drive, *(int(x) for x in layout.ranges[k, drive.population.index]))
        first.append(len(tables.rows))
    entries = [np.concatenate([e[i] for e in tables.entries] or [np.zeros(0)]) for i in range(4)]
    return ep.Drives(
        np.array(tables.rows or np.zeros((0, ep.DRIVE_FIELDS)), np.int64).reshape(-1, ep.DRIVE_FIELDS),
        np.array(tables.channel, np.int64), np.array(tables.weight, np.float64), np.array(first, np.int64),
        np.concatenate(tables.levels or [np.zeros(1, np.uint16)]), np.concatenate(tables.rest or [np.zeros(1)]),
        entries[0].astype(np.int64), entries[1].astype(np.int64), entries[2], entries[3])
