"""Current through gap junctions, from the potentials of the step before; whatever the partitions, the same.

Potentials are shared in two copies that take turns: in a step everybody reads one and writes the other.
"""
from .._jit import inline


@inline
def share_potentials(plan, state, k, step):
    """Show everybody the potentials at `step` of the neurons of partition k that have gap junctions."""
    gaps = plan.gaps
    for i in range(gaps.first_shown[k], gaps.first_shown[k + 1]):
        state.potentials[step & 1, gaps.shown[i]] = state.arena[gaps.source[i]]


@inline
def gap_currents(plan, state, k, step):
    """Write the input of the update from `step`: the sum of conductance times potential of the partners."""
    gaps = plan.gaps
    for t in range(gaps.first_target[k], gaps.first_target[k + 1]):
        total = 0.0
        for s in range(gaps.bounds[t], gaps.bounds[t + 1]):
            total += gaps.conductance[s] * state.potentials[step & 1, gaps.partner[s]]
        state.arena[gaps.target[t]] = total
