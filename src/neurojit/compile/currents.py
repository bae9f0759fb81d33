"""External inputs of populations as lists of edges from current sources."""
from __future__ import annotations

import numpy as np

from ..engine import plan as ep
from ..network import Population
from ..random import stream_key
from .connector import Connector, list_synapses, list_values
from .layout import Layout
from .signals import Signals, changes

Edges = list[np.ndarray]  # target, source, weight, key, number


def _edges_of(connector: Connector, signals: Signals, seed: int) -> Edges:
    """The edges of one projection, by source so that a source is asked once; targets are places in the post view."""
    projection = connector.projection
    first, sources, targets = list_synapses(connector.draws.rule)
    weights = (np.full(sources.size, connector.weight) if connector.weight is not None
               else list_values(connector.draws.rule, connector.draws.weight, first))
    rows = np.concatenate([signals.of(p, index) for p, index in projection.pre.parts])[sources]
    order = np.lexsort((targets, sources))
    key = np.uint64(stream_key(seed, "noise", projection.name)).astype(np.int64)
    return [targets[order], rows[order], weights[order], np.full(sources.size, key), order]


def _by_input(connectors: list[Connector], signals: Signals, seed: int) -> dict[tuple[Population, str], list[Edges]]:
    """Edges onto each external input of each population, in order of creation."""
    found: dict[tuple[Population, str], list[Edges]] = {}
    for connector in connectors:
        targets, *rest = _edges_of(connector, signals, seed)
        base = 0
        for population, index in connector.projection.post.parts:
            inside = (targets >= base) & (targets < base + index.size)
            edges = [index[targets[inside] - base], *(x[inside] for x in rest)]
            found.setdefault((population, connector.projection.input), []).append(edges)
            base += index.size
    return found


def build_currents(layout: Layout, connectors: list[Connector], signals: Signals, sources: ep.Sources,
                   seed: int) -> ep.Currents:
    """Every external input that something is connected to, cut by partitions."""
    inputs = []
    listed = [np.zeros(0, np.int64)]
    for (population, name), edges in _by_input(connectors, signals, seed).items():
        joined = [np.concatenate(x) for x in zip(*edges)]
        offset, every, steps = changes(sources, joined[1])
        at = sum(x.size for x in listed)
        inputs.append((population, name, [offset, every, at, at + steps.size], joined))
        listed.append(steps)
    ports: list[list[int]] = []
    first = [0]
    kept: list[list[np.ndarray]] = []
    n_edges = 0
    for k in range(layout.n_partitions):
        for population, name, when, (unit, *rest) in inputs:
            lo, hi, _ = layout.ranges[k, population.index]
            rows = layout.rows[population.index]
            assert rows is not None
            here = (unit >= lo) & (unit < hi)
            kept.append([rows.inputs[name] + unit[here], *(x[here] for x in rest)])
            ports.append([rows.inputs[name] + int(lo), int(hi - lo), n_edges, n_edges + int(here.sum()), *when])
            n_edges += int(here.sum())
        first.append(len(ports))
    place, source, weight, key, number = (np.concatenate([e[i] for e in kept] or [np.zeros(0)]) for i in range(5))
    return ep.Currents(np.array(ports, np.int64).reshape(-1, ep.PORT_FIELDS), np.array(first, np.int64),
                       place.astype(np.int64), source.astype(np.int64), weight.astype(np.float64),
                       key.astype(np.int64), number.astype(np.int64), np.concatenate(listed))
