"""Look for values that are no numbers or beyond all bounds."""
import numpy as np

from .._jit import inline

FAR = 1e9  # in mV, pA, nS ...: no neuron gets there and comes back


@inline
def is_astray(plan, state, k):
    """Whether a state variable of partition k is not within -FAR and FAR, which NaN is not either."""
    found = 0
    for s in range(plan.guards.first[k], plan.guards.first[k + 1]):
        values = state.arena[plan.guards.stretches[s, 0] : plan.guards.stretches[s, 1]]
        for i in range(np.uint64(values.size)):
            found += not abs(values[i]) < FAR
    return found > 0
