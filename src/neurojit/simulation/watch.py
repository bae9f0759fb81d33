"""Find neurons whose state is no longer a number, or has run away, soon after it happened."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..compile.layout import is_neuron
from ..compile.program import Program
from ..engine.astray import count_astray
from ..errors import SimulationError
from ..models.base import NeuronModel
from ..network import Population

_FAR = 1e9  # in mV, pA, nS ...: no neuron gets there and comes back


class Watch:
    """Looks at all state variables between two compiled stretches."""

    def __init__(self, program: Program):
        self._program = program
        self._seen = program.step
        self._neurons = [p for p in program.network.populations if is_neuron(p)]
        rows = [stretch for p in self._neurons for stretch in _stretches(program, p)]
        self._first, self._last = np.array(rows or np.zeros((0, 2)), np.int64).T.copy()

    def check(self, step: int) -> None:
        """Raise SimulationError that names population, unit, variable and time if something is wrong."""
        if count_astray(self._program.state.arena, self._first, self._last, _FAR):
            for population in self._neurons:
                self._look(population, step)
        self._seen = step

    def _look(self, population: Population, step: int) -> None:
        assert isinstance(population.model, NeuronModel)
        for name in population.model.variables:
            values = self._program.row(population, name)
            wrong = np.flatnonzero(~(np.abs(values) < _FAR))
            if wrong.size:
                dt = self._program.dt
                more = f" and {wrong.size - 1} more" if wrong.size > 1 else ""
                raise SimulationError(
                    f"{name} of unit {wrong[0]}{more} of {population.name!r} became {values[wrong[0]]:g} between "
                    f"{self._seen * dt:g} and {step * dt:g} ms; look for weights or parameters that let it grow "
                    "without bound, or for a time step that is too long")


def _stretches(program: Program, population: Population) -> Iterator[tuple[int, int]]:
    """Where a population's variables are after a stretch of a run."""
    assert isinstance(population.model, NeuronModel)
    for partition in range(program.layout.n_partitions):
        lo, hi, _ = program.layout.ranges[partition, population.index]
        for name in population.model.variables:
            row = program.layout.running_row(population, name, partition)
            yield row + int(lo), row + int(hi)
