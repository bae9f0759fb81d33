"""Modulators are shown to neurons as external inputs; every partition has its own copy of each."""
from .._jit import inline


@inline
def show_modulators(plan, state, k, step):
    """Write the inputs of partition k for the update from `step`: the concentrations of that time."""
    modulation = plan.modulation
    for r in range(modulation.first_read[k], modulation.first_read[k + 1]):
        first = modulation.reads[r, 0]
        value = state.arena[modulation.places[k, modulation.reads[r, 2]]]
        if state.arena[first] != value:
            for i in range(first, first + modulation.reads[r, 1]):
                state.arena[i] = value
