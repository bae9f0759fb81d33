"""Modulators as the engine's arrays: where every partition keeps its copies, and who reads them."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..engine import plan as ep
from ..models.modulator import CONCENTRATION
from ..network import Network
from ..network.modulator import Modulator, modulators_of
from .layout import Layout, is_neuron


def build_modulation(network: Network, layout: Layout, values: list[dict[str, Any]], dt: float,
                     uses: np.ndarray) -> ep.Modulation:
    """Everything the engine needs to know of modulators; `uses` are those of plastic blocks."""
    modulators = modulators_of(network)
    places = np.array([[_place(layout, one, k) for one in modulators] for k in range(layout.n_partitions)], np.int64)
    reads: list[tuple[int, int, int]] = []
    first = [0]
    for k in range(layout.n_partitions):
        for population in network.populations:
            rows = layout.rows[population.index]
            lo, hi, _ = layout.ranges[k, population.index]
            if rows is None or not is_neuron(population):
                continue
            reads += [(rows.inputs[one.name] + int(lo), int(hi - lo), m) for m, one in enumerate(modulators)
                      if one.name in population.modulators and hi > lo]
        first.append(len(reads))
    return ep.Modulation(places.reshape(layout.n_partitions, -1), numbers(modulators, values, dt),
                         np.array(first, np.int64), np.array(reads, np.int64).reshape(-1, 3), uses)


def numbers(modulators: list[Modulator], values: list[dict[str, Any]], dt: float) -> np.ndarray:
    """dt/tau and the concentration at rest of every modulator."""
    found = [(dt / values[one.index]["tau"], values[one.index]["baseline"]) for one in modulators]
    return np.array(found, np.float64).reshape(-1, 2)


def copy_to_all(layout: Layout, modulators: list[Modulator], arena: np.ndarray) -> None:
    """Give all partitions the concentrations of the first, which users see."""
    for one in modulators:
        rows = layout.rows[one.index]
        assert rows is not None
        first = rows.variables[CONCENTRATION]
        arena[first + layout.ranges[:, one.index, ep.LO]] = arena[first]


def _place(layout: Layout, modulator: Modulator, partition: int) -> int:
    lo = layout.ranges[partition, modulator.index, ep.LO]
    return layout.running_row(modulator, CONCENTRATION, partition) + int(lo)
