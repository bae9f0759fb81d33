"""What is otherwise by now than the network describes: parameters and weights that were edited or have learned."""
from __future__ import annotations

from typing import Any

from ..compile.program import Program
from ..compile.values import differ, first_parameters
from ..report.page import Changes
from .views import ProjectionState


def changes(program: Program) -> Changes:
    """All of them."""
    return Changes(_parameters(program) if program.was_changed() else {}, _weights(program))


def _parameters(program: Program) -> dict[tuple[int, str], Any]:
    """Values now, by index of the population and name."""
    found: dict[tuple[int, str], Any] = {}
    for population in program.network.populations:
        now, first = program.values[population.index], first_parameters(population, program.seed)
        found |= {(population.index, name): now[name] for name in now if differ({name: now[name]}, {name: first[name]})}
    return found


def _weights(program: Program) -> dict[int, Any]:
    """Weights now, by index of the projection, of those that may be others than described."""
    return {p.index: ProjectionState(program, p)["weight"] for p in program.network.projections
            if p.synapse is not None or p.index in program.edited or p.index in program.rewired}
