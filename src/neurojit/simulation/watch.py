"""Say which neurons have a state that is no longer a number, or that has run away, soon after it happened."""
from __future__ import annotations

import numpy as np

from ..compile.layout import is_neuron
from ..compile.program import Program
from ..engine.astray import FAR
from ..errors import SimulationError
from ..models.base import NeuronModel
from ..network import Population


def report(program: Program, before: int) -> None:
    """Raise SimulationError that names population, unit, variable and time; all was well at step `before`."""
    for population in filter(is_neuron, program.network.populations):
        _look(program, population, before)


def _look(program: Program, population: Population, before: int) -> None:
    assert isinstance(population.model, NeuronModel)
    for name in population.model.variables:
        values = program.row(population, name)
        wrong = np.flatnonzero(~(np.abs(values) < FAR))
        if wrong.size:
            dt = program.dt
            more = f" and {wrong.size - 1} more" if wrong.size > 1 else ""
            raise SimulationError(
                f"{name} of unit {wrong[0]}{more} of {population.name!r} became {values[wrong[0]]:g} between "
                f"{before * dt:g} and {program.step * dt:g} ms; look for weights or parameters that let it grow "
                "without bound, or for a time step that is too long")
