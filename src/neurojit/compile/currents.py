"""Current sources: what every population's I_stim is, and at which steps it changes."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ParameterError
from ..network import Network, Population
from .connector import Connector, list_synapses, list_values
from .program import Program
from .sources import NEVER, steps_of


def _changes(population: Population, values: dict[str, Any], dt: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """For every unit the steps from which a new amplitude holds, and the amplitudes."""
    start = np.broadcast_to(steps_of("start", values["start"], dt), population.size)
    stop = np.broadcast_to(steps_of("stop", values["stop"], dt), population.size)
    found = []
    for i in range(population.size):
        if population.model.law == "constant":  # type: ignore[union-attr]
            steps, levels = np.zeros(1, np.int64), np.broadcast_to(values["amplitude"], population.size)[i : i + 1]
        else:
            steps, levels = _given_steps(population, values, i, dt)
        inside = (steps > start[i]) & (steps < stop[i])
        before = np.flatnonzero(steps <= start[i])
        first = levels[before[-1]] if before.size else 0.0
        changes = np.concatenate([[start[i]], steps[inside], [stop[i]]])
        found.append((changes, np.concatenate([[first], levels[inside], [0.0]])))
    return found


def _given_steps(population: Population, values: dict[str, Any], unit: int, dt: float) -> tuple[np.ndarray, np.ndarray]:
    times, levels = values["amplitude_times"][unit], values["amplitude_values"][unit]
    name = f"amplitude_times of {population.name!r}"
    if len(times) != len(levels):
        raise ParameterError(f"{name} and amplitude_values must have one length, got {len(times)} and {len(levels)}")
    if (np.diff(times) <= 0).any():
        raise ParameterError(f"{name} must ascend, got {times}")
    return (steps_of(name, times, dt) if len(times) else np.zeros(0, np.int64)), np.asarray(levels, np.float64)


class Currents:
    """All current sources of a program.

    Between two changes every I_stim is constant, so a run is cut at the changes and the update kernels
    only ever read a row.
    """

    def __init__(self, program: Program, connectors: list[Connector]):
        self._program = program
        self._edges = []
        for connector in connectors:
            first, sources, targets = list_synapses(connector.draws.rule)
            weights = (np.full(sources.size, connector.weight) if connector.weight is not None
                       else list_values(connector.draws.rule, connector.draws.weight, first))
            self._edges.append((connector, connector.pre_units[sources], connector.post_units[targets], weights))
        self.prepare()

    def prepare(self) -> None:
        """Read the sources' current parameters."""
        program = self._program
        sources = {q.index: q for c, *_ in self._edges for q in c.projection.pre.populations}
        self._levels: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {
            i: _changes(q, program.values[i], program.dt) for i, q in sources.items()}
        steps = [s for units in self._levels.values() for s, _ in units]
        self._steps = np.unique(np.concatenate([np.zeros(0, np.int64), *steps]))

    def next_change(self, step: int) -> int:
        """The first step after `step` from which a current is different."""
        at = int(np.searchsorted(self._steps, step, side="right"))
        return int(self._steps[at]) if at < self._steps.size else NEVER

    def apply(self, step: int) -> None:
        """Write I_stim as it is in the updates from `step` on."""
        network = self._program.network
        total = np.zeros(sum(p.size for p in network.populations))
        for connector, pre, post, weights in self._edges:
            amplitude = np.zeros(total.size)
            for population in connector.projection.pre.populations:
                for i, (steps, levels) in enumerate(self._levels[population.index]):
                    at = int(np.searchsorted(steps, step, side="right")) - 1
                    amplitude[population.first_unit + i] = levels[at] if at >= 0 else 0.0
            np.add.at(total, post, weights * amplitude[pre])
        for population in self._targets(network):
            first = population.first_unit
            self._program.variable(population, "I_stim")[:] = total[first : first + population.size]

    def _targets(self, network: Network) -> list[Population]:
        indices = {q.index for c, *_ in self._edges for q in c.projection.post.populations}
        return [network.populations[i] for i in sorted(indices)]
