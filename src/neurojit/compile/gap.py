"""Gap junctions as the engine's arrays: for every neuron its partners and their conductances."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..engine import plan as ep
from ..errors import ParameterError
from ..network import Network
from ..network.gap import CURRENT, POTENTIAL
from .connector import list_synapses, list_values, make_connector
from .layout import Layout


def list_pairs(network: Network, dt: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units coupled and the conductances (nS), each junction in both directions."""
    units, partners, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for gap in network.gap_junctions:
        connector = make_connector(network, replace(gap.pairs, delay=dt, name=f"{gap.pairs.name} (gap junctions)"), dt)
        first, sources, targets = list_synapses(connector.draws.rule)
        weight = (np.full(sources.size, connector.weight) if connector.weight is not None
                  else list_values(connector.draws.rule, connector.draws.weight, first))
        if (weight < 0).any():
            raise ParameterError(f"a gap junction has a conductance >= 0 nS, got {weight.min():g} in {gap!r}")
        between = connector.pre_units[sources] != connector.post_units[targets]
        sources, targets, weight = sources[between], targets[between], weight[between]
        a, b = connector.pre_units[sources].astype(np.int64), connector.post_units[targets].astype(np.int64)
        units += [b, a]
        partners += [a, b]
        values += [weight, weight]
    return np.concatenate(units), np.concatenate(partners), np.concatenate(values)


def build_gaps(network: Network, layout: Layout, dt: float) -> ep.Gaps:
    """Everything the engine needs; a neuron's partners keep the order in which they were coupled."""
    unit, partner, conductance = list_pairs(network, dt)
    order = np.argsort(unit, kind="stable")
    unit, partner, conductance = unit[order], partner[order], conductance[order]
    coupled, begin = np.unique(unit, return_index=True)
    first_target, first_shown = [0], [0]
    target: list[int] = []
    bounds: list[int] = []
    shown: list[int] = []
    source: list[int] = []
    kept: list[slice] = []
    n = 0
    for k in range(layout.n_partitions):
        for i, u in enumerate(coupled):
            row, offset = _home(network, layout, k, int(u))
            if row < 0:
                continue
            stop = begin[i + 1] if i + 1 < coupled.size else unit.size
            bounds.append(n)
            kept.append(slice(begin[i], stop))
            n += stop - begin[i]
            target.append(offset)
            shown.append(i)
            source.append(row)
        first_target.append(len(target))
        first_shown.append(len(shown))
    pick = np.concatenate([np.arange(x.start, x.stop) for x in kept] or [np.zeros(0, np.int64)]).astype(np.int64)
    return ep.Gaps(
        np.array(first_target, np.int64), np.array(target, np.int64), np.array([*bounds, n], np.int64),
        np.searchsorted(coupled, partner[pick]).astype(np.int64), conductance[pick],
        np.array(first_shown, np.int64), np.array(shown, np.int64), np.array(source, np.int64))


def _home(network: Network, layout: Layout, partition: int, unit: int) -> tuple[int, int]:
    """Places of a unit's potential and of its input in the arena, or -1 where it is not in the partition."""
    for population in network.populations:
        index = unit - population.first_unit
        lo, hi, _ = layout.ranges[partition, population.index]
        rows = layout.rows[population.index]
        if lo <= index < min(hi, population.size) and rows is not None:
            return layout.running_row(population, POTENTIAL, partition) + index, rows.inputs[CURRENT] + index
    return -1, -1


def total_conductance(network: Network, dt: float) -> np.ndarray:
    """The sum of every unit's conductances."""
    unit, _, conductance = list_pairs(network, dt)
    return np.bincount(unit, conductance, sum(p.size for p in network.populations))

