"""Find neurons whose state is no longer a number, or has run away, soon after it happened."""
from __future__ import annotations

import numpy as np

from ..compile.layout import is_neuron
from ..compile.program import Program
from ..errors import SimulationError
from ..models.base import NeuronModel
from ..network import Population

_FAR = 1e9  # in mV, pA, nS ...: no neuron gets there and comes back


class Watch:
    """Looks at all state variables between two compiled stretches."""

    def __init__(self, program: Program):
        self._program = program
        self._seen = program.step
        arena = program.state.arena
        self._rows = []
        for population in filter(is_neuron, program.network.populations):
            rows = program.layout.rows[population.index]
            assert rows is not None
            first = min(rows.variables.values(), default=0)
            rest = max(rows.variables.values(), default=0) + population.size
            self._rows.append((population, arena[first:rest]))  # what is between the variables is zero

    def check(self, step: int) -> None:
        """Raise SimulationError that names population, unit, variable and time if something is wrong."""
        with np.errstate(invalid="ignore", over="ignore"):
            for population, rows in self._rows:
                if not abs(rows.sum()) < _FAR:  # which is false for NaN
                    self._look(population, step)
        self._seen = step

    def _look(self, population: Population, step: int) -> None:
        assert isinstance(population.model, NeuronModel)
        for name in population.model.variables:
            values = self._program.variable(population, name)
            wrong = np.flatnonzero(~(np.abs(values) < _FAR))
            if wrong.size:
                dt = self._program.dt
                more = f" and {wrong.size - 1} more" if wrong.size > 1 else ""
                raise SimulationError(
                    f"{name} of unit {wrong[0]}{more} of {population.name!r} became {values[wrong[0]]:g} between "
                    f"{self._seen * dt:g} and {step * dt:g} ms; look for weights or parameters that let it grow "
                    "without bound, or for a time step that is too long")
